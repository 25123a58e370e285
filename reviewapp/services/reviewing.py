"""Decide on a sentence: correct it, accept it, discuss it, reopen it, restore an earlier text.

Each change names the version its author saw. The check stands inside the UPDATE, so that of two people who
saved at once exactly one wins and the other is told, on every database and without a lock.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import F

from reviewapp.domain.text.admission import admit_text
from reviewapp.domain.workflow.states import ArticleStatus, TranslationStatus, decided_status
from reviewapp.models import ORIGINAL, Action, Article, JobKind, Revision, RevisionKind, Translation
from reviewapp.services.jobs import enqueue_job
from reviewapp.services.operations import Operation, Request, Subject, earlier_event, record_event
from reviewapp.services.scoring.translation import score_now


class VersionConflict(Exception):
    """Somebody else changed the sentence since its author last saw it."""

    def __init__(self, current: Translation) -> None:
        super().__init__("Somebody else changed this sentence in the meantime.")
        self.current = current


class ArticleIsClosed(Exception):
    """The article is reviewed or signed off: it must be reopened first."""


class NothingToDecide(ValueError):
    """The change asked for would leave everything as it is, or lacks what it needs."""


@dataclass(frozen=True, slots=True)
class _Change:
    """What a decision does to a sentence; `text` is None where it stays."""

    status: TranslationStatus
    text: str | None = None
    reason: str = ""
    restored_number: int | None = None
    seconds_active: float | None = None


@dataclass(frozen=True, slots=True)
class Decided:
    """The sentence after a decision; `repeated` where this very operation had been done before."""

    translation: Translation
    repeated: bool = False


def save_correction(
    translation: Translation,
    *,
    text: str,
    seen_version: int,
    operation: Operation,
    seconds_active: float | None = None,
) -> Decided:
    """Store a new text of a sentence and count it as decided.

    Saving the text that stands settles the sentence as it is. Raise `TextRefused`, `VersionConflict`,
    `ArticleIsClosed` or `OperationReused`.
    """
    request = Request(Action.CORRECTED, {"translation": translation.pk, "text": text, "seen": seen_version})
    return _decide(
        translation,
        seen_version=seen_version,
        operation=operation,
        request=request,
        change=_Change(
            decided_status(original=translation.original, text=text),
            text=admit_text(text),
            seconds_active=seconds_active,
        ),
    )


def restore_text(
    translation: Translation, *, number: int, seen_version: int, operation: Operation
) -> Decided:
    """Bring text `number` back as a new revision; number 1 is the machine's own.

    Raise `NothingToDecide` where there is no such text, else as `save_correction`.
    """
    if number == ORIGINAL:
        text = translation.original
    else:
        earlier = translation.revisions.filter(number=number).first()
        if earlier is None:
            raise NothingToDecide(f"This sentence has no text {number}.")
        text = earlier.text
    request = Request(
        Action.RESTORED, {"translation": translation.pk, "number": number, "seen": seen_version}
    )
    return _decide(
        translation,
        seen_version=seen_version,
        operation=operation,
        request=request,
        change=_Change(
            decided_status(original=translation.original, text=text), text=text, restored_number=number
        ),
    )


def accept_translation(translation: Translation, *, seen_version: int, operation: Operation) -> Decided:
    """Settle the sentence with the text that stands."""
    request = Request(Action.ACCEPTED, {"translation": translation.pk, "seen": seen_version})
    return _decide(
        translation,
        seen_version=seen_version,
        operation=operation,
        request=request,
        change=_Change(decided_status(original=translation.original, text=translation.text)),
    )


def ask_for_discussion(
    translation: Translation, *, reason: str, seen_version: int, operation: Operation
) -> Decided:
    """Set the sentence aside with a question. Raise `NothingToDecide` where none is asked."""
    if not reason.strip():
        raise NothingToDecide("Say what should be discussed.")
    request = Request(
        Action.DISCUSSED, {"translation": translation.pk, "reason": reason, "seen": seen_version}
    )
    return _decide(
        translation,
        seen_version=seen_version,
        operation=operation,
        request=request,
        change=_Change(TranslationStatus.DISCUSSION, reason=admit_text(reason)),
    )


def reopen_translation(translation: Translation, *, seen_version: int, operation: Operation) -> Decided:
    """Take the decision back; the text stays."""
    request = Request(Action.REOPENED, {"translation": translation.pk, "seen": seen_version})
    return _decide(
        translation,
        seen_version=seen_version,
        operation=operation,
        request=request,
        change=_Change(TranslationStatus.OPEN),
    )


def _decide(
    translation: Translation,
    *,
    seen_version: int,
    operation: Operation,
    request: Request,
    change: _Change,
) -> Decided:
    """Make one change of one sentence: repetition, version, revision, article and audit row at once."""
    if earlier_event(operation, request):
        return Decided(_fresh(translation), repeated=True)
    article = translation.segment.article
    try:
        with transaction.atomic():
            begin_review(article)
            number = _write(translation, seen_version, operation, change)
            if number > translation.text_number:
                _append_revision(translation, number, operation, change)
            record_event(
                operation,
                request,
                Subject(corpus=article.corpus, article=article, translation=translation),
                details={
                    "version": seen_version + 1,
                    "status": change.status.value,
                    "text_number": number,
                },
                reason=change.reason,
            )
            enqueue_job(
                article.corpus,
                kind=JobKind.SCORE_TRANSLATION,
                arguments={"translation": translation.pk},
                requested_by=operation.actor,
                now=operation.at,
            )
    except (IntegrityError, VersionConflict):
        # The same operation, sent twice at the same moment: its twin has just been done.
        if earlier_event(operation, request):
            return Decided(_fresh(translation), repeated=True)
        raise
    decided = _fresh(translation)
    score_now(decided)
    return Decided(decided)


def begin_review(article: Article) -> None:
    """Move an imported article into review with its first decision; refuse one that is closed."""
    # An UPDATE even where nothing changes: it holds the row, so that nobody closes the article before the
    # commit of what is decided here.
    unclosed = (ArticleStatus.IMPORTED.value, ArticleStatus.IN_REVIEW.value)
    articles = Article.objects.filter(pk=article.pk, status__in=unclosed)
    if not articles.update(status=ArticleStatus.IN_REVIEW.value):
        raise ArticleIsClosed("This article is closed. Reopen it to change it.")


def _write(translation: Translation, seen_version: int, operation: Operation, change: _Change) -> int:
    """Change the row if it still is as its author saw it; return the number of the text that now stands."""
    if translation.version != seen_version:
        raise VersionConflict(_fresh(translation))
    is_open = change.status is TranslationStatus.OPEN
    is_new_text = change.text is not None and change.text != translation.text
    number = translation.text_number + is_new_text
    written = Translation.objects.filter(pk=translation.pk, version=seen_version).update(
        version=seen_version + 1,
        status=change.status.value,
        decided_by=None if is_open else operation.actor,
        decided_at=None if is_open else operation.at,
        text=change.text if is_new_text else F("text"),
        text_number=number,
    )
    if not written:
        raise VersionConflict(_fresh(translation))
    return number


def _append_revision(translation: Translation, number: int, operation: Operation, change: _Change) -> None:
    Revision.objects.create(
        translation=translation,
        number=number,
        text=change.text or "",
        kind=RevisionKind.EDIT if change.restored_number is None else RevisionKind.RESTORE,
        restored_number=change.restored_number,
        author=operation.actor,
        seconds_active=change.seconds_active,
        created_at=operation.at,
    )


def _fresh(translation: Translation) -> Translation:
    return Translation.objects.select_related("segment__article__corpus", "system").get(pk=translation.pk)
