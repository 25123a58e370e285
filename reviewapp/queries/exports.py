"""Rows of the exports, article by article, so that memory does not grow with the corpus."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import Prefetch, QuerySet, Sum

from reviewapp.domain.annotation.profiles import penalty
from reviewapp.domain.annotation.quality import MarkedError, rater_score
from reviewapp.domain.annotation.severities import Severity
from reviewapp.domain.exchange.corrections_csv import CorrectionRow
from reviewapp.domain.exchange.errors_csv import ErrorRow
from reviewapp.domain.scoring.names import MetricName
from reviewapp.domain.text.edits import count_edits
from reviewapp.domain.workflow.states import TranslationStatus
from reviewapp.models import ORIGINAL, Action, Error, Event, Score, Translation
from reviewapp.queries.figures import current_measures

if TYPE_CHECKING:
    from reviewapp.domain.annotation.profiles import ProfileDefinition
    from reviewapp.models import Corpus


@dataclass(frozen=True, slots=True)
class ExportFilter:
    """Which sentences to take out; an empty field does not limit. Dates are whole days, UTC, inclusive."""

    articles: Sequence[int] = field(default=())
    systems: Sequence[int] = field(default=())
    statuses: Sequence[TranslationStatus] = field(default=())
    editor: int | None = None
    since: datetime.date | None = None
    until: datetime.date | None = None


def correction_rows(corpus: Corpus, chosen: ExportFilter) -> Iterator[CorrectionRow]:
    """Yield a row for each translation, in reading order."""
    profile = corpus.profile.definition()
    for translations in _by_article(corpus, chosen):
        questions = _questions(translations)
        for translation in translations:
            yield _correction_row(corpus, translation, profile, questions.get(translation.pk))


def error_rows(corpus: Corpus, chosen: ExportFilter) -> Iterator[ErrorRow]:
    """Yield a row for each error that stands, in reading order."""
    profile = corpus.profile.definition()
    for translations in _by_article(corpus, chosen):
        for translation in translations:
            for error in translation.errors.all():
                yield _error_row(corpus, translation, error, profile)


def _by_article(corpus: Corpus, chosen: ExportFilter) -> Iterator[Sequence[Translation]]:
    """Yield each article's translations; every article is read in one go, so it is consistent in itself."""
    articles = corpus.articles.filter(withdrawn_at=None)
    if chosen.articles:
        articles = articles.filter(pk__in=chosen.articles)
    measures = [m.pk for m in current_measures(corpus)]
    scores = Score.objects.filter(measure__in=measures).select_related("measure").order_by("measure_id")
    for article_id in list(articles.order_by("position", "pk").values_list("pk", flat=True)):
        rows = _filtered(Translation.objects.of_article(article_id), chosen)
        found = list(
            rows.select_related("segment__article", "system", "decided_by")
            .annotate(seconds=Sum("revisions__seconds_active"))
            .order_by("segment__position", "system__name")
            .prefetch_related(
                Prefetch("errors", Error.objects.standing().select_related("category", "author")),
                Prefetch("scores", scores),
            )
        )
        if found:
            yield found


def _filtered(rows: QuerySet[Translation], chosen: ExportFilter) -> QuerySet[Translation]:
    if chosen.systems:
        rows = rows.filter(system__in=chosen.systems)
    if chosen.statuses:
        rows = rows.filter(status__in=[status.value for status in chosen.statuses])
    if chosen.editor is not None:
        rows = rows.filter(decided_by=chosen.editor)
    if chosen.since:
        rows = rows.filter(decided_at__gte=_midnight(chosen.since))
    if chosen.until:
        rows = rows.filter(decided_at__lt=_midnight(chosen.until + datetime.timedelta(days=1)))
    return rows


def _midnight(day: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time(), tzinfo=datetime.UTC)


