"""Deciding on a sentence: what is stored, what is refused, and that sending twice does it once."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from django.db import transaction

from reviewapp.domain.scoring.names import MetricName
from reviewapp.domain.text.admission import TextRefused
from reviewapp.domain.workflow.states import ArticleStatus, TranslationStatus
from reviewapp.models import Action, Article, Event, Job, JobKind, Revision, RevisionKind, Score, Translation
from reviewapp.services.operations import OperationReused
from reviewapp.services.reviewing import (
    ArticleIsClosed,
    Decided,
    NothingToDecide,
    VersionConflict,
    accept_translation,
    ask_for_discussion,
    reopen_translation,
    restore_text,
    save_correction,
)
from reviewapp.services.scoring.measures import yardsticks_for
from tests.factories import NOON, ReferenceFactory, make_sentence
from tests.services.acts import by, row_counts

if TYPE_CHECKING:
    from collections.abc import Callable

    from reviewapp.services.operations import Operation
    from tests.conftest import Cast

pytestmark = pytest.mark.django_db
FIXED = "The first ferry left the wharf at six."


def test_a_correction_is_the_next_text_with_its_author_its_audit_row_and_its_job(
    cast: Cast, sentence: Translation
) -> None:
    operation = by(cast.colleague)

    decided = save_correction(sentence, text=FIXED, seen_version=1, operation=operation, seconds_active=12.5)

    row = decided.translation
    assert (row.text, row.original) == (FIXED, sentence.original)
    assert (row.text_number, row.version, row.status) == (2, 2, TranslationStatus.CORRECTED)
    assert (row.decided_by, row.decided_at) == (cast.colleague, NOON)
    assert not decided.repeated
    revision = Revision.objects.get()
    assert (revision.number, revision.text, revision.kind) == (2, FIXED, RevisionKind.EDIT)
    assert (revision.author, revision.seconds_active, revision.restored_number) == (
        cast.colleague,
        12.5,
        None,
    )
    event = Event.objects.get()
    assert (event.action, event.actor, event.operation) == (Action.CORRECTED, cast.colleague, operation.key)
    assert event.details == {"version": 2, "status": "corrected", "text_number": 2}
    job = Job.objects.get()
    assert (job.kind, job.arguments) == (JobKind.SCORE_TRANSLATION, {"translation": sentence.pk})


def test_the_first_decision_takes_the_article_into_review(cast: Cast, sentence: Translation) -> None:
    accept_translation(sentence, seen_version=1, operation=by(cast.colleague))

    assert Article.objects.get(pk=sentence.segment.article_id).status == ArticleStatus.IN_REVIEW


def test_saving_the_machines_text_accepts_it_without_a_revision(cast: Cast, sentence: Translation) -> None:
    decided = save_correction(sentence, text=sentence.original, seen_version=1, operation=by(cast.colleague))

    assert decided.translation.status == TranslationStatus.ACCEPTED
    assert (decided.translation.text_number, decided.translation.version) == (1, 2)
    assert not Revision.objects.exists()


def test_saving_the_text_that_stands_settles_it_again(cast: Cast, sentence: Translation) -> None:
    first = save_correction(sentence, text=FIXED, seen_version=1, operation=by(cast.colleague)).translation

    second = save_correction(first, text=FIXED, seen_version=2, operation=by(cast.chief)).translation

    assert (second.text_number, second.version, second.decided_by) == (2, 3, cast.chief)
    assert Revision.objects.count() == 1


def test_a_corrected_sentence_can_be_emptied(cast: Cast, sentence: Translation) -> None:
    decided = save_correction(sentence, text="", seen_version=1, operation=by(cast.colleague))

    assert (decided.translation.text, decided.translation.status) == ("", TranslationStatus.CORRECTED)


def test_accepting_keeps_a_correction_corrected(cast: Cast, sentence: Translation) -> None:
    corrected = save_correction(
        sentence, text=FIXED, seen_version=1, operation=by(cast.colleague)
    ).translation
    reopened = reopen_translation(corrected, seen_version=2, operation=by(cast.colleague)).translation
    assert (reopened.status, reopened.decided_by, reopened.decided_at) == (TranslationStatus.OPEN, None, None)
    assert reopened.text == FIXED

    accepted = accept_translation(reopened, seen_version=3, operation=by(cast.colleague)).translation

    assert (accepted.status, accepted.version, accepted.text_number) == (TranslationStatus.CORRECTED, 4, 2)


def test_a_question_is_kept_with_the_decision(cast: Cast, sentence: Translation) -> None:
    decided = ask_for_discussion(
        sentence, reason="Which wharf is meant?", seen_version=1, operation=by(cast.colleague)
    )

    assert decided.translation.status == TranslationStatus.DISCUSSION
    assert Event.objects.get().reason == "Which wharf is meant?"


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_a_discussion_needs_a_question(cast: Cast, sentence: Translation, reason: str) -> None:
    with pytest.raises(NothingToDecide, match="what should be discussed"):
        ask_for_discussion(sentence, reason=reason, seen_version=1, operation=by(cast.colleague))


def test_restoring_the_machines_text_is_a_new_text_and_counts_as_accepted(
    cast: Cast, sentence: Translation
) -> None:
    corrected = save_correction(
        sentence, text=FIXED, seen_version=1, operation=by(cast.colleague)
    ).translation

    restored = restore_text(corrected, number=1, seen_version=2, operation=by(cast.chief)).translation

    assert (restored.text, restored.text_number) == (sentence.original, 3)
    assert restored.status == TranslationStatus.ACCEPTED
    last = Revision.objects.get(number=3)
    assert (last.kind, last.restored_number, last.author) == (RevisionKind.RESTORE, 1, cast.chief)


def test_an_earlier_correction_comes_back(cast: Cast, sentence: Translation) -> None:
    row = save_correction(sentence, text=FIXED, seen_version=1, operation=by(cast.colleague)).translation
    row = save_correction(row, text="Rain.", seen_version=2, operation=by(cast.colleague)).translation

    row = restore_text(row, number=2, seen_version=3, operation=by(cast.colleague)).translation

    assert (row.text, row.text_number, row.status) == (FIXED, 4, TranslationStatus.CORRECTED)


def test_restoring_a_text_that_is_not_there_is_refused(cast: Cast, sentence: Translation) -> None:
    with pytest.raises(NothingToDecide, match="no text 7"):
        restore_text(sentence, number=7, seen_version=1, operation=by(cast.colleague))


ACTS: dict[str, Callable[[Translation, int, Operation], Decided]] = {
    "save": lambda row, seen, operation: save_correction(
        row, text=FIXED, seen_version=seen, operation=operation
    ),
    "accept": lambda row, seen, operation: accept_translation(row, seen_version=seen, operation=operation),
    "discuss": lambda row, seen, operation: ask_for_discussion(
        row, reason="Why?", seen_version=seen, operation=operation
    ),
    "reopen": lambda row, seen, operation: reopen_translation(row, seen_version=seen, operation=operation),
    "restore": lambda row, seen, operation: restore_text(
        row, number=1, seen_version=seen, operation=operation
    ),
}
each_act = pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)


@each_act
def test_sent_twice_under_one_key_it_is_done_once_with_the_same_answer(
    cast: Cast, sentence: Translation, act: Callable[[Translation, int, Operation], Decided]
) -> None:
    operation = by(cast.colleague)
    first = act(sentence, 1, operation)
    before = row_counts()

    second = act(sentence, 1, operation)

    assert (first.repeated, second.repeated) == (False, True)
    assert second.translation == first.translation
    assert (second.translation.version, second.translation.text) == (2, first.translation.text)
    assert row_counts() == before


@each_act
@pytest.mark.parametrize("seen", [0, 2])
def test_another_version_than_the_stored_one_is_refused(
    cast: Cast, sentence: Translation, act: Callable[[Translation, int, Operation], Decided], seen: int
) -> None:
    before = row_counts()

    with pytest.raises(VersionConflict, match="Somebody else") as conflict:
        act(sentence, seen, by(cast.colleague))

    assert (conflict.value.current.pk, conflict.value.current.version) == (sentence.pk, 1)
    assert row_counts() == before
    assert Article.objects.get(pk=sentence.segment.article_id).status == ArticleStatus.IMPORTED


@each_act
def test_a_row_that_was_read_before_somebody_elses_change_is_refused(
    cast: Cast, sentence: Translation, act: Callable[[Translation, int, Operation], Decided]
) -> None:
    stale = Translation.objects.get(pk=sentence.pk)
    save_correction(sentence, text="Rain.", seen_version=1, operation=by(cast.chief))

    with pytest.raises(VersionConflict) as conflict:
        act(stale, 1, by(cast.colleague))

    assert (conflict.value.current.text, conflict.value.current.version) == ("Rain.", 2)


@each_act
@pytest.mark.parametrize("status", [ArticleStatus.REVIEWED, ArticleStatus.SIGNED_OFF])
def test_a_closed_article_refuses(
    cast: Cast,
    sentence: Translation,
    act: Callable[[Translation, int, Operation], Decided],
    status: ArticleStatus,
) -> None:
    Article.objects.update(status=status.value)
    before = row_counts()

    with pytest.raises(ArticleIsClosed, match="Reopen it"):
        act(sentence, 1, by(cast.colleague))

    assert row_counts() == before
    assert Translation.objects.get(pk=sentence.pk).version == 1


def test_a_key_with_another_content_is_refused(cast: Cast, sentence: Translation) -> None:
    operation = by(cast.colleague)
    save_correction(sentence, text=FIXED, seen_version=1, operation=operation)

    with pytest.raises(OperationReused):
        save_correction(sentence, text="Rain.", seen_version=1, operation=operation)

    assert Revision.objects.count() == 1


def test_a_key_for_another_sentence_is_refused(cast: Cast, sentence: Translation) -> None:
    operation = by(cast.colleague)
    other = Translation.objects.of_article(sentence.segment.article_id)[1]
    accept_translation(sentence, seen_version=1, operation=operation)

    with pytest.raises(OperationReused):
        accept_translation(other, seen_version=1, operation=operation)


def test_a_key_of_another_person_is_refused(cast: Cast, sentence: Translation) -> None:
    key = uuid4()
    save_correction(sentence, text=FIXED, seen_version=1, operation=by(cast.colleague, key=key))

    with pytest.raises(OperationReused):
        save_correction(sentence, text=FIXED, seen_version=1, operation=by(cast.chief, key=key))


@pytest.mark.parametrize("text", ["a\x00b", "\ud800", "x" * 10_001])
def test_a_text_that_cannot_be_stored_is_refused(cast: Cast, sentence: Translation, text: str) -> None:
    with pytest.raises(TextRefused):
        save_correction(sentence, text=text, seen_version=1, operation=by(cast.colleague))

    assert not Event.objects.exists()


def test_the_job_goes_with_the_change(cast: Cast, sentence: Translation) -> None:
    """Undo the caller's transaction: neither the decision nor its job may be left."""
    before = row_counts()
    with transaction.atomic():
        save_correction(sentence, text=FIXED, seen_version=1, operation=by(cast.colleague))
        assert Job.objects.count() == 1
        transaction.set_rollback(True)

    assert row_counts() == before
    assert Translation.objects.get(pk=sentence.pk).version == 1


