"""What metrics say of translations, with the statistics that sums are made of."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from reviewapp.domain.scoring.metric import Metric
from reviewapp.domain.scoring.names import METRICS, MetricName
from reviewapp.models.articles import Article
from reviewapp.models.choices import values_of
from reviewapp.models.corpora import Corpus
from reviewapp.models.systems import System
from reviewapp.models.translations import ORIGINAL, Translation

CORRECTION = "correction"
"""What HTER is measured against: the editor's own text."""

JOINT = "+"
"""Joins the names of references that a figure is measured against together."""


STATISTICS = tuple(f"n{number:02}" for number in range(1, 25))
"""The columns of sufficient statistics; a metric uses as many as `METRICS` says, the rest are empty."""


def _count() -> models.BigIntegerField[int | None, int | None]:
    return models.BigIntegerField(null=True, editable=False)


class StatisticColumns(models.Model):
    """Additive integers in columns of their own, so that the database sums them."""

    n01 = _count()
    n02 = _count()
    n03 = _count()
    n04 = _count()
    n05 = _count()
    n06 = _count()
    n07 = _count()
    n08 = _count()
    n09 = _count()
    n10 = _count()
    n11 = _count()
    n12 = _count()
    n13 = _count()
    n14 = _count()
    n15 = _count()
    n16 = _count()
    n17 = _count()
    n18 = _count()
    n19 = _count()
    n20 = _count()
    n21 = _count()
    n22 = _count()
    n23 = _count()
    n24 = _count()

    class Meta:
        abstract = True


class SubwordModel(models.Model):
    """A sentencepiece model of a corpus, kept in the database so that each machine can score with it."""

    corpus = models.ForeignKey(Corpus, on_delete=models.CASCADE, related_name="subword_models")
    sha256 = models.CharField(max_length=64)
    vocabulary = models.PositiveIntegerField()
    content = models.BinaryField()
    length_median = models.FloatField(
        null=True, help_text="Of ln(target pieces / source pieces) over the corpus's pairs."
    )
    length_mad = models.FloatField(null=True, help_text="Median absolute deviation from that median.")
    length_pairs = models.PositiveIntegerField(default=0, help_text="How many pairs they stand on.")
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

    @property
    def name(self) -> MetricName:
        """Return the metric's name as the domain has it."""
        return MetricName(self.metric)

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the columns in which this metric's statistics stand."""
        return STATISTICS[: METRICS[self.name].statistics]

    @property
    def reference_names(self) -> tuple[str, ...]:
        """Return the names of the references; HTER has none but the correction."""
        return tuple(self.references.split(JOINT)) if METRICS[self.name].needs_reference else ()

    @property
    def formula(self) -> Metric:
        """Return the metric as far as its formula goes, which knows neither tokenizer nor language.

        spBLEU's is BLEU's, and so needs no subword model where sums are only read.
        """
        name = MetricName.BLEU if self.name is MetricName.SPBLEU else self.name
        return Metric(name, "en", references=max(len(self.reference_names), 1))


class Score(StatisticColumns):
    """One metric's figure for one text of one translation.

    Figures of articles, systems, corpora and any other choice of texts come from the sums of the statistics.
    `value` is empty where the pair could not be scored, and `reason` then says why.
    """

    # Scores are found by their translation, with which the constraint's index begins, or because they were
    # set aside; one more index would cost every row of every corpus that is scored.
    translation = models.ForeignKey(
        Translation, on_delete=models.CASCADE, related_name="scores", db_index=False
    )
    text_number = models.PositiveIntegerField(default=ORIGINAL)
    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="scores", db_index=False)
    value = models.FloatField(null=True)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("translation", "measure")
        constraints = (
            models.UniqueConstraint(
                fields=["translation", "text_number", "measure"], name="one_score_per_text_and_measure"
            ),
            models.CheckConstraint(
                condition=Q(value__isnull=False, n01__isnull=False, n02__isnull=False, reason="")
                | (Q(value=None, n01=None, n02=None) & ~Q(reason="")),
                name="score_or_reason",
            ),
        )
        indexes = (models.Index(fields=["measure"], condition=Q(value=None), name="score_set_aside"),)

    def __str__(self) -> str:
        return f"{self.measure_id}: {self.value}"


class ArticleScore(StatisticColumns):
    """The sum of an article's statistics for one system and measure: roll-up of `Score` rows."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="scores")
    system = models.ForeignKey(System, on_delete=models.CASCADE, related_name="article_scores")
    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="article_scores")
    value = models.FloatField()
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


class SystemScore(StatisticColumns):
    """The sum over the articles of a system that are not withdrawn: roll-up of `ArticleScore` rows.

    `low` and `high` are the bounds of the 95 % bootstrap interval; empty until a worker has resampled the
    sum that stands, and for a single sentence.
    """

    system = models.ForeignKey(System, on_delete=models.CASCADE, related_name="scores")
    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="system_scores")
    value = models.FloatField()
    low = models.FloatField(null=True, blank=True)
    high = models.FloatField(null=True, blank=True)
    segments = models.PositiveIntegerField(help_text="How many sentences the sum holds.")

    class Meta:
        ordering = ("measure", "system")
        constraints = (
            models.UniqueConstraint(fields=["measure", "system"], name="one_system_score_per_measure"),
            models.CheckConstraint(condition=Q(segments__gt=0), name="system_score_has_segments"),
        )

    def __str__(self) -> str:
        return f"{self.measure_id}: {self.value:.2f}"
