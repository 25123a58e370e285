"""Marking spans as errors: where they end up, what is refused, and that sending twice stores once."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from reviewapp.domain.annotation.severities import Severity
from reviewapp.domain.text.admission import TextRefused
from reviewapp.domain.text.spans import OffsetUnit, SpanOutsideText
from reviewapp.domain.workflow.states import ArticleStatus
from reviewapp.models import Action, Article, Error, Event, Origin, Profile, Side
from reviewapp.services.marking import (
    AlreadyRemoved,
    ForeignCategory,
    Marking,
    Place,
    TextMovedOn,
    mark_error,
    remove_error,
)
from reviewapp.services.operations import OperationReused
from reviewapp.services.reviewing import ArticleIsClosed, save_correction
from tests.factories import NOON, ArticleFactory, ErrorFactory, first_category, make_sentence
from tests.services.acts import by, row_counts

if TYPE_CHECKING:
    from reviewapp.models import Translation
    from tests.conftest import Cast

pytestmark = pytest.mark.django_db


def marking(
    cast: Cast,
    start: int,
    end: int,
    *,
    side: Side = Side.TARGET,
    unit: OffsetUnit = OffsetUnit.CODE_POINT,
    precise: bool = False,
) -> Marking:
    place = Place(side, start, end, unit, precise=precise)
    return Marking(first_category(cast.corpus.profile), Severity.MAJOR, place, note="Which one?")


def test_a_mark_is_stored_with_its_author_and_its_audit_row(cast: Cast, sentence: Translation) -> None:
    operation = by(cast.colleague)

    error = mark_error(sentence, marking=marking(cast, 21, 26), seen_text_number=1, operation=operation)

    assert (error.start, error.end, error.marked_text) == (21, 26, "wharf")
    assert (error.side, error.text_number, error.severity) == (Side.TARGET, 1, Severity.MAJOR)
    assert (error.author, error.created_at, error.origin) == (cast.colleague, NOON, Origin.HUMAN)
    assert error.note == "Which one?"
    event = Event.objects.get()
    assert (event.action, event.operation) == (Action.ERROR_MARKED, operation.key)
    assert event.details["error"] == error.pk
    assert Article.objects.get(pk=sentence.segment.article_id).status == ArticleStatus.IN_REVIEW


@pytest.mark.parametrize(
    ("start", "end", "precise", "marked"),
    [
        (22, 24, False, "wharf"),
        (22, 24, True, "ha"),
        (20, 27, False, "wharf"),
        (16, 23, False, "left wharf"),
        (37, 38, False, "."),
        (0, 38, False, "The first ferry left wharf at 6 hours."),
    ],
)
def test_a_mark_grows_to_whole_words_unless_it_is_precise(
    cast: Cast, sentence: Translation, start: int, end: int, precise: bool, marked: str
) -> None:
    error = mark_error(
        sentence,
        marking=marking(cast, start, end, precise=precise),
        seen_text_number=1,
        operation=by(cast.colleague),
    )

    assert error.marked_text == marked
    assert error.span is not None
    assert error.span.text_in(sentence.text) == marked


@pytest.mark.parametrize(
    ("text", "start", "end", "marked"),
    [
        # The anchor and the ferry are two UTF-16 units each.
        ("⚓ ok 🚢 boat left.", 9, 13, "boat"),
        ("🚢🚢 boat left.", 5, 9, "boat"),
        # From within a surrogate pair the whole character is taken.
        ("🚢 boat left.", 1, 2, "🚢"),
    ],
)
def test_a_browsers_offsets_become_code_points(
    cast: Cast, sentence: Translation, text: str, start: int, end: int, marked: str
) -> None:
    row = make_sentence(sentence.segment.article, text)

    error = mark_error(
        row,
        marking=marking(cast, start, end, unit=OffsetUnit.UTF16),
        seen_text_number=1,
        operation=by(cast.colleague),
    )

    assert error.marked_text == marked
    assert text[error.start : error.end] == marked


def test_the_source_can_be_marked(cast: Cast, sentence: Translation) -> None:
    error = mark_error(
        sentence,
        marking=marking(cast, 8, 9, side=Side.SOURCE),
        seen_text_number=1,
        operation=by(cast.colleague),
    )

    assert (error.side, error.marked_text) == (Side.SOURCE, "phà")


def test_the_whole_sentence_can_be_wrong(cast: Cast, sentence: Translation) -> None:
    whole = Marking(first_category(cast.corpus.profile), Severity.CRITICAL, place=None)

    error = mark_error(sentence, marking=whole, seen_text_number=1, operation=by(cast.colleague))

    assert (error.start, error.end, error.marked_text, error.side) == (None, None, "", Side.TARGET)


def test_a_mark_in_a_text_that_moved_on_is_refused(cast: Cast, sentence: Translation) -> None:
    row = save_correction(sentence, text="Rain.", seen_version=1, operation=by(cast.chief)).translation

    with pytest.raises(TextMovedOn, match="mark it in the new text"):
        mark_error(row, marking=marking(cast, 0, 3), seen_text_number=1, operation=by(cast.colleague))
    error = mark_error(row, marking=marking(cast, 0, 3), seen_text_number=2, operation=by(cast.colleague))

    assert (error.text_number, error.marked_text) == (2, "Rain")


def test_a_category_of_another_profile_is_refused(cast: Cast, sentence: Translation) -> None:
    other = Profile.objects.exclude(pk=cast.corpus.profile_id)[0]
    foreign = Marking(first_category(other), Severity.MINOR, place=None)

    with pytest.raises(ForeignCategory, match="not a category of this corpus"):
        mark_error(sentence, marking=foreign, seen_text_number=1, operation=by(cast.colleague))


@pytest.mark.parametrize(("start", "end"), [(0, 99), (5, 5), (9, 3), (-1, 4)])
def test_a_place_outside_the_text_is_refused(cast: Cast, sentence: Translation, start: int, end: int) -> None:
    before = row_counts()

    with pytest.raises(SpanOutsideText):
        mark_error(
            sentence, marking=marking(cast, start, end), seen_text_number=1, operation=by(cast.colleague)
        )

    assert row_counts() == before


def test_a_note_that_cannot_be_stored_is_refused(cast: Cast, sentence: Translation) -> None:
    broken = dataclasses.replace(marking(cast, 0, 3), note="a\x00b")

    with pytest.raises(TextRefused):
        mark_error(sentence, marking=broken, seen_text_number=1, operation=by(cast.colleague))

    assert not Event.objects.exists()
    assert not Error.objects.exists()


def test_sent_twice_a_mark_is_stored_once(cast: Cast, sentence: Translation) -> None:
    operation = by(cast.colleague)
    first = mark_error(sentence, marking=marking(cast, 21, 26), seen_text_number=1, operation=operation)
    before = row_counts()

    again = mark_error(sentence, marking=marking(cast, 21, 26), seen_text_number=1, operation=operation)

    assert again == first
    assert row_counts() == before


def test_a_repetition_is_answered_even_when_the_text_moved_on(cast: Cast, sentence: Translation) -> None:
    operation = by(cast.colleague)
    first = mark_error(sentence, marking=marking(cast, 21, 26), seen_text_number=1, operation=operation)
    row = save_correction(sentence, text="Rain.", seen_version=1, operation=by(cast.chief)).translation

    assert mark_error(row, marking=marking(cast, 21, 26), seen_text_number=1, operation=operation) == first


def test_a_key_with_another_mark_or_person_is_refused(cast: Cast, sentence: Translation) -> None:
    key = uuid4()
    wanted = marking(cast, 22, 24)
    mark_error(sentence, marking=wanted, seen_text_number=1, operation=by(cast.colleague, key=key))

    for other, person in (
        (marking(cast, 0, 3), cast.colleague),
        (marking(cast, 22, 24, precise=True), cast.colleague),
        (wanted, cast.chief),
    ):
        with pytest.raises(OperationReused):
            mark_error(sentence, marking=other, seen_text_number=1, operation=by(person, key=key))
    assert Error.objects.count() == 1


@pytest.mark.parametrize("status", [ArticleStatus.REVIEWED, ArticleStatus.SIGNED_OFF])
def test_a_closed_article_takes_no_mark_and_gives_none_back(
    cast: Cast, sentence: Translation, status: ArticleStatus
) -> None:
    error = ErrorFactory.create(translation=sentence)
    Article.objects.update(status=status.value)

    with pytest.raises(ArticleIsClosed):
        mark_error(sentence, marking=marking(cast, 0, 3), seen_text_number=1, operation=by(cast.colleague))
    with pytest.raises(ArticleIsClosed):
        remove_error(error, operation=by(cast.colleague))

    assert Error.objects.standing().count() == 1


def test_a_mark_taken_back_stays_as_evidence(cast: Cast, sentence: Translation) -> None:
    error = ErrorFactory.create(translation=sentence)

    removed = remove_error(error, operation=by(cast.chief))

    assert (removed.removed_by, removed.removed_at) == (cast.chief, NOON)
    assert not Error.objects.standing().exists()
    assert Event.objects.get().action == Action.ERROR_REMOVED


def test_a_mark_is_taken_back_once(cast: Cast, sentence: Translation) -> None:
    error = ErrorFactory.create(translation=sentence)
    operation = by(cast.chief)
    first = remove_error(error, operation=operation)
    before = row_counts()

    assert remove_error(error, operation=operation) == first
    with pytest.raises(AlreadyRemoved):
        remove_error(error, operation=by(cast.colleague))

    assert row_counts() == before
    assert Error.objects.get().removed_by == cast.chief


def test_a_key_that_took_back_another_mark_is_refused(cast: Cast, sentence: Translation) -> None:
    operation = by(cast.chief)
    remove_error(ErrorFactory.create(translation=sentence), operation=operation)

    with pytest.raises(OperationReused):
        remove_error(ErrorFactory.create(translation=sentence), operation=operation)


def test_an_unspaced_script_is_marked_by_characters(cast: Cast) -> None:
    cast.corpus.target_language = "zh"
    cast.corpus.save()
    row = make_sentence(ArticleFactory.create(corpus=cast.corpus), "第一班渡轮六点离开码头。")

    error = mark_error(row, marking=marking(cast, 3, 5), seen_text_number=1, operation=by(cast.colleague))

    assert error.marked_text == "渡轮"
