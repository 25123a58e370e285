"""Figures of any choice of sentences: the database sums their statistics, then one formula is applied."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

from django.db.models import Count, F, Q, Sum

from reviewapp.domain.scoring.names import MetricName
from reviewapp.domain.workflow.states import TranslationStatus
from reviewapp.models import ORIGINAL, Article, ArticleScore, Error, Score, System, SystemScore

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from reviewapp.domain.annotation.severities import Severity
    from reviewapp.models import Measure


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """Which sentences count; what is left out does not narrow the choice.

    Keys of systems, articles and editors; `editors` are those who decided, from `since` on and before
    `until`; `severities` are those of errors that somebody marked in the sentence and nobody took back.
    """

    systems: tuple[int, ...] = ()
    articles: tuple[int, ...] = ()
    editors: tuple[int, ...] = ()
    statuses: tuple[TranslationStatus, ...] = ()
    severities: tuple[Severity, ...] = ()
    since: datetime.datetime | None = None
    until: datetime.datetime | None = None

    @property
    def is_stored(self) -> bool:
        """Say whether nothing is narrowed but systems and articles, so that the stored sums serve."""
        return not any(getattr(self, field.name) for field in fields(self)[2:])

    @property
    def is_of_open_ones(self) -> bool:
        """Say whether the slice is narrowed to some statuses alone, open among them."""
        is_narrowed = 0 < len(set(self.statuses)) < len(TranslationStatus)
        return (
            is_narrowed and TranslationStatus.OPEN in self.statuses and replace(self, statuses=()).is_stored
        )

    def complement(self) -> Slice:
        """Return the sentences of the other statuses."""
        return replace(self, statuses=tuple(s for s in TranslationStatus if s not in self.statuses))


@dataclass(frozen=True, slots=True)
class SystemSum:
    """The sum of one system's statistics over the sentences of a slice, and the figure it comes to."""

    system: int
    segments: int
    statistics: tuple[int, ...]
    value: float


def scores_that_stand(measure: Measure) -> QuerySet[Score]:
    """Return the scores that figures of a measure are made of.

    Of HTER those of decided texts as they stand, of every other metric those of the machine's own text;
    earlier ones are history.
    """
    rows = Score.objects.filter(measure=measure, value__isnull=False)
    if measure.name is MetricName.HTER:
        decided = [status.value for status in TranslationStatus if status.is_decided]
        return rows.filter(text_number=F("translation__text_number"), translation__status__in=decided)
    return rows.filter(text_number=ORIGINAL)


def scores_in(measure: Measure, chosen: Slice) -> QuerySet[Score]:
    """Return the scores of a slice that figures are made of; articles that are withdrawn are left out."""
    rows = scores_that_stand(measure).filter(_condition(measure, chosen))
    # Looked up first: mostly there are none, and then no sentence need be asked for its article.
    withdrawn = list(
        Article.objects.filter(corpus=measure.corpus_id)
        .exclude(withdrawn_at=None)
        .values_list("pk", flat=True)
    )
    return rows.exclude(translation__segment__article__in=withdrawn) if withdrawn else rows


def slice_sums(measure: Measure, chosen: Slice) -> list[SystemSum]:
    """Return each system's sum over a slice; systems without a sentence are left out.

    By one statement over the sentences, or none where the stored sums serve. Nearly all sentences of a corpus
    under review are open: what is open is what there is without what is not.
    """
    if chosen.is_stored:
        found = _stored(measure, chosen)
    elif chosen.is_of_open_ones and measure.name is not MetricName.HTER:
        found = _without(_stored(measure, chosen), _summed(measure, chosen.complement()))
    else:
        found = _summed(measure, chosen)
    return [
        SystemSum(system, segments, counts, measure.formula.corpus_score(counts))
        for system, (segments, counts) in sorted(found.items())
    ]


_Sums = dict[int, tuple[int, tuple[int, ...]]]
"""How many sentences a system has, and the sum of their statistics."""


def _stored(measure: Measure, chosen: Slice) -> _Sums:
    systems = Q(system__in=chosen.systems) if chosen.systems else Q()
    if not chosen.articles:
        stored = SystemScore.objects.filter(systems, measure=measure)
        named = stored.values_list("system_id", "segments", *measure.columns)
        return {system: (segments, tuple(counts)) for system, segments, *counts in named}
    rows = (
        ArticleScore.objects.filter(systems, measure=measure, article__in=chosen.articles)
        .filter(article__withdrawn_at=None)
        .order_by()
        .values("system_id")
        .annotate(texts=Sum("segments"), **_sums(measure))
    )
    return {row["system_id"]: _of(row, measure) for row in rows}


def _summed(measure: Measure, chosen: Slice) -> _Sums:
    rows = (
        scores_in(measure, chosen)
        .order_by()
        # Not the bare column: SQLite would walk through its index, however few rows the filters leave.
        .annotate(of_system=F("translation__system_id") + 0)
        .values("of_system")
        .annotate(texts=Count("pk"), **_sums(measure))
    )
    return {row["of_system"]: _of(row, measure) for row in rows}


def _sums(measure: Measure) -> dict[str, Sum]:
    return {f"sum_{name}": Sum(name) for name in measure.columns}


def _of(row: dict[str, int], measure: Measure) -> tuple[int, tuple[int, ...]]:
    return row["texts"], tuple(int(row[f"sum_{name}"]) for name in measure.columns)


def _without(whole: _Sums, part: _Sums) -> _Sums:
    rest: _Sums = {}
    for system, (segments, counts) in whole.items():
        fewer, taken = part.get(system, (0, (0,) * len(counts)))
        if segments > fewer:
            rest[system] = (segments - fewer, tuple(a - b for a, b in zip(counts, taken, strict=True)))
    return rest


def statistics_by_segment(
    measure: Measure, chosen: Slice
) -> Iterator[tuple[int, int, float, tuple[int, ...]]]:
    """Yield system, segment, value and statistics of each sentence of a slice, in reading order."""
    rows = scores_in(measure, chosen).order_by(
        "translation__segment__article__position",
        "translation__segment__article_id",
        "translation__segment__position",
    )
    named = ("translation__system_id", "translation__segment_id", "value", *measure.columns)
    for system, segment, value, *counts in rows.values_list(*named).iterator(chunk_size=5_000):
        yield system, segment, value, tuple(counts)


def _condition(measure: Measure, chosen: Slice) -> Q:
    systems = chosen.systems or tuple(
        System.objects.filter(corpus=measure.corpus_id).values_list("pk", flat=True)
    )
    narrowed = {
        "translation__segment__article__in": chosen.articles,
        "translation__decided_by__in": chosen.editors,
        "translation__status__in": [status.value for status in chosen.statuses],
        "translation__decided_at__gte": chosen.since,
        "translation__decided_at__lt": chosen.until,
    }
    condition = Q(**{name: value for name, value in narrowed.items() if value})
    if chosen.severities:
        severities = [severity.value for severity in chosen.severities]
        marked = Error.objects.standing().filter(severity__in=severities)
        condition &= Q(translation__in=marked.values("translation"))
    # The systems are named even where all are meant, for there is an index of systems and statuses.
    return condition & Q(translation__system__in=systems)
