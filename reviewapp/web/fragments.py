"""Render one page, or the regions of it that changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.template.loader import render_to_string

if TYPE_CHECKING:
    from django.http import HttpRequest


@dataclass(frozen=True, slots=True)
class Region:
    """One part of a page: one template, one element id, one context."""

    template: str
    context: Mapping[str, object]


def render_regions(
    request: HttpRequest, regions: Sequence[Region], *, status: int = 200, announce: str = ""
) -> HttpResponse:
    """Return the regions as one response: the first is what was asked for, the rest go out of band.

    `announce` is read out by screen readers.
    """
    parts = [
        render_to_string(region.template, {**region.context, "out_of_band": index > 0}, request)
        for index, region in enumerate(regions)
    ]
    if announce:
        parts.append(render_to_string("components/_announcement.html", {"text": announce}, request))
    return HttpResponse("".join(parts), status=status)
