"""What a change of a profile's weights asks for: multipliers, exceptions, thresholds, and where it goes."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from django import forms

from reviewapp.domain.annotation.profiles import Thresholds
from reviewapp.domain.annotation.profiles import WeightRule as RuleDefinition
from reviewapp.domain.annotation.severities import Severity
from reviewapp.models import Corpus
from reviewapp.models.choices import choices_of
from reviewapp.services.profiles import Weights

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from reviewapp.domain.annotation.profiles import ProfileDefinition

NEW_RULES = 2
_THRESHOLDS = (
    ("maximum_score", "Maximum score (MSV)"),
    ("passing_score", "Passing score (PT)"),
    ("acceptable_penalty", "Acceptable penalty points (APP)"),
    ("reference_words", "… in so many words (RWC)"),
    ("minimum_words", "No score under so many words"),
)
_WHOLE = {"reference_words", "minimum_words"}


class WeightsForm(forms.Form):
    """Multipliers and thresholds of a profile, and the corpora that are to use the next version."""

    failing_severity = forms.ChoiceField(
        label="Fails whatever the score", required=False, choices=[("", "nothing"), *choices_of(Severity)]
    )
    corpora = forms.ModelMultipleChoiceField(
        queryset=Corpus.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="They use the next version from then on; the others stay with theirs.",
    )

    def __init__(
        self,
        *args: Any,  # noqa: ANN401  (Django's signature)
        definition: ProfileDefinition,
        corpora: QuerySet[Corpus],
        **kwargs: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(*args, **kwargs)
        self.severities = list(definition.multipliers)
        limits = definition.thresholds
        for severity, multiplier in definition.multipliers.items():
            self.fields[f"multiplier_{severity}"] = forms.FloatField(
                label=f"{severity.label}: penalty points", min_value=0, initial=multiplier
            )
        for name, label in _THRESHOLDS:
            kind = forms.IntegerField if name in _WHOLE else forms.FloatField
            self.fields[name] = kind(label=label, min_value=0, initial=getattr(limits, name))
        self.fields["failing_severity"].initial = limits.failing_severity or ""
        self.fields["corpora"].queryset = corpora  # type: ignore[attr-defined]
        self.fields["corpora"].initial = corpora
        order = [name for name in self.fields if name not in {"failing_severity", "corpora"}]
        self.order_fields([*order, "failing_severity", "corpora"])

    def weights(self, rules: Sequence[RuleDefinition]) -> Weights:
        """Return what was asked for."""
        given = self.cleaned_data
        failing = given["failing_severity"]
        return Weights(
            multipliers={severity: given[f"multiplier_{severity}"] for severity in self.severities},
            rules=rules,
            thresholds=Thresholds(
                **{name: given[name] for name, _ in _THRESHOLDS},
                failing_severity=Severity(failing) if failing else None,
            ),
        )


class RuleForm(forms.Form):
    """One exception to the multipliers; without a weight it is none."""

    category_path = forms.ChoiceField(label="Category", required=False)
    severity = forms.ChoiceField(required=False, choices=[("", "any"), *choices_of(Severity)])
    weight = forms.FloatField(min_value=0, required=False)
    overrides = forms.BooleanField(label="Nothing else in the sentence counts", required=False)

    def __init__(self, *args: Any, paths: Sequence[str], **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.fields["category_path"].choices = [("", "any"), *((path, path) for path in paths)]  # type: ignore[attr-defined]
        number = int((self.prefix or "0").rpartition("-")[2]) + 1
        for field in self.fields.values():
            field.widget.attrs["aria-label"] = f"Exception {number}: {field.label or 'weight'}"

    def rule(self) -> RuleDefinition | None:
        """Return the exception, None where the row is left empty."""
        given = self.cleaned_data
        if given.get("weight") is None:
            return None
        severity = Severity(given["severity"]) if given["severity"] else None
        return RuleDefinition(given["category_path"], severity, given["weight"], overrides=given["overrides"])


RuleForms = forms.formset_factory(RuleForm, extra=NEW_RULES)


def rule_rows(definition: ProfileDefinition) -> list[dict[str, object]]:
    """Return the exceptions of a profile as the rows of the form have them."""
    return [
        {
            "category_path": rule.category_path,
            "severity": rule.severity.value if rule.severity else "",
            "weight": rule.weight,
            "overrides": rule.overrides,
        }
        for rule in definition.weight_rules
    ]


def fingerprint(definition: ProfileDefinition, corpora: Sequence[Corpus]) -> str:
    """Return what tells a proposal that was looked at from another (SHA-256, hexadecimal)."""
    stated = repr((definition, sorted(corpus.pk for corpus in corpora)))
    return hashlib.sha256(stated.encode()).hexdigest()
