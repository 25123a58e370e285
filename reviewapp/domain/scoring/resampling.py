"""Draw segments again and add up the statistics of those drawn, as sacrebleu's significance tests do.

sacrebleu builds every drawn sample segment by segment. Here a sample is how often each segment stands in it,
so that one matrix product gives the sums of many samples, one draw serves every system and metric, and the
memory needed depends on the block size below and not on the number of samples.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from reviewapp.domain.scoring.metric import Metric
from reviewapp.domain.scoring.names import MetricName

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
# Whichever of the two sacrebleu computes in.
Reals = npt.NDArray[np.floating[Any]]
Weights = npt.NDArray[np.float32] | npt.NDArray[np.bool_]

# How many weights of segments are held at once: 8 MB of single precision.
_BLOCK_SIZE = 2_000_000
# Few enough for the processor's cache: 1 MB of draws.
_DRAWS_COUNTED_AT_ONCE = 125_000
# numpy draws booleans 32 from each random number and drops what is left at the end of a call.
_BOOLEANS_A_DRAW = 32
# OpenBLAS starts threads above 262,144 multiplications; to wake them costs more than a small product.
_TILE_ROWS, _TILE_PRODUCTS = 32, 250_000
# Single precision holds every integer below this one, and is twice as fast.
_EXACT_IN_SINGLE = 2**24


class SegmentsDiffer(ValueError):
    """Systems can be drawn together only if each has statistics of the same segments."""


@dataclass(frozen=True, slots=True, eq=False)
class SegmentStatistics:
    """The statistics of one system by one metric: a row for each segment.

    Raises ValueError where they are no table of integers that are zero or more.
    """

    metric: Metric
    rows: Integers

    def __post_init__(self) -> None:
        if self.rows.ndim != 2 or self.rows.dtype != np.int64:
            raise ValueError("statistics must be 64-bit integers, a row for each segment")
        if self.rows.size and self.rows.min() < 0:
            raise ValueError("statistics are counts and cannot be negative")

    @property
    def segments(self) -> int:
        """Return the number of segments."""
        return len(self.rows)

    def total(self) -> list[int]:
        """Return the sums over all segments."""
        return [int(total) for total in self.rows.sum(axis=0)]

    def in_sacrebleu_terms(self, sums: Floats) -> Floats:
        """Return sums of rows as sacrebleu has them: TER with the mean length of its references."""
        if self._has_lengths:
            sums = sums / np.array([1, self.metric.references])
        return sums

    def rounded_mean_lengths(self) -> npt.NDArray[np.float32] | None:
        """Return what sacrebleu adds up with rounding: mean lengths that single precision cannot hold.

        None where every mean is exact, that is, but for TER against three references, five, six or so.
        """
        references = self.metric.references
        if not self._has_lengths or not references & (references - 1):
            return None
        return (self.rows[:, 1] / references).astype(np.float32)

    @property
    def _has_lengths(self) -> bool:
        return self.metric.name in {MetricName.TER, MetricName.HTER}


def shared_segments(systems: Sequence[SegmentStatistics]) -> int:
    """Return the number of segments the systems have, 0 without a system. Raises SegmentsDiffer."""
    counts = {system.segments for system in systems}
    if len(counts) > 1:
        raise SegmentsDiffer(f"systems with {sorted(counts)} segments cannot be drawn together")
    return counts.pop() if counts else 0


def bootstrap_sums(
    systems: Sequence[SegmentStatistics], *, samples: int, seed: int
) -> list[npt.NDArray[np.float32]]:
    """Return for each system the sums over samples of segments drawn with replacement: a row a sample.

    The draws are those of sacrebleu 2.6 (`default_rng(seed).choice(n, size=(samples, n))`) and the sums are
    rounded to single precision as its own are, equal while they stay below 2**24; above it sacrebleu's lose
    more and more by being added up in single precision, and these do not.
    """
    rng, segments = np.random.default_rng(seed), shared_segments(systems)
    sums = [np.empty((samples, system.rows.shape[1]), np.float32) for system in systems]
    rounded = [system.rounded_mean_lengths() for system in systems]
    for block in _blocks(samples, segments, multiple=1):
        for into, rows in zip(sums, _redrawn(rng, systems, rounded, block), strict=True):
            into[block] = rows
    return sums


def _redrawn(
    rng: np.random.Generator,
    systems: Sequence[SegmentStatistics],
    rounded: Sequence[npt.NDArray[np.float32] | None],
    block: slice,
) -> list[Floats]:
    """Return the sums of the next samples, as many as the block holds."""
    segments = shared_segments(systems)
    counts = np.empty((block.stop - block.start, segments), np.float32)
    lengths = [np.empty(len(counts)) for _ in systems]
    step = max(1, _DRAWS_COUNTED_AT_ONCE // max(1, segments))
    for first in range(0, len(counts), step):
        rows = counts[first : first + step]
        draws = rng.integers(segments, size=rows.shape)
        for into, means in zip(lengths, rounded, strict=True):
            if means is not None:
                # Each addition rounds: one after the other in the order drawn, as in sacrebleu.
                into[first : first + step] = np.add.accumulate(means[draws], axis=1)[:, -1]
        draws += np.arange(len(rows))[:, None] * segments
        rows[:] = np.bincount(draws.ravel(), minlength=rows.size).reshape(rows.shape)
    sums = [
        system.in_sacrebleu_terms(exact)
        for system, exact in zip(systems, weighted_sums(counts, systems), strict=True)
    ]
    for summed, means, by_draw in zip(sums, rounded, lengths, strict=True):
        if means is not None:
            summed[:, 1] = by_draw
    return sums


def randomised_sums(systems: Sequence[SegmentStatistics], *, samples: int, seed: int) -> list[Floats]:
    """Return for each system the sums over random halves of the segments: a row a trial, exact integers.

    Each segment is taken or left by the toss of a coin, the same for all systems. The tosses are those of
    sacrebleu 2.6 (`default_rng(seed).integers(2, size=(samples, n), dtype=bool)`).
    """
    rng, segments = np.random.default_rng(seed), shared_segments(systems)
    sums = [np.empty((samples, system.rows.shape[1])) for system in systems]
    for block in _blocks(samples, segments, multiple=_BOOLEANS_A_DRAW):
        size = (block.stop - block.start, segments)
        halves = weighted_sums(rng.integers(2, size=size, dtype=np.bool_), systems)
        for into, rows in zip(sums, halves, strict=True):
            into[block] = rows
    return sums


def weighted_sums(weights: Weights, systems: Sequence[SegmentStatistics]) -> list[Floats]:
    """Return weights (samples x segments) times each system's statistics, exact for whole weights."""
    sums = [np.zeros((len(weights), system.rows.shape[1])) for system in systems]
    columns = max((into.shape[1] for into in sums), default=1)
    width = max(1, _TILE_PRODUCTS // (_TILE_ROWS * max(1, columns)))
    precision = _precision(weights, systems, width)
    for start in range(0, weights.shape[1], width):
        segments = slice(start, start + width)
        statistics: list[Reals] = [system.rows[segments].astype(precision) for system in systems]
        for first in range(0, len(weights), _TILE_ROWS):
            samples = slice(first, first + _TILE_ROWS)
            tile: Reals = weights[samples, segments].astype(precision, copy=False)
            for into, values in zip(sums, statistics, strict=True):
                into[samples] += tile @ values
    return sums


def _precision(
    weights: Weights,
    systems: Sequence[SegmentStatistics],
    width: int,
) -> type[np.floating[Any]]:
    """Return the least precision in which no tile's sum can be rounded."""
    largest = max((int(system.rows.max(initial=0)) for system in systems), default=0)
    most = int(weights.max(initial=0)) * width * largest
    return np.float32 if most < _EXACT_IN_SINGLE else np.float64


def _blocks(samples: int, segments: int, *, multiple: int) -> Iterator[slice]:
    """Yield slices of the samples that are held at once, each but the last a multiple long."""
    rows = max(_TILE_ROWS, _BLOCK_SIZE // max(1, segments) // multiple * multiple)
    for start in range(0, samples, rows):
        yield slice(start, min(start + rows, samples))
