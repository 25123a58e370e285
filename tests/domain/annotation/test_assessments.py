"""Means and z-scores of people's scores, and the score that marks imply."""

from __future__ import annotations

import math
from statistics import fmean, pstdev

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewapp.domain.annotation.assessments import (
    WMT_STANDARDISATION,
    Mark,
    Protocol,
    Rating,
    Standardisation,
    SystemScore,
    pseudo_score,
    scores_by_system,
    segment_means,
    z_scores,
)
from reviewapp.domain.annotation.profiles import NotInProfile, built_in_profiles
from reviewapp.domain.annotation.severities import Severity

NEWS, MQM_CORE, WMT = built_in_profiles()
TWO = Standardisation(minimum_items=2)

scores = st.floats(0, 100)
ratings = st.lists(
    st.builds(Rating, system=st.integers(1, 3), segment=st.integers(1, 5), rater=st.sampled_from("abc"), score=scores),
    max_size=40,
)  # fmt: skip


def rated(*given_scores: tuple[int, int, str, float]) -> list[Rating]:
    return [Rating(*one) for one in given_scores]


def test_only_mqm_is_without_a_score() -> None:
    assert [(known.label, known.has_score) for known in Protocol] == [
        ("MQM", False),
        ("ESA", True),
        ("DA", True),
    ]


def test_a_segment_rated_twice_counts_twice_in_the_mean_over_ratings_only() -> None:
    found = scores_by_system(rated((1, 1, "a", 90), (1, 1, "b", 70), (1, 2, "a", 50), (2, 1, "b", 10)), TWO)

    assert found[1].mean == pytest.approx(70)
    assert found[1].segment_mean == pytest.approx(65)
    assert (found[1].ratings, found[1].segments, found[1].raters) == (3, 2, 2)
    assert found[2].mean == found[2].segment_mean == 10


def test_z_scores_take_a_raters_scale_away() -> None:
    strict, mild = (
        [(1, 1, "strict", 10.0), (2, 1, "strict", 30.0)],
        [(1, 2, "mild", 80.0), (2, 2, "mild", 90.0)],
    )

    assert z_scores(rated(*strict, *mild), TWO) == pytest.approx([-1, 1, -1, 1])
    assert {system: score.z for system, score in scores_by_system(rated(*strict, *mild), TWO).items()} == {
        1: pytest.approx(-1),
        2: pytest.approx(1),
    }


def test_the_mean_z_leaves_out_whom_nothing_is_known_of() -> None:
    found = scores_by_system(
        rated((1, 1, "a", 20), (1, 2, "a", 40), (1, 3, "once", 99), (2, 1, "same", 50), (2, 2, "same", 50)),
        TWO,
    )

    assert found[1] == SystemScore(3, 3, 2, mean=53, segment_mean=53, z=0, standardised=2)
    assert (found[2].z, found[2].standardised) == (None, 0)


def test_fifteen_items_are_wanted_of_a_rater_in_wmt() -> None:
    fourteen = rated(*((1, n, "a", float(n)) for n in range(14)))

    assert set(z_scores(fourteen, WMT_STANDARDISATION)) == {None}
    assert None not in z_scores([*fourteen, Rating(1, 15, "a", 3)], WMT_STANDARDISATION)


def test_nobody_rated_gives_no_scores() -> None:
    assert scores_by_system([], TWO) == {}
    assert z_scores([], TWO) == ()


@given(ratings)
def test_the_z_scores_of_a_rater_have_mean_0_and_deviation_1(given_ratings: list[Rating]) -> None:
    found = z_scores(given_ratings, TWO)

    assert len(found) == len(given_ratings)
    for rater in "abc":
        own = [r.score for r in given_ratings if r.rater == rater]
        zs = [z for r, z in zip(given_ratings, found, strict=True) if r.rater == rater and z is not None]
        assert len(zs) in {0, len(own)}
        if zs and pstdev(own) > 1e-3:
            assert math.isclose(fmean(zs), 0, abs_tol=1e-6)
            assert math.isclose(pstdev(zs), 1, rel_tol=1e-6)


@given(ratings)
def test_every_rating_is_in_one_system_and_one_segment(given_ratings: list[Rating]) -> None:
    found = scores_by_system(given_ratings, TWO)
    by_segment = segment_means(given_ratings)

    assert sum(score.ratings for score in found.values()) == len(given_ratings)
    assert sum(score.segments for score in found.values()) == len(by_segment)
    for system, score in found.items():
        own = [mean for (_, of), mean in by_segment.items() if of == system]
        assert math.isclose(score.segment_mean, fmean(own), abs_tol=1e-9)


MINOR, MAJOR = Mark(Severity.MINOR), Mark(Severity.MAJOR)
POINT = Mark(Severity.MINOR, "fluency/punctuation")


@pytest.mark.parametrize(
    ("marks", "score"),
    [
        ([], 0),
        ([MINOR], -1),
        ([MAJOR, MAJOR, MINOR], -11),
        ([POINT], -0.1),
        ([POINT, MAJOR], -5.1),
        ([Mark(Severity.MAJOR, "non-translation")], -25),
    ],
)
def test_marks_imply_a_score(marks: list[Mark], score: float) -> None:
    assert pseudo_score(WMT, marks) == pytest.approx(score)
    assert math.copysign(1, pseudo_score(WMT, [])) == 1


def test_a_mark_of_another_profile_implies_none() -> None:
    with pytest.raises(NotInProfile, match="non-translation"):
        pseudo_score(NEWS, [Mark(Severity.MAJOR, "non-translation")])
