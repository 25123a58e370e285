"""Cut a text where marks begin and end, so that each piece can be shown with all that covers it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from reviewapp.domain.text.spans import Span


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text and the indices of the spans that cover it; empty where none does."""

    span: Span
    text: str
    covered_by: tuple[int, ...] = ()


def cut_at(text: str, spans: Sequence[Span]) -> tuple[Piece, ...]:
    """Return the text in pieces, in order and without a gap; spans may overlap.

    Spans are code points, 0-based, end exclusive; what of them lies beyond the text is ignored.
    """
    edges = {0, len(text)}
    for span in spans:
        edges |= {edge for edge in (span.start, span.end) if edge <= len(text)}
    ordered = sorted(edges)
    return tuple(
        Piece(
            Span(start, end),
            text[start:end],
            tuple(index for index, span in enumerate(spans) if span.start <= start and end <= span.end),
        )
        for start, end in pairwise(ordered)
    )
