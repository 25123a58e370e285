"""Systems side by side: figures, intervals, and whether they differ by more than chance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from reviewapp.domain.reporting.guards import (
    Caution,
    equal_figures,
    far_ahead,
    few_segments,
    many_comparisons,
    unfit_ter_units,
    unfit_tokenizer,
)
from reviewapp.domain.scoring.significance import Comparison, PairedTest
from reviewapp.models import SystemScore
from reviewapp.queries.significance import SAMPLES, compare_with, intervals_of, read_tables
from reviewapp.queries.slices import Slice, SystemSum, slice_sums

if TYPE_CHECKING:
    from reviewapp.models import Measure, System

LEVEL = 0.05
"""Differences with a smaller p-value are called significant."""
MOST_DRAWS = 50_000_000
"""Segments times samples, over all systems, that one request may draw: about a second."""


class Verdict(StrEnum):
    """What a paired test says of a system beside the baseline, in the words of the page."""

    BETTER = "better"
    WORSE = "worse"
    NO_DIFFERENCE = "no difference shown"
    EQUAL = "equal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is to be compared: systems by one measure over a slice, each against the baseline.

    `chosen.systems` are the systems shown, all where it is empty. `samples` None leaves it to the test.
    """

    measure: Measure
    systems: Sequence[System]
    baseline: System | None = None
    chosen: Slice = field(default_factory=Slice)
    test: PairedTest = PairedTest.BOOTSTRAP
    samples: int | None = None

    @property
    def draws(self) -> int:
        """Return how often the test draws each segment."""
        return self.samples or SAMPLES[self.test]


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedSystem:
    """One system's row; `value` is None where the slice holds none of its sentences."""

    system: System
    is_baseline: bool
    value: float | None = None
    segments: int = 0
    low: float | None = None
    high: float | None = None
    test: Comparison | None = None
    difference: float | None = None
    """To the baseline: over the segments that both have where a test was made, else of the two figures."""
    verdict: Verdict | None = None

    @property
    def is_over_fewer_segments(self) -> bool:
        """Say whether the test leaves out segments that the figure stands on."""
        return self.test is not None and self.test.segments != self.segments


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemsCompared:
    """The answer to a question; `is_too_large` says that nothing was drawn because it would take too long."""

    question: Question
    rows: Sequence[ComparedSystem]
    cautions: Sequence[Caution]
    is_too_large: bool

    @property
    def baseline(self) -> System | None:
        """Return the system that the others are compared with; None where no system has a figure."""
        return next((row.system for row in self.rows if row.is_baseline), None)

    @property
    def measured(self) -> list[ComparedSystem]:
        """Return the systems that have a figure."""
        return [row for row in self.rows if row.value is not None]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sum:
    value: float
    segments: int
    low: float | None = None
    high: float | None = None


def systems_compared(question: Question, *, most_draws: int | None = MOST_DRAWS) -> SystemsCompared:
    """Answer a question; the same number of queries, however many systems and sentences there are.

    Figures of the whole corpus come from its stored sums. Above `most_draws` neither intervals nor tests
    are computed here, and those that a worker stored are shown; None draws whatever it takes.
    """
    sums = _sums(question)
    baseline = _baseline(question, sums)
    too_large = most_draws is not None and _draws(question, sums) > most_draws
    tests: Mapping[int, Comparison | None] = {}
    if not too_large and sums:
        sums, tests = _drawn(question, sums, baseline)
    rows = [_row(question, system, sums, baseline, tests.get(system.pk)) for system in _shown(question)]
    cautions = _cautions(question, rows)
    return SystemsCompared(question=question, rows=rows, cautions=cautions, is_too_large=too_large)


def sums_beside(question: Question, measures: Sequence[Measure]) -> list[dict[int, SystemSum]]:
    """Return by each of these measures what the systems come to over the same slice; no draws."""
    chosen = _slice(question)
    return [{one.system: one for one in slice_sums(measure, chosen)} for measure in measures]


