"""Create corpora and say who may do what in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction

from reviewapp.domain.text.languages import parse_language
from reviewapp.models import Action, Corpus, Membership
from reviewapp.services.operations import Operation, Request, Subject, record_event
from reviewapp.services.profiles import install_built_in_profiles

if TYPE_CHECKING:
    from reviewapp.domain.workflow.roles import Role
    from reviewapp.models import Profile, User


class CorpusRefused(ValueError):
    """The slug is taken, or a value cannot be stored; the message says which."""


def create_corpus(
    *,
    slug: str,
    source_language: str,
    target_language: str,
    name: str = "",
    profile: Profile | None = None,
    operation: Operation,
) -> Corpus:
    """Create a corpus; whoever creates it becomes its manager.

    Raise `UnknownLanguage` or `CorpusRefused`.
    """
    corpus = Corpus(
        slug=slug,
        name=name or slug,
        source_language=parse_language(source_language),
        target_language=parse_language(target_language),
        profile=profile or install_built_in_profiles(),
    )
    try:
        corpus.full_clean()
    except ValidationError as error:
        problems = [f"{field}: {' '.join(texts)}" for field, texts in error.message_dict.items()]
        raise CorpusRefused("; ".join(problems)) from error
    with transaction.atomic():
        corpus.save()
        if operation.actor and not operation.actor.is_superuser:
            Membership.objects.create(corpus=corpus, user=operation.actor, role="manager")
        record_event(operation, Request(Action.CORPUS_CREATED), Subject(corpus=corpus))
    return corpus


def grant_role(corpus: Corpus, user: User, role: Role) -> Membership:
    """Make a person a member with this role, whatever they were before."""
    membership, _ = Membership.objects.update_or_create(
        corpus=corpus, user=user, defaults={"role": role.value}
    )
    return membership


def archive_corpus(corpus: Corpus, *, operation: Operation) -> bool:
    """Take a corpus out of sight, with all it holds kept; return whether it was in sight."""
    return _set_archived(corpus, archived=True, operation=operation)


def restore_corpus(corpus: Corpus, *, operation: Operation) -> bool:
    """Bring an archived corpus back; return whether it was archived."""
    return _set_archived(corpus, archived=False, operation=operation)


def _set_archived(corpus: Corpus, *, archived: bool, operation: Operation) -> bool:
    action = Action.CORPUS_ARCHIVED if archived else Action.CORPUS_RESTORED
    with transaction.atomic():
        changed = Corpus.objects.filter(pk=corpus.pk, archived_at__isnull=archived).update(
            archived_at=operation.at if archived else None
        )
        if changed:
            record_event(operation, Request(action), Subject(corpus=corpus))
    return bool(changed)
