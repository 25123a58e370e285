"""Cut text into the words, signs and characters that a reader marks and a diff compares."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import lru_cache

import regex

from reviewapp.domain.text.languages import primary_language
from reviewapp.domain.text.scripts import UNSPACED_CHARACTER_SCRIPTS
from reviewapp.domain.text.spans import Span, SpanOutsideText

# Languages whose apostrophe ends a word of its own: "l'" + "homme" (as the Moses tokenizer cuts them).
_ELIDING_LANGUAGES = frozenset({"ca", "fr", "ga", "it", "oc"})

_GRAPHEME = regex.compile(r"\X")
# A text without any of these has no cluster of two code points but CR LF, which no token can hold.
_CLUSTERING = regex.compile(r"[^\p{GCB=Other}\p{GCB=Control}\p{GCB=CR}\p{GCB=LF}]")

# U+02BC and its neighbours are shared with Thai and Bopomofo, but they are letters of words elsewhere.
_SCRIPTS = "".join(rf"\p{{scx={script}}}" for script in sorted(UNSPACED_CHARACTER_SCRIPTS))
_UNSPACED = rf"[[{_SCRIPTS}]--[\u02b0-\u02ff]]"
_LETTER = rf"[[\p{{L}}\p{{Nl}}\p{{No}}]--{_UNSPACED}]"
# After a letter also figures, marks, joiners, soft hyphens and variation selectors go on with the word.
_IN_WORD = rf"(?:{_LETTER}|[\p{{Nd}}\p{{M}}\p{{GCB=Extend}}\u200d\u00ad\u2060])"
# A space or apostrophe stands before groups of three (1 234,5 and 1'234), points and commas anywhere.
_DECIMALS = r"(?:[.,٫٬\uff0e]\p{Nd}+)*"
_NUMBER = rf"(?:\p{{Nd}}{{1,3}}(?:[\u00a0\u202f\u2009'’]\p{{Nd}}{{3}})+(?!\p{{Nd}})|\p{{Nd}}+){_DECIMALS}"
_ABBREVIATION = rf"\p{{Lu}}(?:\.\p{{Lu}})+(?!{_IN_WORD})\.?"
# UAX 29, rules WB7b and WB7c: the quotation mark of a Hebrew abbreviation stands inside it.
_HEBREW_QUOTES = '(?<=\\p{Hebrew})["״](?=\\p{Hebrew})'


@dataclass(frozen=True, slots=True)
class Token:
    """A word, number, sign or character where it stands; `is_word` where it counts as a word."""

    span: Span
    text: str
    is_word: bool


def tokenize(text: str, *, language: str) -> tuple[Token, ...]:
    """Cut the text into tokens that together hold all that is not white space.

    Words and numbers are whole; in scripts written without spaces each grapheme cluster is a token, whatever
    the language of the text; so is every other sign. No token cuts a grapheme cluster. White space is inside
    a token only as a number's separator, or where a mark stands on a space. Raises UnknownLanguage.
    """
    return tuple(
        Token(Span(start, end), text[start:end], is_word)
        for start, end, is_word in token_ranges(text, language=language)
    )


def token_ranges(text: str, *, language: str) -> list[tuple[int, int, bool]]:
    """Return start, end and `is_word` of what `tokenize` gives: faster, for whole articles."""
    pattern = _token_pattern(elides=primary_language(language) in _ELIDING_LANGUAGES)
    ranges = [(*match.span(), match.lastgroup is not None) for match in pattern.finditer(text)]
    return _along_clusters(text, ranges) if _CLUSTERING.search(text) else ranges


def graphemes(text: str) -> tuple[Span, ...]:
    """Return the extended grapheme clusters (UAX 29), what a reader calls characters, in order."""
    return tuple(Span(*match.span()) for match in _GRAPHEME.finditer(text))


def grapheme_texts(text: str) -> list[str]:
    """Return the texts of the grapheme clusters, in order; joined they are the text."""
    return _GRAPHEME.findall(text)


def snap_to_tokens(text: str, span: Span, *, language: str) -> Span:
    """Return the span grown to whole tokens, without white space at its edges.

    A span over nothing but white space grows to whole grapheme clusters only: two spaces in a row are an
    error that can be marked. Raises SpanOutsideText, UnknownLanguage.
    """
    if span.end > len(text):
        raise SpanOutsideText(f"{span.start}-{span.end} is outside a text of {len(text)} characters")
    ranges = token_ranges(text, language=language)
    touched = [(start, end) for start, end, _ in ranges if start < span.end and span.start < end]
    if touched:
        return Span(touched[0][0], touched[-1][1])
    starts = [grapheme.start for grapheme in graphemes(text)]
    return Span(*_widen(span.start, span.end, starts=starts, length=len(text)))


def count_words(text: str, *, language: str) -> int:
    """Return the number of words, of characters where no spaces are written. Raises UnknownLanguage."""
    return sum(is_word for _, _, is_word in token_ranges(text, language=language))


@lru_cache(maxsize=2)
def _token_pattern(*, elides: bool) -> regex.Pattern[str]:
    """Return the pattern of a token; its only group is named where the token is a word."""
    inside = "·" if elides else "['’·]"
    after = f"(?:['’](?={_LETTER}))?" if elides else ""
    word = (
        rf"(?:{_NUMBER}|{_LETTER}){_IN_WORD}*"
        rf"(?:(?:{inside}(?={_LETTER})|{_HEBREW_QUOTES}){_IN_WORD}+)*{after}"
    )
    # The range comes first for speed: no script written without spaces begins before Thai.
    character = rf"(?=[\u0e00-\U0010ffff])(?=[\p{{L}}\p{{Nl}}\p{{No}}])(?={_UNSPACED})\X"
    return regex.compile(rf"(?V1)(?P<word>{character}|{_ABBREVIATION}|{word})|(?!\s)\X")


def _along_clusters(text: str, ranges: list[tuple[int, int, bool]]) -> list[tuple[int, int, bool]]:
    """Return the ranges widened to whole grapheme clusters; those that then overlap are made one."""
    starts = [match.start() for match in _GRAPHEME.finditer(text)]
    edges = frozenset((*starts, len(text)))
    pieces: list[tuple[int, int, bool]] = []
    for start, end, is_word in ranges:
        wide = (start, end) if {start, end} <= edges else _widen(start, end, starts=starts, length=len(text))
        if pieces and wide[0] < pieces[-1][1]:
            first, _, was_word = pieces.pop()
            pieces.append((first, wide[1], is_word or was_word))
        else:
            pieces.append((*wide, is_word))
    return pieces


def _widen(start: int, end: int, *, starts: list[int], length: int) -> tuple[int, int]:
    """Move both ends outwards to the nearest edge of a grapheme cluster; `starts` holds where each begins."""
    after = bisect_left(starts, end)
    return starts[bisect_right(starts, start) - 1], starts[after] if after < len(starts) else length
