"""Corpora: articles by filter, systems side by side, scoring and its job."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from reviewapp.models import ENDED, Article, Job, JobKind, JobState
from tests import factories
from tests.web.markup import page_of
from tests.web.sentences import HTMX

if TYPE_CHECKING:
    from django.test import Client

    from tests.web.conftest import LogIn, Stage

pytestmark = pytest.mark.django_db


def listed(client: Client, stage: Stage, **asked: str) -> set[str]:
    page = page_of(client.get(reverse("corpus", args=[stage.ours.corpus.slug]), asked))
    return {link.text for link in page.all("a", class_="title")}


def test_the_list_holds_my_corpora(stage: Stage, reviewer: Client) -> None:
    page = page_of(reviewer.get(reverse("corpora")))

    assert [link["href"] for link in page.all("a", class_="title")] == [
        reverse("corpus", args=[stage.ours.corpus.slug])
    ]


def test_somebody_without_a_corpus_is_told_what_to_do(client: Client) -> None:
    client.force_login(factories.UserFactory.create(), backend="django.contrib.auth.backends.ModelBackend")

    assert page_of(client.get(reverse("corpora"))).one(class_="empty").text.strip()


def test_articles_are_found_by_title_and_state(stage: Stage, reviewer: Client) -> None:
    Article.objects.filter(pk=stage.ours.article.pk).update(title="Ebb 100% _tide", status="reviewed")

    assert listed(reviewer, stage) == {"Ebb 100% _tide", stage.ours.other_article.title}
    assert listed(reviewer, stage, q="ebb") == {"Ebb 100% _tide"}
    # The words are words, not a pattern.
    assert listed(reviewer, stage, q="0%") == {"Ebb 100% _tide"}
    assert listed(reviewer, stage, q="_") == {"Ebb 100% _tide"}
    assert listed(reviewer, stage, status="reviewed") == {"Ebb 100% _tide"}
    assert listed(reviewer, stage, q="nothing of this kind") == set()
    assert listed(reviewer, stage, status="burnt") == listed(reviewer, stage)


@pytest.mark.parametrize(
    "asked",
    [
        {"q": "\0"},
        {"q": "x" * 60_000},
        {"q": "'; --"},
        {"after": "9" * 5000},
        {"corpus__members__email__startswith": "a"},
        {"_connector": "OR"},
        {"order_by": "password"},
    ],
    ids=str,
)
def test_no_question_breaks_the_page(stage: Stage, reviewer: Client, asked: dict[str, str]) -> None:
    response = reviewer.get(reverse("corpus", args=[stage.ours.corpus.slug]), asked)

    assert response.status_code == 200


def test_what_is_asked_stays_in_the_form(stage: Stage, reviewer: Client) -> None:
    page = page_of(
        reviewer.get(reverse("corpus", args=[stage.ours.corpus.slug]), {"q": '"tide"', "status": "reviewed"})
    )

    form = page.one("form", class_="filters")
    assert form.fields() == {"q": '"tide"', "status": "reviewed"}


def test_systems_stand_side_by_side_with_their_signature(stage: Stage, reviewer: Client) -> None:
    # chrF keeps hypothesis, reference and matching n-grams of six orders.
    system = stage.ours.article.review_system
    score = factories.SystemScoreFactory.create(
        system=system, statistics=[30, 31, 25] * 6, value=61.5, low=58.25, high=64.75
    )

    page = page_of(reviewer.get(reverse("corpus", args=[stage.ours.corpus.slug])))

    table = page.one("table", class_="comparison")
    assert "58.2 – 64.8" in table.text
    assert stage.ours.article.review_system
    assert stage.ours.article.review_system.name in [cell.text for cell in table.all("th", scope="row")]
    assert any(cell.all("span", title=score.measure.signature) for cell in table.all("td"))


def test_without_a_figure_nothing_is_0(stage: Stage, reviewer: Client) -> None:
    page = page_of(reviewer.get(reverse("corpus", args=[stage.ours.corpus.slug])))

    assert not page.all("table")
    assert all(
        part.text == "scores not available"
        for part in page.all(class_="figures")
        for part in part.all("span")
    )


@pytest.mark.parametrize("role", ["viewer", "reviewer", "chief", "manager", "superuser"])
def test_each_role_is_offered_what_it_may_do(stage: Stage, log_in: LogIn, role: str) -> None:
    slug = stage.ours.corpus.slug
    page = page_of(log_in(role).get(reverse("corpus", args=[slug])))

    may_manage = role in {"manager", "superuser"}
    assert bool(page.all("a", href=reverse("export", args=[slug]))) is (may_manage or role == "chief")
    assert bool(page.all("form", action=reverse("corpus-score", args=[slug]))) is may_manage
    assert bool(page.all(id=f"job-{stage.ours.job.pk}")) is may_manage


def test_scoring_is_queued_once(stage: Stage, log_in: LogIn) -> None:
    Job.objects.all().delete()
    manager = log_in("manager")
    where = reverse("corpus-score", args=[stage.ours.corpus.slug])

    for _ in range(2):
        response = manager.post(where, follow=True)
        assert response.redirect_chain == [(reverse("corpus", args=[stage.ours.corpus.slug]), 302)]
        assert page_of(response).one(class_="notice", role="status").text.strip()

    job = Job.objects.get()
    assert (job.kind, job.state, job.requested_by) == (
        JobKind.SCORE_CORPUS,
        JobState.QUEUED,
        stage.people["manager"],
    )


def test_after_it_ended_scoring_can_be_asked_for_again(stage: Stage, log_in: LogIn) -> None:
    Job.objects.filter(pk=stage.ours.job.pk).update(state=JobState.DONE)

    log_in("manager").post(reverse("corpus-score", args=[stage.ours.corpus.slug]))

    assert Job.objects.filter(corpus=stage.ours.corpus).count() == 2


@pytest.mark.parametrize("state", list(JobState))
def test_a_job_is_asked_for_until_it_has_ended(stage: Stage, log_in: LogIn, state: JobState) -> None:
    Job.objects.filter(pk=stage.ours.job.pk).update(state=state, total=8, done=2)
    where = reverse("job", args=[stage.ours.corpus.slug, stage.ours.job.pk])
    manager = log_in("manager")

    for headers in ({}, HTMX):
        page = page_of(manager.get(where, headers=headers))
        region = page.one(id=f"job-{stage.ours.job.pk}")
        ended = state in ENDED
        assert region.get("hx-get") == (None if ended else where)
        assert ("hx-trigger" in region.attributes) is not ended
        assert (region.one("progress")["value"], region.one("progress")["max"]) == ("2", "8")
        assert bool(page.all("html")) is not bool(headers)
        if headers:
            assert sorted(page.ids()) == [*([] if ended else [f"cancel-{stage.ours.job.pk}"]), region["id"]]
