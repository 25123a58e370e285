"""Show figures beside each other: differences with their sign, p-values, and what sets texts apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template
from django.utils.html import format_html, format_html_join

from reviewapp.domain.scoring.names import MetricName
from reviewapp.domain.text.diff import ChangeKind
from reviewapp.queries.comparison import Verdict
from reviewapp.templatetags.figures import NOT_AVAILABLE
from reviewapp.templatetags.texts import with_controls

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.utils.safestring import SafeString

    from reviewapp.domain.text.diff import Change

register = template.Library()

_SIGNS = {Verdict.BETTER: "▲", Verdict.WORSE: "▼", Verdict.NO_DIFFERENCE: "≈", Verdict.EQUAL: "="}
_LEAST_SHOWN = 0.0001


@register.filter
def precise_figure(value: float | None, name: str) -> str:
    """Return a value with one decimal more than elsewhere: HTER with three, the rest with two."""
    return NOT_AVAILABLE if value is None else f"{value:.{_decimals(name)}f}"


@register.filter
def difference(value: float | None, name: str) -> str:
    """Return a difference with its sign; what rounds to nothing has none."""
    if value is None:
        return NOT_AVAILABLE
    shown = f"{value:+.{_decimals(name)}f}".replace("-", "−")
    return shown if shown.strip("+−0.") else shown[1:]


@register.filter
def p_value(value: float) -> str:
    """Return a p-value as sacrebleu prints it, with four decimals."""
    return f"< {_LEAST_SHOWN}" if value < _LEAST_SHOWN else f"{value:.4f}"


@register.filter
def verdict_sign(verdict: Verdict) -> str:
    """Return the sign that stands beside a verdict's word."""
    return _SIGNS[verdict]


@register.simple_tag
def text_apart(changes: Sequence[Change], *, later: bool) -> SafeString:
    """Return one of two compared texts with its own words marked: the later one, or the earlier one."""
    other = ChangeKind.DELETED if later else ChangeKind.INSERTED
    return format_html_join("", "{}", ((_piece(change),) for change in changes if change.kind is not other))


def _piece(change: Change) -> SafeString:
    shown = with_controls(change.text)
    if change.kind is ChangeKind.SAME or not change.text.strip():
        return shown
    return format_html('<mark class="differs">{}</mark>', shown)


def _decimals(name: str) -> int:
    return 3 if name == MetricName.HTER.value else 2
