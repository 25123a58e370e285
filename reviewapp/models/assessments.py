"""What people judged translations to be worth, apart from the editors' own marks."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from reviewapp.domain.annotation.assessments import Protocol
from reviewapp.models.choices import choices_of, values_of
from reviewapp.models.translations import ORIGINAL, Translation
from reviewapp.models.users import User


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    """Choices of assessments."""

    def of_corpus(self, corpus_id: int, protocol: Protocol) -> AssessmentQuerySet:
        """Keep those of one corpus by one protocol; of articles that were withdrawn none."""
        return self.filter(
            protocol=protocol.value,
            translation__segment__article__corpus=corpus_id,
            translation__segment__article__withdrawn_at=None,
        )


class Assessment(models.Model):
    """One person's judgement of one text; never changed (the database refuses it).

    `rater` is the name by which the campaign knows the person; `campaign` and `occasion` (from 1) keep apart
    what the same person said of the same text another time. `score` is 0-100, and empty where the errors
    alone judge (MQM). `seconds` is the time the campaign measured, from opening the text to handing it in.
    """

    translation = models.ForeignKey(Translation, on_delete=models.PROTECT, related_name="assessments")
    text_number = models.PositiveIntegerField(default=ORIGINAL)
    protocol = models.CharField(max_length=3, choices=choices_of(Protocol))
    rater = models.CharField(max_length=200)
    user = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="assessments"
    )
    campaign = models.CharField(max_length=200, blank=True)
    occasion = models.PositiveIntegerField(default=1)
    score = models.FloatField(null=True, blank=True)
    seconds = models.FloatField(null=True, blank=True)
    created_at = models.DateTimeField()

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        ordering = ("translation", "protocol", "rater", "campaign", "occasion")
        constraints = (
            models.UniqueConstraint(
                fields=["translation", "text_number", "protocol", "rater", "campaign", "occasion"],
                name="one_assessment_per_occasion",
            ),
            models.CheckConstraint(
                condition=Q(protocol__in=values_of(Protocol)), name="assessment_protocol_is_known"
            ),
            models.CheckConstraint(
                condition=Q(protocol=Protocol.MQM.value, score=None)
                | (~Q(protocol=Protocol.MQM.value) & Q(score__isnull=False, score__gte=0, score__lte=100)),
                name="assessment_score_is_as_the_protocol_says",
            ),
            models.CheckConstraint(
                condition=Q(seconds=None) | Q(seconds__gte=0), name="assessment_time_is_not_negative"
            ),
            models.CheckConstraint(condition=~Q(rater=""), name="assessment_has_a_rater"),
        )
        indexes = (models.Index(fields=["protocol", "translation"], name="assessment_by_protocol"),)

    def __str__(self) -> str:
        return f"{self.protocol} of {self.translation_id} by {self.rater}"
