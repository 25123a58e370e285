"""Scores of sentences and articles, and what they were measured against; evidence."""

from __future__ import annotations

from django.contrib import admin

from reviewapp.admin.articles import article_filter
from reviewapp.admin.scope import CorpusFilter, ScopedAdmin, corpus_filter
from reviewapp.models import ArticleScore, Measure, Score
from reviewapp.templatetags.figures import figure


@admin.register(Measure)
class MeasureAdmin(ScopedAdmin):
    """Metrics as they were applied, with their signatures."""

    fields = ("corpus", "metric", "references", "signature", "segment_signature")
    list_display = ("metric", "corpus", "references", "signature")
    list_select_related = ("corpus",)
    list_filter = (CorpusFilter, "metric")
    search_fields = ("references", "signature")


@admin.register(Score)
class ScoreAdmin(ScopedAdmin):
    """Figures of sentences."""

    corpus_path = "measure__corpus"
    fields = ("translation", "text_number", "measure", "value", "statistics", "reason")
    readonly_fields = ("statistics",)
    list_display = ("measure", "shown_value", "translation", "text_number", "reason")
    list_select_related = ("measure__corpus", "translation")
    list_filter = (corpus_filter("measure__corpus"), article_filter("translation__segment__article"))
    search_fields = ("=translation__segment__article__key",)
    search_help_text = "The key of an article."
    ordering = ("-pk",)
    sortable_by = ()

    @admin.display(description="value")
    def shown_value(self, score: Score) -> str:
        """Return the figure, or that there is none."""
        return figure(score.value, score.measure.metric)

    @admin.display(description="statistics")
    def statistics(self, score: Score) -> str:
        """Return the integers that sums are made of."""
        return _shown_statistics(score)


@admin.register(ArticleScore)
class ArticleScoreAdmin(ScopedAdmin):
    """Figures of articles."""

    corpus_path = "measure__corpus"
    fields = ("article", "system", "measure", "value", "segments", "statistics")
    readonly_fields = ("statistics",)
    list_display = ("article", "system", "measure", "shown_value", "segments")
    list_select_related = ("article", "system", "measure__corpus")
    list_filter = (corpus_filter("measure__corpus"), "measure__metric")
    search_fields = ("article__title", "=article__key", "=system__name")
    search_help_text = "Title or key of an article, or the name of a system."
    ordering = ("-pk",)
    sortable_by = ()

    @admin.display(description="value")
    def shown_value(self, score: ArticleScore) -> str:
        """Return the figure."""
        return figure(score.value, score.measure.metric)

    @admin.display(description="statistics")
    def statistics(self, score: ArticleScore) -> str:
        """Return the sums."""
        return _shown_statistics(score)


def _shown_statistics(score: Score | ArticleScore) -> str:
    counts = [getattr(score, name) for name in score.measure.columns]
    return " ".join(f"{count:,}" for count in counts if count is not None)
