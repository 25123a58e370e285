"""Who produced a translation."""

from __future__ import annotations

from django.db import models

from reviewapp.models.corpora import Corpus


class System(models.Model):
    """A machine-translation engine, or a person, within one corpus."""

    corpus = models.ForeignKey(Corpus, on_delete=models.CASCADE, related_name="systems")
    name = models.CharField(max_length=200)
    is_human = models.BooleanField("a person", default=False)

    class Meta:
        ordering = ("corpus", "name")
        constraints = (
            models.UniqueConstraint(fields=["corpus", "name"], name="system_name_is_unique_in_its_corpus"),
        )

    def __str__(self) -> str:
        return self.name
