"""What metrics say of translations, with the statistics that sums are made of."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from reviewapp.domain.scoring.names import MetricName
from reviewapp.models.articles import Article
from reviewapp.models.choices import values_of
from reviewapp.models.corpora import Corpus
from reviewapp.models.systems import System
from reviewapp.models.translations import ORIGINAL, Translation

CORRECTION = "correction"
"""What HTER is measured against: the editor's own text."""


class SubwordModel(models.Model):
    """A sentencepiece model of a corpus, kept in the database so that each machine can score with it."""

    corpus = models.ForeignKey(Corpus, on_delete=models.CASCADE, related_name="subword_models")
    sha256 = models.CharField(max_length=64)
    vocabulary = models.PositiveIntegerField()
    content = models.BinaryField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("corpus", "-pk")
        constraints = (
            models.UniqueConstraint(fields=["corpus", "sha256"], name="one_subword_model_per_content"),
        )

    def __str__(self) -> str:
        return f"{self.vocabulary} subwords, {self.sha256[:16]}"


class Measure(models.Model):
    """A metric as it was applied in a corpus: against what, and with which sacreBLEU signatures."""

    corpus = models.ForeignKey(Corpus, on_delete=models.CASCADE, related_name="measures")
    metric = models.CharField(max_length=10, choices=[(name.value, name.value) for name in MetricName])
    references = models.CharField(
        max_length=2000, help_text="Names of the references, joined by +; `correction` for HTER."
    )
    signature = models.CharField(max_length=300, help_text="Of figures over several sentences.")
    segment_signature = models.CharField(max_length=300, help_text="Of a single sentence's figure.")

    class Meta:
        ordering = ("corpus", "metric", "references", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["corpus", "metric", "references", "signature"], name="one_measure_per_signature"
            ),
            models.CheckConstraint(
                condition=Q(metric__in=values_of(MetricName)), name="measure_metric_is_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.metric} against {self.references}"


class Score(models.Model):
    """One metric's figure for one text of one translation.

    `statistics` are the metric's additive integers (TER's reference length is a mean); figures of articles,
    systems and corpora come from their sum. `value` is empty where the pair could not be scored, and
    `reason` then says why.
    """

    translation = models.ForeignKey(Translation, on_delete=models.CASCADE, related_name="scores")
    text_number = models.PositiveIntegerField(default=ORIGINAL)
    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="scores")
    value = models.FloatField(null=True)
    statistics = models.JSONField(null=True)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("translation", "measure")
        constraints = (
            models.UniqueConstraint(
                fields=["translation", "text_number", "measure"], name="one_score_per_text_and_measure"
            ),
            models.CheckConstraint(
                condition=Q(value__isnull=False, statistics__isnull=False, reason="")
                | (Q(value=None, statistics=None) & ~Q(reason="")),
                name="score_or_reason",
            ),
        )

    def __str__(self) -> str:
        return f"{self.measure_id}: {self.value}"


class ArticleScore(models.Model):
    """The sum of an article's statistics for one system and measure: roll-up of `Score` rows."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="scores")
    system = models.ForeignKey(System, on_delete=models.CASCADE, related_name="article_scores")
    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="article_scores")
    value = models.FloatField()
    statistics = models.JSONField()
    segments = models.PositiveIntegerField(help_text="How many sentences the sum holds.")

    class Meta:
        ordering = ("article", "system", "measure")
        constraints = (
            models.UniqueConstraint(
                fields=["article", "system", "measure"], name="one_article_score_per_measure"
            ),
            models.CheckConstraint(condition=Q(segments__gt=0), name="article_score_has_segments"),
        )
        indexes = (models.Index(fields=["measure", "system"], name="article_score_by_system"),)

    def __str__(self) -> str:
        return f"{self.measure_id}: {self.value:.2f}"
