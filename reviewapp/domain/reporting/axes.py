"""The plot area of a chart and its axes: round steps, and where values stand.

Positions are SVG user units, y downwards, to two decimals.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

# Below this share of its size a range is taken for one value: its ticks could not be told apart.
_LEAST_RELATIVE_RANGE = 1e-9
# About how many fit side by side.
_LABELS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """The size of a chart, and the margins around its plot. Raises ValueError where no plot is left."""

    width: float = 640
    height: float = 320
    left: float = 56
    right: float = 16
    top: float = 16
    bottom: float = 40

    def __post_init__(self) -> None:
        if self.plot_right <= self.left or self.plot_bottom <= self.top:
            raise ValueError("the margins leave no room for the plot")

    @property
    def plot_right(self) -> float:
        """Return the x of the right edge of the plot."""
        return self.width - self.right

    @property
    def plot_bottom(self) -> float:
        """Return the y of the lower edge of the plot."""
        return self.height - self.bottom


@dataclass(frozen=True, slots=True)
class Tick:
    """A labelled value on an axis: x on the horizontal one, y on the vertical one."""

    value: float
    position: float
    label: str


@dataclass(frozen=True, slots=True)
class Axis:
    """A linear axis whose ends are round numbers: steps of 1, 2 or 5 times a power of ten.

    `first` and `last` count steps from zero, and `start` and `stop` are where they stand.
    """

    first: int
    last: int
    digit: int
    power: int
    start: float
    stop: float

    def value(self, step: int) -> float:
        """Return the value of a step from zero, the nearest float to the decimal number meant."""
        scaled = step * self.digit
        return float(scaled * 10**self.power) if self.power >= 0 else scaled / 10**-self.power

    def edges(self) -> list[float]:
        """Return the values of all steps in ascending order."""
        return [self.value(step) for step in range(self.first, self.last + 1)]

    def position(self, value: float) -> float:
        """Return where a value stands."""
        low, high = self.value(self.first), self.value(self.last)
        return round(self.start + (value - low) / (high - low) * (self.stop - self.start), 2)

    def ticks(self) -> tuple[Tick, ...]:
        """Return labelled steps, as many as can be read side by side."""
        steps = self.last - self.first
        digit, power = _nice_step(max(1.0, steps / _LABELS))
        stride = digit * 10**power
        decimals = max(0, -self.power)
        shown = [step for step in range(self.first, self.last + 1) if step % stride == 0]
        values = [self.value(step) for step in shown]
        return tuple(Tick(value, self.position(value), f"{value:.{decimals}f}") for value in values)


def axis_over(
    low: float, high: float, *, steps: int, start: float, stop: float, least_power: int | None = None
) -> Axis:
    """Return an axis over the range with about so many steps; around a single value it reaches to both sides.

    Steps as in Heckbert 1990 ("Nice numbers for graph labels"). `least_power` 0 keeps steps to whole numbers.
    Raises ValueError where the range is not finite.
    """
    if not math.isfinite(high - low):
        raise ValueError("a chart needs finite values")
    size = max(abs(low), abs(high), 1.0)
    if high - low < _LEAST_RELATIVE_RANGE * size:
        low, high = low - size / 10, high + size / 10
    digit, power = _nice_step((high - low) / steps)
    if least_power is not None and power < least_power:
        digit, power = 1, least_power
    step = digit * 10.0**power
    first = math.floor(low / step)
    return Axis(first, max(math.ceil(high / step), first + 1), digit, power, start, stop)


def _nice_step(least: float) -> tuple[int, int]:
    """Return the least of 1, 2 and 5 times a power of ten that is not below a size: digit and power."""
    power = math.floor(math.log10(least))
    fraction = least / 10.0**power
    digit = next((digit for digit in (1, 2, 5) if fraction <= digit), None)
    return (digit, power) if digit else (1, power + 1)


def finite(values: Sequence[float]) -> Sequence[float]:
    """Return the values as they are. Raises ValueError where one is infinite or no number."""
    if not all(map(math.isfinite, values)):
        raise ValueError("a chart needs finite values")
    return values
