"""Figures sentence by sentence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from django.db.models import F, Q

from reviewapp.domain.scoring.names import MetricName
from reviewapp.models import ORIGINAL, Score

if TYPE_CHECKING:
    from reviewapp.models import Corpus, Measure


def segment_scores(corpus: Corpus, measures: Sequence[Measure]) -> Iterator[dict[str, object]]:
    """Yield a row a figure, article by article: of the machine's text, for HTER of the text that stands."""
    of_present = Q(measure__metric=MetricName.HTER.value, text_number=F("translation__text_number"))
    rows = (
        Score.objects.filter(
            of_present | (~Q(measure__metric=MetricName.HTER.value) & Q(text_number=ORIGINAL)),
            measure__in=measures,
        )
        .order_by("translation__segment__position", "translation__system__name", "measure_id")
        .values_list(
            "translation__segment__article__key",
            "translation__segment__key",
            "translation__system__name",
            "measure__references",
            "measure__metric",
            "value",
        )
    )
    names = ("article", "segment", "system", "reference", "metric", "score")
    articles = corpus.articles.filter(withdrawn_at=None).order_by("position", "pk")
    for article_id in list(articles.values_list("pk", flat=True)):
        for row in rows.filter(translation__segment__article=article_id):
            yield dict(zip(names, row, strict=True))
