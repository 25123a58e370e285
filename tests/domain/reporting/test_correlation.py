"""Correlations equal scipy's, stay in their bounds, and say in words where they are not defined."""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Callable, Sequence

import numpy as np
import pytest
import scipy.stats
from hypothesis import assume, given
from hypothesis import strategies as st

from reviewapp.domain.reporting.correlation import (
    Coefficient,
    Correlation,
    accuracy_within_items,
    correlations,
    facing_up,
    kendall,
    pairwise_accuracy,
    pearson,
    spearman,
    wilson_interval,
)

Measured = Callable[[Sequence[float], Sequence[float]], Correlation]
ORACLES: dict[Coefficient, Callable[[Sequence[float], Sequence[float]], tuple[float, float]]] = {
    Coefficient.PEARSON: scipy.stats.pearsonr,
    Coefficient.SPEARMAN: scipy.stats.spearmanr,
    Coefficient.KENDALL: scipy.stats.kendalltau,
}
FUNCTIONS: dict[Coefficient, Measured] = {
    Coefficient.PEARSON: pearson,
    Coefficient.SPEARMAN: spearman,
    Coefficient.KENDALL: kendall,
}
EACH = pytest.mark.parametrize("measured", list(FUNCTIONS.values()), ids=[c.value for c in FUNCTIONS])

# Five systems: chrF, and the mean score that people gave.
CHRF = [61.2, 58.4, 55.0, 54.9, 49.7]
PEOPLE = [88.0, 90.5, 79.0, 81.0, 70.0]

coarse = st.integers(-4, 4).map(float)
fine = st.floats(-1e6, 1e6, allow_nan=False).map(lambda number: round(number, 3))
paired = st.lists(st.tuples(coarse | fine, coarse | fine), min_size=3, max_size=60)


def varying(pairs: list[tuple[float, float]]) -> tuple[list[float], list[float]]:
    x, y = [a for a, _ in pairs], [b for _, b in pairs]
    assume(len(set(x)) > 1 and len(set(y)) > 1)
    return x, y


@given(paired)
def test_each_coefficient_is_scipys(pairs: list[tuple[float, float]]) -> None:
    x, y = varying(pairs)
    # Where one value is a million times the rest, the deviations of the rest drown in rounding on both sides.
    assume(min(np.std(x), np.std(y)) > 1e-3)
    for found in correlations(x, y):
        expected = ORACLES[found.coefficient](x, y)[0]
        assert found.value == pytest.approx(expected, abs=1e-9)
        assert found.n == len(x)


@given(paired)
def test_a_coefficient_is_symmetric_and_turns_with_either_side(pairs: list[tuple[float, float]]) -> None:
    x, y = varying(pairs)
    turned = facing_up(x, higher_is_better=False)
    for one, swapped, other in zip(
        correlations(x, y), correlations(y, x), correlations(turned, y), strict=True
    ):
        assert one.value is not None
        assert -1 <= one.value <= 1
        assert swapped.value == pytest.approx(one.value, abs=1e-9)
        assert other.value == pytest.approx(-one.value, abs=1e-9)


@given(paired)
def test_an_interval_holds_its_value_and_stays_in_its_bounds(pairs: list[tuple[float, float]]) -> None:
    x, y = varying(pairs)
    for found in correlations(x, y):
        assert found.value is not None
        assert (found.interval is None) is bool(found.reason)
        if found.interval:
            assert -1 <= found.interval.low <= found.value <= found.interval.high <= 1


@given(paired)
def test_ranks_are_blind_to_how_the_scale_is_bent(pairs: list[tuple[float, float]]) -> None:
    x, y = varying(pairs)
    bent = [math.copysign(abs(value) ** 3, value) for value in x]
    assume(len(set(bent)) == len(set(x)))
    for measured in (spearman, kendall):
        assert measured(bent, y).value == pytest.approx(measured(x, y).value, abs=1e-12)


