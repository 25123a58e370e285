"""Move articles through the workflow and hand them to people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from reviewapp.domain.text.admission import admit_text
from reviewapp.domain.workflow.states import ArticleStatus, missing_for, step_between
from reviewapp.models import Action, Article
from reviewapp.queries.progress import progress_of
from reviewapp.services.operations import Operation, Request, Subject, earlier_event, record_event
from reviewapp.services.scoring.rollups import sum_systems

if TYPE_CHECKING:
    from reviewapp.domain.workflow.roles import Role
    from reviewapp.models import User


class RoleTooLow(PermissionError):
    """The person's role does not allow this step."""


class ReasonMissing(ValueError):
    """The step must say why."""


class GateClosed(ValueError):
    """The article lacks something for that status; `missing` says what, in words."""

    def __init__(self, missing: Sequence[str]) -> None:
        super().__init__("; ".join(missing))
        self.missing = tuple(missing)


class StatusMovedOn(Exception):
    """Somebody else changed the article's status in the meantime."""


def change_article_status(
    article: Article,
    *,
    target: ArticleStatus,
    role: Role,
    reason: str,
    seen_version: int,
    operation: Operation,
) -> Article:
    """Move an article one step, if the person may and nothing is missing.

    Raise `StepNotAllowed`, `RoleTooLow`, `ReasonMissing`, `GateClosed`, `StatusMovedOn` or `TextRefused`.
    """
    request = Request(
        Action.STATUS_CHANGED,
        {"article": article.pk, "target": target.value, "reason": reason, "seen": seen_version},
    )
    if earlier_event(operation, request):
        return Article.objects.get(pk=article.pk)
    step = step_between(ArticleStatus(article.status), target)
    if not role.includes(step.role):
        raise RoleTooLow(f"{step.label} needs the role {step.role.label.lower()}.")
    if step.needs_reason and not reason.strip():
        raise ReasonMissing("Say why the article is reopened.")
    try:
        with transaction.atomic():
            _move(article, target, seen_version)
            record_event(
                operation,
                request,
                Subject(corpus=article.corpus, article=article),
                details={"from": article.status, "to": target.value},
                reason=admit_text(reason),
            )
    except (IntegrityError, StatusMovedOn):
        # The same operation, sent twice at the same moment: its twin has just been done.
        if not earlier_event(operation, request):
            raise
    return Article.objects.get(pk=article.pk)


def _move(article: Article, target: ArticleStatus, seen_version: int) -> None:
    unmoved = Article.objects.filter(pk=article.pk, status=article.status, status_version=seen_version)
    if not unmoved.update(status=target.value, status_version=seen_version + 1):
        raise StatusMovedOn("Somebody else changed the status in the meantime; reload the page.")
    # After the UPDATE, which holds the row: no sentence can be decided anew until the commit.
    if missing := missing_for(target, progress_of(article)):
        raise GateClosed(missing)


def assign_articles(articles: Sequence[Article], *, assignee: User | None, operation: Operation) -> int:
    """Hand articles to a person, or to nobody; return how many changed hands."""
    changed = [article for article in articles if article.assignee_id != (assignee.pk if assignee else None)]
    with transaction.atomic():
        for article in changed:
            Article.objects.filter(pk=article.pk).update(assignee=assignee)
            record_event(
                operation,
                Request(Action.ASSIGNED),
                Subject(corpus=article.corpus, article=article),
                details={"assignee": assignee.pk if assignee else None},
            )
    return len(changed)


def withdraw_article(article: Article, *, operation: Operation) -> bool:
    """Take an article out of sight, with all its work kept; return whether it was in sight."""
    return _set_withdrawn(article, withdrawn=True, operation=operation)


def restore_article(article: Article, *, operation: Operation) -> bool:
    """Bring a withdrawn article back; return whether it was withdrawn."""
    return _set_withdrawn(article, withdrawn=False, operation=operation)


def _set_withdrawn(article: Article, *, withdrawn: bool, operation: Operation) -> bool:
    action = Action.WITHDRAWN if withdrawn else Action.ARTICLE_RESTORED
    with transaction.atomic():
        changed = Article.objects.filter(pk=article.pk, withdrawn_at__isnull=withdrawn).update(
            withdrawn_at=operation.at if withdrawn else None
        )
        if changed:
            record_event(operation, Request(action), Subject(corpus=article.corpus, article=article))
            for measure in article.corpus.measures.all():
                sum_systems(measure)
    return bool(changed)
