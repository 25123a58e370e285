"""Read an article; decide on its sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from reviewapp.domain.text.admission import MAX_CHARACTERS
from reviewapp.domain.text.diff import diff_texts
from reviewapp.domain.workflow.roles import Role
from reviewapp.domain.workflow.states import ArticleStatus
from reviewapp.queries.review import details_of, events_of, history_of
from reviewapp.services.article_status import change_article_status
from reviewapp.services.marking import mark_error, remove_error
from reviewapp.services.reviewing import (
    accept_translation,
    ask_for_discussion,
    reopen_translation,
    restore_text,
    save_correction,
)
from reviewapp.web.access import enter_article, enter_translation, error_behind
from reviewapp.web.fragments import Region, render_regions
from reviewapp.web.review import pages
from reviewapp.web.review.answers import (
    answer_with_rows,
    carry_out,
    carry_out_step,
    operation_of,
    show_article,
)
from reviewapp.web.review.forms import (
    CorrectionForm,
    DecisionForm,
    DiscussionForm,
    MarkForm,
    OperationForm,
    RestoreForm,
    StatusForm,
)
from reviewapp.web.review.outcomes import is_being_scored, outcome_of

if TYPE_CHECKING:
    from reviewapp.web.requests import PersonRequest


@require_safe
def article(request: PersonRequest, pk: int) -> HttpResponse:
    """Show an article with one sentence open."""
    return show_article(request, enter_article(request, pk))


@require_safe
def sentence(request: PersonRequest, pk: int, translation_pk: int) -> HttpResponse:
    """Open one sentence and close the one that was open."""
    door = enter_translation(request, pk, translation_pk)
    if not request.htmx:
        return redirect(pages.address_of(door.translation))
    return answer_with_rows(request, door, opened=door.translation)


@require_POST
def save(request: PersonRequest, pk: int, translation_pk: int) -> HttpResponse:
    """Store a corrected text."""

    def act(form: CorrectionForm) -> None:
        save_correction(
            door.translation,
            text=form.cleaned_data["text"],
            seen_version=form.cleaned_data["version"],
            seconds_active=form.cleaned_data["seconds"],
            operation=operation_of(request, form),
        )

    door = enter_translation(request, pk, translation_pk, Role.REVIEWER)
    return carry_out(request, door, CorrectionForm(request.POST), act, announce="Saved")


@require_POST
def accept(request: PersonRequest, pk: int, translation_pk: int) -> HttpResponse:
    """Settle the sentence as it stands."""

    def act(form: DecisionForm) -> None:
        accept_translation(
            door.translation,
            seen_version=form.cleaned_data["version"],
            operation=operation_of(request, form),
        )

    door = enter_translation(request, pk, translation_pk, Role.REVIEWER)
    return carry_out(request, door, DecisionForm(request.POST), act, announce="Accepted")


@require_POST
def discuss(request: PersonRequest, pk: int, translation_pk: int) -> HttpResponse:
    """Set the sentence aside with a question."""

    def act(form: DiscussionForm) -> None:
        ask_for_discussion(
            door.translation,
            reason=form.cleaned_data["reason"],
            seen_version=form.cleaned_data["version"],
            operation=operation_of(request, form),
        )

    door = enter_translation(request, pk, translation_pk, Role.REVIEWER)
    return carry_out(request, door, DiscussionForm(request.POST), act, announce="Set aside for discussion")


@require_POST
def reopen(request: PersonRequest, pk: int, translation_pk: int) -> HttpResponse:
    """Take a decision back."""

    def act(form: DecisionForm) -> None:
        reopen_translation(
            door.translation,
            seen_version=form.cleaned_data["version"],
            operation=operation_of(request, form),
        )

    door = enter_translation(request, pk, translation_pk, Role.REVIEWER)
    return carry_out(request, door, DecisionForm(request.POST), act, announce="Reopened", stays=True)


@require_POST
def restore(request: PersonRequest, pk: int, translation_pk: int) -> HttpResponse:
    """Bring an earlier text back."""

    def act(form: RestoreForm) -> None:
        restore_text(
            door.translation,
            number=form.cleaned_data["number"],
            seen_version=form.cleaned_data["version"],
            operation=operation_of(request, form),
        )

    door = enter_translation(request, pk, translation_pk, Role.REVIEWER)
    return carry_out(request, door, RestoreForm(request.POST), act, announce="Restored", stays=True)


@require_POST
def mark(request: PersonRequest, pk: int, translation_pk: int) -> HttpResponse:
    """Mark an error."""

    def act(form: MarkForm) -> None:
        mark_error(
            door.translation,
            marking=form.marking(),
            seen_text_number=form.cleaned_data["text_number"],
            operation=operation_of(request, form),
        )

    door = enter_translation(request, pk, translation_pk, Role.REVIEWER)
    form = MarkForm(request.POST, profile_id=door.corpus.profile_id)
    return carry_out(request, door, form, act, announce="Error marked", stays=True)


@require_POST
def unmark(request: PersonRequest, pk: int, translation_pk: int, error_pk: int) -> HttpResponse:
    """Take an error back."""

    def act(form: OperationForm) -> None:
        remove_error(error, operation=operation_of(request, form))

    door = enter_translation(request, pk, translation_pk, Role.REVIEWER)
    error = error_behind(door, error_pk)
    return carry_out(request, door, OperationForm(request.POST), act, announce="Error taken back", stays=True)


@require_POST
def preview(request: PersonRequest, pk: int, translation_pk: int) -> HttpResponse:
    """Show what the text being typed changes in the machine's; nothing is stored."""
    door = enter_translation(request, pk, translation_pk)
    text = request.POST.get("text", "").replace("\r\n", "\n")[:MAX_CHARACTERS]
    changes = diff_texts(door.translation.original, text, language=door.corpus.target_language)
    context = {"translation": door.translation, "changes": changes, "corpus": door.corpus}
    return render_regions(request, [Region("review/_changes.html", context)])


