"""Errors that people or checks found in a translation."""

from __future__ import annotations

from enum import StrEnum

from django.db import models
from django.db.models import F, Q

from reviewapp.domain.annotation.severities import Severity
from reviewapp.domain.text.spans import Span
from reviewapp.models.choices import choices_of, values_of
from reviewapp.models.profiles import Category
from reviewapp.models.translations import ORIGINAL, Translation
from reviewapp.models.users import User


class Side(StrEnum):
    """The text a span counts in."""

    SOURCE = "source"
    TARGET = "target"


class Origin(models.TextChoices):
    """Who first proposed the error."""

    HUMAN = "human", "Person"
    CHECK = "check", "Automatic check"
    IMPORT = "import", "Import"
    MODEL = "model", "Model"


class ErrorQuerySet(models.QuerySet["Error"]):
    """Choices of errors."""

    def standing(self) -> ErrorQuerySet:
        """Keep those nobody took back."""
        return self.filter(removed_at=None)

    def unsolved(self) -> ErrorQuerySet:
        """Keep standing errors of the text as it is now: a later correction answers the earlier ones."""
        return self.standing().filter(text_number=F("translation__text_number"))


class Error(models.Model):
    """A marked span with an MQM category and severity.

    `start` and `end` are code points, 0-based, end exclusive, in the source or in text `text_number` of the
    translation; both are empty where the error is the whole sentence.
    """

    translation = models.ForeignKey(Translation, on_delete=models.PROTECT, related_name="errors")
    side = models.CharField(
        max_length=6, choices=[(side.value, side.value) for side in Side], default=Side.TARGET.value
    )
    start = models.PositiveIntegerField(null=True, blank=True)
    end = models.PositiveIntegerField(null=True, blank=True)
    marked_text = models.TextField(blank=True)
    text_number = models.PositiveIntegerField(default=ORIGINAL)
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="errors")
    severity = models.CharField(max_length=10, choices=choices_of(Severity))
    note = models.TextField(blank=True)
    origin = models.CharField(max_length=6, choices=Origin, default=Origin.HUMAN)
    author = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="errors")
    created_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="removed_errors"
    )

    objects = ErrorQuerySet.as_manager()

    class Meta:
        ordering = ("translation", "side", "start", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(start=None, end=None)
                | Q(start__isnull=False, end__isnull=False, end__gt=F("start")),
                name="error_span_is_whole_or_absent",
            ),
            models.CheckConstraint(
                condition=Q(severity__in=values_of(Severity)), name="error_severity_is_known"
            ),
            models.CheckConstraint(condition=Q(side__in=values_of(Side)), name="error_side_is_known"),
        )
        indexes = (models.Index(fields=["category", "severity"], name="error_by_category"),)

    def __str__(self) -> str:
        return f"{self.severity} {self.category_id}: {self.marked_text[:60]}"

    @property
    def span(self) -> Span | None:
        """Return the place of the error, or None where it is the whole sentence."""
        if self.start is None or self.end is None:
            return None
        return Span(self.start, self.end)
