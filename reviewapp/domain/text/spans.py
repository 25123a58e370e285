"""Stretches of text, counted in code points; other units are converted at the edge."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate


class SpanOutsideText(ValueError):
    """A span that is empty, reversed, or not inside its text."""


class OffsetUnit(StrEnum):
    """What the other side counts in: Python and XPath code points, JavaScript UTF-16 units, C bytes."""

    CODE_POINT = "code-point"
    UTF16 = "utf-16"
    UTF8 = "utf-8"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Code points from `start` up to, not including, `end`, counted from 0. Raises ValueError if empty."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"a span needs 0 <= start < end, not {self.start} and {self.end}")

    def text_in(self, text: str) -> str:
        """Return the stretch of `text` that the span marks. Raises SpanOutsideText."""
        if self.end > len(text):
            raise SpanOutsideText(f"{self.start}-{self.end} is outside a text of {len(text)} characters")
        return text[self.start : self.end]

    def overlaps(self, other: Span) -> bool:
        """Say whether the two spans have at least one code point in common."""
        return self.start < other.end and other.start < self.end


def _utf16_width(character: str) -> int:
    return 2 if ord(character) > 0xFFFF else 1


def _utf8_width(character: str) -> int:
    return len(character.encode("utf-8", "surrogatepass"))


_WIDTHS: dict[OffsetUnit, Callable[[str], int]] = {
    OffsetUnit.CODE_POINT: len,
    OffsetUnit.UTF16: _utf16_width,
    OffsetUnit.UTF8: _utf8_width,
}


def span_from_offsets(text: str, *, start: int, end: int, unit: OffsetUnit) -> Span:
    """Return the span that another program's offsets mark, end exclusive.

    An offset inside a character (half a surrogate pair, a byte of several) takes in the whole character.
    Raises SpanOutsideText where the stretch is empty, reversed or reaches outside the text.
    """
    edges = [0, *accumulate(map(_WIDTHS[unit], text))]
    if not 0 <= start < end <= edges[-1]:
        raise SpanOutsideText(f"{start}-{end} is no stretch of a text of {edges[-1]} {unit} units")
    return Span(bisect_right(edges, start) - 1, bisect_left(edges, end))


def utf16_offsets(text: str, span: Span) -> tuple[int, int]:
    """Return start and end of the span in UTF-16 code units, as browsers count. Raises SpanOutsideText."""
    width = sum(map(_utf16_width, span.text_in(text)))
    start = sum(map(_utf16_width, text[: span.start]))
    return start, start + width
