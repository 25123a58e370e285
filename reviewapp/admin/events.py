"""The audit trail; evidence."""

from __future__ import annotations

from django.contrib import admin

from reviewapp.admin.articles import ArticleFilter
from reviewapp.admin.scope import CorpusFilter, ScopedAdmin
from reviewapp.models import Event


@admin.register(Event)
class EventAdmin(ScopedAdmin):
    """Who did what, when and why."""

    fields = ("corpus", "article", "translation", "actor", "action", "reason", "details", "at", "operation")
    list_display = ("at", "action", "actor", "corpus", "article", "reason")
    list_select_related = ("actor", "corpus", "article")
    list_filter = (CorpusFilter, ArticleFilter, "action", "at")
    search_fields = ("=actor__username", "reason", "article__title")
    search_help_text = "Log-in name, reason, or the title of an article."
    ordering = ("-pk",)
    sortable_by = ()
