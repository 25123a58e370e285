"""Say how long a job still takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template
from django.utils import timezone

if TYPE_CHECKING:
    from reviewapp.models import Job

register = template.Library()


@register.filter
def time_left(job: Job) -> str:
    """Return the remaining time in words, or nothing before the first progress and after the end."""
    seconds = job.seconds_left(timezone.now())
    if seconds is None:
        return ""
    if seconds < 10:
        return "a few seconds left"
    if seconds < 90:
        return f"about {round(seconds, -1):.0f} s left"
    minutes = round(seconds / 60)
    if minutes < 90:
        return f"about {minutes} min left"
    return f"about {round(minutes / 60)} h left"
