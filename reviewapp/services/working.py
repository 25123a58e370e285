"""What a worker does with a job: check that it is still allowed, run it, keep its lease, end it."""

from __future__ import annotations

import datetime
import logging
import threading
from collections.abc import Callable, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.db import connection
from django.db.models import Q

from reviewapp.domain.scoring.names import DEFAULT_METRICS, MetricName
from reviewapp.domain.scoring.subwords import TooLittleText
from reviewapp.domain.workflow.roles import Role
from reviewapp.models import Job, JobKind, JobState, Membership, Translation
from reviewapp.services.jobs import claim_job, end_job, give_back_job, renew_lease, report_progress
from reviewapp.services.scoring.corpus import ScoringStopped, score_corpus
from reviewapp.services.scoring.measures import yardsticks_for
from reviewapp.services.scoring.subwords import train_subwords
from reviewapp.services.scoring.translation import score_later

if TYPE_CHECKING:
    from collections.abc import Iterator

log = logging.getLogger(__name__)

Clock = Callable[[], datetime.datetime]
HEARTBEAT_SECONDS = 10.0
NEEDED_ROLES = {
    JobKind.SCORE_CORPUS: Role.MANAGER,
    JobKind.TRAIN_SUBWORDS: Role.MANAGER,
    JobKind.SCORE_TRANSLATION: None,
}


class WorkerStopped(Exception):
    """The worker is asked to stop: the job goes back to the queue."""


class JobCannotBeDone(ValueError):
    """The job asks for something that cannot be done; trying again would not help."""


def work_once(
    *, owner: str, clock: Clock, stop: threading.Event, kinds: Sequence[JobKind] = tuple(JobKind)
) -> Job | None:
    """Claim one job of these kinds and bring it to an end; return it, or None where none waits."""
    job = claim_job(owner=owner, now=clock(), kinds=kinds)
    if job is None:
        return None
    if not _is_still_allowed(job):
        end_job(job, state=JobState.DENIED, message="Who asked for it may not do this any more.", now=clock())
        return job
    try:
        with _heartbeat(job, clock):
            message = _RUNNERS[JobKind(job.kind)](job, stop)
    except WorkerStopped:
        give_back_job(job)
    except ScoringStopped:
        end_job(job, state=JobState.CANCELLED, message="Cancelled; figures until then are kept.", now=clock())
    except (JobCannotBeDone, TooLittleText) as reason:
        end_job(job, state=JobState.FAILED, message=str(reason), now=clock())
    except Exception as error:
        # The worker must outlive any job: what went wrong stands in the log in full and on the job in short.
        log.exception("job %s failed", job.pk)
        end_job(job, state=JobState.FAILED, message=f"{type(error).__name__}: {error}"[:500], now=clock())
    else:
        end_job(job, state=JobState.DONE, message=message, now=clock())
        if job.kind == JobKind.SCORE_TRANSLATION:
            Job.objects.filter(pk=job.pk, state=JobState.DONE).delete()
    return job


def _score_corpus(job: Job, stop: threading.Event) -> str:
    def report(done: int, total: int) -> bool:
        if stop.is_set():
            raise WorkerStopped
        return report_progress(job, done=done, total=total)

    names = [MetricName(name) for name in job.arguments.get("metrics", DEFAULT_METRICS)]
    yardsticks = yardsticks_for(job.corpus, names)
    score_corpus(job.corpus, yardsticks.ready, report=report, article_ids=job.arguments.get("articles"))
    missing = [f"{name.value}: {reason}" for name, reason in yardsticks.unavailable.items()]
    return "; ".join(["Scored.", *missing]) if missing else "Scored."


def _score_translation(job: Job, stop: threading.Event) -> str:  # noqa: ARG001  (one sentence is not interrupted)
    translation = (
        Translation.objects.select_related("segment__article__corpus")
        .filter(pk=job.arguments["translation"], segment__article__corpus=job.corpus)
        .first()
    )
    if translation is None:
        raise JobCannotBeDone("The sentence is no longer there.")
    score_later(translation)
    return "Scored."


def _train_subwords(job: Job, stop: threading.Event) -> str:  # noqa: ARG001  (training is not interrupted)
    model = train_subwords(job.corpus, vocabulary=job.arguments.get("vocabulary"))
    return f"Trained {model.vocabulary} subwords, SHA-256 {model.sha256}."


_RUNNERS: dict[JobKind, Callable[[Job, threading.Event], str]] = {
    JobKind.SCORE_CORPUS: _score_corpus,
    JobKind.SCORE_TRANSLATION: _score_translation,
    JobKind.TRAIN_SUBWORDS: _train_subwords,
}


def _is_still_allowed(job: Job) -> bool:
    """Say whether whoever asked for the job may still do so; work of the system itself always may."""
    role = NEEDED_ROLES[JobKind(job.kind)]
    person = job.requested_by
    if role is None or person is None:
        return True
    if not person.is_active:
        return False
    memberships = Membership.objects.filter(corpus=job.corpus, user=person).filter(
        Q(role__in=[known.value for known in Role if known.includes(role)])
    )
    return person.is_superuser or memberships.exists()


@contextmanager
def _heartbeat(job: Job, clock: Clock) -> Iterator[None]:
    """Renew the lease from a thread of its own for as long as the job runs."""
    ended = threading.Event()

    def beat() -> None:
        try:
            while not ended.wait(HEARTBEAT_SECONDS):
                if not renew_lease(job, now=clock()):
                    return
        finally:
            connection.close()

    thread = threading.Thread(target=beat, name=f"heartbeat-{job.pk}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
