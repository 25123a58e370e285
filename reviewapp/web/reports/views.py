"""What a review comes to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from reviewapp.models import System
from reviewapp.queries.summary import summarise_article
from reviewapp.web.access import enter_article

if TYPE_CHECKING:
    from django.http import HttpResponse

    from reviewapp.web.requests import PersonRequest


@require_safe
def article_summary(request: PersonRequest, pk: int) -> HttpResponse:
    """Show the figures of an article; `system` chooses whose translation."""
    door = enter_article(request, pk)
    systems = System.objects.filter(translations__segment__article=door.article).distinct()
    asked = request.GET.get("system", "")
    system = door.article.review_system
    if asked:
        system = get_object_or_404(systems, pk=int(asked) if asked.isdecimal() and len(asked) < 19 else 0)
    context = {
        "door": door,
        "article": door.article,
        "system": system,
        "systems": list(systems),
        "summary": summarise_article(door.article, system) if system else None,
    }
    return render(request, "reports/article_summary.html", context)
