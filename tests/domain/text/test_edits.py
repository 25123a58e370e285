"""Counting what an editor changed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewapp.domain.text.edits import Edits, count_edits


@pytest.mark.parametrize(
    ("before", "after", "language", "words", "characters"),
    [
        ("", "", "en", 0, 0),
        ("The ferry left.", "The ferry left.", "en", 0, 0),
        ("The ferry left.", "The boat left.", "en", 1, 5),
        ("The ferry left.", "The ferry has left.", "en", 1, 4),
        ("The ferry left.", "", "en", 4, 15),
        ("The  ferry left.", "The ferry left.", "en", 0, 1),
        ("The ferry left.", "The ferry, left.", "en", 1, 1),
        # The same letters, composed or not, are no edit.
        ("tàu về bến".replace("à", "a\u0300"), "tàu về bến", "vi", 0, 0),
        # An unspaced script is counted in graphemes.
        ("渡轮离开了码头", "渡轮回到了码头", "zh", 2, 2),
    ],
)
def test_edits_are_counted_in_words_and_characters(
    before: str, after: str, language: str, words: int, characters: int
) -> None:
    assert count_edits(before, after, language=language) == Edits(words=words, characters=characters)


@given(before=st.text(max_size=30), after=st.text(max_size=30))
def test_counts_are_distances(before: str, after: str) -> None:
    there = count_edits(before, after, language="en")

    assert there == count_edits(after, before, language="en")
    assert count_edits(before, before, language="en") == Edits(0, 0)
    assert there.words <= len(before) + len(after)
    assert 0 <= there.characters <= max(len(before), len(after)) * 4
