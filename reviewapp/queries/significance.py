"""Read stored statistics as the tables that intervals and paired tests are computed from."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

import numpy as np

from reviewapp.domain.scoring.resampling import Integers, SegmentStatistics
from reviewapp.domain.scoring.significance import (
    BOOTSTRAP_SAMPLES,
    RANDOMISATION_TRIALS,
    Comparison,
    Interval,
    PairedTest,
    bootstrap,
    randomise,
)
from reviewapp.models import STATISTICS
from reviewapp.queries.slices import scores_that_stand, statistics_by_segment

if TYPE_CHECKING:
    from reviewapp.domain.scoring.names import MetricName
    from reviewapp.models import Article, Measure, System
    from reviewapp.queries.slices import Slice

SAMPLES: Mapping[PairedTest, int] = {
    PairedTest.BOOTSTRAP: BOOTSTRAP_SAMPLES,
    PairedTest.RANDOMISATION: RANDOMISATION_TRIALS,
}
"""How often each test draws where nobody asks for another number; sacrebleu's own."""


@dataclass(frozen=True, slots=True, eq=False)
class SystemTable:
    """One system's statistics in reading order, a row for each of its segments."""

    segments: Integers
    """Keys, each once."""
    statistics: SegmentStatistics

    def shared_with(self, other: SystemTable) -> SystemTable:
        """Return the rows of those segments that the other system has too."""
        kept = np.isin(self.segments, other.segments)
        return self if kept.all() else self._only(kept)

    def _only(self, kept: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> SystemTable:
        rows = np.ascontiguousarray(self.statistics.rows[kept])
        return SystemTable(self.segments[kept], SegmentStatistics(self.statistics.metric, rows))


def read_tables(measure: Measure, chosen: Slice) -> dict[int, SystemTable]:
    """Return each system's table of a slice, by one statement; 8 bytes a number."""
    keys: dict[int, array[int]] = defaultdict(lambda: array("q"))
    counts: dict[int, array[int]] = defaultdict(lambda: array("q"))
    for system, segment, _, row in statistics_by_segment(measure, chosen):
        keys[system].append(segment)
        counts[system].extend(row)
    columns = len(measure.columns)
    return {
        system: SystemTable(
            np.array(found, np.int64),
            SegmentStatistics(measure.formula, np.array(counts[system], np.int64).reshape(-1, columns)),
        )
        for system, found in keys.items()
    }


def intervals_of(
    tables: Mapping[int, SystemTable], *, samples: int = BOOTSTRAP_SAMPLES
) -> dict[int, Interval | None]:
    """Return each system's 95 % bootstrap interval over all of its segments; None below two of them."""
    found: dict[int, Interval | None] = {}
    # What is drawn depends on the number of segments alone, so that one draw serves all systems of a size.
    for group in _grouped(tables, lambda system: len(tables[system].segments)):
        drawn = bootstrap([tables[system].statistics for system in group], samples=samples)
        found |= {system: one.interval() for system, one in zip(group, drawn, strict=True)}
    return found


def article_intervals(
    article: Article, system: System, measures: Sequence[Measure]
) -> dict[tuple[MetricName, str], Interval | None]:
    """Return the intervals of an article's figures by metric and references; one query for all measures."""
    if not measures:
        return {}
    standing = reduce(or_, (scores_that_stand(measure) for measure in measures))
    scores = standing.filter(translation__segment__article=article, translation__system=system)
    rows: dict[int, list[tuple[int, ...]]] = defaultdict(list)
    in_order = scores.order_by("translation__segment__position")
    for measure_id, *counts in in_order.values_list("measure_id", *STATISTICS):
        rows[measure_id].append(tuple(count for count in counts if count is not None))
    tables = {
        measure.pk: SystemTable(
            np.arange(len(rows[measure.pk])),
            SegmentStatistics(measure.formula, np.array(rows[measure.pk], np.int64)),
        )
        for measure in measures
        if measure.pk in rows
    }
    found = intervals_of(tables)
    return {(m.name, m.references): found[m.pk] for m in measures if m.pk in found}


def compare_with(
    baseline: int, tables: Mapping[int, SystemTable], *, test: PairedTest, samples: int | None = None
) -> dict[int, Comparison | None]:
    """Test each other system against the baseline over the segments that both have.

    None below two such segments. The baseline must be among the tables.
    """
    others = [system for system in tables if system != baseline]
    shared = {system: tables[system].shared_with(tables[baseline]) for system in others}
    found: dict[int, Comparison | None] = {}
    for group in _grouped(others, lambda system: shared[system].segments.tobytes()):
        yardstick = tables[baseline].shared_with(shared[group[0]])
        rows = [yardstick.statistics, *(shared[system].statistics for system in group)]
        results = _tested(rows, test, samples or SAMPLES[test])
        found |= dict(zip(group, results, strict=True))
    return found


def _tested(systems: Sequence[SegmentStatistics], test: PairedTest, samples: int) -> list[Comparison | None]:
    """Return what the test says of every system but the first, which is the baseline."""
    if test is PairedTest.BOOTSTRAP:
        baseline, *others = bootstrap(systems, samples=samples)
        return [other.compared_with(baseline) for other in others]
    still, *mixed = randomise(systems, samples=samples)
    return [other.compared_with(still) for other in mixed]


def _grouped(systems: Iterable[int], trait: Callable[[int], object]) -> list[list[int]]:
    groups: dict[object, list[int]] = defaultdict(list)
    for system in systems:
        groups[trait(system)].append(system)
    return list(groups.values())
