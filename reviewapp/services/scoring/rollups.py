"""Sum statistics up, of sentences for articles and of articles for systems, so that figures cost little."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Count, F, Sum

from reviewapp.models import ArticleScore, Measure, SystemScore
from reviewapp.queries.slices import scores_that_stand
from reviewapp.services.scoring.storing import insert_rows

if TYPE_CHECKING:
    from reviewapp.models import Corpus

ARTICLES_AT_ONCE = 500


def sum_up(corpus: Corpus, measures: Iterable[Measure], *, article_ids: Sequence[int] | None = None) -> None:
    """Write the sums of these articles, or of all, and of the systems anew."""
    ids = article_ids
    if ids is None:
        ids = list(corpus.articles.filter(withdrawn_at=None).values_list("pk", flat=True))
    for measure in measures:
        for start in range(0, len(ids), ARTICLES_AT_ONCE):
            _sum_articles(measure, ids[start : start + ARTICLES_AT_ONCE])
        sum_systems(measure)


def sum_systems(measure: Measure) -> None:
    """Write the sums of a measure's systems anew, from those of the articles that are not withdrawn."""
    with transaction.atomic():
        _lock(measure)
        rows = (
            ArticleScore.objects.filter(measure=measure, article__withdrawn_at=None)
            .order_by()
            .values("system_id")
            .annotate(texts=Sum("segments"), **{name: Sum(name) for name in measure.columns})
        )
        fresh = [
            SystemScore(system_id=row["system_id"], **_figures(measure, row, segments=row["texts"]))
            for row in rows
        ]
        kept = [score.system_id for score in fresh]
        SystemScore.objects.filter(measure=measure).exclude(system__in=kept).delete()
        SystemScore.objects.bulk_create(
            fresh,
            update_conflicts=True,
            unique_fields=["measure", "system"],
            update_fields=["value", "segments", "low", "high", *measure.columns],
        )


def _sum_articles(measure: Measure, article_ids: Sequence[int]) -> None:
    with transaction.atomic():
        _lock(measure)
        rows = (
            scores_that_stand(measure)
            .filter(translation__segment__article__in=article_ids)
            .order_by()
            .values_list("translation__segment__article_id", "translation__system_id")
            .annotate(texts=Count("pk"), **{name: Sum(name) for name in measure.columns})
        )
        formula = measure.formula
        fresh = [
            (article, system, measure.pk, formula.corpus_score(counts), texts, *counts)
            for article, system, texts, *counts in rows
        ]
        ArticleScore.objects.filter(measure=measure, article__in=article_ids).delete()
        columns = ("article_id", "system_id", "measure_id", "value", "segments", *measure.columns)
        insert_rows(ArticleScore, columns, fresh)


def _lock(measure: Measure) -> None:
    """Let nobody else sum this measure meanwhile: an older sum must not replace a newer one.

    An UPDATE that changes nothing holds its row until the transaction ends, whatever the database.
    """
    Measure.objects.filter(pk=measure.pk).update(metric=F("metric"))


def _figures(measure: Measure, row: dict[str, int], *, segments: int) -> dict[str, object]:
    counts = [int(row[name]) for name in measure.columns]
    return {
        "measure": measure,
        "value": measure.formula.corpus_score(counts),
        "segments": segments,
        **dict(zip(measure.columns, counts, strict=True)),
    }
