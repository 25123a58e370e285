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
