"""Figures over several corpora: the sums of systems of one name in one pair of languages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Sum

from reviewapp.domain.reporting.guards import Caution, different_signatures
from reviewapp.domain.scoring.names import METRICS, MetricName
from reviewapp.domain.text.languages import language_name
from reviewapp.models import STATISTICS, Corpus, Measure, SystemScore

if TYPE_CHECKING:
    from django.db.models import QuerySet

_Way = tuple[str, str]
"""A metric and the signature by which it was computed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SummedFigure:
    """A figure of the sentences of all corpora in which it was computed in the same way."""

    metric: MetricName
    value: float
    segments: int
    corpora: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemLine:
    """A system's figures in the order of the pair's ways of measuring; None where it has none."""

    name: str
    figures: Sequence[SummedFigure | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguagePair:
    """What was measured in one pair of languages."""

    source: str
    target: str
    corpora: Sequence[Corpus]
    ways: Sequence[_Way]
    systems: Sequence[SystemLine]
    cautions: Sequence[Caution]

    @property
    def names(self) -> str:
        """Return the pair in words."""
        return f"{language_name(self.source)} to {language_name(self.target)}"


def language_figures(corpora: QuerySet[Corpus]) -> list[LanguagePair]:
    """Return the figures by pair of languages; three queries, whatever there is.

    The database sums the stored sums, and one formula is applied. Of each corpus and metric one measure
    counts, the newest against its first single reference, so that no sentence counts twice.
    """
    by_pair: dict[tuple[str, str], list[Corpus]] = defaultdict(list)
    for corpus in corpora:
        by_pair[corpus.source_language, corpus.target_language].append(corpus)
    chosen = _measures([corpus.pk for found in by_pair.values() for corpus in found])
    formulas = {(m.metric, m.signature): m.formula for m in chosen}
    figures: dict[tuple[str, str], dict[tuple[str, _Way], SummedFigure]] = defaultdict(dict)
    for row in _summed(chosen):
        way = (row["measure__metric"], row["measure__signature"])
        columns = STATISTICS[: METRICS[MetricName(way[0])].statistics]
        counts = [int(row[f"sum_{name}"]) for name in columns]
        pair = (row["measure__corpus__source_language"], row["measure__corpus__target_language"])
        figures[pair][row["system__name"], way] = SummedFigure(
            metric=MetricName(way[0]),
            value=formulas[way].corpus_score(counts),
            segments=row["texts"],
            corpora=row["corpora"],
        )
    return [_pair(pair, by_pair[pair], found) for pair, found in sorted(figures.items())]


def _measures(corpora: Sequence[int]) -> list[Measure]:
    """Return one measure of each corpus and metric."""
    newest: dict[tuple[int, str, str], Measure] = {}
    for measure in Measure.objects.filter(corpus__in=corpora).order_by("pk"):
        newest[measure.corpus_id, measure.metric, measure.references] = measure
    first: dict[tuple[int, str], Measure] = {}
    for measure in sorted(newest.values(), key=lambda m: (len(m.reference_names), m.references)):
        first.setdefault((measure.corpus_id, measure.metric), measure)
    return list(first.values())


def _summed(measures: Iterable[Measure]) -> QuerySet[SystemScore, dict[str, Any]]:
    rows = SystemScore.objects.filter(measure__in=[measure.pk for measure in measures])
    # The statistics that a metric lacks are empty, and so is their sum.
    sums = {f"sum_{name}": Sum(name) for name in STATISTICS}
    return (
        rows.order_by()
        .values(
            "measure__corpus__source_language",
            "measure__corpus__target_language",
            "measure__metric",
            "measure__signature",
            "system__name",
        )
        .annotate(texts=Sum("segments"), corpora=Count("measure__corpus", distinct=True), **sums)
    )


def _pair(
    pair: tuple[str, str], corpora: Sequence[Corpus], found: dict[tuple[str, _Way], SummedFigure]
) -> LanguagePair:
    order = [name.value for name in MetricName]
    ways = sorted({way for _, way in found}, key=lambda way: (order.index(way[0]), way[1]))
    lines = [
        SystemLine(name=name, figures=[found.get((name, way)) for way in ways])
        for name in sorted({name for name, _ in found})
    ]
    cautions = [
        different_signatures({signature: signature for name, signature in ways if name == metric})
        for metric in order
    ]
    return LanguagePair(
        source=pair[0],
        target=pair[1],
        corpora=corpora,
        ways=ways,
        systems=lines,
        cautions=[caution for caution in cautions if caution is not None],
    )
