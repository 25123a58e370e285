"""Imports: what was uploaded, what it would store, what it stored."""

from __future__ import annotations

from django.db import models

from reviewapp.models.corpora import Corpus
from reviewapp.models.users import User


class ImportKind(models.TextChoices):
    """How the files are laid out."""

    ARTICLE = "article", "Running text"
    LINES = "lines", "Line-aligned files"
    TABLE = "table", "Table (CSV, TSV, JSON Lines)"
    WMT_MQM = "wmt-mqm", "MQM ratings (WMT, TSV)"
    WMT_ESA = "wmt-esa", "ESA ratings (WMT, CSV)"


class ImportState(models.TextChoices):
    """How far an import has come."""

    PREVIEWED = "previewed", "Waiting for confirmation"
    STORED = "stored", "Stored"
    REFUSED = "refused", "Refused"
    DISCARDED = "discarded", "Discarded"


class Import(models.Model):
    """One import; nothing of it is in the corpus before `stored`."""

    corpus = models.ForeignKey(Corpus, on_delete=models.CASCADE, related_name="imports")
    kind = models.CharField(max_length=8, choices=ImportKind)
    state = models.CharField(max_length=10, choices=ImportState)
    options = models.JSONField(default=dict)
    report = models.JSONField(default=dict, help_text="What it created, what it skipped and why.")
    author = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="imports")
    created_at = models.DateTimeField()
    stored_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(state__in=ImportState.values), name="import_state_is_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} into {self.corpus_id}"


class ImportFile(models.Model):
    """An uploaded file, kept until its import is stored or discarded."""

    of_import = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="files")
    role = models.CharField(max_length=10, help_text="source, target, system, reference, articles or table.")
    label = models.CharField(max_length=200, blank=True, help_text="Name of the system or reference.")
    name = models.CharField(max_length=100)
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()

    class Meta:
        ordering = ("of_import", "pk")

    def __str__(self) -> str:
        return self.name
