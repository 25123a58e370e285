"""The summary of an article."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from reviewapp.models import Translation
from tests import factories
from tests.queries.figures import GOOD, score_texts
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
    assert row.one("th").text == stage.ours.error.category_path
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


def test_figures_have_interval_and_number_and_open_their_sentences(stage: Stage, reviewer: Client) -> None:
    scored = score_texts(stage.ours.corpus, {"good": GOOD}, articles=1)
    article = scored.articles[0]

    page = page_of(reviewer.get(reverse("article-summary", args=[article.pk])))

    cards = [card for card in page.all("section", class_="card") if "against reference" in card.text]
    assert len(cards) == 2
    for card in cards:
        assert "n 6" in card.text
        low, high = card.all("p")[1].text.removesuffix(" (95 %)").split(" – ")
        assert float(low) < float(card.one("p", class_="value").text) < float(high)
        opened = page_of(reviewer.get(card.one("a")["href"]))
        assert len(opened.one("ol", class_="sentence-list").all("li")) == 6


def test_a_single_sentence_has_no_interval(stage: Stage, reviewer: Client) -> None:
    scored = score_texts(stage.ours.corpus, {"good": GOOD[:1]}, articles=1, references=GOOD[:1])

    page = page_of(reviewer.get(reverse("article-summary", args=[scored.articles[0].pk])))

    cards = [card for card in page.all("section", class_="card") if "against reference" in card.text]
    assert all("no interval" in card.text for card in cards)


def test_a_giant_article_is_not_drawn_again(
    stage: Stage, reviewer: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    scored = score_texts(stage.ours.corpus, {"good": GOOD}, articles=1)
    monkeypatch.setattr("reviewapp.queries.summary.MOST_SEGMENTS", 5)

    page = page_of(reviewer.get(reverse("article-summary", args=[scored.articles[0].pk])))

    assert "no interval" in page.text


def test_edit_effort_tells_what_was_touched(stage: Stage, reviewer: Client) -> None:
    first, second, third = stage.ours.sentences
    changed = {first: "The first ferry left the wharf at 6 hours.", second: f"{second.original} "}
    for sentence, text in changed.items():
        Translation.objects.filter(pk=sentence.pk).update(
            text=text, text_number=2, version=2, status="corrected"
        )
    Translation.objects.filter(pk=third.pk).update(status="accepted")
    hter = factories.MeasureFactory.create(corpus=stage.ours.corpus, metric="hter", references="correction")
    assert not [link for link in page_of(reviewer.get(summary_of(stage))).all("a") if "hter" in link["href"]]
    factories.ArticleScoreFactory.create(
        article=stage.ours.article, measure=hter, value=0.1, statistics=[2, 20]
    )

    page = page_of(reviewer.get(summary_of(stage)))

    cards = {card.one("h3").text: card for card in page.all("section", class_="card")}
    effort, untouched = cards["Edit effort"], cards["Accepted as is"]
    assert "of the words changed: 1 of" in effort.text
    assert "characters: 5 of" in effort.text
    assert untouched.one("p", class_="value").text == "33 %"
    assert "1 of 3 decided sentences untouched; 1 changed in white space only" in " ".join(
        untouched.text.split()
    )
    for card in (effort, untouched):
        for link in card.all("a"):
            assert reviewer.get(link["href"]).status_code == 200


def test_every_number_of_errors_opens_them(stage: Stage, reviewer: Client) -> None:
    first, second = stage.ours.sentences[:2]
    factories.ErrorFactory.create(translation=second, severity="critical", note="<b>no</b>")
    factories.ErrorFactory.create(translation=second, start=None, end=None, marked_text="", side="target")
    factories.ErrorFactory.create(translation=first, removed_at=factories.NOON)
    factories.ErrorFactory.create(translation=first, side="source", text_number=2, severity="major")
    page = page_of(reviewer.get(summary_of(stage)))

    for link in page.one("table").all("a"):
        listed = page_of(reviewer.get(link["href"])).one("table", class_="error-table")
        assert len(listed.all("tr")) - 1 == int(link.text)
        for place in listed.all("a"):
            assert reviewer.get(place["href"]).status_code == 200
    for asked, number in (
        ({}, 4),
        ({"text": "machine"}, 3),
        ({"text": "present"}, 3),
        ({"severity": "critical"}, 1),
        ({"severity": "burnt", "text": "none"}, 4),
    ):
        shown = page_of(reviewer.get(reverse("article-errors", args=[stage.ours.article.pk]), asked))
        assert len(shown.all("tr")) - 1 == number, asked
        assert not shown.all("b")


@pytest.mark.parametrize("category", ["nothing", "\0", "x" * 5_000])
def test_a_category_without_errors_says_so(stage: Stage, reviewer: Client, category: str) -> None:
    where = reverse("article-errors", args=[stage.ours.article.pk])

    page = page_of(reviewer.get(where, {"category": category}))

    assert bool(page.all("p", class_="empty")) is (category != "\0")


def test_an_article_without_a_translation_has_no_errors(stage: Stage, reviewer: Client) -> None:
    bare = factories.ArticleFactory.create(corpus=stage.ours.corpus, review_system=None)

    assert page_of(reviewer.get(reverse("article-errors", args=[bare.pk]))).all("p", class_="empty")


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
