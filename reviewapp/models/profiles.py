"""Error profiles: which categories editors choose from, and what an error weighs."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from reviewapp.domain.annotation.profiles import ProfileDefinition, Thresholds
from reviewapp.domain.annotation.profiles import WeightRule as WeightRuleDefinition
from reviewapp.domain.annotation.severities import Severity
from reviewapp.domain.annotation.typology import Category as CategoryDefinition
from reviewapp.models.choices import choices_of, values_of


class Profile(models.Model):
    """A versioned set of categories, weights and thresholds; changed by adding the next version."""

    key = models.SlugField(max_length=50)
    version = models.PositiveIntegerField(default=1)
    name = models.CharField(max_length=100)
    maximum_score = models.FloatField(default=100, help_text="MSV: the score of a text without an error.")
    passing_score = models.FloatField(default=90, help_text="PT: the calibrated score that passes.")
    acceptable_penalty = models.FloatField(
        default=10, help_text="APP: penalty points per reference word count that are just acceptable."
    )
    reference_words = models.PositiveIntegerField(
        default=1000, help_text="RWC: words the penalty is scaled to."
    )
    minimum_words = models.PositiveIntegerField(
        default=300, help_text="Below this many evaluated words no score is given."
    )
    failing_severity = models.CharField(
        max_length=10,
        choices=choices_of(Severity),
        blank=True,
        default=Severity.CRITICAL.value,
        help_text="An error of this severity fails a text whatever its score.",
    )

    class Meta:
        ordering = ("key", "-version")
        constraints = (
            models.UniqueConstraint(fields=["key", "version"], name="one_profile_per_version"),
            models.CheckConstraint(
                condition=Q(acceptable_penalty__gt=0, reference_words__gt=0), name="profile_scale_is_positive"
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} (version {self.version})"

    def definition(self) -> ProfileDefinition:
        """Return the profile as the formulas take it. Raises ProfileInvalid where its rows contradict."""
        return ProfileDefinition(
            key=self.key,
            version=self.version,
            name=self.name,
            categories=tuple(
                CategoryDefinition(row.path, row.name, row.definition, row.pid)
                for row in self.categories.all()
            ),
            multipliers={Severity(row.severity): row.multiplier for row in self.severities.all()},
            weight_rules=tuple(
                WeightRuleDefinition(
                    row.category_path,
                    Severity(row.severity) if row.severity else None,
                    row.weight,
                    overrides=row.overrides,
                )
                for row in self.weight_rules.all()
            ),
            thresholds=Thresholds(
                maximum_score=self.maximum_score,
                passing_score=self.passing_score,
                acceptable_penalty=self.acceptable_penalty,
                reference_words=self.reference_words,
                minimum_words=self.minimum_words,
                failing_severity=Severity(self.failing_severity) if self.failing_severity else None,
            ),
        )


class Category(models.Model):
    """One kind of error of a profile, named by its path such as `accuracy/mistranslation`."""

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="categories")
    path = models.CharField(max_length=120)
    name = models.CharField(max_length=100)
    definition = models.TextField(blank=True)
    pid = models.CharField("MQM id", max_length=20, blank=True)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("profile", "position")
        verbose_name_plural = "categories"
        constraints = (models.UniqueConstraint(fields=["profile", "path"], name="one_category_per_path"),)

    def __str__(self) -> str:
        return self.path


class SeverityMultiplier(models.Model):
    """What an error of a severity costs where no rule says otherwise; one without a row is not offered."""

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="severities")
    severity = models.CharField(max_length=10, choices=choices_of(Severity))
    multiplier = models.FloatField(help_text="Penalty points of one error (SPM).")

    class Meta:
        ordering = ("profile", "pk")
        constraints = (
            models.UniqueConstraint(fields=["profile", "severity"], name="one_multiplier_per_severity"),
            models.CheckConstraint(condition=Q(multiplier__gte=0), name="multiplier_is_not_negative"),
            models.CheckConstraint(
                condition=Q(severity__in=values_of(Severity)), name="multiplier_severity_is_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.severity} × {self.multiplier:g}"


class WeightRule(models.Model):
    """An exception to the multipliers, for a category and all below it (empty: for every one).

    With a severity the weight is the whole penalty; without, it multiplies the severity's (ETW of MQM 2.0).
    """

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="weight_rules")
    category_path = models.CharField(max_length=120, blank=True)
    severity = models.CharField(max_length=10, choices=choices_of(Severity), blank=True)
    weight = models.FloatField()
    overrides = models.BooleanField(
        default=False, help_text="Whether such an error is the only one of its sentence that counts."
    )

    class Meta:
        ordering = ("profile", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["profile", "category_path", "severity"], name="one_rule_per_category_and_severity"
            ),
            models.CheckConstraint(condition=Q(weight__gte=0), name="weight_is_not_negative"),
            models.CheckConstraint(
                condition=Q(severity__in=["", *values_of(Severity)]), name="rule_severity_is_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.category_path or 'any'} {self.severity or 'any'} = {self.weight:g}"
