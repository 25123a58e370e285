"""Figures side by side, and what they are made of; filters recompute within the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.views.decorators.http import require_safe

from reviewapp.models import Corpus
from reviewapp.queries.choices import figure_choices
from reviewapp.queries.languages import language_figures
from reviewapp.queries.sentences import Sentences
from reviewapp.web.access import enter_corpus
from reviewapp.web.comparison.forms import FiguresForm
from reviewapp.web.comparison.pages import comparison_page, sentences_page
from reviewapp.web.fragments import Region, render_regions

if TYPE_CHECKING:
    from django.http import HttpResponse

    from reviewapp.web.requests import PersonRequest


@require_safe
def compare(request: PersonRequest, slug: str) -> HttpResponse:
    """Show systems side by side.

    A filter that is not understood is named and does not count; the answer is 422.
    """
    door = enter_corpus(request, slug)
    form = _form(request, door.corpus)
    measure = form.measure
    context = {
        "door": door,
        "form": form,
        "result": comparison_page(door.corpus, form, measure) if measure else None,
    }
    status = 422 if form.errors else 200
    if request.htmx and not request.htmx.history_restore_request:
        region = Region("comparison/_result.html", context)
        return render_regions(request, [region], status=status, announce="Figures computed anew")
    return render(request, "comparison/compare.html", context, status=status)


@require_safe
def sentences(request: PersonRequest, slug: str) -> HttpResponse:
    """Show the sentences behind a figure, or behind the difference of two."""
    door = enter_corpus(request, slug)
    form = _form(request, door.corpus)
    measure, system = form.measure, form.system_named("look")
    page = None
    if measure and system:
        rival = form.system_named("beside")
        asked = Sentences(
            measure=measure,
            chosen=form.slice,
            system=system,
            against=rival if rival != system else None,
            order=form.order,
        )
        page = sentences_page(door.corpus, form, asked, request.GET.get("after", ""))
    context = {"door": door, "form": form, "page": page}
    return render(request, "comparison/sentences.html", context, status=422 if form.errors else 200)


@require_safe
def figures_by_language(request: PersonRequest) -> HttpResponse:
    """Show what systems of one name come to in each pair of languages, over all the person's corpora."""
    pairs = language_figures(Corpus.objects.visible_to(request.user))
    return render(request, "comparison/figures_by_language.html", {"pairs": pairs})


def _form(request: PersonRequest, corpus: Corpus) -> FiguresForm:
    return FiguresForm(request.GET, figure_choices(corpus, article=request.GET.get("article", "")))
