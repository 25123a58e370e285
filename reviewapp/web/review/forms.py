"""What the review page sends."""

from __future__ import annotations

from typing import Any

from django import forms

from reviewapp.domain.annotation.severities import Severity
from reviewapp.domain.text.admission import MAX_CHARACTERS
from reviewapp.domain.text.spans import OffsetUnit
from reviewapp.domain.workflow.states import ArticleStatus
from reviewapp.models import Category, Side
from reviewapp.services.marking import Marking, Place

SEVERITIES = (Severity.NEUTRAL, Severity.MINOR, Severity.MAJOR, Severity.CRITICAL)
LONGEST_ACTIVE_TIME = 3600.0
"""Seconds beyond which a reported working time on one sentence is not believed."""


class OperationForm(forms.Form):
    """What every change carries: the key that makes it happen once."""

    operation = forms.UUIDField()


class DecisionForm(OperationForm):
    """What every decision carries besides: the version its author saw."""

    version = forms.IntegerField(min_value=1)


class CorrectionForm(DecisionForm):
    """A new text. It is taken as typed: surrounding white space may be the correction."""

    text = forms.CharField(required=False, strip=False, max_length=MAX_CHARACTERS)
    seconds = forms.FloatField(required=False, min_value=0)

    def clean_text(self) -> str:
        """Give line ends back as they are stored; browsers send CRLF for each of them."""
        text: str = self.cleaned_data["text"]
        return text.replace("\r\n", "\n")

    def clean_seconds(self) -> float | None:
        """Cap the active time, so that a page left open does not count."""
        seconds: float | None = self.cleaned_data["seconds"]
        return None if seconds is None else min(seconds, LONGEST_ACTIVE_TIME)


class DiscussionForm(DecisionForm):
    """A question about the sentence."""

    reason = forms.CharField(max_length=2000)


class RestoreForm(DecisionForm):
    """The earlier text that shall stand again."""

    number = forms.IntegerField(min_value=1)


class StatusForm(DecisionForm):
    """A step of the article."""

    target = forms.ChoiceField(choices=[(status.value, status.label) for status in ArticleStatus])
    reason = forms.CharField(required=False, max_length=2000)


class MarkForm(OperationForm):
    """An error: its place, category, severity and note.

    With script the place comes as UTF-16 offsets of a selection (`start`, `end`); without, as the first and
    last word chosen from lists (`first`, `last`, each `side:offset` in code points). Neither: the sentence.
    """

    text_number = forms.IntegerField(min_value=1)
    category = forms.ModelChoiceField(queryset=Category.objects.none())
    severity = forms.ChoiceField(choices=[(severity.value, severity.label) for severity in SEVERITIES])
    note = forms.CharField(required=False, max_length=2000)
    side = forms.ChoiceField(required=False, choices=[("", "")] + [(side.value, side.value) for side in Side])
    start = forms.IntegerField(required=False, min_value=0)
    end = forms.IntegerField(required=False, min_value=0)
    precise = forms.BooleanField(required=False)
    first = forms.CharField(required=False, max_length=20)
    last = forms.CharField(required=False, max_length=20)

    def __init__(self, data: Any, *, profile_id: int) -> None:  # noqa: ANN401  (Django's own type of POST data)
        super().__init__(data)
        self.fields["category"].queryset = Category.objects.filter(profile=profile_id)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Work out the place."""
        cleaned = super().clean() or {}
        cleaned["place"] = self._selected(cleaned) or self._chosen(cleaned)
        return cleaned

    def marking(self) -> Marking:
        """Return what a valid form says."""
        return Marking(
            category=self.cleaned_data["category"],
            severity=Severity(self.cleaned_data["severity"]),
            place=self.cleaned_data["place"],
            note=self.cleaned_data["note"],
        )

    def _selected(self, cleaned: dict[str, Any]) -> Place | None:
        side, start, end = cleaned.get("side"), cleaned.get("start"), cleaned.get("end")
        if not side or start is None or end is None:
            return None
        if start >= end:
            raise forms.ValidationError("The mark is empty: select at least one character.")
        return Place(Side(side), start, end, OffsetUnit.UTF16, precise=bool(cleaned.get("precise")))

    def _chosen(self, cleaned: dict[str, Any]) -> Place | None:
        first, last = cleaned.get("first"), cleaned.get("last")
        if not first and not last:
            return None
        side, start = _word(first or "")
        last_side, end = _word(last or "")
        if side is not last_side or start >= end:
            raise forms.ValidationError("Choose a first and a last word of the same text, in this order.")
        return Place(side, start, end, OffsetUnit.CODE_POINT, precise=True)


def _word(choice: str) -> tuple[Side, int]:
    side, _, offset = choice.partition(":")
    if side not in set(Side) or not offset.isdecimal():
        raise forms.ValidationError("Choose both a first and a last word.")
    return Side(side), int(offset)
