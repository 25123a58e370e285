"""Write a plan, all of it or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from reviewapp.domain.workflow.states import ArticleStatus, decided_status
from reviewapp.models import (
    ORIGINAL,
    Action,
    Article,
    Assessment,
    Error,
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


class CorpusMovedOn(Exception):
    """Somebody else changed the same rows at the same moment; nothing was stored here."""


def store_plan(plan: Plan, *, operation: Operation) -> None:
    """Write the rows of a plan in one transaction, with one audit row; an empty plan leaves no trace.

    Raise `CorpusMovedOn`, and store nothing, where somebody else changed the same rows in the meantime.
    """
    if plan.is_empty:
        return
    try:
        with transaction.atomic():
            _store(plan, operation)
    except (IntegrityError, ProtectedError) as clash:
        raise CorpusMovedOn("The corpus changed at the same moment.") from clash


def _store(plan: Plan, operation: Operation) -> None:
    stored = [(translation, text) for translation, text in plan.corrections if translation.pk]
    _correct(plan, operation)
    _clear(plan.rebuilt)
    System.objects.bulk_create(plan.systems, batch_size=BATCH)
    Article.objects.bulk_create(plan.articles, batch_size=BATCH)
    Article.objects.bulk_update(plan.adopting, ["review_system"], batch_size=BATCH)
    Segment.objects.bulk_create(plan.segments, batch_size=BATCH)
    Translation.objects.bulk_create(plan.translations, batch_size=BATCH)
    Reference.objects.bulk_create(plan.references, batch_size=BATCH)
    _store_corrections(plan, stored, operation)
    _store_assessments(plan, operation)
    record_event(operation, Request(Action.IMPORTED), Subject(corpus=plan.corpus), details=report_of(plan))


def _store_assessments(plan: Plan, operation: Operation) -> None:
    for assessment in plan.assessments:
        assessment.created_at = operation.at
    for error in plan.errors:
        error.created_at = operation.at
    Assessment.objects.bulk_create(plan.assessments, batch_size=BATCH)
    Error.objects.bulk_create(plan.errors, batch_size=BATCH)


def _clear(articles: Sequence[Article]) -> None:
    """Remove segments that are written anew; the database refuses where somebody has worked on one."""
    Segment.objects.filter(article__in=articles).delete()


def _correct(plan: Plan, operation: Operation) -> None:
    """Put post-edits into translations that are not stored yet, before they are."""
    for translation, text in plan.corrections:
        if translation.pk is None:
            for field, value in _corrected(translation, text, operation).items():
                setattr(translation, field, value)


def _corrected(translation: Translation, text: str, operation: Operation) -> dict[str, object]:
    return {
        "text": text,
        "text_number": ORIGINAL + 1,
        "version": ORIGINAL + 1,
        "status": decided_status(original=translation.original, text=text).value,
        "decided_by": operation.actor,
        "decided_at": operation.at,
    }


def _store_corrections(plan: Plan, stored: Sequence[tuple[Translation, str]], operation: Operation) -> None:
    """Append the revisions of post-edits; what somebody decided in the meantime is not overwritten."""
    if not plan.corrections:
        return
    for translation, text in stored:
        unseen = Translation.objects.filter(pk=translation.pk, version=ORIGINAL)
        if not unseen.update(**_corrected(translation, text, operation)):
            raise CorpusMovedOn("Somebody reviewed one of these sentences at this moment.")
    Revision.objects.bulk_create(
        (
            Revision(
                translation=translation,
                number=ORIGINAL + 1,
                text=text,
                kind=RevisionKind.IMPORT,
                author=operation.actor,
                created_at=operation.at,
            )
            for translation, text in plan.corrections
        ),
        batch_size=BATCH,
    )
    articles = {translation.segment.article.pk for translation, _ in plan.corrections}
    Article.objects.filter(pk__in=articles, status=ArticleStatus.IMPORTED.value).update(
        status=ArticleStatus.IN_REVIEW.value
    )
