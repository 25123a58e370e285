"""How the admin shows texts of any language, and links between its lists."""

from __future__ import annotations

from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from reviewapp.templatetags.texts import with_controls

SHOWN_IN_LISTS = 90
"""Characters of a text that a list shows."""


def text_in(language: str, text: str) -> SafeString:
    """Return a text with its language and direction, hidden characters shown."""
    return format_html('<bdi class="passage" lang="{}" dir="auto">{}</bdi>', language, with_controls(text))


def short_text_in(language: str, text: str) -> SafeString:
    """Return the beginning of a text, for a list."""
    return text_in(language, Truncator(text).chars(SHOWN_IN_LISTS))


def list_link(model: str, words: str, **filters: int) -> SafeString:
    """Return a link to another list, filtered."""
    address = reverse(f"admin:reviewapp_{model}_changelist")
    return format_html('<a href="{}?{}">{}</a>', address, urlencode(filters), words)
