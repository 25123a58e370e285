"""What to take out of a corpus."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError

from reviewapp.domain.workflow.states import TranslationStatus
from reviewapp.models import Article, Corpus, System, User
from reviewapp.queries.exports import ExportFilter
from reviewapp.services.exporting import ExportFormat, Wishes

if TYPE_CHECKING:
    _RowsBase = forms.ModelMultipleChoiceField[Any]
else:
    _RowsBase = forms.ModelMultipleChoiceField

LONGEST_ID = 18
"""Digits of an id that every database takes."""


class RowsField(_RowsBase):
    """Rows chosen by id; a number that no database takes is no choice instead of a failure."""

    def clean(self, value: Any) -> Any:  # noqa: ANN401  (Django's signature)
        """Return the rows."""
        if any(len(str(pk)) > LONGEST_ID for pk in value or ()):
            raise ValidationError(self.error_messages["invalid_list"], code="invalid_list")
        return super().clean(value)


class ExportForm(forms.Form):
    """Format and filter; an empty field does not limit."""

    format = forms.ChoiceField(choices=[(known.value, known.label) for known in ExportFormat])
    system = RowsField(
        System.objects.none(), required=False, widget=forms.CheckboxSelectMultiple, label="Systems"
    )
    status = forms.MultipleChoiceField(
        choices=[(status.value, status.label) for status in TranslationStatus],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label="Decisions",
    )
    editor = forms.ModelChoiceField(User.objects.none(), required=False, empty_label="everybody")
    since = forms.DateField(
        required=False, label="Decided from", widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(required=False, label="to", widget=forms.DateInput(attrs={"type": "date"}))
    article = RowsField(Article.objects.none(), required=False, widget=forms.MultipleHiddenInput)
    bom = forms.BooleanField(required=False, label="For Excel (begin with a byte order mark)")
    raw = forms.BooleanField(
        required=False,
        label="For machines (leave cells that look like formulas as they are)",
    )

    def __init__(self, data: Any, *, corpus: Corpus) -> None:  # noqa: ANN401  (Django's own type of form data)
        super().__init__(data)
        self.fields["system"].queryset = System.objects.filter(corpus=corpus)  # type: ignore[attr-defined]
        self.fields["editor"].queryset = User.objects.filter(memberships__corpus=corpus)  # type: ignore[attr-defined]
        self.fields["article"].queryset = Article.objects.filter(corpus=corpus)  # type: ignore[attr-defined]

    def wishes(self) -> Wishes:
        """Return how the file is to be written."""
        cleaned = self.cleaned_data
        return Wishes(ExportFormat(cleaned["format"]), raw=cleaned["raw"], bom=cleaned["bom"])

    def chosen(self) -> ExportFilter:
        """Return what goes into it."""
        cleaned = self.cleaned_data
        return ExportFilter(
            articles=[article.pk for article in cleaned["article"]],
            systems=[system.pk for system in cleaned["system"]],
            statuses=[TranslationStatus(status) for status in cleaned["status"]],
            editor=cleaned["editor"].pk if cleaned["editor"] else None,
            since=cleaned["since"],
            until=cleaned["until"],
        )
