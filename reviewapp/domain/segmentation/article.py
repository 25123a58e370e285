"""Articles: one paragraph a line, sentences with their place in the text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from reviewapp.domain.segmentation.boundaries import sentence_ends

HEADLINE_CHARACTERS = 160
_SPACES = (
    "\t\v\f\r\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)
_TERMINAL = re.compile(r"[.!?…。！？؟۔।॥｡|][\"'”’»›)\]）」』]*$")


@dataclass(frozen=True, slots=True)
class Sentence:
    """Hold one sentence: its text without surrounding white space, and where it stands in its article."""

    text: str
    paragraph: int
    """0-based, counting lines that hold text."""
    start: int
    """Code points from the start of the article; `article[start:start + len(text)] == text`."""
    is_headline: bool


def split_article(text: str, *, language: str) -> tuple[Sentence, ...]:
    """Split an article into its sentences, in order; only white space between them is left out.

    Each line that holds text (LF or CRLF) is a paragraph, blank lines only separate. The first line
    is the headline where it is at most `HEADLINE_CHARACTERS` long, does not end in a stop, and text
    follows; all its sentences are marked. `language` is a BCP 47 tag; one that sentencex does not
    know is split by rules common to its script.
    """
    subtag = language.partition("-")[0].lower()
    lines = list(_lines(_with_plain_spaces(text)))
    sentences = []
    for paragraph, (offset, line) in enumerate(lines):
        headline = paragraph == 0 and len(lines) > 1 and _is_headline(line)
        start = 0
        for end in sentence_ends(line, language=subtag):
            piece = line[start:end]
            first = offset + end - len(piece.lstrip(" "))
            sentences.append(
                Sentence(text[first : offset + start + len(piece.rstrip(" "))], paragraph, first, headline)
            )
            start = end
    return tuple(sentences)


def _with_plain_spaces(text: str) -> str:
    """Replace each white space but the line feed by U+0020: offsets stay."""
    for space in _SPACES:
        if space in text:
            text = text.replace(space, " ")
    return text


def _lines(text: str) -> Iterator[tuple[int, str]]:
    offset = 0
    for line in text.split("\n"):
        stripped = line.lstrip(" ")
        if stripped:
            yield offset + len(line) - len(stripped), stripped.rstrip(" ")
        offset += len(line) + 1


def _is_headline(line: str) -> bool:
    return len(line) <= HEADLINE_CHARACTERS and not _TERMINAL.search(line)
