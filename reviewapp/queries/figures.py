"""Figures of articles, systems and corpora, from the sums that scoring stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reviewapp.domain.scoring.names import METRICS, MetricName
from reviewapp.models import ArticleScore, Measure, System, SystemScore

if TYPE_CHECKING:
    from reviewapp.models import Article, Corpus


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A metric's value over several sentences; `score` is None where it is not available.

    `low` and `high` bound the 95 % bootstrap interval, None where nobody has resampled the sentences.
    """

    system: str
    metric: MetricName
    references: str
    score: float | None
    signature: str
    segments: int
    """Sentences that the value stands on."""
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class ComparisonRow:
    """One system's figures, in the order of the comparison's measures; None where it has none."""

    system: System
    figures: Sequence[Figure | None]
    is_best: Sequence[bool]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Systems side by side."""

    measures: Sequence[Measure]
    rows: Sequence[ComparisonRow]


def corpus_figures(corpus: Corpus, *, measures: Sequence[Measure] | None = None) -> list[Figure]:
    """Return each system's figure of each measure; one query, whatever the size of the corpus."""
    chosen = list(measures if measures is not None else current_measures(corpus))
    rows = SystemScore.objects.filter(measure__in=chosen).select_related("measure", "system")
    order = list(MetricName)
    return sorted(
        (_figure(row, row.system, low=row.low, high=row.high) for row in rows),
        key=lambda figure: (figure.system, order.index(figure.metric), figure.references),
    )


def article_figures(article: Article, system: System) -> list[Figure]:
    """Return an article's figures for one system."""
    newest = {m.pk for m in current_measures(article.corpus)}
    rows = ArticleScore.objects.filter(article=article, system=system, measure__in=newest)
    return [_figure(row, system) for row in rows.select_related("measure").order_by("measure__metric")]


def current_measures(corpus: Corpus) -> list[Measure]:
    """Return the newest measure of each metric and set of references, in the metrics' order."""
    newest: dict[tuple[str, str], Measure] = {}
    for measure in Measure.objects.filter(corpus=corpus).order_by("pk"):
        newest[measure.metric, measure.references] = measure
    order = [name.value for name in MetricName]
    return sorted(newest.values(), key=lambda m: (order.index(m.metric), m.references))


def compare_systems(corpus: Corpus) -> Comparison:
    """Return the systems side by side, with the best of each measure told."""
    measures = current_measures(corpus)
    figures = {(f.system, f.metric.value, f.references): f for f in corpus_figures(corpus, measures=measures)}
    systems = list(System.objects.filter(corpus=corpus))
    best = {
        m.pk: _best(m, [figures.get((s.name, m.metric, m.references)) for s in systems]) for m in measures
    }
    rows = []
    for system in systems:
        cells = [figures.get((system.name, m.metric, m.references)) for m in measures]
        is_best = [
            cell is not None and len(systems) > 1 and cell.score == best[m.pk]
            for cell, m in zip(cells, measures, strict=True)
        ]
        rows.append(ComparisonRow(system, cells, is_best))
    return Comparison(measures, rows)


def _best(measure: Measure, cells: Sequence[Figure | None]) -> float | None:
    scores = [cell.score for cell in cells if cell is not None and cell.score is not None]
    if not scores:
        return None
    return max(scores) if METRICS[MetricName(measure.metric)].higher_is_better else min(scores)


def _figure(
    row: ArticleScore | SystemScore, system: System, *, low: float | None = None, high: float | None = None
) -> Figure:
    return Figure(
        system=system.name,
        metric=row.measure.name,
        references=row.measure.references,
        score=row.value,
        signature=row.measure.signature,
        segments=row.segments,
        low=low,
        high=high,
    )
