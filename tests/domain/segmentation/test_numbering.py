"""A stop before a figure: part of an abbreviation that is followed by numbers, else the end of a sentence."""

from __future__ import annotations

import pytest

from reviewapp.domain.segmentation.article import split_article


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        (
            "The quay is drawn in vol. 5 of the atlas. It rains.",
            ["The quay is drawn in vol. 5 of the atlas.", "It rains."],
        ),
        ("Under Art. 7 the quay is public.", ["Under Art. 7 the quay is public."]),
        (
            "They met at the boathouse. 5 boats were missing.",
            ["They met at the boathouse.", "5 boats were missing."],
        ),
    ],
)
def test_a_stop_before_a_figure(text: str, sentences: list[str]) -> None:
    assert [sentence.text for sentence in split_article(text, language="en")] == sentences
