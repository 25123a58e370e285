"""A longer page costs more rows, not more queries."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reviewapp.models import Article, Score, Translation
from tests import factories
from tests.queries.figures import GOOD, POOR, add_texts, score_texts
from tests.web.sentences import HTMX, address, decision

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from tests.web.conftest import LogIn, Stage

pytestmark = pytest.mark.django_db

TEN = 10


def queries(ask: Callable[[], object]) -> int:
    # Once to warm what is kept between requests, such as content types.
    ask()
    with CaptureQueriesContext(connection) as captured:
        ask()
    return len(captured)


def compare(what: str, bound: int, ask: Callable[[], object], grow: Callable[[], object]) -> None:
    before = queries(ask)
    grow()
    after = queries(ask)
    assert after <= before, f"{what}: {before} queries, with ten rows more {after}"
    assert after <= bound, f"{what}: {after} queries, at most {bound} are meant to do"


def read(client: Client, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 200


def more_sentences(stage: Stage) -> None:
    """Add ten sentences with all that a row shows: marks, a correction, figures, another system's text."""
    measure = factories.MeasureFactory.create(corpus=stage.ours.corpus)
    other = factories.SystemFactory.create(corpus=stage.ours.corpus)
    for _ in range(TEN):
        sentence = factories.make_sentence(stage.ours.article, "The first ferry left wharf at 6 hours.")
        factories.ErrorFactory.create(translation=sentence)
        factories.ScoreFactory.create(translation=sentence, measure=measure)
        factories.ReferenceFactory.create(segment=sentence.segment)
        factories.TranslationFactory.create(segment=sentence.segment, system=other)
        correct(sentence)


def correct(sentence: Translation) -> None:
    factories.RevisionFactory.create(translation=sentence, text="The first ferry left.")
    Translation.objects.filter(pk=sentence.pk).update(
        text="The first ferry left.", text_number=2, version=2, status="corrected"
    )


def more_articles(stage: Stage) -> None:
    measure = factories.MeasureFactory.create(corpus=stage.ours.corpus)
    for _ in range(TEN):
        article = factories.ArticleFactory.create(corpus=stage.ours.corpus, assignee=stage.people["reviewer"])
        factories.make_sentence(article, "It rains.")
        factories.ArticleScoreFactory.create(article=article, measure=measure, statistics=[30, 31, 25] * 6)


def prepare(stage: Stage) -> None:
    """Give what is there one of everything, so that only the number of rows differs."""
    measure = factories.MeasureFactory.create(corpus=stage.ours.corpus)
    second = stage.ours.sentences[1]
    factories.ScoreFactory.create(translation=second, measure=measure)
    factories.ErrorFactory.create(translation=second)
    correct(second)
    factories.ArticleScoreFactory.create(
        article=stage.ours.article, measure=measure, statistics=[30, 31, 25] * 6
    )
    Article.objects.filter(corpus=stage.ours.corpus).update(assignee=stage.people["reviewer"])


@pytest.mark.parametrize(("name", "bound"), [("article", 20), ("article-summary", 20)])
def test_more_sentences_cost_no_more_queries(stage: Stage, reviewer: Client, name: str, bound: int) -> None:
    prepare(stage)
    where = reverse(name, args=[stage.ours.article.pk])

    compare(name, bound, lambda: read(reviewer, where), lambda: more_sentences(stage))


@pytest.mark.parametrize("name", ["corpus-compare", "corpus-sentences"])
def test_more_systems_and_sentences_cost_no_more_queries(stage: Stage, reviewer: Client, name: str) -> None:
    scored = score_texts(stage.ours.corpus, {"good": GOOD, "poor": POOR})
    asked = {"look": scored.key("poor"), "beside": scored.key("good"), "article": scored.articles[0].pk}
    where = f"{reverse(name, args=[scored.corpus.slug])}?{urlencode(asked)}"

    def grow() -> None:
        more_sentences(stage)
        add_texts(scored, ["A new crane waits."] * TEN, system="third")

    compare(name, 40, lambda: read(reviewer, where), grow)


def test_more_errors_cost_no_more_queries(stage: Stage, reviewer: Client) -> None:
    prepare(stage)
    where = reverse("article-errors", args=[stage.ours.article.pk])

    compare("article-errors", 10, lambda: read(reviewer, where), lambda: more_sentences(stage))


@pytest.mark.parametrize(("name", "bound"), [("desk", 8), ("corpus", 14)])
def test_more_articles_cost_no_more_queries(stage: Stage, reviewer: Client, name: str, bound: int) -> None:
    prepare(stage)
    where = reverse(name, args=[stage.ours.corpus.slug] if name == "corpus" else [])

    compare(name, bound, lambda: read(reviewer, where), lambda: more_articles(stage))


def test_more_revisions_and_events_cost_no_more_queries(stage: Stage, reviewer: Client) -> None:
    sentence = stage.ours.sentence

    def write(times: int) -> None:
        for _ in range(times):
            sentence.refresh_from_db()
            sent = decision(sentence, text=f"{sentence.text}!", then="stay")
            assert reviewer.post(address("sentence-save", sentence), sent).status_code == 302

    write(1)
    where = address("sentence-history", sentence)
    compare("history", 9, lambda: read(reviewer, where), lambda: write(TEN))


def test_a_save_costs_the_same_in_a_long_article(stage: Stage, reviewer: Client) -> None:
    sentence = stage.ours.sentence
    texts = iter(range(1000))

    def save() -> None:
        sentence.refresh_from_db()
        sent = decision(sentence, text=f"Ferry {next(texts)}.", close=sentence.pk)
        response = reviewer.post(address("sentence-save", sentence), sent, headers=HTMX)
        assert response.status_code == 200
        Score.objects.filter(translation=sentence).delete()

    prepare(stage)
    compare("save", 48, save, lambda: more_sentences(stage))


def test_more_rows_of_an_export_cost_no_more_queries(stage: Stage, log_in: LogIn) -> None:
    prepare(stage)
    chief = log_in("chief")

    def take() -> None:
        where = reverse("export-file", args=[stage.ours.corpus.slug])
        response = chief.post(where, {"format": "corrections-csv"})
        assert len(b"".join(response).splitlines()) > 3

    compare("export", 20, take, lambda: more_sentences(stage))
