"""Does a metric agree with people? Correlations and ordered pairs, each with how many values and an interval.

Both sequences are in the same order and read the same way round: more is better. `facing_up` turns what
counts errors (TER, HTER, MQM penalties), so that +1 always is full agreement.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import NormalDist
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

MINIMUM = 3
"""With two values every correlation is +1 or -1 and says nothing."""
Z_95 = NormalDist().inv_cdf(0.975)
# Nearer to 1 than this a sum of products is exactly 1, but for its rounding.
_ROUNDING = 1e-12
_Numbers: TypeAlias = NDArray[np.float64]


class Coefficient(StrEnum):
    """A coefficient of correlation, as it is stored and named in JSON."""

    PEARSON = "pearson"
    SPEARMAN = "spearman"
    KENDALL = "kendall"


@dataclass(frozen=True, slots=True)
class Interval:
    """A 95 % confidence interval."""

    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Correlation:
    """One coefficient, -1 to 1, over `n` pairs of values; `reason` says in words what is not defined."""

    coefficient: Coefficient
    n: int
    value: float | None
    interval: Interval | None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PairwiseAccuracy:
    """The share of pairs that both order alike, 0 to 1; `n` things make the `pairs`."""

    n: int
    pairs: int
    value: float | None
    interval: Interval | None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pairs:
    """How many pairs there are, how many either calls equal, and how many they order in opposite ways."""

    total: int
    metric_ties: int
    people_ties: int
    shared_ties: int
    discordant: int

    @property
    def concordant(self) -> int:
        """Return how many pairs both order, and the same way."""
        told_apart = self.total - self.metric_ties - self.people_ties + self.shared_ties
        return told_apart - self.discordant

    @property
    def share_alike(self) -> float:
        """Return the share of pairs that both order the same way or both call equal."""
        return (self.concordant + self.shared_ties) / self.total


def facing_up(values: Sequence[float], *, higher_is_better: bool) -> list[float]:
    """Return the values so that more is better: those where less is better with the other sign."""
    return [float(value) if higher_is_better else -float(value) for value in values]


def correlations(metric: Sequence[float], people: Sequence[float]) -> tuple[Correlation, ...]:
    """Return Pearson's r, Spearman's rho and Kendall's tau-b, in this order. Raises ValueError as they do."""
    return pearson(metric, people), spearman(metric, people), kendall(metric, people)


def pearson(metric: Sequence[float], people: Sequence[float]) -> Correlation:
    """Return Pearson's r. Raises ValueError for unequal lengths or numbers that are not finite.

    Interval: Fisher 1921, z = artanh(r) with the standard error 1/sqrt(n - 3).
    """
    x, y = _checked(metric, people)
    return _correlation(Coefficient.PEARSON, x, y)


def spearman(metric: Sequence[float], people: Sequence[float]) -> Correlation:
    """Return Spearman's rho: Pearson's r of the ranks, where equal values share their mean rank.

    Interval: Bonett and Wright 2000, z with the standard error sqrt((1 + rho²/2) / (n - 3)). Raises
    ValueError as `pearson` does.
    """
    x, y = _checked(metric, people)
    return _correlation(Coefficient.SPEARMAN, x, y)


def kendall(metric: Sequence[float], people: Sequence[float]) -> Correlation:
    """Return Kendall's tau-b, which allows for equal values in both (Kendall 1945), in O(n log n).

    Interval: Fieller, Hartley and Pearson 1957, z with the standard error sqrt(0.437 / (n - 4)); with many
    equal values it is an approximation. Raises ValueError as `pearson` does.
    """
    x, y = _checked(metric, people)
    return _correlation(Coefficient.KENDALL, x, y)


