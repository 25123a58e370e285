"""What a review comes to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from reviewapp.models import System
from reviewapp.queries.errors import ErrorChoice, article_errors_of
from reviewapp.queries.summary import summarise_article
from reviewapp.web.access import enter_article

if TYPE_CHECKING:
    from django.http import HttpResponse

    from reviewapp.web.access import ArticleDoor
    from reviewapp.web.requests import PersonRequest


@require_safe
def article_summary(request: PersonRequest, pk: int) -> HttpResponse:
    """Show the figures of an article; `system` chooses whose translation."""
    door = enter_article(request, pk)
    system, systems = _system_asked_for(request, door)
    context = {
        "door": door,
        "article": door.article,
        "system": system,
        "systems": systems,
        "summary": summarise_article(door.article, system) if system else None,
    }
    return render(request, "reports/article_summary.html", context)


@require_safe
def article_errors(request: PersonRequest, pk: int) -> HttpResponse:
    """List the errors behind the numbers of a summary: all, or those of a category, a severity, a text."""
    door = enter_article(request, pk)
    system, _ = _system_asked_for(request, door)
    choice = ErrorChoice(
        category=request.GET.get("category", ""),
        severity=request.GET.get("severity", ""),
        text=request.GET.get("text", ""),
    )
    context = {
        "door": door,
        "article": door.article,
        "system": system,
        "choice": choice,
        "errors": article_errors_of(door.article, system, choice) if system else [],
    }
    return render(request, "reports/article_errors.html", context)


def _system_asked_for(request: PersonRequest, door: ArticleDoor) -> tuple[System | None, list[System]]:
    """Return the system that the address names, or the one under review; and all that translated this."""
    systems = System.objects.filter(translations__segment__article=door.article).distinct()
    asked = request.GET.get("system", "")
    system = door.article.review_system
    if asked:
        system = get_object_or_404(systems, pk=int(asked) if asked.isdecimal() and len(asked) < 19 else 0)
    return system, list(systems)