def _shown(question: Question) -> list[System]:
    wanted = question.chosen.systems
    return [
        system
        for system in question.systems
        if not wanted or system.pk in wanted or system == question.baseline
    ]


def _slice(question: Question) -> Slice:
    """Return the slice with the baseline in it."""
    chosen = question.chosen
    if not chosen.systems or question.baseline is None or question.baseline.pk in chosen.systems:
        return chosen
    return replace(chosen, systems=(*chosen.systems, question.baseline.pk))


def _sums(question: Question) -> dict[int, _Sum]:
    chosen = _slice(question)
    bounds: dict[int, tuple[float | None, float | None]] = {}
    if chosen.is_stored and not chosen.articles:
        stored = SystemScore.objects.filter(measure=question.measure)
        bounds = {system: (low, high) for system, low, high in stored.values_list("system_id", "low", "high")}
    found = {}
    for one in slice_sums(question.measure, chosen):
        low, high = bounds.get(one.system, (None, None))
        found[one.system] = _Sum(value=one.value, segments=one.segments, low=low, high=high)
    return found


def _baseline(question: Question, sums: Mapping[int, _Sum]) -> int | None:
    """Return the system asked for; where none is, the first that has a figure."""
    if question.baseline is not None:
        return question.baseline.pk
    return next((system.pk for system in question.systems if system.pk in sums), None)


def _draws(question: Question, sums: Mapping[int, _Sum]) -> int:
    return question.draws * sum(one.segments for one in sums.values())


def _drawn(
    question: Question, sums: Mapping[int, _Sum], baseline: int | None
) -> tuple[dict[int, _Sum], Mapping[int, Comparison | None]]:
    """Return the sums with the intervals that were not stored, and the tests."""
    tables = read_tables(question.measure, _slice(question))
    unknown = {system for system, one in sums.items() if one.low is None}
    missing = {system: table for system, table in tables.items() if system in unknown}
    found = dict(sums)
    for system, interval in intervals_of(missing).items():
        if interval is not None:
            found[system] = replace(found[system], low=interval.low, high=interval.high)
    if baseline not in tables:
        return found, {}
    return found, compare_with(baseline, tables, test=question.test, samples=question.draws)


def _row(
    question: Question,
    system: System,
    sums: Mapping[int, _Sum],
    baseline: int | None,
    test: Comparison | None,
) -> ComparedSystem:
    one = sums.get(system.pk)
    is_baseline = system.pk == baseline
    if one is None:
        return ComparedSystem(system=system, is_baseline=is_baseline)
    difference = test.difference if test else None
    if test is None and not is_baseline and baseline is not None and baseline in sums:
        difference = one.value - sums[baseline].value
    return ComparedSystem(
        system=system,
        is_baseline=is_baseline,
        value=one.value,
        segments=one.segments,
        low=one.low,
        high=one.high,
        test=test,
        difference=difference,
        verdict=_verdict(test, higher_is_better=question.measure.formula.higher_is_better) if test else None,
    )


def _verdict(test: Comparison, *, higher_is_better: bool) -> Verdict:
    if not test.difference:
        return Verdict.EQUAL
    if test.p_value >= LEVEL:
        return Verdict.NO_DIFFERENCE
    return Verdict.BETTER if (test.difference > 0) is higher_is_better else Verdict.WORSE


def _cautions(question: Question, rows: Sequence[ComparedSystem]) -> list[Caution]:
    measure = question.measure
    language = measure.corpus.target_language
    figures = {row.system.name: row.value for row in rows if row.value is not None}
    tests = [row.test for row in rows if row.test is not None]
    if not figures:
        return []
    found = [
        few_segments(min(row.segments for row in rows if row.value is not None)),
        unfit_tokenizer(measure.signature, target_language=language),
        unfit_ter_units(measure.signature, target_language=language),
        far_ahead(figures, metric=measure.name, references=measure.formula.references),
        many_comparisons(len(tests), level=LEVEL),
        next((caution for test in tests if (caution := equal_figures(test))), None),
    ]
    return [caution for caution in found if caution is not None]
