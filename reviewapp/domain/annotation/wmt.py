"""The error hierarchy and weights of the WMT metrics tasks (Freitag et al. 2021, table 10; Anthea, Marot).

Released ratings spell the types in several ways; `wmt_path` knows them.
"""

# ruff: noqa: E501 - a table is read along its lines

from __future__ import annotations

from reviewapp.domain.annotation.mqm_core import CORE_PIDS
from reviewapp.domain.annotation.typology import Category

# Each line: path, name, definition, and the MQM-Core type that says the same, "" where none does.
_ROWS: tuple[tuple[str, str, str, str], ...] = (
    ("accuracy", "Accuracy", "The translation does not say what the source says.", "accuracy"),
    ("accuracy/mistranslation", "Mistranslation", "Says something else than the source.", "accuracy/mistranslation"),
    ("accuracy/addition", "Addition", "Says something that the source does not say.", "accuracy/addition"),
    ("accuracy/omission", "Omission", "Leaves out what the source says; marked in the source.", "accuracy/omission"),
    ("accuracy/source-language-fragment", "Source language fragment", "Leaves words of the source untranslated.", "accuracy/untranslated"),
    ("accuracy/creative-reinterpretation", "Creative reinterpretation", "Departs from the source on purpose, and well.", "accuracy"),
    ("fluency", "Fluency", "Breaks the rules of the target language.", "fluency"),
    ("fluency/inconsistency", "Inconsistency", "The text does not agree with itself.", "style/inconsistent-style"),
    ("fluency/grammar", "Grammar", "Breaks the grammar, spelling aside.", "fluency/grammar"),
    ("fluency/register", "Register", "Too formal or too familiar.", "style/register"),
    ("fluency/spelling", "Spelling", "Letters, capitals or spaces are wrong.", "fluency/spelling"),
    ("fluency/punctuation", "Punctuation", "A punctuation mark is wrong, missing or too many.", "fluency/punctuation"),
    ("fluency/character-encoding", "Character encoding", "Characters are garbled.", "fluency/character-encoding"),
    ("style", "Style", "Grammatical, but badly written.", "style"),
    ("style/awkward", "Awkward", "Unnatural or clumsy.", "style/awkward"),
    ("style/bad-sentence-structure", "Bad sentence structure", "Clauses are strung together badly.", "style/awkward"),
    ("terminology", "Terminology", "A term is wrong or varies.", "terminology"),
    ("terminology/inappropriate-for-context", "Inappropriate for context", "Not the term used in this field.", "terminology/wrong-term"),
    ("terminology/inconsistent-use", "Inconsistent use", "One thing is called by several terms.", "terminology/term-inconsistency"),
    ("locale-convention", "Locale convention", "Not written as in the reader's region.", "locale-convention"),
    ("locale-convention/address-format", "Address format", "An address in another region's form.", "locale-convention/address-format"),
    ("locale-convention/date-format", "Date format", "A date in another region's form.", "locale-convention/date-format"),
    ("locale-convention/currency-format", "Currency format", "Money in another region's form.", "locale-convention/currency-format"),
    ("locale-convention/telephone-format", "Telephone format", "A telephone number in another region's form.", "locale-convention/telephone-format"),
    ("locale-convention/time-format", "Time format", "A time in another region's form.", "locale-convention/time-format"),
    ("locale-convention/name-format", "Name format", "A person's name in another region's form.", "locale-convention"),
    ("other", "Other", "An error of no listed type; it needs a note.", ""),
    ("non-translation", "Non-translation", "The whole segment is no translation of its source; no other error is counted.", "accuracy"),
    ("source-error", "Source error", "The source itself is wrong; marked in the source.", ""),
)  # fmt: skip

WMT_CATEGORIES: tuple[Category, ...] = tuple(
    Category(path, name, definition, CORE_PIDS.get(core, "")) for path, name, definition, core in _ROWS
)

# What the releases from 2020 on and the annotation tools write for the same types.
_SPELLINGS = {
    "source-issue": "source-error",
    "accuracy/untranslated": "accuracy/source-language-fragment",
    "accuracy/untranslated-text": "accuracy/source-language-fragment",
    "accuracy/reinterpretation": "accuracy/creative-reinterpretation",
    "fluency/display": "fluency/character-encoding",
    "style/unnatural-or-awkward": "style/awkward",
    "style/unnatural": "style/awkward",
    "terminology/inconsistent-use-of-terminology": "terminology/inconsistent-use",
    "locale": "locale-convention",
}

_KNOWN = frozenset(category.path for category in WMT_CATEGORIES)


class UnknownWmtCategory(ValueError):
    """A category as no WMT release spells it."""


def wmt_path(written: str) -> str | None:
    """Return the path of a category as a WMT file writes it, None for "no error".

    "Accuracy/Mistranslation", "source_error/-" and "Non-translation!" are all understood: case, "_" for a
    space, a final "!" and an empty subcategory "-" do not matter. Raises UnknownWmtCategory.
    """
    plain = written.strip().lower().replace("_", "-").replace(" ", "-").removesuffix("!").removesuffix("/-")
    if plain == "no-error":
        return None
    dimension, slash, child = plain.partition("/")
    path = _SPELLINGS.get(dimension, dimension) + slash + child
    path = _SPELLINGS.get(path, path)
    if path not in _KNOWN:
        raise UnknownWmtCategory(f"{written!r} is no category of the WMT hierarchy")
    return path
