"""Translations, the references they are measured against, and their revisions."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from reviewapp.domain.workflow.states import TranslationStatus
from reviewapp.models.articles import Segment
from reviewapp.models.choices import choices_of, values_of
from reviewapp.models.systems import System
from reviewapp.models.users import User

ORIGINAL = 1
"""The text number of what the system produced; each revision takes the next one."""


class TranslationQuerySet(models.QuerySet["Translation"]):
    """Choices of translations."""

    def of_article(self, article_id: int) -> TranslationQuerySet:
        """Keep those of one article, in reading order."""
        return self.filter(segment__article_id=article_id).order_by("segment__position")


class Translation(models.Model):
    """One system's text of one segment.

    `original` never changes (the database refuses it). `text` is what stands now and `text_number` says
    which text that is: 1 for the original, then the revision's number. `version` counts every change, of
    text or of status: whoever writes must name the version they saw.
    """

    segment = models.ForeignKey(Segment, on_delete=models.CASCADE, related_name="translations")
    system = models.ForeignKey(System, on_delete=models.PROTECT, related_name="translations")
    original = models.TextField(blank=True)
    text = models.TextField(blank=True)
    text_number = models.PositiveIntegerField(default=ORIGINAL)
    version = models.PositiveIntegerField(default=1)
    status = models.CharField(
        max_length=10, choices=choices_of(TranslationStatus), default=TranslationStatus.OPEN.value
    )
    decided_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="decisions"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = TranslationQuerySet.as_manager()

    class Meta:
        ordering = ("segment", "system")
        constraints = (
            models.UniqueConstraint(fields=["segment", "system"], name="one_translation_per_system"),
            models.CheckConstraint(
                condition=Q(status__in=values_of(TranslationStatus)), name="translation_status_is_known"
            ),
            models.CheckConstraint(
                condition=Q(text_number__gte=ORIGINAL, version__gte=F("text_number")),
                name="translation_version_covers_its_texts",
            ),
            models.CheckConstraint(
                condition=~Q(status=TranslationStatus.ACCEPTED.value) | Q(text=F("original")),
                name="accepted_means_unchanged",
            ),
            models.CheckConstraint(
                condition=~Q(status=TranslationStatus.CORRECTED.value) | ~Q(text=F("original")),
                name="corrected_means_changed",
            ),
        )
        indexes = (models.Index(fields=["system", "status"], name="translation_by_status"),)

    def __str__(self) -> str:
        return f"{self.system_id}: {self.text[:60]}"


class Reference(models.Model):
    """A human translation of a segment, used as the yardstick of a metric."""

    segment = models.ForeignKey(Segment, on_delete=models.CASCADE, related_name="references")
    name = models.CharField(max_length=200)
    text = models.TextField(blank=True)

    class Meta:
        ordering = ("segment", "name")
        constraints = (
            models.UniqueConstraint(fields=["segment", "name"], name="one_reference_per_name"),
            models.CheckConstraint(condition=~Q(name=""), name="reference_has_a_name"),
        )

    def __str__(self) -> str:
        return f"{self.name}: {self.text[:60]}"


class RevisionKind(models.TextChoices):
    """How a new text came about."""

    EDIT = "edit", "Edited"
    RESTORE = "restore", "Restored"
    IMPORT = "import", "Imported"


class Revision(models.Model):
    """A later text of a translation; appended, never overwritten (the database refuses it)."""

    translation = models.ForeignKey(Translation, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    text = models.TextField(blank=True)
    kind = models.CharField(max_length=8, choices=RevisionKind)
    restored_number = models.PositiveIntegerField(null=True, blank=True)
    author = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="revisions"
    )
    reason = models.TextField(blank=True)
    seconds_active = models.FloatField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("translation", "number")
        constraints = (
            models.UniqueConstraint(fields=["translation", "number"], name="one_revision_per_number"),
            models.CheckConstraint(condition=Q(number__gt=ORIGINAL), name="revision_follows_the_original"),
            models.CheckConstraint(
                condition=Q(seconds_active=None) | Q(seconds_active__gte=0),
                name="active_time_is_not_negative",
            ),
        )
        indexes = (models.Index(fields=["author", "created_at"], name="revision_by_author"),)

    def __str__(self) -> str:
        return f"text {self.number} of {self.translation_id}"
