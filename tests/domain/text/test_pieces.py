"""Cutting a text where marks begin and end."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewapp.domain.text.pieces import Piece, cut_at
from reviewapp.domain.text.spans import Span

TEXT = "The ferry left."


def shown(pieces: tuple[Piece, ...]) -> list[tuple[str, tuple[int, ...]]]:
    return [(piece.text, piece.covered_by) for piece in pieces]


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ([], [("The ferry left.", ())]),
        ([Span(4, 9)], [("The ", ()), ("ferry", (0,)), (" left.", ())]),
        ([Span(0, 15)], [("The ferry left.", (0,))]),
        ([Span(0, 9), Span(4, 14)], [("The ", (0,)), ("ferry", (0, 1)), (" left", (1,)), (".", ())]),
        ([Span(4, 9), Span(4, 9)], [("The ", ()), ("ferry", (0, 1)), (" left.", ())]),
        ([Span(0, 9), Span(4, 9)], [("The ", (0,)), ("ferry", (0, 1)), (" left.", ())]),
        ([Span(3, 4), Span(4, 9)], [("The", ()), (" ", (0,)), ("ferry", (1,)), (" left.", ())]),
        # What of a mark lies beyond the text is ignored.
        ([Span(10, 99)], [("The ferry ", ()), ("left.", (0,))]),
        ([Span(15, 99)], [("The ferry left.", ())]),
        ([Span(40, 99)], [("The ferry left.", ())]),
    ],
)
def test_pieces_are_cut_at_the_edges_of_marks(
    spans: list[Span], expected: list[tuple[str, tuple[int, ...]]]
) -> None:
    assert shown(cut_at(TEXT, spans)) == expected


def test_an_empty_text_has_no_pieces() -> None:
    assert cut_at("", [Span(0, 3)]) == ()


@given(
    text=st.text(max_size=40),
    edges=st.lists(st.tuples(st.integers(0, 45), st.integers(1, 20)), max_size=5),
)
def test_pieces_cover_the_text_once_and_each_mark_exactly(text: str, edges: list[tuple[int, int]]) -> None:
    spans = [Span(start, start + length) for start, length in edges]

    pieces = cut_at(text, spans)

    assert "".join(piece.text for piece in pieces) == text
    for piece in pieces:
        assert piece.span.text_in(text) == piece.text
        for position in range(piece.span.start, piece.span.end):
            covering = tuple(i for i, span in enumerate(spans) if span.start <= position < span.end)
            assert piece.covered_by == covering
