"""The job queue: enqueue, claim by lease, renew, divide among workers, end, cancel, retry.

A claim is one UPDATE that names the fence it saw, so that among any number of workers on any number of
machines one wins; the same statement works on SQLite and on PostgreSQL.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, Sum
from django.db.models.functions import Coalesce

from reviewapp.models import ENDED, Job, JobKind, JobState

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from reviewapp.models import Corpus, User

LEASE = datetime.timedelta(seconds=settings.JOB_LEASE_SECONDS)
"""How long a worker may be silent before another one takes its job."""
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


def enqueue_unless_open(
    corpus: Corpus, *, kind: JobKind, requested_by: User | None, now: datetime.datetime
) -> Job | None:
    """Put work on a whole corpus in the queue; None where the same already waits or runs."""
    if Job.objects.filter(corpus=corpus, kind=kind).exclude(state__in=ENDED).exists():
        return None
    return enqueue_job(corpus, kind=kind, arguments={}, requested_by=requested_by, now=now)


def claim_job(*, owner: str, now: datetime.datetime, kinds: Sequence[JobKind]) -> Job | None:
    """Take the oldest job of these kinds that waits, or whose worker is gone; None where there is none.

    A divided job waits until all of its parts have ended. A job that was begun `MAXIMUM_ATTEMPTS` times
    without an end is set aside as failed.
    """
    is_abandoned = Q(state=JobState.RUNNING, lease_until__lt=now)
    Job.objects.filter(is_abandoned, attempts__gte=MAXIMUM_ATTEMPTS).update(
        state=JobState.FAILED,
        finished_at=now,
        fence=F("fence") + 1,
        message=f"Its worker was lost {MAXIMUM_ATTEMPTS} times; the log of the workers says why.",
    )
    open_parts = Job.objects.filter(parent=OuterRef("pk")).exclude(state__in=ENDED)
    is_complete = Q(state=JobState.DIVIDED) & ~Exists(open_parts)
    waiting = Job.objects.filter(Q(state=JobState.QUEUED) | is_abandoned | is_complete, kind__in=kinds)
    for job in waiting.order_by("created_at")[:10]:
        claimed = Job.objects.filter(pk=job.pk, fence=job.fence, state=job.state).update(
            state=JobState.RUNNING,
            owner=owner,
            lease_until=now + LEASE,
            started_at=Coalesce("started_at", now),
            attempts=F("attempts") + 1,
            fence=job.fence + 1,
        )
        if claimed:
            return Job.objects.select_related("corpus", "requested_by").get(pk=job.pk)
    return None


def divide_job(job: Job, parts: Sequence[Mapping[str, object]], *, kind: JobKind, total: int) -> bool:
    """Put a job's work in the queue in parts, and the job aside until they have ended.

    `parts` are the arguments of each, `total` the size of them all. Return False where the job was cancelled,
    or is no longer this worker's to divide; then nothing is queued.
    """
    with transaction.atomic():
        divided = (
            _held(job)
            .filter(cancel_requested=False)
            .update(state=JobState.DIVIDED, owner="", lease_until=None, attempts=0, done=0, total=total)
        )
        if divided:
            Job.objects.bulk_create(
                Job(
                    corpus=job.corpus,
                    parent=job,
                    kind=kind,
                    arguments=dict(arguments),
                    requested_by=job.requested_by,
                    created_at=job.created_at,
                )
                for arguments in parts
            )
    return bool(divided)


def renew_lease(job: Job, *, now: datetime.datetime) -> bool:
    """Keep the job for another lease; return False where somebody else has it by now."""
    return bool(_held(job).update(lease_until=now + LEASE))


def report_progress(job: Job, *, done: int, total: int) -> bool:
    """Write how far the job is; return False where it must stop (cancelled, or taken over)."""
    written = _held(job).update(done=min(done, total), total=total)
    if written and job.parent_id:
        parts = Job.objects.filter(parent=job.parent_id).aggregate(done=Sum("done"))
        whole = Job.objects.filter(pk=job.parent_id, state=JobState.DIVIDED)
        whole.filter(total__gte=parts["done"]).update(done=parts["done"])
    return bool(written) and not Job.objects.filter(pk=job.pk, cancel_requested=True).exists()


def end_job(job: Job, *, state: JobState, message: str, now: datetime.datetime) -> bool:
    """Write how the job ended; return False where it was no longer this worker's to end."""
    return bool(_held(job).update(state=state, message=message, finished_at=now, lease_until=None))


def give_back_job(job: Job) -> bool:
    """Return a job to the queue because its worker is asked to stop; the attempt does not count."""
    return bool(
        _held(job).update(
            state=JobState.QUEUED, owner="", lease_until=None, started_at=None, attempts=F("attempts") - 1
        )
    )


def cancel_job(job: Job, *, now: datetime.datetime) -> None:
    """Stop a job and its parts: at once if it still waits, else at its next report of progress."""
    family = Job.objects.filter(Q(pk=job.pk) | Q(parent=job.pk))
    family.filter(state=JobState.QUEUED).update(
        state=JobState.CANCELLED, finished_at=now, fence=F("fence") + 1
    )
    # A job that is given back at this very moment waits again, and stops when it is taken up.
    family.exclude(state__in=ENDED).update(cancel_requested=True)


def retry_job(job: Job) -> None:
    """Put an ended job back in the queue with fresh attempts. Raise `JobIsNotEnded`."""
    if not job.has_ended:
        raise JobIsNotEnded("This job is still waiting or running.")
    with transaction.atomic():
        again = Job.objects.filter(pk=job.pk, fence=job.fence).update(
            state=JobState.QUEUED,
            attempts=0,
            fence=F("fence") + 1,
            cancel_requested=False,
            message="",
            done=0,
            started_at=None,
            finished_at=None,
        )
        if again:
            job.parts.all().delete()


def _held(job: Job) -> QuerySet[Job]:
    return Job.objects.filter(pk=job.pk, fence=job.fence, state=JobState.RUNNING)
