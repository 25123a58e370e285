"""Assessments: what raters judged; evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import admin

from reviewapp.admin.articles import article_filter
from reviewapp.admin.scope import ScopedAdmin, ScopedInline, corpus_filter
from reviewapp.admin.texts import short_text_in
from reviewapp.models import Assessment, Error

if TYPE_CHECKING:
    from django.utils.safestring import SafeString


class MarkInline(ScopedInline):
    """What the rater marked."""

    model = Error
    is_editable = False
    fields = ("side", "start", "end", "marked_text", "category", "severity", "note")
    verbose_name = "marked error"


@admin.register(Assessment)
class AssessmentAdmin(ScopedAdmin):
    """One rater's judgement of one text."""

    corpus_path = "translation__segment__article__corpus"
    fields = (
        "translation",
        "text_number",
        "protocol",
        "rater",
        "user",
        "campaign",
        "occasion",
        "score",
        "seconds",
        "created_at",
    )
    list_display = ("text", "system", "protocol", "rater", "campaign", "score", "created_at")
    list_select_related = ("translation__segment__article__corpus", "translation__system")
    list_filter = (
        corpus_filter("translation__segment__article__corpus"),
        article_filter("translation__segment__article"),
        "protocol",
    )
    search_fields = ("=rater", "=campaign", "=translation__system__name")
    search_help_text = "Name of a rater, a campaign or a system."
    ordering = ("-pk",)
    sortable_by = ()
    inlines = (MarkInline,)

    @admin.display(description="text")
    def text(self, assessment: Assessment) -> SafeString | str:
        """Return the beginning of the text that was judged."""
        language = assessment.translation.segment.article.corpus.target_language
        return short_text_in(language, assessment.translation.original) or "no text"

    @admin.display(description="system")
    def system(self, assessment: Assessment) -> str:
        """Return whose text it is."""
        return assessment.translation.system.name
