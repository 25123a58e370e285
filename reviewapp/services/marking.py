"""Mark spans as errors, and take marks back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from reviewapp.domain.text.admission import admit_text
from reviewapp.domain.text.spans import OffsetUnit, Span, span_from_offsets
from reviewapp.domain.text.tokens import snap_to_tokens
from reviewapp.models import Action, Error, Origin, Side
from reviewapp.services.operations import Operation, Request, Subject, earlier_event, record_event
from reviewapp.services.reviewing import begin_review

if TYPE_CHECKING:
    from reviewapp.domain.annotation.severities import Severity
    from reviewapp.models import Category, Event, Translation


class TextMovedOn(Exception):
    """The marked text is no longer the one that stands."""


class ForeignCategory(ValueError):
    """The category belongs to another profile than the corpus uses."""


class AlreadyRemoved(ValueError):
    """The error was taken back before."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a mark stands: offsets in one side's text, in the unit its sender counts in."""

    side: Side
    start: int
    end: int
    unit: OffsetUnit = OffsetUnit.CODE_POINT
    precise: bool = False
    """Whether to keep the offsets to the grapheme instead of growing them to whole words."""


@dataclass(frozen=True, slots=True)
class Marking:
    """What is wrong, in the profile's words; `place` is None where it is the whole sentence."""

    category: Category
    severity: Severity
    place: Place | None
    note: str = ""


def mark_error(
    translation: Translation, *, marking: Marking, seen_text_number: int, operation: Operation
) -> Error:
    """Store an error of the text that stands; sent twice under one key it is stored once.

    Raise `TextMovedOn`, `ForeignCategory`, `SpanOutsideText`, `TextRefused`, `ArticleIsClosed` or
    `OperationReused`.
    """
    request = Request(
        Action.ERROR_MARKED,
        {"translation": translation.pk, "seen": seen_text_number, "marking": _stated(marking)},
    )
    if event := earlier_event(operation, request):
        return _error_of(event)
    article = translation.segment.article
    if marking.category.profile_id != article.corpus.profile_id:
        raise ForeignCategory(f"{marking.category.path} is not a category of this corpus's profile.")
    if translation.text_number != seen_text_number:
        raise TextMovedOn("The sentence was changed since you marked it; mark it in the new text.")
    span, marked_text = _located(translation, marking.place)
    try:
        with transaction.atomic():
            begin_review(article)
            error = Error.objects.create(
                translation=translation,
                side=(marking.place.side if marking.place else Side.TARGET).value,
                start=span.start if span else None,
                end=span.end if span else None,
                marked_text=marked_text,
                text_number=seen_text_number,
                category=marking.category,
                severity=marking.severity.value,
                note=admit_text(marking.note),
                origin=Origin.HUMAN,
                author=operation.actor,
                created_at=operation.at,
            )
            record_event(
                operation,
                request,
                Subject(corpus=article.corpus, article=article, translation=translation),
                details={"error": error.pk, **_stated(marking)},
            )
    except IntegrityError:
        if event := earlier_event(operation, request):
            return _error_of(event)
        raise
    return error


def remove_error(error: Error, *, operation: Operation) -> Error:
    """Take a mark back; the row stays as evidence.

    Raise `AlreadyRemoved` where somebody else did so before, `ArticleIsClosed` or `OperationReused`.
    """
    request = Request(Action.ERROR_REMOVED, {"error": error.pk})
    if earlier_event(operation, request):
        return Error.objects.get(pk=error.pk)
    article = error.translation.segment.article
    try:
        with transaction.atomic():
            begin_review(article)
            _take_back(error, operation)
            record_event(
                operation,
                request,
                Subject(corpus=article.corpus, article=article, translation=error.translation),
                details={"error": error.pk},
            )
    except (IntegrityError, AlreadyRemoved):
        if not earlier_event(operation, request):
            raise
    return Error.objects.get(pk=error.pk)


def _take_back(error: Error, operation: Operation) -> None:
    standing = Error.objects.standing().filter(pk=error.pk)
    if not standing.update(removed_at=operation.at, removed_by=operation.actor):
        raise AlreadyRemoved("This error was taken back before.")


def _located(translation: Translation, place: Place | None) -> tuple[Span | None, str]:
    if place is None:
        return None, ""
    corpus = translation.segment.article.corpus
    if place.side is Side.SOURCE:
        text, language = translation.segment.source, corpus.source_language
    else:
        text, language = translation.text, corpus.target_language
    span = span_from_offsets(text, start=place.start, end=place.end, unit=place.unit)
    if not place.precise:
        span = snap_to_tokens(text, span, language=language)
    return span, span.text_in(text)


def _stated(marking: Marking) -> dict[str, object]:
    place = marking.place
    return {
        "category": marking.category.path,
        "severity": marking.severity.value,
        "note": marking.note,
        "side": place.side.value if place else None,
        "start": place.start if place else None,
        "end": place.end if place else None,
        "unit": place.unit.value if place else None,
        "precise": place.precise if place else None,
    }


def _error_of(event: Event) -> Error:
    return Error.objects.get(pk=event.details["error"])
