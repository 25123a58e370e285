"""The shapes of charts. Positions are SVG user units, y downwards, to two decimals.

Nothing here is markup: a template draws the shapes and writes the values beside them as a table, for those
who do not see the chart. Every function raises ValueError where a value is not finite.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
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
