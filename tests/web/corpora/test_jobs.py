"""A job on the page: how long it still takes, and how it is cancelled."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

import pytest
import time_machine
from django.urls import reverse

from reviewapp.models import Job, JobKind, JobState
from reviewapp.templatetags.jobs import time_left
from tests.factories import NOON, JobFactory
from tests.web.markup import page_of
from tests.web.sentences import HTMX

if TYPE_CHECKING:
    from tests.web.conftest import LogIn, Stage

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "a few seconds left"),
        (9, "a few seconds left"),
        (14, "about 10 s left"),
        (58, "about 60 s left"),
        (89, "about 90 s left"),
        (90, "about 2 min left"),
        (125, "about 2 min left"),
        (3_600, "about 60 min left"),
        (5_400, "about 2 h left"),
        (90_000, "about 25 h left"),
    ],
)
def test_the_time_left_is_said_in_words(seconds: float, words: str) -> None:
    # Half is done after so many seconds: the other half takes as long.
    job = JobFactory.build(state=JobState.RUNNING, started_at=NOON, done=5, total=10)

    with time_machine.travel(NOON + datetime.timedelta(seconds=seconds), tick=False):
        assert time_left(job) == words


def test_nothing_is_said_before_there_is_a_pace() -> None:
    assert time_left(JobFactory.build(state=JobState.RUNNING, started_at=NOON, done=0, total=10)) == ""


@pytest.mark.parametrize("state", [JobState.RUNNING, JobState.DIVIDED])
def test_a_running_job_shows_its_time_left(stage: Stage, log_in: LogIn, state: JobState) -> None:
    manager = log_in("manager")
    soon = datetime.datetime.now(datetime.UTC) - datetime.timedelta(seconds=60)
    Job.objects.update(state=state, total=8, done=2, started_at=soon)

    page = page_of(manager.get(reverse("job", args=[stage.ours.corpus.slug, stage.ours.job.pk])))

    assert "about 3 min left" in page.one(id=f"job-{stage.ours.job.pk}").text


def test_parts_are_not_listed(stage: Stage, log_in: LogIn) -> None:
    whole = stage.ours.job
    part = JobFactory.create(corpus=stage.ours.corpus, parent=whole, kind=JobKind.SCORE_PART)

    page = page_of(log_in("manager").get(reverse("corpus", args=[stage.ours.corpus.slug])))

    assert page.all(id=f"job-{whole.pk}")
    assert not page.all(id=f"job-{part.pk}")


def test_a_waiting_job_is_cancelled_from_the_page(stage: Stage, log_in: LogIn) -> None:
    manager, job = log_in("manager"), stage.ours.job
    shown = reverse("job", args=[stage.ours.corpus.slug, job.pk])
    form = page_of(manager.get(shown)).one(
        "form", action=reverse("job-cancel", args=[job.corpus.slug, job.pk])
    )

    response = manager.post(form["action"], follow=True)

    assert response.redirect_chain == [(shown, 302)]
    job.refresh_from_db()
    assert job.state == JobState.CANCELLED
    assert not page_of(response).all("form", action=form["action"])


@pytest.mark.parametrize("state", [JobState.RUNNING, JobState.DIVIDED])
def test_a_running_job_is_told_to_stop_and_says_so(stage: Stage, log_in: LogIn, state: JobState) -> None:
    job = stage.ours.job
    Job.objects.filter(pk=job.pk).update(state=state)
    part = JobFactory.create(corpus=job.corpus, parent=job, kind=JobKind.SCORE_PART)
    where = reverse("job-cancel", args=[job.corpus.slug, job.pk])

    page = page_of(log_in("manager").post(where, headers=HTMX))

    job.refresh_from_db()
    part.refresh_from_db()
    assert (job.state, job.cancel_requested, part.state) == (state, True, JobState.CANCELLED)
    region = page.one(id=f"job-{job.pk}")
    assert "stops at the next report" in region.text
    assert not region.all("form")
    assert region["hx-get"] == reverse("job", args=[job.corpus.slug, job.pk])


def test_an_ended_job_stays_as_it_is(stage: Stage, log_in: LogIn) -> None:
    job = stage.ours.job
    Job.objects.filter(pk=job.pk).update(state=JobState.DONE, message="Scored.")

    log_in("manager").post(reverse("job-cancel", args=[job.corpus.slug, job.pk]))

    job.refresh_from_db()
    assert (job.state, job.message, job.cancel_requested) == (JobState.DONE, "Scored.", False)
