"""The shape of an import, and how a refusal reads."""

from __future__ import annotations

import dataclasses
import pickle

import pytest

from reviewapp.domain.exchange.incoming import ImportRejected, IncomingSegment, Problem


@pytest.mark.parametrize(
    ("problem", "message"),
    [
        (Problem("council.tsv", 3, "has 2 fields"), "council.tsv, line 3: has 2 fields"),
        (Problem("council.tsv", None, "is empty"), "council.tsv: is empty"),
    ],
)
def test_problem_says_where(problem: Problem, message: str) -> None:
    assert str(problem) == message


@pytest.mark.parametrize(
    ("count", "last"),
    [(1, "f, line 1: bad"), (20, "f, line 20: bad"), (21, "and 1 more"), (1_234, "and 1,214 more")],
)
def test_refusal_shows_twenty_problems(count: int, last: str) -> None:
    rejected = ImportRejected(Problem("f", line, "bad") for line in range(1, count + 1))
    shown = str(rejected).split("\n")
    assert len(rejected.problems) == count
    assert len(shown) == min(count, 21)
    assert shown[0] == "f, line 1: bad"
    assert shown[-1] == last


def test_refusal_is_a_value_error_and_survives_pickling() -> None:
    rejected = ImportRejected([Problem("f", 1, "bad")])
    assert isinstance(rejected, ValueError)
    assert pickle.loads(pickle.dumps(rejected)).problems == rejected.problems


def test_segments_are_frozen_and_cover_one_source_sentence() -> None:
    segment = IncomingSegment("1", 1, "Xin chào.", {"MT": "Hello."}, {}, {})
    assert (segment.source_sentences, segment.paragraph, segment.is_headline) == (1, 0, False)
    with pytest.raises(dataclasses.FrozenInstanceError):
        segment.key = "2"  # type: ignore[misc]
