"""Sum the statistics of an article's sentences, so that figures over many articles cost little."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F, Q

from reviewapp.domain.scoring.metric import add_statistics
from reviewapp.domain.scoring.names import MetricName
from reviewapp.domain.workflow.states import TranslationStatus
from reviewapp.models import ORIGINAL, ArticleScore, Score

if TYPE_CHECKING:
    from reviewapp.models import Corpus
    from reviewapp.services.scoring.measures import Yardstick

ARTICLES_AT_ONCE = 50


def sum_articles(corpus: Corpus, yardstick: Yardstick, *, article_ids: Sequence[int] | None = None) -> None:
    """Write the article sums of one measure anew, of these articles or of all."""
    ids = article_ids
    if ids is None:
        ids = list(corpus.articles.filter(withdrawn_at=None).values_list("pk", flat=True))
    for start in range(0, len(ids), ARTICLES_AT_ONCE):
        _sum(yardstick, ids[start : start + ARTICLES_AT_ONCE])


def _sum(yardstick: Yardstick, article_ids: Sequence[int]) -> None:
    # HTER is of decided texts as they stand; every other figure of an article is the machine's.
    is_hter = yardstick.metric.name is MetricName.HTER
    decided = [status.value for status in TranslationStatus if status.is_decided]
    of_present = Q(text_number=F("translation__text_number"), translation__status__in=decided)
    of_text = of_present if is_hter else Q(text_number=ORIGINAL)
    counted = Score.objects.filter(
        of_text,
        measure=yardstick.measure,
        value__isnull=False,
        translation__segment__article__in=article_ids,
    ).order_by("translation__segment__position")
    rows: dict[tuple[int, int], list[list[float]]] = defaultdict(list)
    for article, system, statistics in counted.values_list(
        "translation__segment__article", "translation__system", "statistics"
    ):
        rows[article, system].append(list(statistics or ()))
    sums = {key: add_statistics(statistics) for key, statistics in rows.items()}
    with transaction.atomic():
        ArticleScore.objects.filter(measure=yardstick.measure, article__in=article_ids).delete()
        ArticleScore.objects.bulk_create(
            ArticleScore(
                article_id=article,
                system_id=system,
                measure=yardstick.measure,
                value=yardstick.metric.corpus_score(total),
                statistics=list(total),
                segments=len(rows[article, system]),
            )
            for (article, system), total in sums.items()
        )
