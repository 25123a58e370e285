"""What people judged the systems of a corpus to be worth, and whether the metrics agree with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.views.decorators.http import require_safe

from reviewapp.domain.annotation.assessments import Protocol
from reviewapp.queries.agreement import agreements
from reviewapp.queries.assessments import mqm_of_systems, ratings_of_systems
from reviewapp.web.access import enter_corpus

if TYPE_CHECKING:
    from django.http import HttpResponse

    from reviewapp.web.requests import PersonRequest


@require_safe
def judgements(request: PersonRequest, slug: str) -> HttpResponse:
    """Show MQM, ESA and DA by system, each only where somebody judged by it, and the metrics beside them."""
    door = enter_corpus(request, slug)
    scored = [
        (protocol, found)
        for protocol in Protocol
        if protocol.has_score and (found := ratings_of_systems(door.corpus, protocol))
    ]
    context = {
        "door": door,
        "mqm": mqm_of_systems(door.corpus),
        "scored": scored,
        "agreements": agreements(door.corpus),
    }
    return render(request, "judgements/judgements.html", context)
