"""The formula guard: nothing a spreadsheet runs, nothing lost."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewapp.domain.exchange.cells import guard_cell, unguard_cell

LIVE = tuple("=+-@\t\r\n\0|%＝＋－＠")


@pytest.mark.parametrize("start", [*LIVE, "'"])
def test_live_starts_get_one_apostrophe(start: str) -> None:
    for text in (start, f"{start}SUM(A1:A9)", f"{start}{start}"):
        assert guard_cell(text) == f"'{text}"
        assert unguard_cell(guard_cell(text)) == text


@pytest.mark.parametrize("text", ["", "plain", " =1", "1-2", "“=”", "đ=", "\u200b=1", '"=1"'])
def test_other_texts_stay(text: str) -> None:
    assert guard_cell(text) == text == unguard_cell(text)


@given(st.text())
def test_any_text_comes_back(text: str) -> None:
    assert unguard_cell(guard_cell(text)) == text
    assert not guard_cell(text).startswith(LIVE)


@given(st.text(), st.text())
def test_no_two_texts_share_a_cell(first: str, second: str) -> None:
    assert (guard_cell(first) == guard_cell(second)) == (first == second)


def test_two_hundred_thousand_random_cells() -> None:
    """Short cells over the characters that matter, in one list each so that it stays quick."""
    draw = random.Random(20_240_607)
    alphabet = ["'", *LIVE, "a", "đ", "字", " ", '"', ","]
    texts = ["".join(draw.choices(alphabet, k=length % 5)) for length in range(200_000)]
    cells = [guard_cell(text) for text in texts]
    assert [unguard_cell(cell) for cell in cells] == texts
    assert not [cell for cell in cells if cell.startswith(LIVE)]
    assert len(set(cells)) == len(set(texts))
