"""Show texts of any language: with language and direction, marks, differences and hidden characters.

Everything from a text goes through `format_html`, which escapes it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from reviewapp.domain.text.controls import hidden_controls
from reviewapp.domain.text.diff import ChangeKind
from reviewapp.domain.text.pieces import Piece, cut_at

if TYPE_CHECKING:
    from reviewapp.domain.text.diff import Change
    from reviewapp.models import Error
    from reviewapp.queries.review import Mark

register = template.Library()

_ELEMENTS = {ChangeKind.INSERTED: ("ins", "inserted"), ChangeKind.DELETED: ("del", "deleted")}


@register.simple_tag
def language_attributes(tag: str) -> SafeString:
    """Return the attributes that every piece of text carries."""
    return format_html('lang="{}" dir="auto"', tag)


@register.simple_tag
def marked_text(text: str, marks: Sequence[Mark]) -> SafeString:
    """Return a text with its errors marked; overlapping marks nest, so that their lines stack."""
    located = [(mark.error, mark.span) for mark in marks if mark.span is not None]
    pieces = cut_at(text, [span for _, span in located])
    return format_html_join("", "{}", ((_piece(piece, [error for error, _ in located]),) for piece in pieces))


@register.simple_tag
def changed_text(changes: Sequence[Change]) -> SafeString:
    """Return both texts of a difference in one, told apart by line, ground and words for readers."""
    return format_html_join("", "{}", ((_change(change),) for change in changes))


@register.filter
def has_changes(changes: Sequence[Change]) -> bool:
    """Say whether two texts differ at all."""
    return any(change.kind is not ChangeKind.SAME for change in changes)


@register.filter
def with_controls(text: str) -> SafeString:
    """Return a text in which hidden and bidirectional control characters show as named chips."""
    parts = []
    at = 0
    for control in hidden_controls(text):
        parts.append(format_html("{}", text[at : control.span.start]))
        parts.append(
            format_html(
                '<span class="control" title="hidden character: {}" data-code="U+{}">{}</span>',
                control.name,
                f"{control.code_point:04X}",
                control.span.text_in(text),
            )
        )
        at = control.span.end
    parts.append(format_html("{}", text[at:]))
    return format_html_join("", "{}", ((part,) for part in parts))


def _piece(piece: Piece, errors: Sequence[Error]) -> SafeString:
    html = with_controls(piece.text)
    for depth, index in enumerate(piece.covered_by):
        error = errors[index]
        html = format_html(
            '<mark class="error error-{} depth-{}" aria-describedby="error-{}" title="{}">{}</mark>',
            error.severity,
            min(depth, 3),
            error.pk,
            _described(error),
            html,
        )
    return html


def _described(error: Error) -> str:
    note = f" – {error.note}" if error.note else ""
    return f"{error.severity} error, {error.category_path}{note}"


def _change(change: Change) -> SafeString:
    shown = with_controls(change.text)
    if change.kind is ChangeKind.SAME:
        return shown
    element, word = _ELEMENTS[change.kind]
    return format_html(
        '<{0}><span class="visually-hidden"> [{1}: </span>{2}<span class="visually-hidden">] </span></{0}>',
        element,
        word,
        shown,
    )
