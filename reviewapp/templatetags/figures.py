"""Show figures: a score that is missing says so and is never 0."""

from __future__ import annotations

from django import template

from reviewapp.domain.scoring.names import METRICS, MetricName

register = template.Library()

NOT_AVAILABLE = "not available"


@register.filter
def metric_label(name: str) -> str:
    """Return what a metric is called on screen."""
    return METRICS[MetricName(name)].label


@register.filter
def metric_explanation(name: str) -> str:
    """Return one sentence on what a metric measures."""
    return METRICS[MetricName(name)].explanation


@register.filter
def figure(value: float | None, name: str) -> str:
    """Return a metric's value as it is usually written: HTER with two decimals, the rest with one."""
    if value is None:
        return NOT_AVAILABLE
    return f"{value:.2f}" if name == MetricName.HTER.value else f"{value:.1f}"


@register.filter
def bar_width(value: float | None, name: str) -> int:
    """Return the length of a figure's bar, 0-100 and by tens, for a class of the style sheet."""
    if value is None:
        return 0
    best = max(METRICS[MetricName(name)].best, 1.0) if METRICS[MetricName(name)].higher_is_better else None
    scale = 100.0 / best if best else (100.0 if name == MetricName.HTER.value else 1.0)
    return min(100, max(0, round(value * scale / 10) * 10))
