"""Corpora: their articles, their systems side by side, and their scoring."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from reviewapp.domain.workflow.roles import Role
from reviewapp.domain.workflow.states import ArticleStatus
from reviewapp.models import ENDED, Corpus, Job, JobKind
from reviewapp.queries.desk import articles_of
from reviewapp.queries.figures import compare_systems
from reviewapp.services.jobs import cancel_job, enqueue_unless_open
from reviewapp.web.access import enter_corpus, enter_job

if TYPE_CHECKING:
    from django.http import HttpResponse

    from reviewapp.web.requests import PersonRequest

LONGEST_SEARCH = 200


@require_safe
def corpora(request: PersonRequest) -> HttpResponse:
    """List the corpora the person belongs to."""
    return render(request, "corpora/corpora.html", {"corpora": Corpus.objects.visible_to(request.user)})


@require_safe
def corpus(request: PersonRequest, slug: str) -> HttpResponse:
    """Show a corpus: systems side by side, then its articles."""
    door = enter_corpus(request, slug)
    status = request.GET.get("status", "")
    words = request.GET.get("q", "").replace("\0", "")[:LONGEST_SEARCH]
    known = status if status in set(ArticleStatus) else ""
    context = {
        "door": door,
        "page": articles_of(door.corpus, status=known, words=words, cursor=request.GET.get("after", "")),
        "comparison": compare_systems(door.corpus),
        "statuses": list(ArticleStatus),
        "status": known,
        "words": words,
        "jobs": _running_jobs(door.corpus) if door.can_manage else [],
    }
    return render(request, "corpora/corpus.html", context)


@require_POST
def score(request: PersonRequest, slug: str) -> HttpResponse:
    """Ask a worker to score what has no figure yet; one such job at a time is enough."""
    door = enter_corpus(request, slug, Role.MANAGER)
    asked = enqueue_unless_open(
        door.corpus, kind=JobKind.SCORE_CORPUS, requested_by=request.user, now=timezone.now()
    )
    if asked:
        messages.success(request, "Scoring is queued; a worker takes it up.")
    else:
        messages.info(request, "This corpus is being scored already.")
    return redirect("corpus", slug=slug)


@require_safe
def job(request: PersonRequest, slug: str, pk: UUID) -> HttpResponse:
    """Show how far a job is; asked for again until it has ended."""
    door, found = enter_job(request, slug, pk)
    template = "corpora/_job.html" if request.htmx else "corpora/job.html"
    return render(request, template, {"door": door, "job": found})


@require_POST
def cancel(request: PersonRequest, slug: str, pk: UUID) -> HttpResponse:
    """Stop a job: at once where it waits, else at its next report; what it measured is kept."""
    door, found = enter_job(request, slug, pk)
    cancel_job(found, now=timezone.now())
    if not request.htmx:
        return redirect("job", slug=slug, pk=pk)
    found.refresh_from_db()
    return render(request, "corpora/_job.html", {"door": door, "job": found})


def _running_jobs(corpus: Corpus) -> list[Job]:
    jobs = Job.objects.filter(corpus=corpus, parent=None).exclude(state__in=ENDED)
    return list(jobs.exclude(kind=JobKind.SCORE_TRANSLATION))