def test_five_systems_by_hand() -> None:
    # Ranks 1 2 3 4 5 against 2 1 4 3 5: squared differences sum to 4, and 2 of 10 pairs are turned round.
    rho, tau = spearman(CHRF, PEOPLE), kendall(CHRF, PEOPLE)
    assert rho.value == pytest.approx(1 - 6 * 4 / (5 * 24))
    assert tau.value == pytest.approx((8 - 2) / 10)
    assert pairwise_accuracy(CHRF, PEOPLE).value == 0.8


def test_the_interval_of_pearson_is_scipys() -> None:
    found = pearson(CHRF, PEOPLE)
    expected = scipy.stats.pearsonr(CHRF, PEOPLE).confidence_interval(0.95)
    assert found.interval
    assert (found.interval.low, found.interval.high) == pytest.approx(tuple(expected))


@pytest.mark.parametrize(
    ("measured", "deviation"),
    [
        (spearman, math.sqrt((1 + 0.8**2 / 2) / 2)),
        (kendall, math.sqrt(0.437 / 1)),
    ],
)
def test_the_intervals_of_ranks_follow_their_formula(measured: Measured, deviation: float) -> None:
    found = measured(CHRF, PEOPLE)
    assert found.value is not None
    assert found.interval
    for bound, side in ((found.interval.low, -1), (found.interval.high, 1)):
        distance = side * scipy.stats.norm.ppf(0.975) * deviation
        assert math.atanh(bound) == pytest.approx(math.atanh(found.value) + distance)


@pytest.mark.parametrize("coefficient", list(Coefficient))
def test_the_interval_holds_the_truth_about_95_times_in_100(coefficient: Coefficient) -> None:
    chance = np.random.default_rng(11)
    # For a normal pair with correlation 1/2 the true coefficients are known (Kruskal 1958).
    true = {
        Coefficient.PEARSON: 0.5,
        Coefficient.SPEARMAN: 6 / math.pi * math.asin(0.25),
        Coefficient.KENDALL: 2 / math.pi * math.asin(0.5),
    }[coefficient]
    inside = 0
    for _ in range(400):
        x = chance.normal(size=60)
        y = 0.5 * x + math.sqrt(0.75) * chance.normal(size=60)
        interval = FUNCTIONS[coefficient](x.tolist(), y.tolist()).interval
        inside += bool(interval and interval.low <= true <= interval.high)
    assert 0.92 <= inside / 400 <= 0.98


@EACH
@pytest.mark.parametrize(
    ("metric", "people", "reason"),
    [
        ([], [], "0 values: 3 or more are needed"),
        ([1.0, 2.0], [3.0, 4.0], "2 values: 3 or more are needed"),
        ([5.0] * 4, [1.0, 2.0, 3.0, 4.0], "all values of the metric are equal"),
        ([1.0, 2.0, 3.0, 4.0], [0.0] * 4, "all values of people are equal"),
        ([5.0] * 4, [0.0] * 4, "all values of the metric and of people are equal"),
    ],
)
def test_what_is_not_defined_says_why(
    measured: Measured, metric: list[float], people: list[float], reason: str
) -> None:
    found = measured(metric, people)
    assert (found.value, found.interval, found.reason) == (None, None, reason)
    accuracy = pairwise_accuracy(metric, people)
    assert (accuracy.value, accuracy.interval, accuracy.reason) == (None, None, reason)


@EACH
@pytest.mark.parametrize("side", [1.0, -1.0])
def test_perfect_agreement_of_few_claims_no_certainty(measured: Measured, side: float) -> None:
    found = measured([1.0, 2.0, 3.0, 4.0, 5.0], [side * value for value in (2.0, 4.0, 6.0, 8.0, 10.0)])
    assert (found.value, found.interval) == (side, None)
    assert found.reason == "no interval: it is not defined at exactly 1 or -1"


