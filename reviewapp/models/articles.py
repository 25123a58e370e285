"""Articles and their sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from reviewapp.domain.workflow.states import ArticleStatus
from reviewapp.models.choices import choices_of, values_of
from reviewapp.models.corpora import Corpus
from reviewapp.models.systems import System
from reviewapp.models.users import User

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


class ArticleQuerySet(models.QuerySet["Article"]):
    """Choices of articles."""

    def visible_to(self, user: User | AnonymousUser) -> ArticleQuerySet:
        """Keep the articles of corpora the person may read; withdrawn ones are gone for all."""
        return self.filter(corpus__in=Corpus.objects.visible_to(user), withdrawn_at=None)

    def assigned_to(self, user: User | AnonymousUser) -> ArticleQuerySet:
        """Keep what the person was asked to review."""
        return self.filter(assignee__isnull=False, assignee_id=user.pk)


class Article(models.Model):
    """One document of a corpus: a title, and segments in order."""

    corpus = models.ForeignKey(Corpus, on_delete=models.CASCADE, related_name="articles")
    key = models.CharField(max_length=200, help_text="The document id that import files use.")
    title = models.CharField(max_length=500)
    position = models.PositiveIntegerField(default=0)
    status = models.CharField(
        max_length=12, choices=choices_of(ArticleStatus), default=ArticleStatus.IMPORTED.value
    )
    status_version = models.PositiveIntegerField(default=1, help_text="Counts the changes of the status.")
    review_system = models.ForeignKey(
        System,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="articles_under_review",
        help_text="Whose translation is being reviewed for publication.",
    )
    assignee = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="assigned_articles"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = ArticleQuerySet.as_manager()

    class Meta:
        ordering = ("corpus", "position", "pk")
        constraints = (
            models.UniqueConstraint(fields=["corpus", "key"], name="article_key_is_unique_in_its_corpus"),
            models.CheckConstraint(
                condition=Q(status__in=values_of(ArticleStatus)), name="article_status_is_known"
            ),
        )
        indexes = (models.Index(fields=["corpus", "position"], name="article_order"),)

    def __str__(self) -> str:
        return self.title


class Segment(models.Model):
    """The unit of review: a source text whose translations are aligned with it.

    `source` is empty for an addition. `source_sentences` counts the sentences of the running text that the
    segment covers, so that a second translation can be aligned with the same sentences later.
    """

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="segments")
    key = models.CharField(max_length=200)
    position = models.PositiveIntegerField(help_text="1-based place in the article.")
    source = models.TextField(blank=True)
    source_sentences = models.PositiveIntegerField(default=1)
    paragraph = models.PositiveIntegerField(default=0, help_text="0-based paragraph it begins in.")
    is_headline = models.BooleanField(default=False)

    class Meta:
        ordering = ("article", "position")
        constraints = (
            models.UniqueConstraint(fields=["article", "key"], name="segment_key_is_unique_in_its_article"),
            models.UniqueConstraint(fields=["article", "position"], name="one_segment_per_position"),
            models.CheckConstraint(condition=Q(position__gte=1), name="segment_position_starts_at_1"),
        )

    def __str__(self) -> str:
        return f"sentence {self.position} of {self.article_id}"
