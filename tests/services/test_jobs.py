"""The queue: one worker a job, by lease and fence."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

import pytest

from reviewapp.models import ENDED, Job, JobKind, JobState
from reviewapp.services.jobs import (
    LEASE,
    MAXIMUM_ATTEMPTS,
    JobIsNotEnded,
    cancel_job,
    claim_job,
    divide_job,
    end_job,
    enqueue_job,
    give_back_job,
    renew_lease,
    report_progress,
    retry_job,
)
from tests.factories import NOON, JobFactory, UserFactory

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


@pytest.mark.parametrize("state", [JobState.QUEUED, JobState.RUNNING, JobState.DIVIDED])
def test_a_job_that_has_not_ended_is_not_tried_again(state: JobState) -> None:
    with pytest.raises(JobIsNotEnded):
        retry_job(JobFactory.create(state=state))


def test_what_is_left_takes_as_long_as_the_pace_so_far_says() -> None:
    job = JobFactory.build(state=JobState.RUNNING, started_at=NOON, done=30, total=90)

    assert job.seconds_left(after(10)) == 20
    job.done = 90
    assert job.seconds_left(after(10)) == 0


@pytest.mark.parametrize(
    "fields",
    [
        {"state": JobState.QUEUED},
        {"state": JobState.RUNNING, "started_at": NOON, "done": 0, "total": 0},
        {"state": JobState.RUNNING, "started_at": NOON, "done": 0, "total": 9},
        *({"state": state, "started_at": NOON, "done": 5, "total": 9} for state in ENDED),
    ],
    ids=str,
)
def test_before_there_is_a_pace_and_after_the_end_nothing_is_left(fields: dict[str, object]) -> None:
    assert JobFactory.build(**fields).seconds_left(after(10)) is None


def divided(*, parts: int = 2, at: float = 0) -> Job:
    """Return a job that waits for its parts, ten texts each."""
    JobFactory.create(requested_by=UserFactory.create())
    job = claimed(at=at)
    arguments = [{"first": number * 10, "last": number * 10 + 9} for number in range(parts)]
    assert divide_job(job, arguments, kind=JobKind.SCORE_PART, total=parts * 10)
    job.refresh_from_db()
    return job


def finish(part: Job, *, state: JobState = JobState.DONE, at: float = 9) -> None:
    assert end_job(part, state=state, message=f"{state}.", now=after(at))


def test_a_divided_job_waits_for_its_parts() -> None:
    job = divided(parts=3)

    assert (job.state, job.owner, job.lease_until, job.attempts) == (JobState.DIVIDED, "", None, 0)
    assert (job.done, job.total, job.started_at) == (0, 30, NOON)
    assert not job.has_ended
    parts = list(job.parts.all())
    assert {(part.kind, part.state, part.corpus) for part in parts} == {
        (JobKind.SCORE_PART, JobState.QUEUED, job.corpus)
    }
    assert {part.requested_by for part in parts} == {job.requested_by}
    assert {part.created_at for part in parts} == {job.created_at}
    assert sorted(part.arguments["first"] for part in parts) == [0, 10, 20]


def test_the_parts_go_to_different_workers_and_the_whole_when_all_have_ended() -> None:
    job = divided()
    one, two = claimed("one"), claimed("two")
    assert {one.parent, two.parent} == {job}
    assert one != two
    assert claim("three") is None

    finish(one)
    assert claim("three") is None
    finish(two)

    whole = claimed("three", at=10)
    assert whole == job
    assert (whole.state, whole.attempts, whole.started_at) == (JobState.RUNNING, 1, NOON)
    assert claim("four", at=11) is None
    finish(whole)
    assert claim("four", at=999) is None


def test_a_whole_job_is_before_later_ones() -> None:
    job = divided(parts=1)
    later = JobFactory.create(created_at=after(1))
    finish(claimed())

    assert [claimed(), claimed()] == [job, later]


@pytest.mark.parametrize("state", [JobState.FAILED, JobState.CANCELLED, JobState.DENIED])
def test_a_part_that_ended_in_another_way_has_ended_too(state: JobState) -> None:
    job = divided(parts=1)
    finish(claimed(), state=state)

    assert claimed() == job


def test_the_progress_of_the_whole_is_that_of_its_parts() -> None:
    job = divided()
    one, two = claimed("one"), claimed("two")

    assert report_progress(one, done=4, total=10)
    assert report_progress(two, done=10, total=10)

    job.refresh_from_db()
    assert (job.done, job.total, job.percent) == (14, 20, 70)
    assert job.seconds_left(after(7)) == 3


def test_parts_that_grew_do_not_exceed_the_whole() -> None:
    job = divided()
    one = claimed("one")

    assert report_progress(one, done=25, total=25)

    job.refresh_from_db()
    assert (job.done, job.total) == (0, 20)


def test_only_who_holds_a_job_divides_it() -> None:
    JobFactory.create()
    lost = claimed()
    claimed("heir", at=61)

    assert not divide_job(lost, [{}], kind=JobKind.SCORE_PART, total=1)

    assert Job.objects.count() == 1


def test_a_cancelled_job_is_not_divided() -> None:
    JobFactory.create()
    job = claimed()
    cancel_job(job, now=after(1))

    assert not divide_job(job, [{}], kind=JobKind.SCORE_PART, total=1)

    assert Job.objects.get().state == JobState.RUNNING


def test_an_abandoned_part_is_taken_over_and_after_three_workers_fails() -> None:
    job = divided(parts=1)
    lost = [claimed(f"worker {number}", at=number * 100) for number in range(MAXIMUM_ATTEMPTS)]
    assert [part.fence for part in lost] == [1, 2, 3]
    assert not report_progress(lost[0], done=1, total=10)

    whole = claimed("next", at=MAXIMUM_ATTEMPTS * 100)

    assert whole == job
    part = job.parts.get()
    assert (part.state, part.finished_at) == (JobState.FAILED, after(300))
    assert "lost 3 times" in part.message
    assert not end_job(lost[-1], state=JobState.DONE, message="Late.", now=after(301))


def test_a_whole_whose_worker_is_lost_is_summed_up_by_another() -> None:
    job = divided(parts=1)
    finish(claimed())
    claimed("lost", at=10)

    assert claimed("heir", at=100) == job
    assert job.parts.count() == 1


def test_cancelling_stops_waiting_parts_at_once_and_running_ones_at_their_report() -> None:
    job = divided(parts=3)
    done, running = claimed("done"), claimed("running")
    finish(done)

    cancel_job(job, now=after(2))

    states = set(job.parts.values_list("state", "cancel_requested", "finished_at"))
    assert states == {
        (JobState.DONE, False, after(9)),
        (JobState.RUNNING, True, None),
        (JobState.CANCELLED, False, after(2)),
    }
    job.refresh_from_db()
    assert (job.state, job.cancel_requested) == (JobState.DIVIDED, True)
    assert claim("third") is None
    assert not report_progress(running, done=1, total=10)
    finish(running, state=JobState.CANCELLED)
    whole = claimed("third")
    assert whole == job
    assert not report_progress(whole, done=20, total=20)


def test_a_job_given_back_after_it_was_cancelled_stops_when_it_is_taken_up() -> None:
    JobFactory.create()
    job = claimed()
    cancel_job(job, now=after(1))
    give_back_job(job)

    again = claimed("second", at=2)

    assert not report_progress(again, done=1, total=9)


def test_trying_again_starts_without_the_old_parts() -> None:
    job = divided()
    for part in (claimed(), claimed()):
        finish(part, state=JobState.FAILED)
    finish(claimed(), state=JobState.FAILED)
    job.refresh_from_db()

    retry_job(job)

    stored = Job.objects.get()
    assert (stored, stored.state, stored.done) == (job, JobState.QUEUED, 0)
    assert claimed() == job


def test_a_divided_job_is_not_tried_again() -> None:
    job = divided()

    with pytest.raises(JobIsNotEnded):
        retry_job(job)

    assert job.parts.count() == 2


def test_two_that_try_again_at_once_do_so_once() -> None:
    job = JobFactory.create(state=JobState.FAILED)
    seen_before = Job.objects.get(pk=job.pk)
    retry_job(job)
    running = claimed()
    assert divide_job(running, [{}], kind=JobKind.SCORE_PART, total=1)

    retry_job(seen_before)

    stored = Job.objects.get(pk=job.pk)
    assert (stored.state, stored.parts.count()) == (JobState.DIVIDED, 1)
