"""Scores equal the figures worked out by hand from the published formulas."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewapp.domain.annotation.profiles import NotInProfile, WeightRule, built_in_profiles
from reviewapp.domain.annotation.quality import (
    MarkedError,
    NothingRated,
    Verdict,
    article_score,
    penalties_by_category,
    rater_score,
    scorecard,
    segment_score,
)
from reviewapp.domain.annotation.severities import Severity

NEWS, MQM_CORE, WMT = built_in_profiles()


def errors(path: str, **counts: int) -> list[MarkedError]:
    return [MarkedError(path, Severity(name)) for name, count in counts.items() for _ in range(count)]


RATER_1 = [
    *errors("accuracy/mistranslation", major=1),
    *errors("style/awkward", minor=2),
    *errors("fluency/punctuation", minor=1),
]
RATER_2 = errors("fluency/grammar", minor=1)


@pytest.mark.parametrize(
    ("marked", "points"),
    [
        (RATER_1, 7.1),
        (RATER_2, 1.0),
        ([], 0.0),
        (errors("non-translation", major=1), 25.0),
        ([*RATER_1, *errors("non-translation", major=1)], 25.0),
        ([*RATER_1, *errors("non-translation", major=2)], 25.0),
        ([*RATER_2, *errors("source-error", major=3)], 1.0),
        (errors("other", neutral=4), 0.0),
    ],
)
def test_one_raters_points_for_a_segment(marked: list[MarkedError], points: float) -> None:
    assert rater_score(WMT, marked) == pytest.approx(points)


@pytest.mark.parametrize(
    ("raters", "score"), [([RATER_1, RATER_2, []], 2.7), ([RATER_1], 7.1), ([[], []], 0.0)]
)
def test_a_segment_has_the_mean_of_its_raters(raters: list[list[MarkedError]], score: float) -> None:
    assert segment_score(WMT, raters) == pytest.approx(score)


def test_an_article_has_the_mean_of_its_segments() -> None:
    assert article_score([2.7, 0.0, 5.1]) == pytest.approx(2.6)


def test_nothing_rated_is_not_a_perfect_score() -> None:
    with pytest.raises(NothingRated, match="no rater"):
        segment_score(WMT, [])
    with pytest.raises(NothingRated, match="no rated segment"):
        article_score([])


@pytest.mark.parametrize(
    ("counts", "words", "total", "raw", "normed", "calibrated", "shown", "verdict"),
    [
        ({"critical": 1, "major": 3, "minor": 6}, 412, 46, 88.83, 111.65, -11.65, 0.0, Verdict.FAIL),
        ({"major": 3, "minor": 6}, 412, 21, 94.90, 50.97, 49.03, 49.03, Verdict.FAIL),
        ({"minor": 10}, 1000, 10, 99.0, 10.0, 90.0, 90.0, Verdict.PASS),
        ({"minor": 11}, 1000, 11, 98.9, 11.0, 89.0, 89.0, Verdict.FAIL),
        ({"critical": 1}, 100_000, 25, 99.975, 0.25, 99.75, 99.75, Verdict.FAIL),
        ({}, 300, 0, 100.0, 0.0, 100.0, 100.0, Verdict.PASS),
        ({"neutral": 9}, 300, 0, 100.0, 0.0, 100.0, 100.0, Verdict.PASS),
    ],
)
def test_scorecards_equal_the_worked_figures(
    counts: dict[str, int],
    words: int,
    total: float,
    raw: float,
    normed: float,
    calibrated: float,
    shown: float,
    verdict: Verdict,
) -> None:
    card = scorecard(MQM_CORE, errors("accuracy/mistranslation", **counts), evaluated_words=words)
    assert card.score is not None
    found = (card.penalty_total, card.score.raw, card.score.normed_penalty, card.score.calibrated)
    assert found == pytest.approx((total, raw, normed, calibrated), abs=0.005)
    assert card.score.calibrated_shown == pytest.approx(shown, abs=0.005)
    assert card.verdict is verdict
    assert card.failing_errors == counts.get("critical", 0)


def test_the_scaling_comes_from_the_profile() -> None:
    lenient = replace(NEWS, thresholds=replace(NEWS.thresholds, passing_score=80.0, acceptable_penalty=40.0))
    card = scorecard(lenient, errors("accuracy/figures", major=8), evaluated_words=1000)
    assert card.score is not None
    assert card.score.calibrated == pytest.approx(80.0)
    assert card.verdict is Verdict.PASS


@pytest.mark.parametrize(
    ("counts", "words", "verdict"),
    [
        ({"minor": 1}, 299, Verdict.NOT_ENOUGH_TEXT),
        ({}, 0, Verdict.NOT_ENOUGH_TEXT),
        ({"minor": 50}, 120, Verdict.NOT_ENOUGH_TEXT),
        ({"critical": 1}, 120, Verdict.FAIL),
    ],
)
def test_a_short_text_has_no_score_but_a_critical_error_still_fails_it(
    counts: dict[str, int], words: int, verdict: Verdict
) -> None:
    card = scorecard(NEWS, errors("accuracy/figures", **counts), evaluated_words=words)
    assert card.score is None
    assert card.verdict is verdict


def test_a_profile_may_have_no_failing_severity() -> None:
    profile = replace(NEWS, thresholds=replace(NEWS.thresholds, failing_severity=None))
    card = scorecard(profile, errors("accuracy/figures", critical=1), evaluated_words=10_000)
    assert (card.failing_errors, card.verdict) == (0, Verdict.PASS)


def test_type_weights_multiply_the_severity() -> None:
    profile = replace(NEWS, weight_rules=(WeightRule("accuracy", None, 2.0),))
    marked = [*errors("accuracy/figures", major=1, minor=1), *errors("style/awkward", minor=3)]
    assert penalties_by_category(profile, marked) == {"accuracy/figures": 12.0, "style/awkward": 3.0}
    assert scorecard(profile, marked, evaluated_words=500).penalty_total == 15.0


def test_an_error_outside_the_profile_is_refused() -> None:
    with pytest.raises(NotInProfile):
        scorecard(NEWS, errors("design/markup", minor=1), evaluated_words=500)


MARKED = st.lists(
    st.builds(
        MarkedError,
        st.sampled_from([category.path for category in WMT.categories]),
        st.sampled_from(Severity),
    ),
    max_size=12,
)


@given(MARKED)
def test_no_error_ever_makes_a_text_better(marked: list[MarkedError]) -> None:
    whole = scorecard(WMT, marked, evaluated_words=400)
    part = scorecard(WMT, marked[1:], evaluated_words=400)
    assert whole.penalty_total >= part.penalty_total - 1e-9
    assert whole.penalty_total == pytest.approx(sum(penalties_by_category(WMT, marked).values()))


@given(MARKED)
def test_a_segment_never_costs_more_than_its_worst_rater(marked: list[MarkedError]) -> None:
    assert segment_score(WMT, [marked, []]) == pytest.approx(rater_score(WMT, marked) / 2)
