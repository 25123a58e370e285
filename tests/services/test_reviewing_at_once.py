"""Several people and impatient browsers at the same moment, over connections of their own."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest

from reviewapp.domain.annotation.severities import Severity
from reviewapp.domain.workflow.roles import Role
from reviewapp.domain.workflow.states import ArticleStatus, TranslationStatus
from reviewapp.models import Action, Error, Event, Job, Revision, Translation
from reviewapp.services.article_status import change_article_status
from reviewapp.services.marking import AlreadyRemoved, Marking, mark_error, remove_error
from reviewapp.services.reviewing import (
    Decided,
    VersionConflict,
    accept_translation,
    reopen_translation,
    save_correction,
)
from tests.factories import ErrorFactory, first_category
from tests.services.acts import at_once, by

if TYPE_CHECKING:
    from reviewapp.models import Article
    from tests.conftest import Cast

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("shared_database")]
ROUNDS = range(4)


def _read(sentence: Translation) -> Translation:
    return Translation.objects.select_related("segment__article__corpus").get(pk=sentence.pk)


def _save_as_read(sentence: Translation, text: str, seen: int, operation: object) -> Decided:
    return save_correction(_read(sentence), text=text, seen_version=seen, operation=operation)  # type: ignore[arg-type]


def test_a_double_click_saves_once(shared_database: None, cast: Cast, sentence: Translation) -> None:
    for round_ in ROUNDS:
        seen = 1 + round_
        send = partial(_save_as_read, sentence, f"The ferry, text {round_}.", seen, by(cast.colleague))

        answers = at_once(send, send, send)

        assert [type(answer) for answer in answers] == [Decided] * 3
        assert sorted(answer.repeated for answer in answers) == [False, True, True]
        assert {answer.translation.version for answer in answers} == {seen + 1}
    assert Revision.objects.count() == Event.objects.count() == Job.objects.count() == len(ROUNDS)


def test_of_two_editors_one_wins_and_the_other_is_told(
    shared_database: None, cast: Cast, sentence: Translation
) -> None:
    for round_ in ROUNDS:
        seen = 1 + round_
        texts = [f"The ferry of colleague {round_}.", f"The ferry of chief {round_}."]
        answers = at_once(
            partial(_save_as_read, sentence, texts[0], seen, by(cast.colleague)),
            partial(_save_as_read, sentence, texts[1], seen, by(cast.chief)),
        )

        assert sorted(type(answer).__name__ for answer in answers) == ["Decided", "VersionConflict"]
        winner = next(
            text for text, answer in zip(texts, answers, strict=True) if isinstance(answer, Decided)
        )
        (conflict,) = [answer for answer in answers if isinstance(answer, VersionConflict)]
        assert (conflict.current.text, conflict.current.version) == (winner, seen + 1)
        assert _read(sentence).text == winner
    decided = Event.objects.filter(action=Action.CORRECTED)
    assert _read(sentence).version - 1 == decided.count() == Revision.objects.count() == len(ROUNDS)


def test_editors_of_different_sentences_do_not_hinder_each_other(
    shared_database: None, cast: Cast, article: Article
) -> None:
    sentences = list(Translation.objects.of_article(article.pk))

    answers = at_once(
        *(partial(_save_as_read, row, f"{row.text} Yes.", 1, by(cast.colleague)) for row in sentences)
    )

    assert [type(answer) for answer in answers] == [Decided] * len(sentences)
    assert (
        sum(row.version - 1 for row in Translation.objects.all()) == Event.objects.count() == len(sentences)
    )


def test_a_mark_sent_twice_at_once_is_stored_once(
    shared_database: None, cast: Cast, sentence: Translation
) -> None:
    marking = Marking(first_category(cast.corpus.profile), Severity.MINOR, place=None)
    operation = by(cast.colleague)

    def send() -> Error:
        return mark_error(_read(sentence), marking=marking, seen_text_number=1, operation=operation)

    first, second = at_once(send, send)

    assert first == second == Error.objects.get()
    assert Event.objects.count() == 1


def test_taking_a_mark_back_twice_at_once_under_one_key_is_one_answer(
    shared_database: None, cast: Cast, sentence: Translation
) -> None:
    error = ErrorFactory.create(translation=sentence)
    operation = by(cast.colleague)

    answers = at_once(*[lambda: remove_error(Error.objects.get(pk=error.pk), operation=operation)] * 2)

    assert answers == [error, error]
    assert Event.objects.filter(action=Action.ERROR_REMOVED).count() == 1


def test_of_two_people_who_take_a_mark_back_one_is_told(
    shared_database: None, cast: Cast, sentence: Translation
) -> None:
    error = ErrorFactory.create(translation=sentence)

    answers = at_once(
        *(
            partial(
                lambda operation: remove_error(Error.objects.get(pk=error.pk), operation=operation),
                by(person),
            )
            for person in (cast.colleague, cast.chief)
        )
    )

    assert sorted(type(answer).__name__ for answer in answers) == [AlreadyRemoved.__name__, "Error"]


def test_a_status_change_sent_twice_at_once_is_one_answer(
    shared_database: None, cast: Cast, article: Article
) -> None:
    for row in Translation.objects.of_article(article.pk):
        accept_translation(_read(row), seen_version=1, operation=by(cast.colleague))
    operation = by(cast.colleague)

    def send() -> Article:
        article.refresh_from_db()
        return change_article_status(
            type(article).objects.get(pk=article.pk),
            target=ArticleStatus.REVIEWED,
            role=Role.REVIEWER,
            reason="",
            seen_version=1,
            operation=operation,
        )

    answers = at_once(send, send)

    assert [getattr(answer, "status", answer) for answer in answers] == [ArticleStatus.REVIEWED] * 2
    assert Event.objects.filter(action=Action.STATUS_CHANGED).count() == 1


def test_an_article_is_not_closed_over_a_sentence_that_is_reopened_at_once(
    shared_database: None, cast: Cast, article: Article
) -> None:
    for row in Translation.objects.of_article(article.pk):
        accept_translation(_read(row), seen_version=1, operation=by(cast.colleague))
    first = Translation.objects.of_article(article.pk)[0]

    for _ in range(3):
        current, row = type(article).objects.get(pk=article.pk), _read(first)
        answers = at_once(
            partial(
                change_article_status,
                current,
                target=ArticleStatus.REVIEWED,
                role=Role.REVIEWER,
                reason="",
                seen_version=current.status_version,
                operation=by(cast.chief),
            ),
            partial(reopen_translation, row, seen_version=row.version, operation=by(cast.colleague)),
        )

        after, row = type(article).objects.get(pk=article.pk), _read(first)
        is_closed = after.status == ArticleStatus.REVIEWED
        assert is_closed == (row.status == TranslationStatus.ACCEPTED), answers
        if is_closed:
            return
        accept_translation(row, seen_version=row.version, operation=by(cast.colleague))
