"""Steps of an article: the gate with what is missing, sign-off, reopening, and two people at once."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from reviewapp.models import Article, Event
from tests import factories
from tests.web.markup import Element, page_of
from tests.web.sentences import HTMX, address, decision, state_of

if TYPE_CHECKING:
    from django.test import Client

    from tests.web.conftest import LogIn, Stage

pytestmark = pytest.mark.django_db


def step(stage: Stage, target: str, **fields: Any) -> dict[str, Any]:
    stage.ours.article.refresh_from_db()
    version = stage.ours.article.status_version
    return {"target": target, "version": version, "operation": str(uuid.uuid4()), **fields}


def place(stage: Stage) -> str:
    return reverse("article-status", args=[stage.ours.article.pk])


def bar_for(client: Client, stage: Stage) -> Element:
    return page_of(client.get(reverse("article", args=[stage.ours.article.pk]))).one(id="article-bar")


def decide_all(stage: Stage, client: Client) -> None:
    for sentence in stage.ours.sentences:
        client.post(address("sentence-accept", sentence), decision(sentence))


def status_of(stage: Stage) -> str:
    return Article.objects.get(pk=stage.ours.article.pk).status


def test_the_gate_says_what_is_missing(stage: Stage, reviewer: Client) -> None:
    first, second, _ = stage.ours.sentences
    reviewer.post(address("sentence-accept", first), decision(first))
    reviewer.post(address("sentence-discuss", second), decision(second, reason="Which one?"))

    bar = bar_for(reviewer, stage)

    assert not bar.all("form")
    assert len(bar.one("details", class_="gate").all("li")) == 2
    assert (bar.one("progress")["value"], bar.one("progress")["max"]) == ("1", "3")


def test_the_gate_holds_against_a_form_that_is_sent_all_the_same(stage: Stage, reviewer: Client) -> None:
    response = reviewer.post(place(stage), step(stage, "reviewed"))

    assert response.status_code == 422
    assert page_of(response).one("p", class_="notice-error", role="alert").text.strip()
    assert status_of(stage) == "imported"


def test_an_article_goes_from_review_to_sign_off_and_back(
    stage: Stage, reviewer: Client, log_in: LogIn
) -> None:
    chief = log_in("chief")
    decide_all(stage, reviewer)

    form = bar_for(reviewer, stage).form(place(stage))
    assert form.fields()["target"] == "reviewed"
    assert reviewer.post(place(stage), form.fields()).status_code == 302
    assert status_of(stage) == "reviewed"

    # A reviewer may reopen; signing off is the chief's.
    offered = [found.fields()["target"] for found in bar_for(reviewer, stage).all("form")]
    assert offered == ["in-review"]
    assert reviewer.post(place(stage), step(stage, "signed-off")).status_code == 422
    assert status_of(stage) == "reviewed"

    forms = {found.fields()["target"]: found for found in bar_for(chief, stage).all("form")}
    assert set(forms) == {"signed-off", "in-review"}
    assert chief.post(place(stage), forms["signed-off"].fields()).status_code == 302
    assert status_of(stage) == "signed-off"

    assert reviewer.post(place(stage), step(stage, "in-review", reason="Again.")).status_code == 422
    assert not bar_for(reviewer, stage).all("form")
    again = bar_for(chief, stage).form(place(stage)).fields()
    assert chief.post(place(stage), {**again, "reason": "A reader wrote in."}).status_code == 302
    assert status_of(stage) == "in-review"
    assert Event.objects.filter(article=stage.ours.article, reason="A reader wrote in.").exists()


@pytest.mark.parametrize("reason", ["", "   ", "No \x00 here."])
def test_reopening_must_say_why(stage: Stage, reviewer: Client, reason: str) -> None:
    Article.objects.filter(pk=stage.ours.article.pk).update(status="reviewed")

    response = reviewer.post(place(stage), step(stage, "in-review", reason=reason))

    assert response.status_code in {400, 422}
    assert status_of(stage) == "reviewed"


def test_a_critical_error_stands_in_the_way_of_sign_off(
    stage: Stage, reviewer: Client, log_in: LogIn
) -> None:
    factories.ErrorFactory.create(translation=stage.ours.sentences[1], severity="critical")
    decide_all(stage, reviewer)
    reviewer.post(place(stage), step(stage, "reviewed"))
    chief = log_in("chief")

    assert len(bar_for(chief, stage).one("details", class_="gate").all("li")) == 1
    assert chief.post(place(stage), step(stage, "signed-off")).status_code == 422
    assert status_of(stage) == "reviewed"


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "fragment"])
def test_the_later_of_two_is_told(
    stage: Stage, reviewer: Client, log_in: LogIn, headers: dict[str, str]
) -> None:
    decide_all(stage, reviewer)
    late = step(stage, "reviewed")
    Article.objects.filter(pk=stage.ours.article.pk).update(status_version=7)

    response = reviewer.post(place(stage), late, headers=headers)

    assert response.status_code == 409
    page = page_of(response)
    assert page.one("p", class_="notice-error", role="alert").text.strip()
    assert status_of(stage) == "in-review"
    # The form that comes back names what stands now.
    assert page.one(id="article-bar").form(place(stage)).fields()["version"] == "7"


def test_the_same_step_sent_twice_is_taken_once(stage: Stage, reviewer: Client) -> None:
    decide_all(stage, reviewer)
    sent = step(stage, "reviewed")

    assert [reviewer.post(place(stage), sent).status_code for _ in range(2)] == [302, 302]
    assert Event.objects.filter(action="status-changed").count() == 1


@pytest.mark.parametrize("target", ["signed-off", "imported", "in-review"])
def test_a_step_that_the_workflow_has_not_is_refused(stage: Stage, log_in: LogIn, target: str) -> None:
    response = log_in("manager").post(place(stage), step(stage, target, reason="Because."))

    assert response.status_code == 422
    assert status_of(stage) == "imported"


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"target": "gone"}, 422),
        ({"target": ""}, 422),
        ({"reason": "long " * 500}, 422),
        ({"version": ""}, 400),
        ({"version": "x"}, 400),
        ({"operation": "x"}, 400),
    ],
)
def test_an_incomplete_step_changes_nothing(
    stage: Stage, reviewer: Client, fields: dict[str, str], status: int
) -> None:
    before = state_of(stage.ours.article)

    assert reviewer.post(place(stage), step(stage, "reviewed") | fields).status_code == status
    assert state_of(stage.ours.article) == before


def test_a_viewer_is_offered_no_step(stage: Stage, reviewer: Client, log_in: LogIn) -> None:
    decide_all(stage, reviewer)
    viewer = log_in("viewer")

    assert not bar_for(viewer, stage).all("form")
    assert viewer.post(place(stage), step(stage, "reviewed")).status_code == 403
