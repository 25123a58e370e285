"""Translations that are unusually short or long for their source, by the corpus's subword model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from reviewapp.domain.workflow.roles import Role
from reviewapp.models import ENDED, Job, JobKind
from reviewapp.queries.lengths import norm_of, surprising_lengths
from reviewapp.services.jobs import enqueue_unless_open
from reviewapp.web.access import enter_corpus

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet
    from django.http import HttpResponse

    from reviewapp.models import Corpus, SubwordModel
    from reviewapp.web.requests import PersonRequest


@require_safe
def lengths(request: PersonRequest, slug: str) -> HttpResponse:
    """Show what may miss or add something, the farthest from the usual first."""
    door = enter_corpus(request, slug)
    model = door.corpus.subword_models.first()
    context = {
        "door": door,
        "model": model,
        "norm": norm_of(model) if model else None,
        "found": surprising_lengths(model, count_pieces=_counter(model)) if model else None,
        "jobs": list(_running(door.corpus)) if door.can_manage else [],
    }
    return render(request, "lengths/lengths.html", context)


@require_POST
def train(request: PersonRequest, slug: str) -> HttpResponse:
    """Ask a worker to train a subword model on the corpus; one such job at a time is enough."""
    door = enter_corpus(request, slug, Role.MANAGER)
    asked = enqueue_unless_open(
        door.corpus, kind=JobKind.TRAIN_SUBWORDS, requested_by=request.user, now=timezone.now()
    )
    if asked:
        messages.success(request, "Training is queued; a worker takes it up.")
    else:
        messages.info(request, "Subwords are being trained already.")
    return redirect("corpus-lengths", slug=slug)


def _running(corpus: Corpus) -> QuerySet[Job]:
    return Job.objects.filter(corpus=corpus, kind=JobKind.TRAIN_SUBWORDS).exclude(state__in=ENDED)


def _counter(model: SubwordModel) -> Callable[[str], int]:
    # sentencepiece is loaded by the first page that counts, and not by every server that starts.
    from reviewapp.services.scoring.subwords import piece_counter  # noqa: PLC0415

    return piece_counter(model)
