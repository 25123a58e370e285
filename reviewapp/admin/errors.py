"""Errors: what people and checks marked; evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import admin

from reviewapp.admin.articles import article_filter
from reviewapp.admin.scope import ScopedAdmin, corpus_filter, set_filter
from reviewapp.admin.texts import short_text_in, text_in
from reviewapp.models import Error, Side

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest
    from django.utils.safestring import SafeString


@admin.register(Error)
class ErrorAdmin(ScopedAdmin):
    """Marked spans with category and severity."""

    corpus_path = "translation__segment__article__corpus"
    fields = (
        "translation",
        "side",
        "start",
        "end",
        "whole_text",
        "text_number",
        "category",
        "severity",
        "note",
        "origin",
        "author",
        "created_at",
        "removed_at",
        "removed_by",
    )
    readonly_fields = ("whole_text",)
    list_display = (
        "short_text",
        "category",
        "severity",
        "side",
        "article",
        "author",
        "origin",
        "created_at",
        "removed_at",
    )
    list_select_related = ("translation__segment__article__corpus", "category", "author")
    list_filter = (
        corpus_filter("translation__segment__article__corpus"),
        article_filter("translation__segment__article"),
        "severity",
        "side",
        "origin",
        set_filter("removed_at", "Taken back"),
    )
    search_fields = ("marked_text", "note", "category__path", "=author__username")
    search_help_text = "Marked text, note, category or log-in name of the author."
    ordering = ("-pk",)
    sortable_by = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Error]:
        """Leave out what belongs to assessments."""
        return super().get_queryset(request).filter(assessment=None)

    @admin.display(description="marked text")
    def short_text(self, error: Error) -> SafeString | str:
        """Return the beginning of the marked text."""
        return short_text_in(_language(error), error.marked_text) if error.marked_text else "whole sentence"

    @admin.display(description="marked text")
    def whole_text(self, error: Error) -> SafeString | str:
        """Return the marked text."""
        return text_in(_language(error), error.marked_text) if error.marked_text else "whole sentence"

    @admin.display(description="article")
    def article(self, error: Error) -> str:
        """Return the article's title."""
        return error.translation.segment.article.title


def _language(error: Error) -> str:
    corpus = error.translation.segment.article.corpus
    return corpus.source_language if error.side == Side.SOURCE.value else corpus.target_language