def _correction_row(
    corpus: Corpus, translation: Translation, profile: ProfileDefinition, question: str | None
) -> CorrectionRow:
    segment, is_changed = translation.segment, translation.text_number > ORIGINAL
    errors = list(translation.errors.all())
    edits = (
        count_edits(translation.original, translation.text, language=corpus.target_language)
        if is_changed
        else None
    )
    scores = {score.measure.metric: score for score in _scores_of_original(translation)}
    bleu = scores.get(MetricName.BLEU.value)
    return CorrectionRow(
        corpus=corpus.slug,
        article_id=segment.article.key,
        article_title=segment.article.title,
        segment_no=segment.position,
        segment_id=segment.key,
        src_lang=corpus.source_language,
        tgt_lang=corpus.target_language,
        source=segment.source or None,
        system=translation.system.name,
        mt_original=translation.original,
        correction=translation.text if is_changed else None,
        status=translation.status,
        editor=translation.decided_by.get_username() if translation.decided_by else None,
        decided_at=translation.decided_at,
        seconds_active=getattr(translation, "seconds", None),
        word_edits=edits.words if edits else None,
        char_edits=edits.characters if edits else None,
        hter=_hter(translation),
        sent_bleu=bleu.value if bleu else None,
        chrf=_value(scores.get(MetricName.CHRF.value)),
        ter=_value(scores.get(MetricName.TER.value)),
        sacrebleu_signature=bleu.measure.segment_signature if bleu else None,
        error_count=len(errors),
        worst_severity=_worst(errors),
        mqm_penalty=rater_score(profile, [_marked(error) for error in errors]),
        errors_json=json.dumps([_stated(error) for error in errors], ensure_ascii=False) if errors else None,
        checks_json=None,
        comment=question,
    )


def _scores_of_original(translation: Translation) -> list[Score]:
    """Return what metrics say of the machine's text; against all references where there are several."""
    return sorted(
        (score for score in translation.scores.all() if score.text_number == ORIGINAL),
        key=lambda score: len(score.measure.references),
    )


def _hter(translation: Translation) -> float | None:
    if not TranslationStatus(translation.status).is_decided:
        return None
    for score in translation.scores.all():
        if score.measure.metric == MetricName.HTER.value and score.text_number == translation.text_number:
            return score.value
    return None


def _value(score: Score | None) -> float | None:
    return score.value if score else None


def _worst(errors: Sequence[Error]) -> str | None:
    order = [severity.value for severity in Severity]
    return max((error.severity for error in errors), key=order.index, default=None)


def _marked(error: Error) -> MarkedError:
    return MarkedError(error.category_path, Severity(error.severity))


def _stated(error: Error) -> dict[str, object]:
    return {
        "id": error.pk,
        "side": error.side,
        "start": error.start,
        "end": error.end,
        "marked_text": error.marked_text,
        "category": error.category_path,
        "severity": error.severity,
        "note": error.note,
        "text_number": error.text_number,
    }


def _error_row(
    corpus: Corpus, translation: Translation, error: Error, profile: ProfileDefinition
) -> ErrorRow:
    segment, is_changed = translation.segment, translation.text_number > ORIGINAL
    weight = penalty(profile, category_path=error.category_path, severity=Severity(error.severity))
    return ErrorRow(
        corpus=corpus.slug,
        article_id=segment.article.key,
        article_title=segment.article.title,
        segment_no=segment.position,
        segment_id=segment.key,
        src_lang=corpus.source_language,
        tgt_lang=corpus.target_language,
        source=segment.source or None,
        system=translation.system.name,
        mt_original=translation.original,
        correction=translation.text if is_changed else None,
        error_id=str(error.pk),
        side=error.side,
        start=error.start,
        end=error.end,
        marked_text=error.marked_text,
        category_path=error.category_path,
        category_pid=(error.category and error.category.pid) or None,
        severity=error.severity,
        weight=weight,
        rater=error.author.get_username() if error.author else None,
        reason=error.note or None,
        origin=error.origin,
        resolution="corrected" if error.text_number != translation.text_number else "open",
        adjudicated_by=None,
    )


def _questions(translations: Sequence[Translation]) -> dict[int, str]:
    """Return the last question asked about each sentence that is set aside."""
    aside = [t.pk for t in translations if t.status == TranslationStatus.DISCUSSION.value]
    asked = Event.objects.filter(translation__in=aside, action=Action.DISCUSSED).order_by("at", "pk")
    return dict(asked.values_list("translation", "reason"))
