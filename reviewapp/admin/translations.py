"""Translations, references and revisions: evidence, changed only by review and import."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import admin

from reviewapp.admin.articles import article_filter
from reviewapp.admin.scope import ScopedAdmin, corpus_filter
from reviewapp.admin.texts import list_link, short_text_in, text_in
from reviewapp.models import Reference, Revision, Translation

if TYPE_CHECKING:
    from django.utils.safestring import SafeString


def target_language(translation: Translation | Reference) -> str:
    """Return the tag of the language that a translation or reference is written in."""
    return translation.segment.article.corpus.target_language


@admin.register(Translation)
class TranslationAdmin(ScopedAdmin):
    """What a system made of a sentence, and what stands now."""

    corpus_path = "segment__article__corpus"
    fields = (
        "segment",
        "system",
        "original_text",
        "present_text",
        "text_number",
        "version",
        "status",
        "decided_by",
        "decided_at",
        "evidence",
    )
    readonly_fields = ("original_text", "present_text", "evidence")
    list_display = ("present_short", "article", "system", "status", "text_number", "decided_by", "evidence")
    list_select_related = ("segment__article__corpus", "system", "decided_by")
    list_filter = (corpus_filter("segment__article__corpus"), article_filter("segment__article"), "status")
    search_fields = ("text", "=segment__article__key")
    search_help_text = "Present text, or the key of an article."
    ordering = ("pk",)
    sortable_by = ()

    @admin.display(description="text")
    def present_short(self, translation: Translation) -> SafeString | str:
        """Return the beginning of the present text."""
        if not translation.text:
            return "no translation"
        return short_text_in(target_language(translation), translation.text)

    @admin.display(description="article")
    def article(self, translation: Translation) -> str:
        """Return the article's title."""
        return translation.segment.article.title

    @admin.display(description="machine's text")
    def original_text(self, translation: Translation) -> SafeString:
        """Return the text that never changes."""
        return text_in(target_language(translation), translation.original)

    @admin.display(description="present text")
    def present_text(self, translation: Translation) -> SafeString:
        """Return the text as it stands."""
        return text_in(target_language(translation), translation.text)

    @admin.display(description="evidence")
    def evidence(self, translation: Translation) -> SafeString:
        """Link to the revisions."""
        return list_link("revision", "Revisions", translation=translation.pk)


@admin.register(Reference)
class ReferenceAdmin(ScopedAdmin):
    """Human translations that metrics measure against."""

    corpus_path = "segment__article__corpus"
    fields = ("segment", "name", "whole_text")
    readonly_fields = ("whole_text",)
    list_display = ("short_text", "article", "name")
    list_select_related = ("segment__article__corpus",)
    list_filter = (corpus_filter("segment__article__corpus"), article_filter("segment__article"))
    search_fields = ("text", "=segment__article__key")
    search_help_text = "Text, or the key of an article."
    ordering = ("pk",)
    sortable_by = ()

    @admin.display(description="text")
    def short_text(self, reference: Reference) -> SafeString:
        """Return the beginning of the text."""
        return short_text_in(target_language(reference), reference.text)

    @admin.display(description="text")
    def whole_text(self, reference: Reference) -> SafeString:
        """Return the text."""
        return text_in(target_language(reference), reference.text)

    @admin.display(description="article")
    def article(self, reference: Reference) -> str:
        """Return the article's title."""
        return reference.segment.article.title


@admin.register(Revision)
class RevisionAdmin(ScopedAdmin):
    """Later texts of translations."""

    corpus_path = "translation__segment__article__corpus"
    fields = (
        "translation",
        "number",
        "whole_text",
        "kind",
        "restored_number",
        "author",
        "reason",
        "seconds_active",
        "created_at",
    )
    readonly_fields = ("whole_text",)
    list_display = ("short_text", "article", "number", "kind", "author", "created_at")
    list_select_related = ("translation__segment__article__corpus", "author")
    list_filter = (
        corpus_filter("translation__segment__article__corpus"),
        article_filter("translation__segment__article"),
        "kind",
    )
    search_fields = ("text", "=author__username")
    search_help_text = "Text, or the log-in name of its author."
    ordering = ("-pk",)
    sortable_by = ()

    @admin.display(description="text")
    def short_text(self, revision: Revision) -> SafeString:
        """Return the beginning of the text."""
        return short_text_in(target_language(revision.translation), revision.text)

    @admin.display(description="text")
    def whole_text(self, revision: Revision) -> SafeString:
        """Return the text."""
        return text_in(target_language(revision.translation), revision.text)

    @admin.display(description="article")
    def article(self, revision: Revision) -> str:
        """Return the article's title."""
        return revision.translation.segment.article.title
