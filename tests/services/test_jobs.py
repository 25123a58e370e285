"""The queue: one worker a job, by lease and fence."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

import pytest

from reviewapp.models import Job, JobKind, JobState
from reviewapp.services.jobs import (
    LEASE,
    MAXIMUM_ATTEMPTS,
    JobIsNotEnded,
    cancel_job,
    claim_job,
    end_job,
    enqueue_job,
    give_back_job,
    renew_lease,
    report_progress,
    retry_job,
)
from tests.factories import NOON, JobFactory

if TYPE_CHECKING:
    from tests.conftest import Cast

pytestmark = pytest.mark.django_db
EVERY_KIND = tuple(JobKind)


def after(seconds: float) -> datetime.datetime:
    return NOON + datetime.timedelta(seconds=seconds)


def claim(owner: str = "first", *, at: float = 0) -> Job | None:
    return claim_job(owner=owner, now=after(at), kinds=EVERY_KIND)


def claimed(owner: str = "first", *, at: float = 0) -> Job:
    job = claim(owner, at=at)
    assert job is not None
    return job


def test_a_job_waits_with_its_arguments(cast: Cast) -> None:
    job = enqueue_job(
        cast.corpus,
        kind=JobKind.SCORE_CORPUS,
        arguments={"metrics": ["bleu"]},
        requested_by=cast.owner,
        now=NOON,
    )

    stored = Job.objects.get(pk=job.pk)
    assert (stored.state, stored.arguments, stored.requested_by) == (
        JobState.QUEUED,
        {"metrics": ["bleu"]},
        cast.owner,
    )


def test_an_empty_queue_gives_nothing() -> None:
    assert claim() is None


def test_the_oldest_job_of_the_kinds_is_taken_first() -> None:
    JobFactory.create(created_at=after(2))
    oldest = JobFactory.create(created_at=after(1))
    training = JobFactory.create(kind=JobKind.TRAIN_SUBWORDS, created_at=NOON)

    job = claim_job(owner="first", now=after(3), kinds=[JobKind.SCORE_CORPUS])

    assert job == oldest
    assert (job.state, job.owner, job.attempts, job.fence) == (JobState.RUNNING, "first", 1, 1)
    assert (job.started_at, job.lease_until) == (after(3), after(3) + LEASE)
    assert claimed() == training


def test_a_held_job_is_taken_by_nobody_else_within_its_lease() -> None:
    JobFactory.create()
    job = claimed()

    assert claim("second", at=59) is None
    assert renew_lease(job, now=after(50))
    assert claim("second", at=109) is None


def test_a_lost_workers_job_is_taken_over_and_its_late_writes_are_refused() -> None:
    JobFactory.create()
    lost = claimed()
    heir = claimed("second", at=61)

    assert heir == lost
    assert (heir.owner, heir.attempts, heir.fence) == ("second", 2, 2)
    assert not renew_lease(lost, now=after(62))
    assert not report_progress(lost, done=9, total=9)
    assert not give_back_job(lost)
    assert not end_job(lost, state=JobState.DONE, message="Late.", now=after(62))
    stored = Job.objects.get()
    assert (stored.state, stored.done, stored.owner, stored.message) == (JobState.RUNNING, 0, "second", "")
    assert end_job(heir, state=JobState.DONE, message="Scored.", now=after(63))
    assert not end_job(heir, state=JobState.FAILED, message="Twice.", now=after(64))
    assert Job.objects.get().message == "Scored."


def test_a_job_that_loses_every_worker_fails() -> None:
    JobFactory.create()
    for attempt in range(MAXIMUM_ATTEMPTS):
        last = claimed(f"worker {attempt}", at=attempt * 100)

    assert claim("next", at=MAXIMUM_ATTEMPTS * 100) is None

    stored = Job.objects.get()
    assert (stored.state, stored.attempts) == (JobState.FAILED, MAXIMUM_ATTEMPTS)
    assert "lost 3 times" in stored.message
    assert not end_job(last, state=JobState.DONE, message="Late.", now=after(999))


def test_progress_is_written_and_never_exceeds_the_total() -> None:
    JobFactory.create()
    job = claimed()

    assert report_progress(job, done=7, total=5)

    assert (Job.objects.get().done, Job.objects.get().percent) == (5, 100)


def test_a_waiting_job_is_cancelled_at_once() -> None:
    job = JobFactory.create()

    cancel_job(job, now=after(1))

    stored = Job.objects.get()
    assert (stored.state, stored.finished_at) == (JobState.CANCELLED, after(1))
    assert claim() is None


def test_a_running_job_is_told_at_its_next_report() -> None:
    JobFactory.create()
    job = claimed()
    assert report_progress(job, done=1, total=9)

    cancel_job(job, now=after(1))

    assert Job.objects.get().state == JobState.RUNNING
    assert not report_progress(job, done=2, total=9)


def test_cancelling_an_ended_job_changes_nothing() -> None:
    job = JobFactory.create(state=JobState.DONE)

    cancel_job(job, now=after(1))

    stored = Job.objects.get()
    assert (stored.state, stored.cancel_requested) == (JobState.DONE, False)


def test_a_job_given_back_waits_again_and_the_attempt_does_not_count() -> None:
    JobFactory.create()

    assert give_back_job(claimed())

    stored = Job.objects.get()
    assert (stored.state, stored.attempts, stored.owner, stored.lease_until) == (JobState.QUEUED, 0, "", None)
    assert claimed("second").attempts == 1


@pytest.mark.parametrize("state", [JobState.DONE, JobState.FAILED, JobState.CANCELLED, JobState.DENIED])
def test_an_ended_job_is_tried_again_from_the_start(state: JobState) -> None:
    job = JobFactory.create(
        state=state,
        attempts=3,
        done=4,
        total=9,
        message="Lost.",
        cancel_requested=True,
        finished_at=NOON,
        fence=5,
    )

    retry_job(job)

    stored = Job.objects.get()
    assert (stored.state, stored.attempts, stored.done, stored.message) == (JobState.QUEUED, 0, 0, "")
    assert (stored.cancel_requested, stored.finished_at, stored.fence) == (False, None, 6)
    retry_job(job)
    assert Job.objects.get().fence == 6


@pytest.mark.parametrize("state", [JobState.QUEUED, JobState.RUNNING])
def test_a_job_that_has_not_ended_is_not_tried_again(state: JobState) -> None:
    with pytest.raises(JobIsNotEnded):
        retry_job(JobFactory.create(state=state))
