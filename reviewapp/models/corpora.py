"""Corpora and who belongs to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from reviewapp.domain.text.languages import UnknownLanguage, language_name, parse_language
from reviewapp.domain.workflow.roles import Role
from reviewapp.models.choices import choices_of, values_of
from reviewapp.models.profiles import Profile
from reviewapp.models.users import User

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


def validate_language(tag: str) -> None:
    """Refuse what is not a canonical BCP 47 tag of a known language."""
    try:
        canonical = parse_language(tag)
    except UnknownLanguage as error:
        raise ValidationError(str(error)) from error
    if canonical != tag:
        raise ValidationError(f"write {tag} as {canonical}")


class CorpusQuerySet(models.QuerySet["Corpus"]):
    """Choices of corpora."""

    def visible_to(self, user: User | AnonymousUser) -> CorpusQuerySet:
        """Keep the corpora the person is a member of; a superuser sees all, who is not active nothing."""
        # Nobody in particular has no key, and a filter by None would find the corpora without members.
        if not user.is_active:
            return self.none()
        current = self.filter(archived_at=None)
        if user.is_superuser:
            return current
        return current.filter(memberships__user=user.pk)

    def managed_by(self, user: User | AnonymousUser) -> CorpusQuerySet:
        """Keep the corpora the person manages."""
        if not user.is_active:
            return self.none()
        if user.is_superuser:
            return self
        return self.filter(memberships__user=user.pk, memberships__role=Role.MANAGER.value)


class Corpus(models.Model):
    """A named collection of articles with one source and one target language."""

    slug = models.SlugField(max_length=100, unique=True)
    name = models.CharField(max_length=200)
    source_language = models.CharField(max_length=35, validators=[validate_language])
    target_language = models.CharField(max_length=35, validators=[validate_language])
    profile = models.ForeignKey(Profile, on_delete=models.PROTECT, related_name="corpora")
    members: models.ManyToManyField[User, Membership] = models.ManyToManyField(
        User, through="Membership", related_name="corpora"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    archived_at = models.DateTimeField(null=True, blank=True)

    objects = CorpusQuerySet.as_manager()

    class Meta:
        ordering = ("name",)
        verbose_name_plural = "corpora"

    def __str__(self) -> str:
        return self.name

    @property
    def language_pair(self) -> str:
        """Return the pair as tags, such as `vi → en`."""
        return f"{self.source_language} → {self.target_language}"

    @property
    def language_pair_names(self) -> str:
        """Return the pair in words, such as `Vietnamese to English`."""
        return f"{language_name(self.source_language)} to {language_name(self.target_language)}"


class Membership(models.Model):
    """A person's role in one corpus."""

    corpus = models.ForeignKey(Corpus, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=choices_of(Role))

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["corpus", "user"], name="one_role_per_member"),
            models.CheckConstraint(condition=Q(role__in=values_of(Role)), name="membership_role_is_known"),
        )

    def __str__(self) -> str:
        return f"{self.user} · {self.role} of {self.corpus}"
