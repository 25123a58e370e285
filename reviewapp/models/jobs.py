"""Background work: the queue is this table."""

from __future__ import annotations

import datetime
import uuid

from django.db import models
from django.db.models import F, Q

from reviewapp.models.corpora import Corpus
from reviewapp.models.users import User


class JobKind(models.TextChoices):
    """What a job does."""

    SCORE_CORPUS = "score-corpus", "Score a corpus"
    SCORE_PART = "score-part", "Score a part of a corpus"
    SCORE_TRANSLATION = "score-translation", "Score a correction"
    TRAIN_SUBWORDS = "train-subwords", "Train subwords"


class JobState(models.TextChoices):
    """How far a job has come."""

    QUEUED = "queued", "Queued"
    RUNNING = "running", "Running"
    DIVIDED = "divided", "Its parts are running"
    DONE = "done", "Done"
    FAILED = "failed", "Failed"
    CANCELLED = "cancelled", "Cancelled"
    DENIED = "denied", "No longer allowed"


ENDED = (JobState.DONE, JobState.FAILED, JobState.CANCELLED, JobState.DENIED)


class Job(models.Model):
    """One piece of background work.

    A worker holds a job by a lease that its heartbeat renews. Whoever takes a job over raises `fence`, and
    each write of a worker names the fence it was given: a worker that lost its lease can change nothing.
    Work for several workers is divided into parts, jobs themselves with a `parent`, which is taken up again
    when all of them have ended.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    corpus = models.ForeignKey(Corpus, on_delete=models.CASCADE, related_name="jobs")
    parent = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="parts", editable=False
    )
    kind = models.CharField(max_length=20, choices=JobKind)
    arguments = models.JSONField(default=dict)
    requested_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="jobs"
    )
    state = models.CharField(max_length=10, choices=JobState, default=JobState.QUEUED)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    message = models.TextField(blank=True)
    attempts = models.PositiveIntegerField(default=0)
    fence = models.PositiveIntegerField(default=0)
    owner = models.CharField(max_length=100, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    cancel_requested = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at",)
        constraints = (
            models.CheckConstraint(condition=Q(state__in=JobState.values), name="job_state_is_known"),
            models.CheckConstraint(condition=Q(done__lte=F("total")), name="job_does_not_exceed_its_total"),
        )
        indexes = (models.Index(fields=["state", "created_at"], name="job_queue"),)

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.corpus_id}"

    @property
    def has_ended(self) -> bool:
        """Say whether nothing more will happen."""
        return self.state in ENDED

    @property
    def percent(self) -> int:
        """Return the share done, 0-100."""
        return self.done * 100 // self.total if self.total else 0

    def seconds_left(self, now: datetime.datetime) -> float | None:
        """Return how long the rest takes at the pace so far; None before there is one, and after the end."""
        if self.has_ended or self.started_at is None or not 0 < self.done <= self.total:
            return None
        return (now - self.started_at).total_seconds() * (self.total - self.done) / self.done