def test_three_systems_in_perfect_order_claim_no_certainty_either() -> None:
    found = pairwise_accuracy([1.0, 2.0, 3.0], [4.0, 5.0, 6.0])
    assert (found.value, found.pairs, found.interval) == (1.0, 3, wilson_interval(1.0, 1))


@pytest.mark.parametrize(("measured", "least"), [(pearson, 4), (spearman, 4), (kendall, 5)])
def test_a_value_without_an_interval_says_what_it_lacks(measured: Measured, least: int) -> None:
    metric, people = [1.0, 3.0, 2.0, 4.0, 6.0], [2.0, 1.0, 3.0, 3.0, 5.0]
    found = measured(metric[: least - 1], people[: least - 1])
    assert found.value is not None
    assert found.interval is None
    assert found.reason == f"no interval: {least - 1} values, {least} or more are needed"
    assert measured(metric[:least], people[:least]).interval


@EACH
@pytest.mark.parametrize(
    ("metric", "people", "message"),
    [
        ([1.0, 2.0, 3.0], [1.0, 2.0], "3 values of the metric against 2 of people"),
        ([1.0, math.nan, 3.0], [1.0, 2.0, 3.0], "not a finite number"),
        ([1.0, 2.0, 3.0], [1.0, math.inf, 3.0], "not a finite number"),
    ],
)
def test_what_cannot_be_paired_is_refused(
    measured: Measured, metric: list[float], people: list[float], message: str
) -> None:
    for function in (measured, pairwise_accuracy):
        with pytest.raises(ValueError, match=message):
            function(metric, people)


@pytest.mark.parametrize("scale", [5e-324, 1e-300, 1e-9, 1.0, 1e9, 1e300])
def test_neither_huge_nor_tiny_values_overflow(scale: float) -> None:
    found = pearson([value * scale for value in (1.0, 2.0, 4.0, 3.0)], [1.0, 2.0, 3.0, 5.0])
    assert found.value == pytest.approx(scipy.stats.pearsonr([1, 2, 4, 3], [1, 2, 3, 5])[0])


@given(paired)
def test_pairwise_accuracy_is_the_share_counted_pair_by_pair(pairs: list[tuple[float, float]]) -> None:
    x, y = varying(pairs)
    agreeing = [
        np.sign(x[i] - x[j]) == np.sign(y[i] - y[j]) for i, j in itertools.combinations(range(len(x)), 2)
    ]
    found = pairwise_accuracy(x, y)
    assert found.value == pytest.approx(sum(agreeing) / len(agreeing))
    assert (found.n, found.pairs) == (len(x), len(agreeing))
    assert found.value is not None
    assert found.interval
    assert 0 <= found.interval.low <= found.value <= found.interval.high + 1e-12


@pytest.mark.parametrize(
    ("metric", "people", "share"),
    [
        ([1.0, 2.0, 3.0], [1.0, 2.0, 3.0], 1.0),
        ([1.0, 2.0, 3.0], [3.0, 2.0, 1.0], 0.0),
        # Both call the first two equal: alike.
        ([1.0, 1.0, 3.0], [2.0, 2.0, 5.0], 1.0),
        # One of them alone calls a pair equal: not alike.
        ([1.0, 1.0, 3.0], [1.0, 2.0, 5.0], 2 / 3),
        ([1.0, 2.0, 3.0], [1.0, 5.0, 5.0], 2 / 3),
    ],
)
def test_ties_count_as_said(metric: list[float], people: list[float], share: float) -> None:
    assert pairwise_accuracy(metric, people).value == pytest.approx(share)


def test_lower_is_better_is_turned_round() -> None:
    penalties = [4.0, 3.5, 6.0, 5.0, 9.0]
    ter = [52.0, 50.0, 61.0, 60.0, 70.0]
    up = facing_up(penalties, higher_is_better=False)
    assert pairwise_accuracy(facing_up(ter, higher_is_better=False), up).value == 1.0
    assert spearman(facing_up(CHRF, higher_is_better=True), up).value == pytest.approx(0.8)


