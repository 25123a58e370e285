"""Errors that people or checks found in a translation.

An error is an editor's or a check's, or it belongs to an assessment: then it is that rater's evidence, and
no part of what the editors have to answer.
"""

from __future__ import annotations

from enum import StrEnum

from django.db import models
from django.db.models import F, Q

from reviewapp.domain.annotation.severities import Severity
from reviewapp.domain.text.spans import Span
from reviewapp.models.assessments import Assessment
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

    def of_editors(self) -> ErrorQuerySet:
        """Keep those that belong to no assessment, taken back or not."""
        return self.filter(assessment=None)

    def of_assessments(self) -> ErrorQuerySet:
        """Keep those that raters marked in an assessment."""
        return self.filter(assessment__isnull=False)

    def standing(self) -> ErrorQuerySet:
        """Keep those of editors and checks that nobody took back."""
        return self.of_editors().filter(removed_at=None)

    def unsolved(self) -> ErrorQuerySet:
        """Keep standing errors of the text as it is now: a later correction answers the earlier ones."""
        return self.standing().filter(text_number=F("translation__text_number"))


class Error(models.Model):
    """A marked span with an MQM category and severity.

    `start` and `end` are code points, 0-based, end exclusive, in the source or in text `text_number` of the
    translation; both are empty where the error is the whole sentence, or in an assessment, on the source's
    side, where something is missing from the translation. Only an assessment's error may have no category.
    """

    translation = models.ForeignKey(Translation, on_delete=models.PROTECT, related_name="errors")
    side = models.CharField(
        max_length=6, choices=[(side.value, side.value) for side in Side], default=Side.TARGET.value
    )
    start = models.PositiveIntegerField(null=True, blank=True)
    end = models.PositiveIntegerField(null=True, blank=True)
    marked_text = models.TextField(blank=True)
    text_number = models.PositiveIntegerField(default=ORIGINAL)
    assessment = models.ForeignKey(
        Assessment, on_delete=models.PROTECT, null=True, blank=True, related_name="errors"
    )
    category = models.ForeignKey(
        Category, on_delete=models.PROTECT, null=True, blank=True, related_name="errors"
    )
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
            models.CheckConstraint(
                condition=Q(category__isnull=False) | Q(assessment__isnull=False),
                name="only_an_assessment_marks_without_category",
            ),
        )
        indexes = (models.Index(fields=["category", "severity"], name="error_by_category"),)

    def __str__(self) -> str:
        return f"{self.severity} {self.category_id}: {self.marked_text[:60]}"

    @property
    def category_path(self) -> str:
        """Return the path of the category, "" for a mark of an assessment that has none."""
        return self.category.path if self.category else ""

    @property
    def span(self) -> Span | None:
        """Return the place of the error, or None where it is the whole sentence."""
        if self.start is None or self.end is None:
            return None
        return Span(self.start, self.end)
