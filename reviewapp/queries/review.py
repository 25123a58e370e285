"""Everything the review page shows of an article, in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import Prefetch

from reviewapp.domain.text.diff import carry_span, diff_texts
from reviewapp.models import ORIGINAL, Error, Score, Segment, Side, Translation

if TYPE_CHECKING:
    import datetime

    from reviewapp.domain.text.diff import Change
    from reviewapp.domain.text.spans import Span
    from reviewapp.models import Article, Event, Measure, Revision, System


@dataclass(frozen=True, slots=True)
class Mark:
    """An error where it stands in the text that is shown (code points); None: no longer in it."""

    error: Error
    span: Span | None


@dataclass(frozen=True, slots=True)
class Sentence:
    """One segment with the translation under review and the marks on both of its sides."""

    translation: Translation
    source_marks: tuple[Mark, ...]
    target_marks: tuple[Mark, ...]
    whole: tuple[Mark, ...] = ()
    """Errors of the whole sentence."""
    answered: tuple[Mark, ...] = ()
    """Errors of an earlier text that the present one no longer contains."""

    @property
    def segment(self) -> Segment:
        """Return the segment."""
        return self.translation.segment

    @property
    def marks(self) -> tuple[Mark, ...]:
        """Return all marks that stand, the source's first."""
        return self.source_marks + self.target_marks + self.whole


@dataclass(frozen=True, slots=True)
class SegmentFigure:
    """A score of the machine's text and, where there is one, of the correction."""

    measure: Measure
    original: Score | None
    current: Score | None


@dataclass(frozen=True, slots=True)
class SentenceDetails:
    """What only the open sentence shows."""

    changes: tuple[Change, ...]
    figures: tuple[SegmentFigure, ...]
    other_versions: tuple[Translation, ...]
    references: tuple[tuple[str, str], ...]
    revision_count: int
    is_being_scored: bool


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One text of a sentence, with what it changed against the one before."""

    number: int
    text: str
    author: str
    at: datetime.datetime | None
    kind: str
    changes: tuple[Change, ...] = field(default=())


def sentences_of(article: Article, system: System | None) -> list[Sentence]:
    """Return the article's sentences in reading order, with their marks; three queries."""
    if system is None:
        return []
    translations = list(
        Translation.objects.of_article(article.pk)
        .filter(system=system)
        .select_related("segment__article__corpus", "system", "decided_by")
        .prefetch_related(_standing_errors())
    )
    return [sentence_of(translation) for translation in translations]


def sentence_of(translation: Translation) -> Sentence:
    """Return one sentence with its marks carried over to the text that stands."""
    errors = (
        translation.errors.all()
        if "errors" in getattr(translation, "_prefetched_objects_cache", {})
        else translation.errors.standing().select_related("category", "author")
    )
    return _placed(translation, list(errors))


def _placed(translation: Translation, errors: Sequence[Error]) -> Sentence:
    texts = _texts_marked(translation, errors)
    source: list[Mark] = []
    target: list[Mark] = []
    whole: list[Mark] = []
    answered: list[Mark] = []
    for error in errors:
        if error.span is None:
            whole.append(Mark(error, None))
        elif error.side == Side.SOURCE.value:
            source.append(Mark(error, error.span))
        else:
            span = _carried(error.span, texts.get(error.text_number), translation)
            (target if span else answered).append(Mark(error, span))
    return Sentence(translation, tuple(source), tuple(target), tuple(whole), tuple(answered))


def _carried(span: Span, marked: str | None, translation: Translation) -> Span | None:
    """Return where a span of an earlier text stands now, or None where that text was changed."""
    if marked is None or marked == translation.text:
        return span if marked is not None else None
    language = translation.segment.article.corpus.target_language
    return carry_span(span, diff_texts(marked, translation.text, language=language))


def _texts_marked(translation: Translation, errors: Iterable[Error]) -> dict[int, str]:
    """Return the texts that the errors were marked in, by number."""
    texts = {1: translation.original, translation.text_number: translation.text}
    if any(error.text_number not in texts for error in errors):
        texts |= dict(translation.revisions.values_list("number", "text"))
    return texts


def details_of(translation: Translation, *, pending: bool) -> SentenceDetails:
    """Return what the open sentence shows besides its text."""
    language = translation.segment.article.corpus.target_language
    others = Translation.objects.filter(segment=translation.segment).exclude(pk=translation.pk)
    return SentenceDetails(
        changes=diff_texts(translation.original, translation.text, language=language),
        figures=figures_of([translation])[translation.pk],
        other_versions=tuple(others.select_related("system").order_by("system__name")),
        references=tuple(translation.segment.references.values_list("name", "text")),
        revision_count=translation.revisions.count(),
        is_being_scored=pending,
    )


def figures_of(
    translations: Sequence[Translation], *, metrics: Iterable[str] | None = None
) -> dict[int, tuple[SegmentFigure, ...]]:
    """Return the figures of several sentences by translation, of all metrics or of these; one query."""
    scores = Score.objects.filter(translation__in=translations).select_related("measure")
    if metrics is not None:
        scores = scores.filter(measure__metric__in=list(metrics))
    by_translation: dict[int, list[Score]] = defaultdict(list)
    # Newest measure last: it replaces an older one of the same metric and references.
    for score in scores.order_by("measure__metric", "measure_id"):
        by_translation[score.translation_id].append(score)
    return {
        translation.pk: _figures(by_translation[translation.pk], translation.text_number)
        for translation in translations
    }


def _figures(of_sentence: Sequence[Score], text_number: int) -> tuple[SegmentFigure, ...]:
    scores: Mapping[int, dict[int, Score]] = defaultdict(dict)
    measures: dict[int, Measure] = {}
    for score in of_sentence:
        measures[score.measure_id] = score.measure
        scores[score.measure_id][score.text_number] = score
    newest = {(m.metric, m.references): m for m in measures.values()}
    return tuple(
        SegmentFigure(
            measure,
            original=scores[measure.pk].get(ORIGINAL),
            current=scores[measure.pk].get(text_number) if text_number > ORIGINAL else None,
        )
        for measure in newest.values()
    )


def history_of(translation: Translation) -> list[HistoryEntry]:
    """Return every text of the sentence, newest first, each with its change against the one before."""
    language = translation.segment.article.corpus.target_language
    entries = [HistoryEntry(1, translation.original, translation.system.name, None, "Machine translation")]
    for revision in translation.revisions.select_related("author"):
        entries.append(_entry(revision, entries[-1].text, language))
    return entries[::-1]


def _entry(revision: Revision, before: str, language: str) -> HistoryEntry:
    return HistoryEntry(
        revision.number,
        revision.text,
        str(revision.author or "import"),
        revision.created_at,
        revision.get_kind_display(),
        diff_texts(before, revision.text, language=language),
    )


def events_of(translation: Translation) -> list[Event]:
    """Return what was done to the sentence, newest first."""
    return list(translation.events.select_related("actor"))


def _standing_errors() -> Prefetch[str]:
    return Prefetch("errors", Error.objects.standing().select_related("category", "author"))
