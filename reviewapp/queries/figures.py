"""Figures of articles, systems and corpora, from the sums that scoring stored."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reviewapp.domain.scoring.metric import Metric, add_statistics
from reviewapp.domain.scoring.names import METRICS, MetricName
from reviewapp.models import ArticleScore, Measure, System

if TYPE_CHECKING:
    from reviewapp.models import Article, Corpus


@dataclass(frozen=True, slots=True)
class Figure:
    """A metric's value over several sentences; `score` is None where it is not available."""

    system: str
    metric: MetricName
    references: str
    score: float | None
    signature: str
    segments: int
    """Sentences that the value stands on."""


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
    """Return each system's figure of each measure, from the sum over its articles."""
    chosen = list(measures if measures is not None else current_measures(corpus))
    rows = ArticleScore.objects.filter(measure__in=chosen, article__withdrawn_at=None).order_by(
        "article__position", "article_id"
    )
    sums: dict[tuple[int, int], list[tuple[Sequence[float], int]]] = defaultdict(list)
    for measure, system, statistics, segments in rows.values_list(
        "measure", "system", "statistics", "segments"
    ):
        sums[measure, system].append((statistics, segments))
    systems = {system.pk: system for system in System.objects.filter(corpus=corpus)}
    by_pk = {measure.pk: measure for measure in chosen}
    figures = [_figure(by_pk[measure], systems[system], found) for (measure, system), found in sums.items()]
    order = list(MetricName)
    return sorted(figures, key=lambda figure: (figure.system, order.index(figure.metric), figure.references))


def article_figures(article: Article, system: System) -> list[Figure]:
    """Return an article's figures for one system."""
    newest = {m.pk for m in current_measures(article.corpus)}
    rows = ArticleScore.objects.filter(article=article, system=system, measure__in=newest)
    return [
        Figure(
            system=system.name,
            metric=MetricName(row.measure.metric),
            references=row.measure.references,
            score=row.value,
            signature=row.measure.signature,
            segments=row.segments,
        )
        for row in rows.select_related("measure").order_by("measure__metric")
    ]


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


def _figure(measure: Measure, system: System, found: Sequence[tuple[Sequence[float], int]]) -> Figure:
    name = MetricName(measure.metric)
    # A formula over sums knows neither tokenizer nor language: spBLEU's is BLEU's, and needs no model here.
    formula = Metric(MetricName.BLEU if name is MetricName.SPBLEU else name, "en")
    return Figure(
        system=system.name,
        metric=name,
        references=measure.references,
        score=formula.corpus_score(add_statistics(statistics for statistics, _ in found)),
        signature=measure.signature,
        segments=sum(segments for _, segments in found),
    )
