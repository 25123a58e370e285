"""A corpus of a million scored translations by twenty systems, a tenth of them decided on."""

from __future__ import annotations

import datetime
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from django.db import connection, transaction
from django.utils import timezone

from reviewapp.domain.scoring.metric import Metric
from reviewapp.domain.scoring.names import MetricName
from reviewapp.domain.scoring.outcomes import Scored
from reviewapp.models import Article, Corpus, Measure, Segment, System, Translation, User
from reviewapp.services.corpora import create_corpus
from reviewapp.services.operations import Operation
from reviewapp.services.scoring.measures import Yardstick
from reviewapp.services.scoring.rollups import sum_up
from reviewapp.services.scoring.storing import store_outcomes

SYSTEMS = 20
AN_ARTICLE = 50
DECIDED = 0.1
METRIC = MetricName.BLEU
_AT_ONCE = 5_000
_INSERT = (
    "INSERT INTO reviewapp_translation (segment_id, system_id, original, text, text_number, version,"
    " status, decided_by_id, decided_at) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)"
)
_Row = tuple[int | str | datetime.datetime | None, ...]


@dataclass(frozen=True, slots=True)
class Million:
    """The corpus and some of what its slices are chosen by."""

    corpus: Corpus
    measure: Measure
    editor: User
    article: Article
    translations: int


def fill_million(*, translations: int = 1_000_000) -> Million:
    """Store the corpus; its statistics are drawn, since sums cost the same whatever they are sums of."""
    now = timezone.now()
    corpus = create_corpus(
        slug="million",
        source_language="vi",
        target_language="en",
        operation=Operation(actor=None, at=now),
    )
    editors = [User.objects.create(username=f"million{number}") for number in range(10)]
    systems = [System.objects.create(corpus=corpus, name=f"S{number:02}") for number in range(SYSTEMS)]
    articles = Article.objects.bulk_create(
        Article(corpus=corpus, key=str(n), title=f"Article {n}", position=n)
        for n in range(max(1, translations // SYSTEMS // AN_ARTICLE))
    )
    _store_texts(articles, systems, editors, now=now)
    measure = Measure.objects.create(
        corpus=corpus, metric=METRIC, references="reference", signature="drawn", segment_signature="drawn"
    )
    count = _store_scores(corpus, measure)
    sum_up(corpus, [measure])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return Million(corpus, measure, editors[3], articles[len(articles) // 2], count)


def _store_texts(
    articles: Sequence[Article], systems: Sequence[System], editors: Sequence[User], *, now: datetime.datetime
) -> None:
    """Write plain rows: a million objects would take longer than all that is measured."""
    chance = random.Random(7)
    Segment.objects.bulk_create(
        (
            Segment(article=article, key=str(number), position=number, source="nguồn")
            for article in articles
            for number in range(1, AN_ARTICLE + 1)
        ),
        batch_size=_AT_ONCE,
    )
    of_corpus = Segment.objects.filter(article__corpus=articles[0].corpus_id)
    segments = list(of_corpus.order_by("pk").values_list("pk", flat=True))

    def rows() -> Iterator[_Row]:
        for system in systems:
            for segment in segments:
                if chance.random() < DECIDED:
                    at = now - datetime.timedelta(days=chance.randrange(300))
                    yield (
                        segment,
                        system.pk,
                        "text",
                        "better",
                        2,
                        2,
                        "corrected",
                        chance.choice(editors).pk,
                        at,
                    )
                else:
                    yield segment, system.pk, "text", "text", 1, 1, "open", None, None

    waiting = rows()
    while chunk := list(islice(waiting, _AT_ONCE)):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.executemany(_INSERT, chunk)


def _store_scores(corpus: Corpus, measure: Measure) -> int:
    metric = Metric(METRIC, "en")
    yardstick = Yardstick(metric, measure, measure.reference_names)
    keys = list(Translation.objects.filter(system__corpus=corpus).order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), _AT_ONCE):
        chunk = keys[start : start + _AT_ONCE]
        counts = [tuple(20 + (key + place) % 9 for place in range(len(measure.columns))) for key in chunk]
        scored = Scored(
            metric,
            [(key, 1, measure.reference_names) for key in chunk],
            counts,
            [float(key % 100) for key in chunk],
        )
        store_outcomes([yardstick], [scored])
    return len(keys)
