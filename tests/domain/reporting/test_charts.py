"""Where shapes stand: whatever the scores, they lie in the frame and add up to what they show."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewapp.domain.reporting.axes import Frame
from reviewapp.domain.reporting.charts import (
    Measured,
    histogram,
    interval_plot,
)

SCORES = st.lists(st.floats(-1e4, 1e4, allow_nan=False), max_size=60)
SMALL = Frame(width=220, height=120, left=10, right=10, top=10, bottom=10)


def test_bins_of_one_system() -> None:
    chart = histogram([[0.0, 4.0, 10.0, 10.0, 31.0, 40.0]], frame=SMALL, bins=4)

    assert [(bar.low, bar.high, bar.count) for bar in chart.bars] == [
        (0, 10, 2),
        (10, 20, 2),
        (20, 30, 0),
        (30, 40, 2),
    ]
    assert [(bar.x, bar.y, bar.width, bar.height) for bar in chart.bars] == [
        (10, 10, 50, 100),
        (60, 10, 50, 100),
        (110, 110, 50, 0),
        (160, 10, 50, 100),
    ]
    assert [(tick.label, tick.position) for tick in chart.x_ticks] == [
        ("0", 10),
        ("10", 60),
        ("20", 110),
        ("30", 160),
        ("40", 210),
    ]
    assert [(tick.label, tick.position) for tick in chart.y_ticks] == [("0", 110), ("1", 60), ("2", 10)]


def test_two_systems_stand_side_by_side_in_the_same_bins() -> None:
    chart = histogram([[5.0, 15.0], [15.0, 15.0]], frame=SMALL, bins=2)

    assert [(bar.series, bar.low, bar.count, bar.x, bar.width) for bar in chart.bars] == [
        (0, 5, 1, 10, 50),
        (1, 5, 0, 60, 50),
        (0, 10, 1, 110, 50),
        (1, 10, 2, 160, 50),
    ]


@pytest.mark.parametrize("series", [[], [[]], [[], []]])
def test_a_histogram_of_nothing_is_empty(series: list[list[float]]) -> None:
    chart = histogram(series)

    assert (chart.bars, chart.x_ticks, chart.y_ticks) == ((), (), ())
    assert chart.frame == Frame()


@pytest.mark.parametrize("scores", [[37.5], [37.5] * 9, [0.0], [100.0, 100.0]])
def test_one_value_has_one_bar(scores: list[float]) -> None:
    tall = [bar for bar in histogram([scores]).bars if bar.count]

    assert [bar.count for bar in tall] == [len(scores)]
    assert tall[0].low <= scores[0] <= tall[0].high
    assert tall[0].height > 0


@given(st.lists(SCORES, min_size=1, max_size=3), st.integers(1, 40))
def test_every_score_is_in_one_bin(series: list[list[float]], bins: int) -> None:
    chart = histogram(series, frame=SMALL, bins=bins)

    for number, scores in enumerate(series):
        own = [bar for bar in chart.bars if bar.series == number]
        assert sum(bar.count for bar in own) == len(scores)
        last = own[-1].high if own else None
        for bar in own:
            inside = [score for score in scores if bar.low <= score < bar.high or score == last == bar.high]
            assert bar.count == len(inside)
    for bar in chart.bars:
        assert 10 <= bar.x <= bar.x + bar.width <= 210.05
        assert 10 <= bar.y <= round(bar.y + bar.height, 2) <= 110.01
        assert (bar.height == 0) == (bar.count == 0)


@given(st.lists(SCORES, min_size=1, max_size=2))
def test_the_same_scores_give_the_same_chart(series: list[list[float]]) -> None:
    assert histogram(series) == histogram([sorted(scores) for scores in series])


def test_intervals_of_two_systems() -> None:
    systems = [
        Measured(label="Harbour", value=30.0, low=28.0, high=32.0),
        Measured(label="Lagoon", value=36.0),
    ]
    plot = interval_plot(systems, frame=SMALL, row_height=20)

    assert (plot.frame.width, plot.frame.height) == (220, 60)
    assert [mark.measured for mark in plot.marks] == systems
    assert [(mark.y, mark.x, mark.x_low, mark.x_high) for mark in plot.marks] == [
        (20, 60, 10, 110),
        (40, 210, None, None),
    ]
    assert [tick.label for tick in plot.x_ticks] == ["28", "29", "30", "31", "32", "33", "34", "35", "36"]


def test_a_plot_without_systems_is_empty() -> None:
    plot = interval_plot([])

    assert (plot.marks, plot.x_ticks) == ((), ())
    assert plot.frame.plot_bottom > plot.frame.top


def test_equal_systems_stand_one_below_the_other() -> None:
    plot = interval_plot([Measured(label=name, value=0.0, low=0.0, high=0.0) for name in "ab"])

    assert plot.marks[0].x == plot.marks[1].x == plot.marks[0].x_low == plot.marks[0].x_high == 340
    assert plot.marks[0].y < plot.marks[1].y


@given(
    st.lists(
        st.tuples(st.floats(0, 100), st.floats(0, 9), st.floats(0, 9)).map(
            lambda each: Measured(label="x", value=each[0], low=each[0] - each[1], high=each[0] + each[2])
        ),
        min_size=1,
        max_size=20,
    )
)
def test_intervals_lie_around_their_points_in_the_plot(systems: list[Measured]) -> None:
    plot = interval_plot(systems)

    for mark in plot.marks:
        assert mark.x_low is not None
        assert mark.x_high is not None
        assert plot.frame.left <= mark.x_low <= mark.x <= mark.x_high <= plot.frame.plot_right
        assert plot.frame.top < mark.y < plot.frame.plot_bottom


@pytest.mark.parametrize("value", [math.nan, math.inf])
@pytest.mark.parametrize(
    "draw",
    [
        lambda value: histogram([[1.0, value]]),
        lambda value: interval_plot([Measured(label="x", value=1.0, low=value, high=2.0)]),
    ],
)
def test_what_is_no_number_is_refused(draw: Callable[[float], Any], value: float) -> None:
    with pytest.raises(ValueError, match="finite"):
        draw(value)