def pairwise_accuracy(metric: Sequence[float], people: Sequence[float]) -> PairwiseAccuracy:
    """Return the share of pairs, such as of systems, that metric and people order alike.

    Source: Kocmi et al. 2021, "To Ship or Not to Ship". A pair that both call equal is ordered alike; one
    that only one of them calls equal is not (as the accuracy with ties of Deutsch et al. 2023). Interval:
    Wilson 1927 as if there were n/2 pairs, since only that many share no system and are independent
    (Hoeffding 1963, 5a): wide rather than wrong. Raises ValueError as `pearson` does.
    """
    x, y = _checked(metric, people)
    n = len(x)
    pairs = n * (n - 1) // 2
    if reason := _undefined(x, y):
        return PairwiseAccuracy(n=n, pairs=pairs, value=None, interval=None, reason=reason)
    value = _count_pairs(x, y).share_alike
    return PairwiseAccuracy(n=n, pairs=pairs, value=value, interval=wilson_interval(value, n // 2))


def accuracy_within_items(
    metric: Sequence[float], people: Sequence[float], items: Sequence[object]
) -> PairwiseAccuracy:
    """Return the mean over items of the share of pairs ordered alike: systems compared sentence by sentence.

    `items` names the sentence of each value; an item with one value is left out. `n` counts the items that
    are in, `pairs` their pairs. Ties count as in `pairwise_accuracy`. Grouped "by item" as in the metrics
    task of WMT 2023 (Freitag et al.), without its calibration of ties. Interval: the mean's, by the central
    limit theorem over items, which are independent where pairs are not. Raises ValueError as `pearson` does.
    """
    x, y = _checked(metric, people)
    groups = _groups(items, len(x))
    shares = np.concatenate([_shares_alike(x[group], y[group]) for group in groups] or [np.empty(0)])
    n, pairs = len(shares), sum(group.shape[0] * math.comb(group.shape[1], 2) for group in groups)
    if n < MINIMUM:
        reason = f"{n} items with two values or more: {MINIMUM} are needed"
        return PairwiseAccuracy(n=n, pairs=pairs, value=None, interval=None, reason=reason)
    value = float(shares.mean())
    half = Z_95 * float(shares.std(ddof=1)) / math.sqrt(n)
    if not half:
        reason = "no interval: every item has the same share"
        return PairwiseAccuracy(n=n, pairs=pairs, value=value, interval=None, reason=reason)
    interval = Interval(max(value - half, 0.0), min(value + half, 1.0))
    return PairwiseAccuracy(n=n, pairs=pairs, value=value, interval=interval)


def wilson_interval(share: float, n: int) -> Interval:
    """Return the 95 % interval of a share, 0 to 1, of `n` independent trials, 1 or more (Wilson 1927)."""
    spread = Z_95**2 / n
    middle = (share + spread / 2) / (1 + spread)
    half = Z_95 * math.sqrt(share * (1 - share) / n + spread / (4 * n)) / (1 + spread)
    return Interval(max(middle - half, 0.0), min(middle + half, 1.0))


def _checked(metric: Sequence[float], people: Sequence[float]) -> tuple[_Numbers, _Numbers]:
    x, y = np.asarray(metric, dtype=np.float64), np.asarray(people, dtype=np.float64)
    if x.shape != y.shape or x.ndim != 1:
        raise ValueError(f"{len(metric)} values of the metric against {len(people)} of people")
    if not (np.isfinite(x).all() and np.isfinite(y).all()):
        raise ValueError("a value is not a finite number")
    return x, y


def _undefined(x: _Numbers, y: _Numbers) -> str:
    """Return why nothing can be said of these values; empty where something can."""
    if len(x) < MINIMUM:
        return f"{len(x)} values: {MINIMUM} or more are needed"
    constant = [name for name, values in (("the metric", x), ("people", y)) if values.min() == values.max()]
    return f"all values of {' and of '.join(constant)} are equal" if constant else ""


def _correlation(coefficient: Coefficient, x: _Numbers, y: _Numbers) -> Correlation:
    n = len(x)
    if reason := _undefined(x, y):
        return Correlation(coefficient=coefficient, n=n, value=None, interval=None, reason=reason)
    value = _value(coefficient, x, y)
    interval, reason = _fisher_interval(coefficient, value, n)
    return Correlation(coefficient=coefficient, n=n, value=value, interval=interval, reason=reason)


def _value(coefficient: Coefficient, x: _Numbers, y: _Numbers) -> float:
    match coefficient:
        case Coefficient.PEARSON:
            return _r(x, y)
        case Coefficient.SPEARMAN:
            return _r(_mean_ranks(x), _mean_ranks(y))
        case _:
            return _tau_b(x, y)


def _fisher_interval(coefficient: Coefficient, value: float, n: int) -> tuple[Interval | None, str]:
    """Return the interval on Fisher's scale, or None and why there is none."""
    least = 5 if coefficient is Coefficient.KENDALL else 4
    if n < least:
        return None, f"no interval: {n} values, {least} or more are needed"
    if abs(value) == 1:
        # artanh(1) is infinite: an interval from 1 to 1 would claim that three systems settle the matter.
        return None, "no interval: it is not defined at exactly 1 or -1"
    half = Z_95 * math.sqrt(_variance(coefficient, value, n))
    return Interval(math.tanh(math.atanh(value) - half), math.tanh(math.atanh(value) + half)), ""


def _variance(coefficient: Coefficient, value: float, n: int) -> float:
    match coefficient:
        case Coefficient.PEARSON:
            return 1 / (n - 3)
        case Coefficient.SPEARMAN:
            return (1 + value**2 / 2) / (n - 3)
        case _:
            return 0.437 / (n - 4)


def _r(x: _Numbers, y: _Numbers) -> float:
    r = float(np.dot(_unit(x), _unit(y)))
    return math.copysign(1.0, r) if abs(r) > 1 - _ROUNDING else r


def _unit(values: _Numbers) -> _Numbers:
    """Return the deviations from the mean as a vector of length 1; neither huge nor tiny values overflow."""
    scaled = values / np.abs(values).max()
    deviations = scaled - scaled.mean()
    unit: _Numbers = deviations / np.linalg.norm(deviations)
    return unit


def _mean_ranks(values: _Numbers) -> _Numbers:
    _, numbers, counts = np.unique(values, return_inverse=True, return_counts=True)
    ranks: _Numbers = (np.cumsum(counts) - (counts - 1) / 2)[numbers]
    return ranks


def _tau_b(x: _Numbers, y: _Numbers) -> float:
    counts = _count_pairs(x, y)
    by_metric, by_people = counts.total - counts.metric_ties, counts.total - counts.people_ties
    return (counts.concordant - counts.discordant) / math.sqrt(by_metric * by_people)


def _count_pairs(x: _Numbers, y: _Numbers) -> _Pairs:
    """Return how pairs are ordered, by Knight's way (1966): sort by the one, count what the other inverts."""
    n = len(x)
    order = np.lexsort((y, x))
    x_ranks, y_ranks = (np.unique(values, return_inverse=True)[1][order] for values in (x, y))
    return _Pairs(
        total=n * (n - 1) // 2,
        metric_ties=_tied_pairs(x_ranks),
        people_ties=_tied_pairs(y_ranks),
        shared_ties=_tied_pairs(x_ranks * n + y_ranks),
        discordant=_pairs_out_of_order(y_ranks),
    )


def _tied_pairs(numbers: NDArray[np.int64]) -> int:
    counts = np.unique(numbers, return_counts=True)[1]
    return int((counts * (counts - 1) // 2).sum())


def _pairs_out_of_order(ranks: NDArray[np.int64]) -> int:
    """Return how many pairs stand the wrong way round, bit by bit from the highest (a wavelet tree's levels).

    Before each step the ranks are sorted by their higher bits, as they stood: what a step counts is, for each
    0, the 1s before it with the same higher bits.
    """
    found = 0
    for bit in reversed(range(int(ranks.max()).bit_length())):
        ones = (ranks >> bit) & 1
        before = np.cumsum(ones) - ones
        starts = np.flatnonzero(np.diff(ranks >> (bit + 1), prepend=-1))
        lengths = np.diff(starts, append=len(ranks))
        found += int((before - np.repeat(before[starts], lengths))[ones == 0].sum())
        ranks = ranks[np.argsort(ranks >> bit, kind="stable")]
    return found


def _groups(items: Sequence[object], n: int) -> list[NDArray[np.int64]]:
    """Return the places of each item's values, of items with two or more: an array a size."""
    by_item: dict[object, list[int]] = {}
    for place, item in zip(range(n), items, strict=True):
        by_item.setdefault(item, []).append(place)
    by_size: dict[int, list[list[int]]] = {}
    for places in by_item.values():
        by_size.setdefault(len(places), []).append(places)
    return [np.array(alike, dtype=np.int64) for size, alike in sorted(by_size.items()) if size > 1]


def _shares_alike(x: _Numbers, y: _Numbers) -> _Numbers:
    """Return for each row the share of its pairs of columns that both order alike or both call equal."""
    size = x.shape[1]
    alike = np.zeros(len(x))
    for step in range(1, size):
        rises = (x[:, step:] > x[:, :-step]) == (y[:, step:] > y[:, :-step])
        falls = (x[:, step:] < x[:, :-step]) == (y[:, step:] < y[:, :-step])
        alike += (rises & falls).sum(axis=1)
    return alike / math.comb(size, 2)
