"""What a person may set for themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms

from reviewapp.models import User

if TYPE_CHECKING:
    _PreferencesBase = forms.ModelForm[User]
else:
    _PreferencesBase = forms.ModelForm


class PreferencesForm(_PreferencesBase):
    """Name, keys and reading mode."""

    class Meta:
        model = User
        fields = ("first_name", "last_name", "email", "single_key_shortcuts", "hides_source_first")
