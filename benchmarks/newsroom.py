"""A corpus of 100,000 segments with a person who may review it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from django.test import Client
from django.utils import timezone

from benchmarks.texts import Texts, Writer
from reviewapp.domain.scoring.names import MetricName
from reviewapp.domain.workflow.roles import Role
from reviewapp.models import Article, Corpus, Reference, Segment, System, Translation, User
from reviewapp.services.corpora import create_corpus, grant_role
from reviewapp.services.operations import Operation
from reviewapp.services.scoring.corpus import score_corpus
from reviewapp.services.scoring.measures import yardsticks_for

SEGMENTS = 100_000
AN_ARTICLE = 50
_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class Newsroom:
    """The corpus, the article that is opened, and a browser that is logged in."""

    corpus: Corpus
    article: Article
    browser: Client
    segments: int


def open_newsroom(*, segments: int = SEGMENTS) -> Newsroom:
    """Store the corpus; the article in its middle has references and scores."""
    operation = Operation(actor=None, at=timezone.now())
    corpus = create_corpus(slug="bench-news", source_language="vi", target_language="en", operation=operation)
    system = System.objects.create(corpus=corpus, name="MT")
    count = max(1, segments // AN_ARTICLE)
    articles = Article.objects.bulk_create(
        Article(corpus=corpus, key=f"a{n}", title=f"Article {n}", position=n, review_system=system)
        for n in range(count)
    )
    texts = Writer().segments(count * AN_ARTICLE, an_article=AN_ARTICLE)
    while chunk := list(islice(texts, _AT_ONCE)):
        _store(chunk, articles, system)
    opened = articles[count // 2]
    _refer(opened)
    instant = (MetricName.BLEU, MetricName.CHRF, MetricName.CHRF_PLUS_PLUS)
    yardsticks = yardsticks_for(corpus, instant).ready
    score_corpus(corpus, yardsticks, report=lambda *_: True, processes=1, article_ids=[opened.pk])
    person = User.objects.create(username="bench")
    grant_role(corpus, person, Role.MANAGER)
    browser = Client(SERVER_NAME="localhost")
    browser.force_login(person)
    return Newsroom(corpus, opened, browser, count * AN_ARTICLE)


def _store(chunk: list[Texts], articles: list[Article], system: System) -> None:
    stored = Segment.objects.bulk_create(
        Segment(article=articles[t.article], key=str(t.number), position=t.number, source=t.source)
        for t in chunk
    )
    Translation.objects.bulk_create(
        Translation(segment=segment, system=system, original=t.target, text=t.target)
        for segment, t in zip(stored, chunk, strict=True)
    )


def _refer(article: Article) -> None:
    writer = Writer()
    Reference.objects.bulk_create(
        Reference(segment=segment, name="reference", text=text)
        for segment, text in zip(article.segments.all(), _references(writer), strict=False)
    )


def _references(writer: Writer) -> Iterator[str]:
    while True:
        yield writer.sentence()
