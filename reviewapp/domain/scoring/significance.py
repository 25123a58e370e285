"""How far a figure may be due to the choice of segments: intervals and paired tests, equal to sacrebleu's.

Formulas: sacrebleu 2.6 `significance.py`, which follows Koehn 2004 (paired bootstrap) and Riezler and Maxwell
2005 (approximate randomisation). Equal to the last bit, but for two cases in which sacrebleu rounds: sums
above 2**24 (see `bootstrap_sums`), and ties in a randomisation of TER against three references, or another
number that is no power of two.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from reviewapp.domain.scoring.formulas import figures_of_sums
from reviewapp.domain.scoring.resampling import (
    Floats,
    Reals,
    SegmentStatistics,
    bootstrap_sums,
    randomised_sums,
    shared_segments,
)

SEED = 12345
BOOTSTRAP_SAMPLES = 1_000
RANDOMISATION_TRIALS = 10_000
# One of 40 draws lies below the 95 % interval, one above it.
_DRAWS_PER_TAIL = 40
_FEWEST_SEGMENTS = 2


class PairedTest(StrEnum):
    """A test of whether two systems differ by more than the choice of segments explains."""

    BOOTSTRAP = "paired-bootstrap"
    RANDOMISATION = "approximate-randomisation"


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """Where 95 % of the figures of redrawn corpora lie, on the metric's own scale.

    `low` and `high` bound them; sacrebleu prints `mean` ± `half_width`, half the distance between the bounds.
    """

    low: float
    high: float
    mean: float
    half_width: float
    samples: int
    seed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What a paired test says of a system and a baseline over the same segments.

    `difference` is the system's figure minus the baseline's, and `interval` is that of the difference, which
    only the bootstrap gives. Where the figures are equal, the p-value is the least one possible and means
    nothing: sacrebleu counts only trials with a greater difference than none.
    """

    test: PairedTest
    p_value: float
    difference: float
    segments: int
    samples: int
    seed: int
    interval: Interval | None = None


class NotComparable(ValueError):
    """A comparison needs one metric and one draw for both systems."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Drawn:
    """A system's figure over all segments, and how segments were drawn to test it."""

    statistics: SegmentStatistics
    figure: float
    samples: int
    seed: int

    def has_enough_segments_beside(self, baseline: Drawn) -> bool:
        """Say whether there are two segments or more to compare. Raises NotComparable."""
        if self.statistics.metric != baseline.statistics.metric:
            raise NotComparable("a comparison needs figures of one metric")
        if (self.statistics.segments, self.samples, self.seed) != (
            baseline.statistics.segments,
            baseline.samples,
            baseline.seed,
        ):
            raise NotComparable("a comparison needs one draw of the same segments for both systems")
        return self.statistics.segments >= _FEWEST_SEGMENTS


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Bootstrapped(Drawn):
    """A system's figure, and the figures of its redrawn corpora (none below two segments)."""

    redrawn: Reals

    def interval(self) -> Interval | None:
        """Return the 95 % interval of the figure, None where there are fewer than two segments."""
        return _interval(self.redrawn, seed=self.seed) if len(self.redrawn) else None

    def compared_with(self, baseline: Bootstrapped) -> Comparison | None:
        """Return the paired bootstrap test, None where there are fewer than two segments.

        Raises NotComparable.
        """
        if not self.has_enough_segments_beside(baseline):
            return None
        differences = self.redrawn - baseline.redrawn
        sizes = np.abs(differences)
        return Comparison(
            test=PairedTest.BOOTSTRAP,
            p_value=_p_value(sizes - sizes.mean(), abs(baseline.figure - self.figure)),
            difference=self.figure - baseline.figure,
            segments=self.statistics.segments,
            samples=self.samples,
            seed=self.seed,
            interval=_interval(differences, seed=self.seed),
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Randomised(Drawn):
    """A system's figure, and the sums over random halves of its segments."""

    halves: Floats

    def compared_with(self, baseline: Randomised) -> Comparison | None:
        """Return the approximate randomisation test, None where there are fewer than two segments.

        Each trial swaps the two systems' translations of a random half of the segments. Raises NotComparable.
        """
        if not self.has_enough_segments_beside(baseline):
            return None
        mixed = baseline.halves + self._other_halves()
        swapped = baseline._other_halves() + self.halves
        sizes = np.abs(self._figures(mixed) - self._figures(swapped))
        return Comparison(
            test=PairedTest.RANDOMISATION,
            p_value=_p_value(sizes, abs(baseline.figure - self.figure)),
            difference=self.figure - baseline.figure,
            segments=self.statistics.segments,
            samples=self.samples,
            seed=self.seed,
        )

    def _other_halves(self) -> Floats:
        return np.array(self.statistics.total(), np.float64) - self.halves

    def _figures(self, sums: Floats) -> Reals:
        return figures_of_sums(self.statistics.metric, self.statistics.in_sacrebleu_terms(sums))


def bootstrap(
    systems: Sequence[SegmentStatistics], *, samples: int = BOOTSTRAP_SAMPLES, seed: int = SEED
) -> tuple[Bootstrapped, ...]:
    """Redraw the corpus with replacement, once for all the systems and metrics given.

    Each result gives its interval, and its comparison with any other of the same metric. Raises
    SegmentsDiffer; ValueError where samples < 1.
    """
    sums = bootstrap_sums(systems, samples=_draws_needed(systems, samples), seed=seed)
    return tuple(
        Bootstrapped(
            statistics=system,
            figure=_figure(system),
            samples=samples,
            seed=seed,
            redrawn=figures_of_sums(system.metric, drawn),
        )
        for system, drawn in zip(systems, sums, strict=True)
    )


def randomise(
    systems: Sequence[SegmentStatistics], *, samples: int = RANDOMISATION_TRIALS, seed: int = SEED
) -> tuple[Randomised, ...]:
    """Halve the corpus at random in each trial, once for all the systems and metrics given.

    Each result gives its comparison with any other of the same metric. It holds 8 bytes for each trial and
    statistic: 1 to 2 MB. Raises SegmentsDiffer; ValueError where samples < 1.
    """
    sums = randomised_sums(systems, samples=_draws_needed(systems, samples), seed=seed)
    return tuple(
        Randomised(statistics=system, figure=_figure(system), samples=samples, seed=seed, halves=halves)
        for system, halves in zip(systems, sums, strict=True)
    )


def _draws_needed(systems: Sequence[SegmentStatistics], samples: int) -> int:
    if samples < 1:
        raise ValueError("at least one sample is needed")
    return samples if shared_segments(systems) >= _FEWEST_SEGMENTS else 0


def _figure(system: SegmentStatistics) -> float:
    return system.metric.corpus_score(system.total())


def _interval(figures: Reals, *, seed: int) -> Interval:
    # Sorted before the mean is taken: the last bit depends on the order of additions.
    ordered = np.sort(figures)
    samples = len(ordered)
    tail = samples // _DRAWS_PER_TAIL
    low, high = ordered[tail], ordered[samples - tail - 1]
    return Interval(
        low=float(low),
        high=float(high),
        mean=float(ordered.mean()),
        half_width=float(0.5 * (high - low)),
        samples=samples,
        seed=seed,
    )


def _p_value(sizes: Reals, observed: float) -> float:
    """Return the share of trials with a greater difference than the one observed, counting that one in."""
    return (int(np.sum(sizes > observed)) + 1) / (len(sizes) + 1)
