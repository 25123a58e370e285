"""What an article's review comes to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from reviewapp.domain.annotation.quality import MarkedError, Scorecard, scorecard
from reviewapp.domain.annotation.severities import Severity
from reviewapp.domain.reporting.effort import Effort, add_efforts, edit_effort
from reviewapp.domain.scoring.names import MetricName
from reviewapp.domain.text.tokens import count_words
from reviewapp.domain.workflow.states import TranslationStatus
from reviewapp.models import ORIGINAL, Error, Translation
from reviewapp.queries.figures import Figure, article_figures, current_measures
from reviewapp.queries.progress import progress_of
from reviewapp.queries.significance import article_intervals

if TYPE_CHECKING:
    from reviewapp.domain.workflow.states import Progress
    from reviewapp.models import Article, System

MOST_SEGMENTS = 5_000
"""Sentences of an article up to which its intervals are drawn while the page is made."""


@dataclass(frozen=True, slots=True)
class CategoryLine:
    """How many errors of one category have which severity, in the order of the severities."""

    path: str
    by_severity: Sequence[tuple[Severity, int]]
    total: int


@dataclass(frozen=True, slots=True)
class Cell:
    """One sentence of the strip: where it is, what was decided, and its worst error."""

    position: int
    status: TranslationStatus
    worst: str


@dataclass(frozen=True, slots=True)
class ArticleSummary:
    """Figures of one article's translation by one system."""

    progress: Progress
    figures: Sequence[Figure]
    machine: Scorecard
    """MQM of the machine's text: every error marked in it."""
    present: Scorecard
    """MQM of the text as it stands: errors that no correction answered."""
    counts_source_words: bool
    categories: Sequence[CategoryLine]
    severities: Sequence[Severity]
    strip: Sequence[Cell]
    effort: Effort
    """The work on the decided sentences, added up; of none where nothing is decided."""

    @property
    def has_hter(self) -> bool:
        """Say whether HTER was computed, by which edited sentences are listed."""
        return any(figure.metric is MetricName.HTER for figure in self.figures)


def summarise_article(article: Article, system: System) -> ArticleSummary:
    """Return the summary; a constant number of queries."""
    translations = list(
        Translation.objects.of_article(article.pk).filter(system=system).select_related("segment")
    )
    errors = list(
        Error.objects.standing()
        .filter(translation__in=[t.pk for t in translations])
        .select_related("category", "translation")
    )
    profile = article.corpus.profile.definition()
    has_source = any(t.segment.source for t in translations)
    words = _evaluated_words(article, _judged(translations, errors), has_source=has_source)
    unsolved = [error for error in errors if error.text_number == error.translation.text_number]
    of_machine = [error for error in errors if error.text_number == ORIGINAL]
    severities = [severity for severity in Severity if severity in profile.multipliers]
    return ArticleSummary(
        progress=progress_of(article, system_id=system.pk),
        figures=_with_intervals(article, system),
        machine=scorecard(profile, _marked(of_machine), evaluated_words=words),
        present=scorecard(profile, _marked(unsolved), evaluated_words=words),
        counts_source_words=has_source,
        categories=_by_category(errors, severities),
        severities=severities,
        strip=_strip(translations, errors),
        effort=_effort(translations, language=article.corpus.target_language),
    )


def _judged(translations: Sequence[Translation], errors: Sequence[Error]) -> list[Translation]:
    """Return the sentences that somebody has judged: MQM of what nobody has read would be perfect."""
    marked = {error.translation_id for error in errors}
    return [t for t in translations if TranslationStatus(t.status).is_decided or t.pk in marked]


def _evaluated_words(article: Article, judged: Sequence[Translation], *, has_source: bool) -> int:
    """Return the words that MQM is counted on: the source's (ASTM), or without one the translation's."""
    corpus = article.corpus
    if has_source:
        return sum(count_words(t.segment.source, language=corpus.source_language) for t in judged)
    return sum(count_words(t.original, language=corpus.target_language) for t in judged)


def _marked(errors: Sequence[Error]) -> list[MarkedError]:
    return [MarkedError(error.category_path, Severity(error.severity)) for error in errors]


def _by_category(errors: Sequence[Error], severities: Sequence[Severity]) -> list[CategoryLine]:
    counted = Counter((error.category_path, error.severity) for error in errors)
    lines = []
    for path in {path for path, _ in counted}:
        counts = [(severity, counted[path, severity.value]) for severity in severities]
        lines.append(CategoryLine(path, counts, sum(count for _, count in counts)))
    return sorted(lines, key=lambda line: (-line.total, line.path))


def _strip(translations: Sequence[Translation], errors: Sequence[Error]) -> list[Cell]:
    order = [severity.value for severity in Severity]
    worst: dict[int, str] = {}
    for error in errors:
        known = worst.get(error.translation_id)
        if known is None or order.index(error.severity) > order.index(known):
            worst[error.translation_id] = error.severity
    return [Cell(t.segment.position, TranslationStatus(t.status), worst.get(t.pk, "")) for t in translations]


def _effort(translations: Sequence[Translation], *, language: str) -> Effort:
    decided = [t for t in translations if TranslationStatus(t.status).is_decided]
    return add_efforts(edit_effort(t.original, t.text, language=language) for t in decided)


def _with_intervals(article: Article, system: System) -> list[Figure]:
    """Return the article's figures with their 95 % bootstrap intervals, where it is no giant."""
    figures = article_figures(article, system)
    if not figures or max(figure.segments for figure in figures) > MOST_SEGMENTS:
        return figures
    intervals = article_intervals(article, system, current_measures(article.corpus))
    bounded = []
    for figure in figures:
        interval = intervals.get((figure.metric, figure.references))
        bounded.append(replace(figure, low=interval.low, high=interval.high) if interval else figure)
    return bounded
