"""The sentences behind a figure, on pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from reviewapp.models import Translation
from reviewapp.queries import sentences
from tests.factories import MeasureFactory, ScoreFactory
from tests.queries.figures import GOOD, POOR, Scored, score_texts
from tests.web.markup import Element, page_of

if TYPE_CHECKING:
    from django.test import Client

    from tests.web.conftest import Stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def scored(stage: Stage) -> Scored:
    return score_texts(stage.ours.corpus, {"good": GOOD, "poor": POOR})


def address(scored: Scored) -> str:
    return reverse("corpus-sentences", args=[scored.corpus.slug])


def shown(client: Client, scored: Scored, **asked: str | int) -> Element:
    response = client.get(address(scored), asked)
    assert response.status_code == 200
    return page_of(response)


def texts_of(page: Element) -> list[str]:
    return [sentence.all("dd")[-1].text for sentence in page.one("ol", class_="sentence-list").all("li")]


def test_pages_follow_each_other_to_the_last(
    reviewer: Client, scored: Scored, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sentences.sentences_behind, "__kwdefaults__", {"cursor": "", "size": 4})

    first = shown(reviewer, scored, look=scored.key("poor"))
    more = first.one("p", class_="pages").one("a")
    second = page_of(reviewer.get(more["href"]))

    assert len(texts_of(first)) == 4
    assert sorted(texts_of(first) + texts_of(second)) == sorted(POOR)
    assert not second.all("p", class_="pages")


def test_either_end_can_come_first(reviewer: Client, scored: Scored) -> None:
    worst = shown(reviewer, scored, look=scored.key("poor"))
    other = worst.one("p", class_="orders").all("a")[0]

    best = page_of(reviewer.get(other["href"]))

    assert texts_of(best) == list(reversed(texts_of(worst)))


def test_source_reference_and_texts_stand_with_their_figures(reviewer: Client, scored: Scored) -> None:
    page = shown(reviewer, scored, look=scored.key("poor"), beside=scored.key("good"), metric="bleu")

    sentence = page.one("ol", class_="sentence-list").all("li")[0]
    assert [label.text for label in sentence.all("dt")] == ["Source", "Reference", "poor", "good"]
    assert [text["lang"] for text in sentence.all("dd")] == ["vi", "en", "en", "en"]
    assert "difference −" in sentence.one("p", class_="place").text
    back = page.one("p", class_="orders").all("a")[-1]
    assert page_of(reviewer.get(back["href"])).all("table", class_="systems-table")


def test_a_system_beside_itself_stands_alone(reviewer: Client, scored: Scored) -> None:
    page = shown(reviewer, scored, look=scored.key("poor"), beside=scored.key("poor"))

    assert "difference" not in page.one("ol", class_="sentence-list").text


def test_hter_shows_the_text_that_stands(reviewer: Client, scored: Scored) -> None:
    measure = MeasureFactory.create(corpus=scored.corpus, metric="hter", references="correction")
    translation = scored.texts["good"][0]
    Translation.objects.filter(pk=translation.pk).update(status="corrected", text="The ferry left at six.")
    ScoreFactory.create(translation=translation, measure=measure, value=0.25, statistics=[2, 8])

    page = shown(reviewer, scored, metric="hter", look=scored.key("good"))

    (sentence,) = page.one("ol", class_="sentence-list").all("li")
    assert "The ferry left at six." in [text.text for text in sentence.all("dd")]


def test_an_empty_translation_says_so(stage: Stage, reviewer: Client) -> None:
    scored = score_texts(stage.ours.corpus, {"good": GOOD, "mute": ("",)})

    for asked in ({"look": scored.key("mute")}, {"look": scored.key("mute"), "beside": scored.key("good")}):
        assert "no translation" in shown(reviewer, scored, **asked).one("ol", class_="sentence-list").text
    beside = shown(reviewer, scored, look=scored.key("good"), beside=scored.key("mute"))
    assert "no translation" in beside.one("ol", class_="sentence-list").text


def test_markup_in_a_text_is_text(stage: Stage, reviewer: Client) -> None:
    scored = score_texts(stage.ours.corpus, {"a": ("<b>Two</b> ferries & a\u202e crane",), "b": ("<i>",)})

    page = shown(reviewer, scored, look=scored.key("a"), beside=scored.key("b"))

    listed = page.one("ol", class_="sentence-list")
    assert not listed.all("b")
    assert not listed.all("i")
    assert listed.all("span", class_="control")


def test_without_a_system_or_a_sentence_the_page_says_so(
    stage: Stage, reviewer: Client, scored: Scored
) -> None:
    choices: tuple[dict[str, str | int], ...] = ({}, {"look": scored.key("good"), "status": "corrected"})
    for asked in choices:
        page = shown(reviewer, scored, **asked)
        assert page.one("p", class_="empty").text.strip()
        assert not page.all("ol", class_="sentence-list")
