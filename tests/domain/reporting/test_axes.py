"""Axes end on round numbers around all values, and labels say what they mean."""

from __future__ import annotations

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from reviewapp.domain.reporting.axes import Frame, axis_over, finite

VALUES = st.floats(-1e6, 1e6, allow_nan=False)


@pytest.mark.parametrize(
    ("low", "high", "steps", "edges"),
    [
        (0, 100, 5, [0, 20, 40, 60, 80, 100]),
        (3, 97, 10, [0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100]),
        (0.12, 0.88, 4, [0, 0.2, 0.4, 0.6, 0.8, 1.0]),
        (0.1, 0.7, 6, [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7]),
        (-7, 12, 4, [-10, -5, 0, 5, 10, 15]),
        (31.2, 31.2, 4, [28, 30, 32, 34, 36]),
        (0, 0, 2, [-0.1, 0, 0.1]),
    ],
)
def test_round_ends(low: float, high: float, steps: int, edges: list[float]) -> None:
    assert axis_over(low, high, steps=steps, start=0, stop=100).edges() == edges


@pytest.mark.parametrize(
    ("low", "high", "labels"),
    [
        (0, 100, ["0", "20", "40", "60", "80", "100"]),
        (-0.2, 0.3, ["-0.2", "-0.1", "0.0", "0.1", "0.2", "0.3"]),
        (1.01, 1.05, ["1.01", "1.02", "1.03", "1.04", "1.05"]),
        (0, 5e6, ["0", "1000000", "2000000", "3000000", "4000000", "5000000"]),
    ],
)
def test_labels(low: float, high: float, labels: list[str]) -> None:
    assert [tick.label for tick in axis_over(low, high, steps=5, start=0, stop=1).ticks()] == labels


@pytest.mark.parametrize("steps", [1, 5, 10, 20, 50, 200])
def test_labels_can_be_read_side_by_side(steps: int) -> None:
    ticks = axis_over(0, 1, steps=steps, start=0, stop=100).ticks()

    assert 2 <= len(ticks) <= 11
    assert (ticks[0].position, ticks[-1].position) == (0, 100)


def test_counts_have_whole_steps() -> None:
    assert axis_over(0, 1, steps=5, start=0, stop=1, least_power=0).edges() == [0, 1]
    assert axis_over(0, 7, steps=5, start=0, stop=1, least_power=0).edges() == [0, 2, 4, 6, 8]


@given(VALUES, VALUES, st.integers(1, 60))
def test_every_value_stands_on_the_axis(one: float, other: float, steps: int) -> None:
    low, high = sorted((one, other))
    axis = axis_over(low, high, steps=steps, start=20, stop=620)
    edges = axis.edges()

    assert edges == sorted(set(edges))
    assert len(edges) <= steps + 3
    assert 20 <= axis.position(low) <= axis.position(high) <= 620
    assert (axis.position(edges[0]), axis.position(edges[-1])) == (20, 620)


@given(VALUES)
def test_a_single_value_stands_well_inside(value: float) -> None:
    axis = axis_over(value, value, steps=4, start=0, stop=100)

    assert 10 < axis.position(value) < 90


@given(VALUES, VALUES)
def test_an_axis_upwards_mirrors_one_to_the_right(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assume(high - low > 1e-3)
    right = axis_over(low, high, steps=5, start=0, stop=100)
    upwards = axis_over(low, high, steps=5, start=100, stop=0)

    assert upwards.position(one) == pytest.approx(100 - right.position(one), abs=0.011)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_what_is_no_number_is_refused(value: float) -> None:
    with pytest.raises(ValueError, match="finite"):
        axis_over(0, value, steps=5, start=0, stop=1)
    with pytest.raises(ValueError, match="finite"):
        finite([1.0, value])
    assert finite([1.0, 2.0]) == [1.0, 2.0]


@pytest.mark.parametrize("margins", [{"left": 640}, {"bottom": 320}, {"left": 400, "right": 240}])
def test_a_frame_has_room_for_its_plot(margins: dict[str, float]) -> None:
    assert (Frame().plot_right, Frame().plot_bottom) == (624, 280)
    with pytest.raises(ValueError, match="no room"):
        Frame(**margins)
