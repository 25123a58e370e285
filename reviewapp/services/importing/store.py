"""Write a plan, all of it or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db import transaction

from reviewapp.domain.workflow.states import ArticleStatus, decided_status
from reviewapp.models import (
    ORIGINAL,
    Action,
    Article,
    Reference,
    Revision,
    RevisionKind,
    Segment,
    System,
    Translation,
)
from reviewapp.services.importing.plans import report_of
from reviewapp.services.operations import Operation, Request, Subject, record_event

if TYPE_CHECKING:
    from reviewapp.services.importing.plans import Plan

BATCH = 1_000


def store_plan(plan: Plan, *, operation: Operation) -> None:
    """Write the rows of a plan in one transaction, with one audit row; an empty plan leaves no trace."""
    if plan.is_empty:
        return
    with transaction.atomic():
        _clear(plan.rebuilt)
        System.objects.bulk_create(plan.systems, batch_size=BATCH)
        Article.objects.bulk_create(plan.articles, batch_size=BATCH)
        Article.objects.bulk_update(plan.adopting, ["review_system"], batch_size=BATCH)
        Segment.objects.bulk_create(plan.segments, batch_size=BATCH)
        Translation.objects.bulk_create(plan.translations, batch_size=BATCH)
        Reference.objects.bulk_create(plan.references, batch_size=BATCH)
        _store_corrections(plan, operation)
        record_event(
            operation, Request(Action.IMPORTED), Subject(corpus=plan.corpus), details=report_of(plan)
        )


def _clear(articles: Sequence[Article]) -> None:
    """Remove segments that are written anew; the database refuses where somebody has worked on one."""
    Segment.objects.filter(article__in=articles).delete()


def _store_corrections(plan: Plan, operation: Operation) -> None:
    """Append post-edits that came with the file, as decided sentences of articles in review."""
    if not plan.corrections:
        return
    revisions, changed = [], []
    for translation, text in plan.corrections:
        translation.text = text
        translation.text_number = translation.version = ORIGINAL + 1
        translation.status = decided_status(original=translation.original, text=text).value
        translation.decided_by, translation.decided_at = operation.actor, operation.at
        changed.append(translation)
        revisions.append(
            Revision(
                translation=translation,
                number=translation.text_number,
                text=text,
                kind=RevisionKind.IMPORT,
                author=operation.actor,
                created_at=operation.at,
            )
        )
    fields = ["text", "text_number", "version", "status", "decided_by", "decided_at"]
    Translation.objects.bulk_update(changed, fields, batch_size=200)
    Revision.objects.bulk_create(revisions, batch_size=BATCH)
    articles = {translation.segment.article.pk for translation in changed}
    Article.objects.filter(pk__in=articles, status=ArticleStatus.IMPORTED.value).update(
        status=ArticleStatus.IN_REVIEW.value
    )
