"""Write beside each stored sum how far its figure may be due to the choice of sentences."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from itertools import islice

import numpy as np

from reviewapp.domain.scoring.resampling import Integers, SegmentStatistics
from reviewapp.domain.scoring.significance import BOOTSTRAP_SAMPLES, bootstrap
from reviewapp.models import Measure, SystemScore
from reviewapp.queries.slices import Slice, statistics_by_segment

MOST_UNITS = 100_000
"""Rows that are drawn from: 800 kB a statistic. Of more sentences, neighbours are drawn together."""
_READ_TOGETHER = 10_000


def resample_systems(measures: Iterable[Measure], *, samples: int = BOOTSTRAP_SAMPLES) -> int:
    """Fill in the bounds of the systems' figures that have none; return how many were written.

    Equal to sacrebleu's up to `MOST_UNITS` sentences a system; above, runs of neighbouring sentences are
    drawn as one, so that memory does not grow with the corpus. A figure of one sentence has no interval.
    """
    written = 0
    for measure in measures:
        waiting = SystemScore.objects.filter(measure=measure, low=None, segments__gt=1)
        for score in waiting.order_by("system"):
            written += _resample(measure, score, samples=samples)
    return written


def _resample(measure: Measure, score: SystemScore, *, samples: int) -> int:
    run = math.ceil(score.segments / MOST_UNITS)
    rows = _rows(measure, score.system_id, run=run)
    interval = bootstrap([SegmentStatistics(measure.formula, rows)], samples=samples)[0].interval()
    if interval is None:
        return 0
    # Only beside the sum that was drawn from: a correction may have changed it meanwhile.
    totals = (int(total) for total in rows.sum(axis=0))
    drawn = dict(zip(measure.columns, totals, strict=True))
    stands = SystemScore.objects.filter(pk=score.pk, segments=score.segments, **drawn)
    return stands.update(low=interval.low, high=interval.high)


def _rows(measure: Measure, system: int, *, run: int) -> Integers:
    """Return a system's statistics, the sums of so many neighbours in each row."""
    blocks = list(_blocks(measure, system, run=run))
    return np.concatenate(blocks) if blocks else np.zeros((0, len(measure.columns)), np.int64)


def _blocks(measure: Measure, system: int, *, run: int) -> Iterator[Integers]:
    found = statistics_by_segment(measure, Slice(systems=(system,)))
    counts = (row for _, _, _, row in found)
    # A whole number of runs at a time, so that no run is cut.
    while chunk := list(islice(counts, _READ_TOGETHER * run)):
        starts = np.arange(0, len(chunk), run)
        yield np.add.reduceat(np.array(chunk, np.int64), starts, axis=0)