@require_safe
def history(request: PersonRequest, pk: int, translation_pk: int) -> HttpResponse:
    """Show every text of a sentence and what was done to it."""
    door = enter_translation(request, pk, translation_pk)
    context = {
        "door": door,
        "translation": door.translation,
        "entries": history_of(door.translation),
        "events": events_of(door.translation),
        "operation": pages.OpenSentence.new_operation,
    }
    return render(request, "review/_history.html" if request.htmx else "review/history.html", context)


@require_safe
def scores(request: PersonRequest, pk: int, translation_pk: int) -> HttpResponse:
    """Show a sentence's figures; asked for again while the worker is at them."""
    door = enter_translation(request, pk, translation_pk)
    details = details_of(door.translation, pending=is_being_scored(door.translation))
    context = {"translation": door.translation, "details": details}
    return render_regions(request, [Region("review/_scores.html", context)])


@require_safe
def outcome(request: PersonRequest, pk: int, translation_pk: int) -> HttpResponse:
    """Show what the margin of a closed sentence says; asked for again, ever more rarely, while scored."""
    door = enter_translation(request, pk, translation_pk)
    asked = request.GET.get("look", "")
    look = int(asked) + 1 if asked.isdecimal() and len(asked) < 3 else 1
    context = {"outcome": outcome_of(door.translation, look=look)}
    return render_regions(request, [Region("review/_outcome.html", context)])


@require_POST
def change_status(request: PersonRequest, pk: int) -> HttpResponse:
    """Move the article one step."""

    def act(form: StatusForm) -> None:
        change_article_status(
            door.article,
            target=ArticleStatus(form.cleaned_data["target"]),
            role=door.role,
            reason=form.cleaned_data["reason"],
            seen_version=form.cleaned_data["version"],
            operation=operation_of(request, form),
        )

    door = enter_article(request, pk, Role.REVIEWER)
    return carry_out_step(request, door, StatusForm(request.POST), act)
