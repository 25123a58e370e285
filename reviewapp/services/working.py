"""What a worker does with a job: check that it is still allowed, run it, keep its lease, end it."""

from __future__ import annotations

import datetime
import logging
import threading
from collections.abc import Callable, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import OperationalError, connection
from django.db.models import Q, Sum

from reviewapp.domain.scoring.names import DEFAULT_METRICS, MetricName
from reviewapp.domain.scoring.subwords import TooLittleText, VocabularyTooSmall
from reviewapp.domain.workflow.roles import Role
from reviewapp.models import Job, JobKind, JobState, Membership, Translation
from reviewapp.services.jobs import (
    LEASE,
    claim_job,
    divide_job,
    end_job,
    give_back_job,
    renew_lease,
    report_progress,
)
from reviewapp.services.scoring.corpus import ScoringStopped, score_texts
from reviewapp.services.scoring.intervals import resample_systems
from reviewapp.services.scoring.measures import Yardsticks, yardsticks_for
from reviewapp.services.scoring.reading import key_ranges, translations_of
from reviewapp.services.scoring.rollups import sum_up
from reviewapp.services.scoring.subwords import train_subwords
from reviewapp.services.scoring.translation import score_later

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reviewapp.domain.scoring.pool import ScoringPool

log = logging.getLogger(__name__)

Clock = Callable[[], datetime.datetime]
HEARTBEAT_SECONDS = LEASE.total_seconds() / 6
PART = 2_000
"""Texts of a corpus that one worker scores at a stretch, while others score other parts."""
NEEDED_ROLES = {
    JobKind.SCORE_CORPUS: Role.MANAGER,
    JobKind.SCORE_PART: Role.MANAGER,
    JobKind.TRAIN_SUBWORDS: Role.MANAGER,
    JobKind.SCORE_TRANSLATION: None,
}


class WorkerStopped(Exception):
    """The worker is asked to stop: the job goes back to the queue."""


class JobDivided(Exception):
    """The work is in the queue in parts; the job is taken up again when they have ended."""


class JobCannotBeDone(ValueError):
    """The job asks for something that cannot be done; trying again would not help."""


@dataclass(frozen=True, slots=True)
class Bench:
    """What a worker works with: the time, whether it is asked to stop, and processes that score."""

    clock: Clock
    stop: threading.Event
    pool: ScoringPool


def work_once(*, owner: str, bench: Bench, kinds: Sequence[JobKind] = tuple(JobKind)) -> Job | None:
    """Claim one job of these kinds and bring it to an end; return it, or None where none waits."""
    clock = bench.clock
    job = claim_job(owner=owner, now=clock(), kinds=kinds)
    if job is None:
        return None
    if not _is_still_allowed(job):
        end_job(job, state=JobState.DENIED, message="Who asked for it may not do this any more.", now=clock())
        return job
    try:
        with _heartbeat(job, clock):
            message = _RUNNERS[JobKind(job.kind)](job, bench)
    except WorkerStopped:
        give_back_job(job)
    except JobDivided:
        log.info("job %s is divided", job.pk)
    except ScoringStopped:
        end_job(job, state=JobState.CANCELLED, message="Cancelled; figures until then are kept.", now=clock())
    except (JobCannotBeDone, TooLittleText, VocabularyTooSmall) as reason:
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


def _score_corpus(job: Job, bench: Bench) -> str:
    """Score a small corpus at once; divide the work on a large one, and sum up when the parts are done."""
    yardsticks = _yardsticks(job)
    article_ids = job.arguments.get("articles")
    if job.parts.exists():
        # Of two parts that ended at once, either may have written the smaller sum.
        report_progress(job, done=job.parts.aggregate(done=Sum("done"))["done"], total=job.total)
        _sum_up(job, yardsticks)
        _refuse_incomplete(job)
    else:
        rows = translations_of(job.corpus, article_ids)
        ranges = key_ranges(rows, size=job.arguments.get("part", PART))
        if len(ranges) > 1:
            parts = [{**job.arguments, "first": first, "last": last} for first, last in ranges]
            if not divide_job(job, parts, kind=JobKind.SCORE_PART, total=rows.count()):
                raise ScoringStopped
            raise JobDivided
        score_texts(rows, yardsticks.ready, pool=bench.pool, report=_report(job, bench))
        _sum_up(job, yardsticks)
    missing = [f"{name.value}: {reason}" for name, reason in yardsticks.unavailable.items()]
    return "; ".join(["Scored.", *missing]) if missing else "Scored."


def _sum_up(job: Job, yardsticks: Yardsticks) -> None:
    measures = [yardstick.measure for yardstick in yardsticks.ready]
    sum_up(job.corpus, measures, article_ids=job.arguments.get("articles"))
    resample_systems(measures)


def _score_part(job: Job, bench: Bench) -> str:
    keys = {"pk__gte": job.arguments["first"], "pk__lte": job.arguments["last"]}
    rows = translations_of(job.corpus, job.arguments.get("articles")).filter(**keys)
    score_texts(rows, _yardsticks(job).ready, pool=bench.pool, report=_report(job, bench))
    return "Scored."


def _yardsticks(job: Job) -> Yardsticks:
    return yardsticks_for(
        job.corpus, [MetricName(name) for name in job.arguments.get("metrics", DEFAULT_METRICS)]
    )


def _report(job: Job, bench: Bench) -> Callable[[int, int], bool]:
    def report(done: int, total: int) -> bool:
        if bench.stop.is_set():
            raise WorkerStopped
        return report_progress(job, done=done, total=total)

    return report


def _refuse_incomplete(job: Job) -> None:
    """Raise where parts were cancelled, failed or denied: what they left unscored must be said."""
    if job.parts.filter(state=JobState.CANCELLED).exists():
        raise ScoringStopped
    failed = job.parts.filter(state__in=(JobState.FAILED, JobState.DENIED))
    if messages := sorted(set(failed.values_list("message", flat=True))):
        count, whole = failed.count(), job.parts.count()
        raise JobCannotBeDone(f"{count} of {whole} parts failed: {'; '.join(messages[:3])}")


def _score_translation(job: Job, bench: Bench) -> str:
    translation = (
        Translation.objects.select_related("segment__article__corpus")
        .filter(pk=job.arguments["translation"], segment__article__corpus=job.corpus)
        .first()
    )
    if translation is None:
        raise JobCannotBeDone("The sentence is no longer there.")
    score_later(translation, pool=bench.pool)
    return "Scored."


def _train_subwords(job: Job, bench: Bench) -> str:  # noqa: ARG001  (training needs neither clock nor pool)
    model = train_subwords(job.corpus, vocabulary=job.arguments.get("vocabulary"))
    return f"Trained {model.vocabulary} subwords, SHA-256 {model.sha256}."


_RUNNERS: dict[JobKind, Callable[[Job, Bench], str]] = {
    JobKind.SCORE_CORPUS: _score_corpus,
    JobKind.SCORE_PART: _score_part,
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
                try:
                    if not renew_lease(job, now=clock()):
                        return
                except OperationalError as error:
                    # The database may be back before the lease runs out.
                    log.warning("job %s: its lease is not renewed: %s", job.pk, error)
                    connection.close()
        finally:
            connection.close()

    thread = threading.Thread(target=beat, name=f"heartbeat-{job.pk}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
