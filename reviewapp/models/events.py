"""The audit trail: one row a change, written in the change's own transaction."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from reviewapp.models.articles import Article
from reviewapp.models.corpora import Corpus
from reviewapp.models.translations import Translation
from reviewapp.models.users import User


class Action(models.TextChoices):
    """What somebody did."""

    CORPUS_CREATED = "corpus-created", "Created the corpus"
    CORPUS_ARCHIVED = "corpus-archived", "Archived the corpus"
    CORPUS_RESTORED = "corpus-restored", "Restored the corpus"
    PROFILE_CHANGED = "profile-changed", "Changed the error profile"
    IMPORTED = "imported", "Imported texts"
    EXPORTED = "exported", "Took data out"
    ASSIGNED = "assigned", "Assigned the article"
    STATUS_CHANGED = "status-changed", "Changed the article's status"
    WITHDRAWN = "withdrawn", "Withdrew the article"
    ARTICLE_RESTORED = "article-restored", "Restored the article"
    CORRECTED = "corrected", "Corrected"
    RESTORED = "restored", "Restored an earlier text"
    ACCEPTED = "accepted", "Accepted as it stands"
    DISCUSSED = "discussed", "Asked for discussion"
    REOPENED = "reopened", "Reopened"
    ERROR_MARKED = "error-marked", "Marked an error"
    ERROR_REMOVED = "error-removed", "Took an error back"


class Event(models.Model):
    """Who did what, when and why; never changed (the database refuses it).

    `operation` is the key that a client made for this change, so that sending it twice does it once;
    `request_digest` (SHA-256, hexadecimal) tells whether the second sending said the same thing.
    """

    corpus = models.ForeignKey(Corpus, on_delete=models.CASCADE, related_name="events")
    article = models.ForeignKey(
        Article, on_delete=models.CASCADE, null=True, blank=True, related_name="events"
    )
    translation = models.ForeignKey(
        Translation, on_delete=models.PROTECT, null=True, blank=True, related_name="events"
    )
    actor = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="events")
    action = models.CharField(max_length=16, choices=Action)
    reason = models.TextField(blank=True)
    details = models.JSONField(default=dict)
    at = models.DateTimeField()
    operation = models.UUIDField(null=True, blank=True, unique=True)
    request_digest = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ("-at", "-pk")
        constraints = (
            models.CheckConstraint(condition=Q(action__in=Action.values), name="event_action_is_known"),
            models.CheckConstraint(
                condition=Q(operation=None) | ~Q(request_digest=""), name="operation_has_a_digest"
            ),
        )
        indexes = (
            models.Index(fields=["translation", "at"], name="event_by_translation"),
            models.Index(fields=["article", "at"], name="event_by_article"),
        )

    def __str__(self) -> str:
        return f"{self.get_action_display()} at {self.at:%Y-%m-%d %H:%M}"
