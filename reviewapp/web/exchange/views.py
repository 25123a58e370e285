"""Take data out of a corpus."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from reviewapp.domain.workflow.roles import Role
from reviewapp.services.exporting import export_corpus
from reviewapp.services.operations import Operation
from reviewapp.web.access import enter_corpus
from reviewapp.web.exchange.forms import ExportForm

if TYPE_CHECKING:
    from reviewapp.web.requests import PersonRequest


@require_safe
def export(request: PersonRequest, slug: str) -> HttpResponse:
    """Show what can be taken out; `article` in the address limits it to these articles."""
    door = enter_corpus(request, slug, Role.CHIEF)
    form = ExportForm(None, corpus=door.corpus)
    asked = [pk for pk in request.GET.getlist("article") if pk.isdecimal() and len(pk) < 19]
    articles = list(door.corpus.articles.filter(pk__in=asked[:500]))
    return render(request, "exchange/export.html", {"door": door, "form": form, "articles": articles})


@require_POST
def download(request: PersonRequest, slug: str) -> HttpResponse | StreamingHttpResponse:
    """Send the file while it is being written."""
    door = enter_corpus(request, slug, Role.CHIEF)
    form = ExportForm(request.POST, corpus=door.corpus)
    if not form.is_valid():
        articles = list(form.cleaned_data.get("article", ()))
        context = {"door": door, "form": form, "articles": articles}
        return render(request, "exchange/export.html", context, status=422)
    wishes = form.wishes()
    operation = Operation(actor=request.user, at=timezone.now())
    pieces = export_corpus(door.corpus, wishes, chosen=form.chosen(), operation=operation)
    name = f"{door.corpus.slug}-{operation.at:%Y%m%d-%H%M}-{wishes.format.value.partition('-')[0]}"
    kind = "text/csv" if wishes.format.suffix == ".csv" else "application/jsonl"
    disposition = content_disposition_header(as_attachment=True, filename=f"{name}{wishes.format.suffix}")
    return StreamingHttpResponse(
        _encoded(pieces),
        content_type=f"{kind}; charset=utf-8",
        headers={"Content-Disposition": disposition or "attachment"},
    )


def _encoded(pieces: Iterator[str]) -> Iterator[bytes]:
    for piece in pieces:
        yield piece.encode()
