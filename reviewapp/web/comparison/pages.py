"""What the templates of comparisons are given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.urls import reverse

from reviewapp.domain.reporting.axes import Frame
from reviewapp.domain.reporting.charts import Histogram, IntervalPlot, Measured, histogram, interval_plot
from reviewapp.queries.comparison import LEVEL, sums_beside, systems_compared
from reviewapp.queries.sentences import MOST_RANKED, Order, Sentences, sentence_values, sentences_behind

if TYPE_CHECKING:
    from reviewapp.models import Corpus, Measure, System
    from reviewapp.queries.comparison import ComparedSystem, SystemsCompared
    from reviewapp.queries.sentences import SentenceLine, SentencePage
    from reviewapp.queries.slices import SystemSum
    from reviewapp.web.comparison.forms import FiguresForm

EXTREMES = 5
"""Sentences shown from each end."""
NARROWING = ("metric", "reference", "article", "editor", "status", "severity", "since", "until")
CHOSEN = ("system", "baseline", "test")
INTERVALS = Frame(width=560, left=150, right=28, top=8, bottom=32)
SPREAD = Frame(width=560, height=240, left=44, right=28, top=12, bottom=36)
_LONGEST_LABEL = 16


@dataclass(frozen=True, slots=True)
class ChartRow:
    """A label in a chart, short enough for its margin, and in full."""

    label: str
    shown: str
    y: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparisonRow:
    """One system's row, with the addresses of the sentences behind its numbers."""

    compared: ComparedSystem
    sentences: str
    differences: str
    closer: str
    is_looked_at: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """How many sentences of each system lie between two scores."""

    low: float
    high: float
    counts: Sequence[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Closer:
    """One system beside the baseline, sentence by sentence."""

    system: System
    rival: System | None
    spread: Histogram | None
    """None where there are too many sentences to draw."""
    bins: Sequence[Bin]
    worst: Sequence[SentenceLine]
    best: Sequence[SentenceLine]
    worst_address: str
    best_address: str

    @property
    def systems(self) -> list[System]:
        """Return the systems in the order of the chart's series."""
        return [self.system] if self.rival is None else [self.system, self.rival]


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherFigure:
    """A system's figure by another metric, with the address of the sentences behind it; None without one."""

    metric: str
    value: float | None
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherMetrics:
    """The same systems and sentences by the other metrics."""

    measures: Sequence[tuple[Measure, str]]
    """Each with the address of its own comparison."""
    rows: Sequence[tuple[System, Sequence[OtherFigure]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparisonPage:
    """The answer beside its charts."""

    measure: Measure
    compared: SystemsCompared
    rows: Sequence[ComparisonRow]
    plot: IntervalPlot
    labels: Sequence[ChartRow]
    others: OtherMetrics
    closer: Closer | None
    level: float = LEVEL


@dataclass(frozen=True, slots=True, kw_only=True)
class SentencesPage:
    """The sentences behind one figure or one difference."""

    asked: Sentences
    page: SentencePage
    words: Sequence[str]
    """What narrows them."""
    orders: Sequence[tuple[Order, str]]
    next_address: str
    comparison: str


def comparison_page(corpus: Corpus, form: FiguresForm, measure: Measure) -> ComparisonPage:
    """Return the page; the same number of queries whatever the corpus holds."""
    question = form.question(measure)
    compared = systems_compared(question)
    looked_at = _looked_at(compared, form.system_named("look"))
    rows = [
        ComparisonRow(
            compared=row,
            sentences=address_of("corpus-sentences", corpus, form, look=row.system),
            differences=address_of(
                "corpus-sentences", corpus, form, look=row.system, beside=compared.baseline
            ),
            closer=address_of("corpus-compare", corpus, form, NARROWING + CHOSEN, look=row.system),
            is_looked_at=row.system == looked_at,
        )
        for row in compared.rows
    ]
    plot = interval_plot(
        [
            Measured(label=row.system.name, value=row.value, low=row.low, high=row.high)
            for row in compared.rows
            if row.value is not None
        ],
        frame=INTERVALS,
    )
    return ComparisonPage(
        measure=measure,
        compared=compared,
        rows=rows,
        plot=plot,
        labels=[
            ChartRow(mark.measured.label, _short(mark.measured.label), mark.y + 4) for mark in plot.marks
        ],
        others=_others(corpus, form, compared),
        closer=_closer(corpus, form, compared, looked_at) if looked_at else None,
    )


def sentences_page(corpus: Corpus, form: FiguresForm, asked: Sentences, cursor: str) -> SentencesPage:
    """Return one page of sentences."""
    page = sentences_behind(asked, cursor=cursor)

    def listed(order: Order, after: str = "") -> str:
        beside = asked.against
        return address_of(
            "corpus-sentences", corpus, form, look=asked.system, beside=beside, order=order.value, after=after
        )

    return SentencesPage(
        asked=asked,
        page=page,
        words=form.words(),
        orders=[(order, listed(order)) for order in Order],
        next_address=listed(asked.order, page.next_cursor) if page.next_cursor else "",
        comparison=address_of("corpus-compare", corpus, form, look=asked.system, baseline=asked.against),
    )


def address_of(
    name: str,
    corpus: Corpus,
    form: FiguresForm,
    kept: Sequence[str] = NARROWING,
    **more: System | str | None,
) -> str:
    """Return an address with what is kept of the choice, and more; systems are named by their keys."""
    found = form.understood(kept)
    for key, value in more.items():
        if value:
            found[key] = value if isinstance(value, str) else str(value.pk)
    return f"{reverse(name, args=[corpus.slug])}?{urlencode(found, doseq=True)}"


def _others(corpus: Corpus, form: FiguresForm, compared: SystemsCompared) -> OtherMetrics:
    measures = form.other_measures
    sums = sums_beside(compared.question, measures)

    def figure(measure: Measure, found: Mapping[int, SystemSum], system: System) -> OtherFigure:
        one = found.get(system.pk)
        where = address_of("corpus-sentences", corpus, form, metric=measure.metric, look=system)
        return OtherFigure(metric=measure.metric, value=one.value if one else None, address=where)

    return OtherMetrics(
        measures=[
            (m, address_of("corpus-compare", corpus, form, NARROWING + CHOSEN, metric=m.metric))
            for m in measures
        ],
        rows=[
            (
                row.system,
                [figure(m, found, row.system) for m, found in zip(measures, sums, strict=True)],
            )
            for row in compared.rows
        ],
    )


def _looked_at(compared: SystemsCompared, asked: System | None) -> System | None:
    """Return the system asked for; where none is, the first with a figure that is not the baseline."""
    measured = [row.system for row in compared.measured]
    others = [system for system in measured if system != compared.baseline]
    return next((system for system in [asked, *others, *measured] if system in measured), None)


def _closer(corpus: Corpus, form: FiguresForm, compared: SystemsCompared, system: System) -> Closer:
    measure = compared.question.measure
    measured = [row.system for row in compared.measured]
    baseline = compared.baseline
    rival = baseline if baseline in measured and baseline != system else None
    keys = {one.pk for one in (system, rival) if one is not None}
    is_small = sum(row.segments for row in compared.rows if row.system.pk in keys) <= MOST_RANKED
    spread = _spread(compared, system, rival) if is_small else None
    asked = Sentences(measure=measure, chosen=form.slice, system=system, against=rival)
    lines = {
        order: sentences_behind(replace(asked, order=order), size=EXTREMES).lines if is_small else ()
        for order in Order
    }
    addresses = {
        order: address_of("corpus-sentences", corpus, form, look=system, beside=rival, order=order.value)
        for order in Order
    }
    return Closer(
        system=system,
        rival=rival,
        spread=spread,
        bins=_bins(spread) if spread else (),
        worst=lines[Order.WORST],
        best=lines[Order.BEST],
        worst_address=addresses[Order.WORST],
        best_address=addresses[Order.BEST],
    )


def _spread(compared: SystemsCompared, system: System, rival: System | None) -> Histogram:
    keys = [one.pk for one in (system, rival) if one is not None]
    chosen = replace(compared.question.chosen, systems=tuple(keys))
    values = sentence_values(compared.question.measure, chosen)
    # sacreBLEU's figure of an exact match is 100.00000000000004, which must not open a bin of its own.
    rounded = [[round(value, 9) for value in values.get(key, [])] for key in keys]
    return histogram(rounded, frame=SPREAD)


def _bins(spread: Histogram) -> list[Bin]:
    counts: dict[tuple[float, float], list[int]] = {}
    for bar in spread.bars:
        counts.setdefault((bar.low, bar.high), []).append(bar.count)
    return [Bin(low=low, high=high, counts=found) for (low, high), found in counts.items()]


def _short(label: str) -> str:
    return label if len(label) <= _LONGEST_LABEL else f"{label[: _LONGEST_LABEL - 1]}…"
