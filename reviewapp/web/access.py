"""The one door from a request to an object.

What a person may not see does not exist for them (404); what they may see but not do is refused (403).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from reviewapp.domain.workflow.roles import Role
from reviewapp.models import Article, Corpus, Error, Job, Membership, Translation

if TYPE_CHECKING:
    from uuid import UUID

    from reviewapp.web.requests import PersonRequest


@dataclass(frozen=True, slots=True)
class Door:
    """What a person's role in a corpus opens."""

    corpus: Corpus
    role: Role

    def allows(self, role: Role) -> bool:
        """Say whether the person may do what the role may."""
        return self.role.includes(role)

    def require(self, role: Role) -> None:
        """Raise `PermissionDenied` where the person's role does not include this one."""
        if not self.allows(role):
            raise PermissionDenied(f"This needs the role {role.label.lower()} in {self.corpus.name}.")

    @property
    def can_review(self) -> bool:
        """Say whether the person may correct and mark."""
        return self.allows(Role.REVIEWER)

    @property
    def can_manage(self) -> bool:
        """Say whether the person may import, assign and score."""
        return self.allows(Role.MANAGER)

    @property
    def can_export(self) -> bool:
        """Say whether the person may take data out."""
        return self.allows(Role.CHIEF)


@dataclass(frozen=True, slots=True)
class ArticleDoor(Door):
    """A door to one article."""

    article: Article


@dataclass(frozen=True, slots=True)
class TranslationDoor(ArticleDoor):
    """A door to one sentence's translation."""

    translation: Translation


def enter_corpus(request: PersonRequest, slug: str, role: Role = Role.VIEWER) -> Door:
    """Return the corpus and the person's role in it."""
    corpus = get_object_or_404(Corpus.objects.visible_to(request.user).select_related("profile"), slug=slug)
    door = Door(corpus, _role_in(corpus, request))
    door.require(role)
    return door


def enter_article(request: PersonRequest, pk: int, role: Role = Role.VIEWER) -> ArticleDoor:
    """Return the article, its corpus and the person's role."""
    visible = Article.objects.visible_to(request.user)
    article = get_object_or_404(visible.select_related("corpus__profile", "review_system", "assignee"), pk=pk)
    door = ArticleDoor(article.corpus, _role_in(article.corpus, request), article)
    door.require(role)
    return door


def enter_translation(
    request: PersonRequest, pk: int, translation_pk: int, role: Role = Role.VIEWER
) -> TranslationDoor:
    """Return a translation, looked up through its article."""
    door = enter_article(request, pk, role)
    translation = get_object_or_404(
        Translation.objects.select_related("segment__article__corpus", "system"),
        pk=translation_pk,
        segment__article=door.article,
    )
    return TranslationDoor(door.corpus, door.role, door.article, translation)


def error_behind(door: TranslationDoor, pk: int) -> Error:
    """Return a standing error of the translation behind a door."""
    errors = Error.objects.standing().select_related("translation__segment__article__corpus")
    return get_object_or_404(errors, pk=pk, translation=door.translation)


def enter_job(request: PersonRequest, slug: str, pk: UUID) -> tuple[Door, Job]:
    """Return a job of a corpus that the person manages."""
    door = enter_corpus(request, slug, Role.MANAGER)
    return door, get_object_or_404(Job.objects.filter(corpus=door.corpus), pk=pk)


def _role_in(corpus: Corpus, request: PersonRequest) -> Role:
    if request.user.is_superuser:
        return Role.MANAGER
    return Role(Membership.objects.get(corpus=corpus, user=request.user).role)