def test_fifty_thousand_sentences_are_scipys_too() -> None:
    chance = np.random.default_rng(5)
    x = chance.normal(size=50_000).round(2)
    y = (x + chance.normal(size=50_000)).round(1)
    for found in correlations(x.tolist(), y.tolist()):
        assert found.value == pytest.approx(ORACLES[found.coefficient](x.tolist(), y.tolist())[0], abs=1e-12)


def test_within_items_each_sentence_has_one_voice() -> None:
    # The second sentence has more systems, and one that no other system translated is left out.
    metric = [0.2, 0.1, 0.9, 0.5, 0.4, 0.3, 0.7, 0.6]
    people = [9.0, 8.0, 70.0, 50.0, 60.0, 5.0, 3.0, 3.0]
    items = ["a", "a", "b", "b", "b", "alone", "c", "c"]
    found = accuracy_within_items(metric, people, items)
    assert (found.n, found.pairs) == (3, 5)
    assert found.value == pytest.approx((1 + 2 / 3 + 0) / 3)
    assert found.interval
    half = 1.959964 * np.std([1, 2 / 3, 0], ddof=1) / math.sqrt(3)
    assert found.interval.low == pytest.approx(max(5 / 9 - half, 0.0))
    assert found.interval.high == pytest.approx(min(5 / 9 + half, 1.0))


@given(st.lists(st.tuples(coarse | fine, coarse | fine, st.integers(0, 6)), max_size=50))
def test_within_items_is_the_mean_of_the_items_own(rows: list[tuple[float, float, int]]) -> None:
    metric, people, items = ([row[side] for row in rows] for side in range(3))
    shares = []
    for item in set(items):
        own = [(a, b) for a, b, of_item in rows if of_item == item]
        alike = [np.sign(a - c) == np.sign(b - d) for (a, b), (c, d) in itertools.combinations(own, 2)]
        shares += [sum(alike) / len(alike)] if alike else []
    found = accuracy_within_items(metric, people, items)
    assert found.n == len(shares)
    assert found.value == (pytest.approx(sum(shares) / len(shares)) if len(shares) >= 3 else None)


@pytest.mark.parametrize(
    ("items", "value", "reason"),
    [
        ("aabb", None, "2 items with two values or more: 3 are needed"),
        ("abcd", None, "0 items with two values or more: 3 are needed"),
        ("aabbcc", 1.0, "no interval: every item has the same share"),
    ],
)
def test_within_items_says_what_it_lacks(items: str, value: float | None, reason: str) -> None:
    places = [float(place) for place in range(len(items))]
    found = accuracy_within_items(places, places, items)
    assert (found.value, found.interval, found.reason) == (value, None, reason)


def test_each_value_needs_its_item() -> None:
    with pytest.raises(ValueError, match="zip"):
        accuracy_within_items([1.0, 2.0], [1.0, 2.0], ["a"])


@pytest.mark.parametrize(
    ("share", "n", "low", "high"),
    [
        (0.5, 10, 0.2366, 0.7634),
        (0.0, 10, 0.0, 0.2775),
        (1.0, 1, 0.2065, 1.0),
        (81 / 263, 263, 0.2553, 0.3662),
    ],
)
def test_wilsons_interval(share: float, n: int, low: float, high: float) -> None:
    found = wilson_interval(share, n)
    assert (found.low, found.high) == pytest.approx((low, high), abs=6e-5)


def test_wilsons_interval_is_scipys() -> None:
    chance = random.Random(2)
    for _ in range(50):
        n = chance.randint(1, 500)
        hits = chance.randint(0, n)
        expected = scipy.stats.binomtest(hits, n).proportion_ci(0.95, method="wilson")
        found = wilson_interval(hits / n, n)
        assert (found.low, found.high) == pytest.approx((expected.low, expected.high), abs=1e-9)
