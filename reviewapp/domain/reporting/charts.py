"""The shapes of charts. Positions are SVG user units, y downwards, to two decimals.

Nothing here is markup: a template draws the shapes and writes the values beside them as a table, for those
who do not see the chart. Every function raises ValueError where a value is not finite.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise

from reviewapp.domain.reporting.axes import Frame, Tick, axis_over, finite


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """How many scores of one series lie in one bin, and the rectangle that shows it.

    The bin holds low <= score < high, the last one its upper edge too.
    """

    series: int
    low: float
    high: float
    count: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Histogram:
    """Bars by bin and within a bin by series, side by side; no bars and no ticks without scores."""

    frame: Frame
    bars: tuple[Bar, ...] = ()
    x_ticks: tuple[Tick, ...] = ()
    y_ticks: tuple[Tick, ...] = ()


def histogram(series: Sequence[Sequence[float]], *, frame: Frame | None = None, bins: int = 20) -> Histogram:
    """Return how the scores of one system or more are spread, over the same bins, about so many, for all."""
    frame = frame or Frame()
    scores = finite([score for each in series for score in each])
    if not scores:
        return Histogram(frame=frame)
    x_axis = axis_over(min(scores), max(scores), steps=bins, start=frame.left, stop=frame.plot_right)
    edges = x_axis.edges()
    counts = [_counts(each, edges) for each in series]
    highest = max(count for each in counts for count in each)
    y_axis = axis_over(0, highest, steps=5, start=frame.plot_bottom, stop=frame.top, least_power=0)
    bars = []
    for place, (low, high) in enumerate(pairwise(edges)):
        left, right = x_axis.position(low), x_axis.position(high)
        width = (right - left) / len(series)
        for number, each in enumerate(counts):
            y = y_axis.position(each[place])
            bars.append(
                Bar(
                    series=number,
                    low=low,
                    high=high,
                    count=each[place],
                    x=round(left + number * width, 2),
                    y=y,
                    width=round(width, 2),
                    height=round(frame.plot_bottom - y, 2),
                )
            )
    return Histogram(frame=frame, bars=tuple(bars), x_ticks=x_axis.ticks(), y_ticks=y_axis.ticks())


def _counts(scores: Sequence[float], edges: Sequence[float]) -> list[int]:
    last = len(edges) - 2
    found = Counter(min(last, max(0, bisect_right(edges, score) - 1)) for score in scores)
    return [found[place] for place in range(last + 1)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """A system's figure with the bounds of its interval, or None where it has none."""

    label: str
    value: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IntervalMark:
    """The row of one system: a point, and a line where there is an interval."""

    measured: Measured
    y: float
    x: float
    x_low: float | None
    x_high: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class IntervalPlot:
    """Rows in the order given, from the top; the frame is as high as they need."""

    frame: Frame
    marks: tuple[IntervalMark, ...] = ()
    x_ticks: tuple[Tick, ...] = ()


def interval_plot(
    systems: Sequence[Measured], *, frame: Frame | None = None, row_height: float = 28
) -> IntervalPlot:
    """Return a row for each system, all over one axis; the frame's own height is not used."""
    frame = frame or Frame()
    frame = replace(frame, height=frame.top + row_height * max(1, len(systems)) + frame.bottom)
    values = [value for each in systems for value in (each.value, each.low, each.high) if value is not None]
    if not finite(values):
        return IntervalPlot(frame=frame)
    axis = axis_over(min(values), max(values), steps=8, start=frame.left, stop=frame.plot_right)
    marks = tuple(
        IntervalMark(
            measured=each,
            y=round(frame.top + row_height * (row + 0.5), 2),
            x=axis.position(each.value),
            x_low=None if each.low is None else axis.position(each.low),
            x_high=None if each.high is None else axis.position(each.high),
        )
        for row, each in enumerate(systems)
    )
    return IntervalPlot(frame=frame, marks=marks, x_ticks=axis.ticks())


class Outcome(StrEnum):
    """What a segment says of the first system beside the second."""

    WIN = "win"
    TIE = "tie"
    LOSS = "loss"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A bar from zero to the difference of a segment, or of the middle one of several neighbours in order.

    It stands for the segments in places first to last (from 0, both included) of the sorted differences.
    """

    first: int
    last: int
    difference: float
    outcome: Outcome
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A part of the bar that is divided among wins, ties and losses."""

    outcome: Outcome
    count: int
    x: float
    width: float


@dataclass(frozen=True, slots=True, kw_only=True)
class DifferenceChart:
    """Differences of two systems by segment, greatest first, and how often each was better.

    `zero` is the y of no difference. Without segments there are only three empty shares.
    """

    frame: Frame
    zero: float
    shares: tuple[Share, ...]
    columns: tuple[Column, ...] = ()
    y_ticks: tuple[Tick, ...] = ()


def difference_chart(
    differences: Sequence[float],
    *,
    higher_is_better: bool = True,
    tie: float = 0.0,
    frame: Frame | None = None,
    most_columns: int = 250,
) -> DifferenceChart:
    """Return the chart of first minus second system's scores, a number for each segment.

    A difference of at most `tie` either way is a tie. Where there are more segments than columns, each column
    stands for an equal share of neighbours.
    """
    frame = frame or Frame()
    ordered = sorted(finite(differences), reverse=True)
    outcomes = [_outcome(difference, higher_is_better=higher_is_better, tie=tie) for difference in ordered]
    shares = _shares(outcomes, frame)
    if not ordered:
        return DifferenceChart(frame=frame, zero=frame.plot_bottom, shares=shares)
    low, high = min(0.0, ordered[-1]), max(0.0, ordered[0])
    axis = axis_over(low, high, steps=6, start=frame.plot_bottom, stop=frame.top)
    zero = axis.position(0)
    number = min(len(ordered), most_columns)
    borders = [place * len(ordered) // number for place in range(number + 1)]
    width = (frame.plot_right - frame.left) / number
    columns = []
    for place, (first, after) in enumerate(pairwise(borders)):
        middle = (first + after - 1) // 2
        y = axis.position(ordered[middle])
        columns.append(
            Column(
                first=first,
                last=after - 1,
                difference=ordered[middle],
                outcome=outcomes[middle],
                x=round(frame.left + place * width, 2),
                y=min(y, zero),
                width=round(width, 2),
                height=round(abs(zero - y), 2),
            )
        )
    return DifferenceChart(
        frame=frame, zero=zero, shares=shares, columns=tuple(columns), y_ticks=axis.ticks()
    )


def _outcome(difference: float, *, higher_is_better: bool, tie: float) -> Outcome:
    if abs(difference) <= tie:
        return Outcome.TIE
    return Outcome.WIN if (difference > 0) is higher_is_better else Outcome.LOSS


def _shares(outcomes: Sequence[Outcome], frame: Frame) -> tuple[Share, ...]:
    counts, before = Counter(outcomes), 0
    unit = (frame.plot_right - frame.left) / max(1, len(outcomes))
    shares = []
    for outcome in Outcome:
        x, right = frame.left + before * unit, frame.left + (before + counts[outcome]) * unit
        shares.append(Share(outcome=outcome, count=counts[outcome], x=round(x, 2), width=round(right - x, 2)))
        before += counts[outcome]
    return tuple(shares)
