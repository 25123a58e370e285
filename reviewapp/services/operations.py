"""Do a client's operation once, however often it is sent."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID

from reviewapp.models import Event

if TYPE_CHECKING:
    import datetime

    from reviewapp.models import Action, Article, Corpus, Translation, User


class OperationReused(ValueError):
    """The key of an operation came back with another content."""


@dataclass(frozen=True, slots=True)
class Operation:
    """Who asks for a change, when, under which client-made key (None for commands and imports)."""

    actor: User | None
    at: datetime.datetime
    key: UUID | None = None


@dataclass(frozen=True, slots=True)
class Subject:
    """What an audit row is about."""

    corpus: Corpus
    article: Article | None = None
    translation: Translation | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked for, in full: its digest tells a repetition from a reused key."""

    action: Action
    content: Mapping[str, object] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """Return the SHA-256 of action and content, hexadecimal."""
        stated = json.dumps([self.action, dict(self.content)], sort_keys=True, ensure_ascii=True, default=str)
        return hashlib.sha256(stated.encode("ascii")).hexdigest()


def earlier_event(operation: Operation, request: Request) -> Event | None:
    """Return the audit row of the same operation if it was done before.

    Must be asked before any version check: a repetition carries the version from before its own change.
    Raise `OperationReused` where the key is known for another request or another person.
    """
    if operation.key is None:
        return None
    event = Event.objects.filter(operation=operation.key).first()
    actor_id = operation.actor.pk if operation.actor else None
    if event and (event.request_digest != request.digest or event.actor_id != actor_id):
        raise OperationReused("This operation was sent before with another content; reload the page.")
    return event


def record_event(
    operation: Operation,
    request: Request,
    subject: Subject,
    *,
    details: Mapping[str, object] | None = None,
    reason: str = "",
) -> Event:
    """Write the audit row; call it inside the transaction of the change."""
    return Event.objects.create(
        corpus=subject.corpus,
        article=subject.article,
        translation=subject.translation,
        actor=operation.actor,
        action=request.action,
        reason=reason,
        details=dict(details or {}),
        at=operation.at,
        operation=operation.key,
        request_digest=request.digest if operation.key else "",
    )
