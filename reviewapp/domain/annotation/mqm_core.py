"""MQM-Core of 7 March 2024: the ids and mnemonics of the MQM Council's list, defined in our own words.

Source of the identifiers: https://github.com/clearlylocal/mqm-core
"""

# ruff: noqa: E501 - a table is read along its lines

from __future__ import annotations

from reviewapp.domain.annotation.typology import Category

# Each line: number in the list, mnemonic, name, definition. A dimension comes before its types.
_ROWS: tuple[tuple[tuple[str, str, str, str], ...], ...] = (
    (
        ("000000", "terminology", "Terminology", "A term is not the one the subject or the client requires."),
        ("001000", "termbase", "Inconsistent with terminology resource", "Differs from the entry in the agreed glossary."),
        ("002000", "term-inconsistency", "Inconsistent use of terminology", "Several terms for one concept where the reader needs one."),
        ("003000", "wrong-term", "Wrong term", "Not the word an expert would use, or the word for something else."),
    ),
    (
        ("100000", "accuracy", "Accuracy", "The translation does not say what the source says."),
        ("101000", "mistranslation", "Mistranslation", "Says something else than the source: a lost negation, another agent, another figure."),
        ("102000", "over-translation", "Overtranslation", "Says more precisely what the source leaves open."),
        ("103000", "under-translation", "Undertranslation", "Leaves open what the source says precisely."),
        ("104000", "addition", "Addition", "Says something that the source does not say at all."),
        ("105000", "omission", "Omission", "Leaves out what the source says; marked in the source."),
        ("107000", "no-translate", "Do not translate", "Translates what had to stay as it was."),
        ("108000", "untranslated", "Untranslated", "Leaves in the source language what had to be translated."),
    ),
    (
        ("200000", "fluency", "Linguistic conventions", "Breaks the rules of the target language, whatever the source says."),
        ("201000", "grammar", "Grammar", "Breaks the grammar: agreement, tense, case, word order."),
        ("202000", "punctuation", "Punctuation", "A punctuation mark is wrong, missing or too many."),
        ("204000", "spelling", "Spelling", "A word is misspelt, or its capitals or accents are wrong."),
        ("211000", "unintelligible", "Unintelligible", "So garbled that no meaning can be made out."),
        ("212000", "character-encoding", "Character encoding", "Characters are shown as others because of a wrong encoding."),
        ("214000", "textual-conventions", "Textual conventions", "Sentences do not hang together as the language expects: a pronoun without its noun."),
    ),
    (
        ("300000", "style", "Style", "Grammatical, but not as the style guide or the kind of text wants it."),
        ("301000", "company-style", "Organization style", "Departs from the house style guide."),
        ("302000", "third-party-style", "Third-party style", "Departs from another party's style guide that had to be followed."),
        ("303000", "inconsistent-external-reference", "Inconsistent with external reference", "Quotes a published text in other words than its official ones."),
        ("304000", "register", "Register", "Too formal or too familiar for the reader or the occasion."),
        ("305000", "awkward", "Awkward style", "Wordy, overloaded, or shaped like the source."),
        ("306000", "unidiomatic", "Unidiomatic style", "Grammatical, but nobody would say it like that."),
        ("307000", "inconsistent-style", "Inconsistent style", "The style changes inside the text."),
    ),
    (
        ("400000", "locale-convention", "Locale conventions", "Figures, dates or addresses are not written as in the reader's region."),
        ("401000", "number-format", "Number format", "A number is written in another region's form."),
        ("402000", "currency-format", "Currency format", "An amount of money is written in another region's form."),
        ("403000", "measurement-format", "Measurement format", "A measure is in units or a form that the region does not use."),
        ("404000", "time-format", "Time format", "A time of day is written in another region's form."),
        ("405000", "date-format", "Date format", "A date is written in another region's form."),
        ("408000", "address-format", "Address format", "A postal address is written in another region's form."),
        ("410000", "telephone-format", "Telephone format", "A telephone number is written in another region's form."),
        ("413000", "shortcut-key", "Shortcut key", "A shortcut key is not the one the localised program uses."),
    ),
    (
        ("500000", "verity", "Audience appropriateness", "The content does not suit the readers it is for."),
        ("501000", "culture-specific", "Culture-specific reference", "Refers to something these readers cannot know without a word of help."),
        ("502000", "offensive", "Offensive", "Is likely to offend these readers."),
    ),
    (
        ("600000", "design", "Design and markup", "The look or the markup of the text is wrong."),
        ("601000", "local-formatting", "Character formatting", "Bold, italics, colour or fount are lost or in the wrong place."),
        ("602000", "overall-design", "Layout", "Paragraphs, columns or pages are laid out wrongly."),
        ("604000", "markup", "Markup tag", "A tag is missing, too many, broken or in the wrong place."),
        ("605000", "truncation-text-expansion", "Truncation or text expansion", "The text is cut off, or too long for its place."),
        ("606000", "missing-text", "Missing text", "Text that was translated does not show in the layout."),
        ("607000", "broken-link", "Link or cross-reference", "A link leads nowhere or to the wrong place."),
    ),
)  # fmt: skip


def _dimension(rows: tuple[tuple[str, str, str, str], ...]) -> tuple[Category, ...]:
    top = rows[0][1]
    return tuple(
        Category(mnemonic if mnemonic == top else f"{top}/{mnemonic}", name, definition, f"MQMC_{number}")
        for number, mnemonic, name, definition in rows
    )


MQM_CORE_CATEGORIES: tuple[Category, ...] = tuple(category for rows in _ROWS for category in _dimension(rows))

CORE_PIDS: dict[str, str] = {category.path: category.pid for category in MQM_CORE_CATEGORIES}

_CORE_PATHS = {pid: path for path, pid in CORE_PIDS.items()}


def core_path(category: Category) -> str:
    """Return the MQM-Core path under which the category leaves the house, its own where it names none."""
    return _CORE_PATHS.get(category.pid, category.path)
