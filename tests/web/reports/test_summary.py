"""The summary of an article."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from tests import factories
from tests.web.markup import page_of
from tests.web.sentences import address, decision

if TYPE_CHECKING:
    from django.test import Client

    from tests.web.conftest import Stage

pytestmark = pytest.mark.django_db


def summary_of(stage: Stage) -> str:
    return reverse("article-summary", args=[stage.ours.article.pk])


def test_it_has_a_cell_a_sentence_with_its_decision_and_worst_error(stage: Stage, reviewer: Client) -> None:
    second = stage.ours.sentences[1]
    reviewer.post(address("sentence-accept", second), decision(second))
    factories.ErrorFactory.create(translation=stage.ours.sentence, severity="critical")

    cells = page_of(reviewer.get(summary_of(stage))).one("ol", class_="strip").all("a")

    assert len(cells) == 3
    assert {"cell-open", "worst-critical"} <= cells[0].classes
    assert "cell-accepted" in cells[1].classes
    for cell in cells:
        assert reviewer.get(cell["href"]).status_code == 200


def test_it_counts_errors_by_category_and_severity(stage: Stage, reviewer: Client) -> None:
    factories.ErrorFactory.create(translation=stage.ours.sentences[1])

    table = page_of(reviewer.get(summary_of(stage))).one("table")

    row = next(row for row in table.all("tr") if row.all("td"))
    assert row.one("th").text == stage.ours.error.category.path
    assert row.all("td")[-1].text == "2"


def test_without_scores_it_says_so(stage: Stage, reviewer: Client) -> None:
    page = page_of(reviewer.get(summary_of(stage)))

    values = [part.text for part in page.all("p", class_="value")]
    assert "not available" in values
    assert "0.0" not in values


def test_a_figure_stands_with_its_signature(stage: Stage, reviewer: Client) -> None:
    score = factories.ArticleScoreFactory.create(article=stage.ours.article)

    page = page_of(reviewer.get(summary_of(stage)))

    assert score.measure.signature in [part.text for part in page.all("code")]


def test_another_systems_figures_can_be_asked_for(stage: Stage, reviewer: Client) -> None:
    other = factories.SystemFactory.create(corpus=stage.ours.corpus)
    factories.TranslationFactory.create(segment=stage.ours.sentence.segment, system=other)

    page = page_of(reviewer.get(summary_of(stage), {"system": other.pk}))

    assert len(page.one("ol", class_="strip").all("a")) == 1


@pytest.mark.parametrize("asked", ["0", "x", "9" * 30, "²"])
def test_a_system_without_a_translation_is_missing(stage: Stage, reviewer: Client, asked: str) -> None:
    assert reviewer.get(summary_of(stage), {"system": asked}).status_code == 404


def test_a_foreign_system_is_missing(stage: Stage, reviewer: Client) -> None:
    asked = {"system": str(stage.theirs.article.review_system_id)}

    assert reviewer.get(summary_of(stage), asked).status_code == 404


def test_an_article_without_a_translation_says_so(stage: Stage, reviewer: Client) -> None:
    bare = factories.ArticleFactory.create(corpus=stage.ours.corpus, review_system=None)

    page = page_of(reviewer.get(reverse("article-summary", args=[bare.pk])))
    assert page.one(class_="empty").text.strip()
