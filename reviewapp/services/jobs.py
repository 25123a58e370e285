"""The job queue: enqueue, claim by lease, renew, end, cancel, retry.

A claim is one UPDATE that names the fence it saw, so that among any number of workers on any number of
machines one wins; the same statement works on SQLite and on PostgreSQL.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from django.db.models import F, Q

from reviewapp.models import Job, JobState

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from reviewapp.models import Corpus, JobKind, User

LEASE = datetime.timedelta(seconds=60)
MAXIMUM_ATTEMPTS = 3


class JobIsNotEnded(ValueError):
    """Only an ended job can be tried again."""


def enqueue_job(
    corpus: Corpus,
    *,
    kind: JobKind,
    arguments: Mapping[str, object],
    requested_by: User | None,
    now: datetime.datetime,
) -> Job:
    """Put work in the queue; inside a transaction it appears with the rest or not at all."""
    return Job.objects.create(
        corpus=corpus, kind=kind, arguments=dict(arguments), requested_by=requested_by, created_at=now
    )


def claim_job(*, owner: str, now: datetime.datetime, kinds: Sequence[JobKind]) -> Job | None:
    """Take the oldest job of these kinds that waits, or whose worker is gone; None where there is none.

    A job that was begun `MAXIMUM_ATTEMPTS` times without an end is set aside as failed.
    """
    is_abandoned = Q(state=JobState.RUNNING, lease_until__lt=now)
    Job.objects.filter(is_abandoned, attempts__gte=MAXIMUM_ATTEMPTS).update(
        state=JobState.FAILED,
        finished_at=now,
        fence=F("fence") + 1,
        message=f"Its worker was lost {MAXIMUM_ATTEMPTS} times; the log of the workers says why.",
    )
    waiting = Job.objects.filter(Q(state=JobState.QUEUED) | is_abandoned, kind__in=kinds).order_by(
        "created_at"
    )
    for job in waiting[:10]:
        claimed = Job.objects.filter(pk=job.pk, fence=job.fence, state=job.state).update(
            state=JobState.RUNNING,
            owner=owner,
            lease_until=now + LEASE,
            started_at=now,
            attempts=F("attempts") + 1,
            fence=job.fence + 1,
        )
        if claimed:
            return Job.objects.select_related("corpus", "requested_by").get(pk=job.pk)
    return None


def renew_lease(job: Job, *, now: datetime.datetime) -> bool:
    """Keep the job for another lease; return False where somebody else has it by now."""
    return bool(_held(job).update(lease_until=now + LEASE))


def report_progress(job: Job, *, done: int, total: int) -> bool:
    """Write how far the job is; return False where it must stop (cancelled, or taken over)."""
    written = _held(job).update(done=min(done, total), total=total)
    return bool(written) and not Job.objects.filter(pk=job.pk, cancel_requested=True).exists()


def end_job(job: Job, *, state: JobState, message: str, now: datetime.datetime) -> bool:
    """Write how the job ended; return False where it was no longer this worker's to end."""
    return bool(_held(job).update(state=state, message=message, finished_at=now, lease_until=None))


def give_back_job(job: Job) -> bool:
    """Return a job to the queue because its worker is asked to stop; the attempt does not count."""
    return bool(
        _held(job).update(state=JobState.QUEUED, owner="", lease_until=None, attempts=F("attempts") - 1)
    )


def cancel_job(job: Job, *, now: datetime.datetime) -> None:
    """Stop a job: at once if it still waits, else at its next report of progress."""
    ended = Job.objects.filter(pk=job.pk, state=JobState.QUEUED).update(
        state=JobState.CANCELLED, finished_at=now, fence=F("fence") + 1
    )
    if not ended:
        Job.objects.filter(pk=job.pk, state=JobState.RUNNING).update(cancel_requested=True)


def retry_job(job: Job) -> None:
    """Put an ended job back in the queue with fresh attempts. Raise `JobIsNotEnded`."""
    if not job.has_ended:
        raise JobIsNotEnded("This job is still waiting or running.")
    Job.objects.filter(pk=job.pk, fence=job.fence).update(
        state=JobState.QUEUED,
        attempts=0,
        fence=F("fence") + 1,
        cancel_requested=False,
        message="",
        done=0,
        finished_at=None,
    )


def _held(job: Job) -> QuerySet[Job]:
    return Job.objects.filter(pk=job.pk, fence=job.fence, state=JobState.RUNNING)
