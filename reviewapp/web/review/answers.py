"""Carry out a change that the review page asks for, and answer with the regions that it changed.

The same answer serves both kinds of client: htmx gets rows, a form without script is redirected, and what
could not be saved comes back in its field with the reason either way.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from reviewapp.domain.text.admission import TextRefused
from reviewapp.domain.text.diff import diff_texts
from reviewapp.domain.text.spans import SpanOutsideText
from reviewapp.domain.workflow.states import StepNotAllowed
from reviewapp.models import System, Translation
from reviewapp.services.article_status import GateClosed, ReasonMissing, RoleTooLow, StatusMovedOn
from reviewapp.services.marking import AlreadyRemoved, ForeignCategory, TextMovedOn
from reviewapp.services.operations import Operation, OperationReused
from reviewapp.services.reviewing import ArticleIsClosed, NothingToDecide, VersionConflict
from reviewapp.web.access import ArticleDoor, TranslationDoor, enter_translation
from reviewapp.web.fragments import Region, render_regions
from reviewapp.web.review import pages
from reviewapp.web.review.forms import OperationForm

if TYPE_CHECKING:
    from reviewapp.web.requests import PersonRequest
    from reviewapp.web.review.forms import StatusForm

REFUSALS = (
    AlreadyRemoved,
    ArticleIsClosed,
    ForeignCategory,
    NothingToDecide,
    OperationReused,
    SpanOutsideText,
    TextMovedOn,
    TextRefused,
)
STEP_REFUSALS = (GateClosed, OperationReused, ReasonMissing, RoleTooLow, StepNotAllowed, TextRefused)
INCOMPLETE = "This form came without its version or its key, so nothing was changed. Reload the page."

LONGEST_KEY = 18
"""Digits that every database takes for a key."""

FormT = TypeVar("FormT", bound=OperationForm)


def operation_of(request: PersonRequest, form: OperationForm) -> Operation:
    """Return who asks for what, now."""
    return Operation(actor=request.user, at=timezone.now(), key=form.cleaned_data["operation"])


def show_article(
    request: PersonRequest,
    door: ArticleDoor,
    *,
    replaced: pages.SegmentRow | None = None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    """Render the whole page."""
    systems = list(System.objects.filter(translations__segment__article=door.article).distinct())
    if replaced:
        system: System | None = replaced.translation.system
        position: int | None = replaced.translation.segment.position
    else:
        system = _system_asked_for(request, door, systems)
        position = _position_asked_for(request)
    page = pages.review_page(
        door,
        system=system,
        systems=systems,
        position=position,
        hides_source=request.user.hides_source_first,
        replaced=replaced,
    )
    return render(request, "review/article.html", {"page": page, "problem": problem}, status=status)


def carry_out(
    request: PersonRequest,
    door: TranslationDoor,
    form: FormT,
    act: Callable[[FormT], None],
    *,
    announce: str,
    stays: bool = False,
) -> HttpResponse:
    """Do what a valid form asks for; `stays` keeps the sentence open afterwards."""
    if not form.is_valid():
        if {"version", "operation", "text_number"} & form.errors.keys():
            return render(request, "400.html", {"reason": INCOMPLETE}, status=400)
        return _refused(request, door, _first_error(form))
    try:
        act(form)
    except VersionConflict as conflict:
        return _conflicting(request, door, conflict)
    except REFUSALS as refusal:
        return _refused(request, door, str(refusal))
    stays = stays or request.POST.get("then") == "stay"
    opened = door.translation if stays else _next_of(door.translation) or door.translation
    if not request.htmx:
        return redirect(pages.address_of(opened))
    announcement = f"{announce}, sentence {door.translation.segment.position}"
    return answer_with_rows(request, door, opened=opened, announce=announcement)


def carry_out_step(
    request: PersonRequest, door: ArticleDoor, form: StatusForm, act: Callable[[StatusForm], None]
) -> HttpResponse:
    """Move the article, or show the page again with what stands in the way."""
    if not form.is_valid():
        if {"version", "operation"} & form.errors.keys():
            return render(request, "400.html", {"reason": INCOMPLETE}, status=400)
        return show_article(request, door, problem=_first_error(form), status=422)
    try:
        act(form)
    except StatusMovedOn as conflict:
        return show_article(request, door, problem=str(conflict), status=409)
    except STEP_REFUSALS as refusal:
        return show_article(request, door, problem=str(refusal), status=422)
    messages.success(request, "The article's status is changed.")
    return redirect("article", pk=door.article.pk)


def answer_with_rows(
    request: PersonRequest, door: TranslationDoor, *, opened: Translation, announce: str = ""
) -> HttpResponse:
    """Send the row asked for, the row that opens or closes with it, and the line at the top."""
    main = pages.segment_row(
        _again(request, door, door.translation.pk),
        is_open=opened.pk == door.translation.pk,
        hides_source=request.user.hides_source_first,
    )
    rows = [main]
    for other, is_open in ((opened.pk, True), (_row_to_close(request, door), False)):
        if other is not None and other not in {row.translation.pk for row in rows}:
            rows.append(
                pages.segment_row(
                    _again(request, door, other),
                    is_open=is_open,
                    hides_source=request.user.hides_source_first,
                )
            )
    regions = [Region("review/_segment_row.html", {"row": row}) for row in rows]
    bar = pages.article_bar(_again(request, door, opened.pk), system_id=opened.system_id)
    regions.append(Region("review/_bar.html", {"bar": bar}))
    regions.append(Region("review/_open_row.html", {"open_translation": opened.pk}))
    return render_regions(request, regions, announce=announce)


def _refused(request: PersonRequest, door: TranslationDoor, problem: str) -> HttpResponse:
    row = pages.segment_row(
        door,
        is_open=True,
        hides_source=request.user.hides_source_first,
        text=_typed(request),
        problem=problem,
    )
    return _answer_with_row(request, door, row, status=422)


def _conflicting(request: PersonRequest, door: TranslationDoor, conflict: VersionConflict) -> HttpResponse:
    """Show both texts. The form that comes back names the new version: saving again is then deliberate."""
    current = _again(request, door, door.translation.pk)
    theirs, yours = conflict.current.text, _typed(request)
    row = pages.segment_row(
        current,
        is_open=True,
        hides_source=request.user.hides_source_first,
        text=yours,
        problem=str(conflict),
        conflict=pages.Conflict(
            theirs=theirs,
            their_author=str(conflict.current.decided_by or "somebody else"),
            yours=theirs if yours is None else yours,
            changes=diff_texts(
                theirs, theirs if yours is None else yours, language=door.corpus.target_language
            ),
        ),
    )
    return _answer_with_row(request, current, row, status=409)


def _answer_with_row(
    request: PersonRequest, door: TranslationDoor, row: pages.SegmentRow, *, status: int
) -> HttpResponse:
    if request.htmx:
        region = Region("review/_segment_row.html", {"row": row})
        problem = row.open.problem if row.open else ""
        return render_regions(request, [region], status=status, announce=problem)
    return show_article(request, door, replaced=row, status=status)


def _typed(request: PersonRequest) -> str | None:
    """Return what the person typed, or None where the form had no text field."""
    text = request.POST.get("text")
    return None if text is None else text.replace("\r\n", "\n")


def _again(request: PersonRequest, door: TranslationDoor, translation_pk: int) -> TranslationDoor:
    return enter_translation(request, door.article.pk, translation_pk)


def _next_of(translation: Translation) -> Translation | None:
    later = Translation.objects.of_article(translation.segment.article_id).filter(
        system=translation.system_id, segment__position__gt=translation.segment.position
    )
    return later.select_related("segment").first()


def _row_to_close(request: PersonRequest, door: TranslationDoor) -> int | None:
    """Return the row that was open in the browser, if it is one of this article."""
    value = request.POST.get("close") or request.GET.get("close") or ""
    if not value.isdecimal() or len(value) > LONGEST_KEY:
        return None
    of_article = Translation.objects.filter(pk=int(value), segment__article=door.article)
    return of_article.values_list("pk", flat=True).first()


def _system_asked_for(request: PersonRequest, door: ArticleDoor, systems: list[System]) -> System | None:
    asked = request.GET.get("system")
    if asked is None:
        return door.article.review_system
    for system in systems:
        if str(system.pk) == asked:
            return system
    raise Http404("This article has no translation by that system.")


def _position_asked_for(request: PersonRequest) -> int | None:
    asked = request.GET.get("sentence", "")
    return int(asked) if asked.isdecimal() and len(asked) < 10 else None


def _first_error(form: OperationForm) -> str:
    name, errors = next(iter(form.errors.items()))
    label = "" if name == "__all__" else f"{name.replace('_', ' ').capitalize()}: "
    return f"{label}{errors[0]}"