@pytest.mark.parametrize("refused", ["version", "closed"])
def test_a_refused_change_leaves_no_job(cast: Cast, sentence: Translation, refused: str) -> None:
    if refused == "closed":
        Article.objects.update(status=ArticleStatus.REVIEWED.value)

    with pytest.raises((VersionConflict, ArticleIsClosed)):
        save_correction(
            sentence, text=FIXED, seen_version=5 if refused == "version" else 1, operation=by(cast.colleague)
        )

    assert not Job.objects.exists()


def test_a_correction_is_scored_at_once_under_the_number_of_its_text(
    cast: Cast, sentence: Translation
) -> None:
    ReferenceFactory.create(segment=sentence.segment, text=FIXED)
    (chrf,) = yardsticks_for(cast.corpus, [MetricName.CHRF]).ready

    row = save_correction(sentence, text=FIXED, seen_version=1, operation=by(cast.colleague)).translation

    score = Score.objects.get()
    assert (score.translation, score.text_number, score.measure) == (row, 2, chrf.measure)
    assert score.value == pytest.approx(100)


def test_accepting_scores_nothing_that_scoring_the_corpus_does(cast: Cast, sentence: Translation) -> None:
    ReferenceFactory.create(segment=sentence.segment)
    yardsticks_for(cast.corpus, [MetricName.CHRF])

    accept_translation(sentence, seen_version=1, operation=by(cast.colleague))

    assert not Score.objects.exists()


def test_a_long_text_is_left_to_the_worker(cast: Cast, sentence: Translation) -> None:
    ReferenceFactory.create(segment=sentence.segment)
    yardsticks_for(cast.corpus, [MetricName.CHRF])

    save_correction(sentence, text="Rain again. " * 200, seen_version=1, operation=by(cast.colleague))

    assert not Score.objects.exists()


def test_each_sentence_has_its_own_versions(cast: Cast, sentence: Translation) -> None:
    other = make_sentence(sentence.segment.article, "The pier is open.")

    accept_translation(sentence, seen_version=1, operation=by(cast.colleague))

    other.refresh_from_db()
    assert (other.version, other.status) == (1, TranslationStatus.OPEN)
