"""The first page after log-in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.views.decorators.http import require_safe

from reviewapp.models import Corpus
from reviewapp.queries.desk import desk_of

if TYPE_CHECKING:
    from django.http import HttpResponse

    from reviewapp.web.requests import PersonRequest


@require_safe
def desk(request: PersonRequest) -> HttpResponse:
    """Show what the person was asked to review, and the corpora they belong to."""
    context = {
        "page": desk_of(request.user, cursor=request.GET.get("after", "")),
        "corpora": Corpus.objects.visible_to(request.user),
    }
    return render(request, "desk/desk.html", context)
