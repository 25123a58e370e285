"""Articles through the workflow, to people, and out of sight."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from reviewapp.domain.annotation.severities import Severity
from reviewapp.domain.text.admission import TextRefused
from reviewapp.domain.workflow.roles import Role
from reviewapp.domain.workflow.states import ArticleStatus, StepNotAllowed
from reviewapp.models import Action, Article, Event, Translation
from reviewapp.services.article_status import (
    GateClosed,
    ReasonMissing,
    RoleTooLow,
    StatusMovedOn,
    assign_articles,
    change_article_status,
    restore_article,
    withdraw_article,
)
from reviewapp.services.operations import Operation, OperationReused
from reviewapp.services.reviewing import accept_translation, ask_for_discussion, save_correction
from tests.factories import NOON, ArticleFactory, ErrorFactory
from tests.services.acts import by, row_counts

if TYPE_CHECKING:
    from tests.conftest import Cast

pytestmark = pytest.mark.django_db
REVIEWED, SIGNED_OFF, IN_REVIEW = ArticleStatus.REVIEWED, ArticleStatus.SIGNED_OFF, ArticleStatus.IN_REVIEW


def move(
    article: Article,
    target: ArticleStatus,
    operation: Operation,
    *,
    role: Role = Role.CHIEF,
    reason: str = "",
    seen: int | None = None,
) -> Article:
    current = Article.objects.get(pk=article.pk)
    return change_article_status(
        current,
        target=target,
        role=role,
        reason=reason,
        seen_version=current.status_version if seen is None else seen,
        operation=operation,
    )


@pytest.fixture
def decided(cast: Cast, article: Article) -> Article:
    """Return the article with each sentence accepted."""
    for translation in Translation.objects.of_article(article.pk):
        accept_translation(translation, seen_version=1, operation=by(cast.colleague))
    return Article.objects.get(pk=article.pk)


def test_an_article_goes_all_the_way_and_back(cast: Cast, decided: Article) -> None:
    steps = [(REVIEWED, ""), (SIGNED_OFF, ""), (IN_REVIEW, "A name is wrong."), (REVIEWED, "")]

    for number, (target, reason) in enumerate(steps, start=2):
        moved = move(decided, target, by(cast.chief), reason=reason)
        assert (moved.status, moved.status_version) == (target, number)

    events = Event.objects.filter(action=Action.STATUS_CHANGED).order_by("pk")
    assert [(event.details["from"], event.details["to"], event.reason) for event in events] == [
        ("in-review", "reviewed", ""),
        ("reviewed", "signed-off", ""),
        ("signed-off", "in-review", "A name is wrong."),
        ("in-review", "reviewed", ""),
    ]


def test_an_open_sentence_keeps_the_gate_closed(cast: Cast, article: Article) -> None:
    before = row_counts()

    with pytest.raises(GateClosed) as closed:
        move(article, REVIEWED, by(cast.chief))

    assert closed.value.missing == ("2 sentences are not decided yet",)
    assert row_counts() == before
    assert Article.objects.get(pk=article.pk).status == ArticleStatus.IMPORTED


def test_a_question_keeps_the_gate_closed(cast: Cast, decided: Article) -> None:
    first = Translation.objects.of_article(decided.pk)[0]
    ask_for_discussion(first, reason="Which pier?", seen_version=2, operation=by(cast.colleague))

    with pytest.raises(GateClosed, match="1 sentence needs discussion"):
        move(decided, REVIEWED, by(cast.chief))


def test_a_critical_error_stops_the_signature_until_the_text_answers_it(cast: Cast, decided: Article) -> None:
    first = Translation.objects.of_article(decided.pk)[0]
    ErrorFactory.create(translation=first, severity=Severity.CRITICAL.value)
    move(decided, REVIEWED, by(cast.colleague))
    with pytest.raises(GateClosed, match="1 critical error stands"):
        move(decided, SIGNED_OFF, by(cast.chief))

    move(decided, IN_REVIEW, by(cast.chief), reason="Mend it.")
    save_correction(first, text="The first ferry left at six.", seen_version=2, operation=by(cast.colleague))
    move(decided, REVIEWED, by(cast.colleague))

    assert move(decided, SIGNED_OFF, by(cast.chief)).status == SIGNED_OFF


@pytest.mark.parametrize(
    ("target", "role", "is_allowed"),
    [
        (REVIEWED, Role.VIEWER, False),
        (REVIEWED, Role.REVIEWER, True),
        (SIGNED_OFF, Role.REVIEWER, False),
        (SIGNED_OFF, Role.CHIEF, True),
        (SIGNED_OFF, Role.MANAGER, True),
    ],
)
def test_each_step_needs_its_role(
    cast: Cast, decided: Article, target: ArticleStatus, role: Role, is_allowed: bool
) -> None:
    if target is SIGNED_OFF:
        move(decided, REVIEWED, by(cast.chief))

    if is_allowed:
        assert move(decided, target, by(cast.chief), role=role).status == target
    else:
        with pytest.raises(RoleTooLow, match="needs the role"):
            move(decided, target, by(cast.chief), role=role)


@pytest.mark.parametrize("reason", ["", "   "])
def test_reopening_needs_a_reason(cast: Cast, decided: Article, reason: str) -> None:
    move(decided, REVIEWED, by(cast.chief))

    with pytest.raises(ReasonMissing):
        move(decided, IN_REVIEW, by(cast.chief), reason=reason)


def test_a_reason_that_cannot_be_stored_moves_nothing(cast: Cast, decided: Article) -> None:
    move(decided, REVIEWED, by(cast.chief))

    with pytest.raises(TextRefused):
        move(decided, IN_REVIEW, by(cast.chief), reason="a\x00b")

    assert Article.objects.get(pk=decided.pk).status == REVIEWED


def test_a_step_the_workflow_does_not_have_is_refused(cast: Cast, decided: Article) -> None:
    with pytest.raises(StepNotAllowed):
        move(decided, SIGNED_OFF, by(cast.chief))


@pytest.mark.parametrize("seen", [0, 2])
def test_a_stale_version_is_refused(cast: Cast, decided: Article, seen: int) -> None:
    with pytest.raises(StatusMovedOn):
        move(decided, REVIEWED, by(cast.chief), seen=seen)

    assert Article.objects.get(pk=decided.pk).status == IN_REVIEW


def test_sent_twice_it_moves_once(cast: Cast, decided: Article) -> None:
    operation = by(cast.chief)
    move(decided, REVIEWED, operation, seen=1)
    before = row_counts()

    again = move(decided, REVIEWED, operation, seen=1)

    assert (again.status, again.status_version) == (REVIEWED, 2)
    assert row_counts() == before
    with pytest.raises(OperationReused):
        move(decided, SIGNED_OFF, operation)


def test_articles_are_handed_over_and_taken_back(cast: Cast) -> None:
    articles = [ArticleFactory.create(corpus=cast.corpus) for _ in range(3)]
    operation = Operation(actor=cast.owner, at=NOON)

    assert assign_articles(articles, assignee=cast.colleague, operation=operation) == 3
    articles = list(Article.objects.assigned_to(cast.colleague))
    assert len(articles) == 3
    assert assign_articles(articles, assignee=cast.colleague, operation=operation) == 0
    assert assign_articles(articles[:1], assignee=None, operation=operation) == 1

    assert Article.objects.assigned_to(cast.colleague).count() == 2
    handed = Event.objects.filter(action=Action.ASSIGNED).order_by("pk")
    assert [event.details["assignee"] for event in handed] == [cast.colleague.pk] * 3 + [None]


def test_a_withdrawn_article_comes_back_with_all_its_work(cast: Cast, decided: Article) -> None:
    operation = Operation(actor=cast.owner, at=NOON)

    assert withdraw_article(decided, operation=operation)
    assert not Article.objects.visible_to(cast.owner).exists()
    assert not withdraw_article(decided, operation=operation)
    assert restore_article(decided, operation=operation)
    assert not restore_article(decided, operation=operation)

    assert Article.objects.visible_to(cast.owner).get() == decided
    assert {row.version for row in Translation.objects.of_article(decided.pk)} == {2}
    actions = [Action.WITHDRAWN, Action.ARTICLE_RESTORED]
    assert (
        list(Event.objects.filter(action__in=actions).order_by("pk").values_list("action", flat=True))
        == actions
    )
