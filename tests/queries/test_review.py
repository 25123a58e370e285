"""What the review page shows: sentences with their marks, histories, figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reviewapp.domain.annotation.severities import Severity
from reviewapp.domain.text.diff import ChangeKind
from reviewapp.domain.text.spans import Span
from reviewapp.domain.workflow.states import TranslationStatus
from reviewapp.models import Translation
from reviewapp.queries.exports import ExportFilter, correction_rows, error_rows
from reviewapp.queries.figures import article_figures, compare_systems, corpus_figures, current_measures
from reviewapp.queries.review import details_of, events_of, history_of, sentence_of, sentences_of
from reviewapp.queries.segment_scores import segment_scores
from reviewapp.queries.summary import summarise_article
from reviewapp.services.reviewing import accept_translation, restore_text, save_correction
from tests.factories import (
    NOON,
    ArticleFactory,
    ArticleScoreFactory,
    CorpusFactory,
    ErrorFactory,
    MeasureFactory,
    ReferenceFactory,
    ScoreFactory,
    SegmentFactory,
    SystemFactory,
    SystemScoreFactory,
    TranslationFactory,
    make_sentence,
)
from tests.services.acts import by

if TYPE_CHECKING:
    from collections.abc import Callable

    from reviewapp.models import Article
    from tests.conftest import Cast

pytestmark = pytest.mark.django_db
TEXT = "The first ferry left wharf at 6 hours."


@pytest.fixture
def article(cast: Cast) -> Article:
    """Return an article of two sentences."""
    article = ArticleFactory.create(corpus=cast.corpus)
    make_sentence(article, TEXT, source="Chuyến phà đầu tiên rời bến lúc sáu giờ.")
    make_sentence(article, "It rains on the old pier.", source="Trời mưa trên bến cũ.")
    return article


def first_of(article: Article) -> Translation:
    return Translation.objects.of_article(article.pk)[0]


def test_sentences_stand_in_reading_order_with_their_standing_marks(article: Article) -> None:
    row = first_of(article)
    target = ErrorFactory.create(translation=row)
    source = ErrorFactory.create(translation=row, side="source", start=7, end=10, marked_text="phà")
    whole = ErrorFactory.create(translation=row, start=None, end=None, marked_text="")
    ErrorFactory.create(translation=row, removed_at=NOON)

    sentences = sentences_of(article, article.review_system)

    assert [sentence.segment.position for sentence in sentences] == [1, 2]
    marked = sentences[0]
    assert [(mark.error, mark.span) for mark in marked.marks] == [
        (source, Span(7, 10)),
        (target, Span(21, 26)),
        (whole, None),
    ]
    assert marked.answered == ()
    assert sentences[1].marks == ()
    assert sentence_of(first_of(article)) == marked


def test_marks_move_with_their_words_and_are_answered_when_those_change(cast: Cast, article: Article) -> None:
    row = first_of(article)
    wharf = ErrorFactory.create(translation=row)
    hours = ErrorFactory.create(translation=row, start=30, end=37, marked_text="6 hours")

    row = save_correction(
        row, text="Today the first ferry left wharf at six.", seen_version=1, operation=by(cast.colleague)
    ).translation

    shown = sentence_of(row)
    assert [(mark.error, mark.span) for mark in shown.target_marks] == [(wharf, Span(27, 32))]
    assert Span(27, 32).text_in(row.text) == "wharf"
    assert [mark.error for mark in shown.answered] == [hours]


def test_marks_of_a_text_in_between_are_carried_too(cast: Cast, article: Article) -> None:
    row = save_correction(
        first_of(article), text="A ferry left wharf.", seen_version=1, operation=by(cast.colleague)
    ).translation
    ErrorFactory.create(translation=row, start=13, end=18, text_number=2)
    row = save_correction(
        row, text="One ferry left wharf.", seen_version=2, operation=by(cast.chief)
    ).translation

    (mark,) = sentence_of(row).target_marks

    assert mark.span == Span(15, 20)


def test_a_mark_of_a_text_that_is_not_there_is_shown_as_answered(article: Article) -> None:
    row = first_of(article)
    ErrorFactory.create(translation=row, text_number=9)

    assert len(sentence_of(row).answered) == 1


def test_an_article_without_a_system_has_no_sentences(article: Article) -> None:
    assert sentences_of(article, None) == []


def test_the_open_sentence_shows_what_else_is_known(cast: Cast, article: Article) -> None:
    row = first_of(article)
    old, new = (MeasureFactory.create(corpus=cast.corpus) for _ in range(2))
    ScoreFactory.create(translation=row, measure=old, value=1)
    ScoreFactory.create(translation=row, measure=new, value=2)
    ScoreFactory.create(translation=row, measure=new, text_number=2, value=3)
    ReferenceFactory.create(segment=row.segment)
    rival = TranslationFactory.create(segment=row.segment, system=SystemFactory.create(corpus=cast.corpus))
    row = save_correction(row, text="The ferry.", seen_version=1, operation=by(cast.colleague)).translation

    details = details_of(row, pending=True)

    (figure,) = details.figures
    assert figure.measure == new
    assert figure.original is not None
    assert figure.current is not None
    assert (figure.original.value, figure.current.value) == (2, 3)
    assert details.other_versions == (rival,)
    assert details.references == (("reference", "The first ferry leaves the pier at six."),)
    assert (details.revision_count, details.is_being_scored) == (1, True)
    assert {change.kind for change in details.changes} >= {ChangeKind.DELETED, ChangeKind.SAME}


def test_an_untouched_sentence_has_no_figure_of_a_correction(article: Article) -> None:
    ScoreFactory.create(translation=first_of(article))

    (figure,) = details_of(first_of(article), pending=False).figures

    assert figure.current is None


def test_a_history_starts_with_the_machine_and_shows_the_newest_first(cast: Cast, article: Article) -> None:
    row = save_correction(
        first_of(article), text="The ferry.", seen_version=1, operation=by(cast.colleague)
    ).translation
    row = restore_text(row, number=1, seen_version=2, operation=by(cast.chief)).translation

    history = history_of(row)

    assert [(entry.number, entry.text, entry.author, entry.kind) for entry in history] == [
        (3, TEXT, "chief", "Restored"),
        (2, "The ferry.", "colleague", "Edited"),
        (1, TEXT, row.system.name, "Machine translation"),
    ]
    assert (history[-1].changes, history[-1].at) == ((), None)
    gone = [change.text for change in history[1].changes if change.kind is not ChangeKind.INSERTED]
    assert "".join(gone) == TEXT
    assert [event.action for event in events_of(row)] == ["restored", "corrected"]


def test_systems_stand_side_by_side_with_the_best_told(cast: Cast, article: Article) -> None:
    measure = MeasureFactory.create(corpus=cast.corpus)
    for name, value in (("a", 62.5), ("b", 61.0)):
        system = SystemFactory.create(corpus=cast.corpus, name=name)
        SystemScoreFactory.create(system=system, measure=measure, value=value)

    comparison = compare_systems(cast.corpus)

    assert comparison.measures == [measure]
    by_name = {row.system.name: row for row in comparison.rows}
    assert list(by_name) == ["a", "b", article.review_system.name] if article.review_system else None
    assert (by_name["a"].is_best, by_name["b"].is_best) == ([True], [False])
    assert by_name["engine" if "engine" in by_name else list(by_name)[-1]].figures == [None]


def test_of_ter_the_least_is_best(cast: Cast) -> None:
    measure = MeasureFactory.create(corpus=cast.corpus, metric="ter")
    for name, value in (("a", 40.0), ("b", 20.0)):
        system = SystemFactory.create(corpus=cast.corpus, name=name)
        SystemScoreFactory.create(system=system, measure=measure, value=value, statistics=[value, 100])

    rows = {row.system.name: row for row in compare_systems(cast.corpus).rows}

    assert (rows["a"].is_best, rows["b"].is_best) == ([False], [True])
    figures = {figure.system: figure.score for figure in corpus_figures(cast.corpus)}
    assert figures == {"a": 40.0, "b": 20.0}


def test_nothing_measured_is_no_comparison() -> None:
    corpus = CorpusFactory.create()
    SystemFactory.create(corpus=corpus)
    MeasureFactory.create(corpus=corpus)

    (row,) = compare_systems(corpus).rows

    assert (row.figures, row.is_best) == ([None], [False])
    assert corpus_figures(corpus) == []


def test_only_the_newest_measure_of_a_kind_counts(cast: Cast, article: Article) -> None:
    system = article.review_system
    assert system is not None
    older, newest = (MeasureFactory.create(corpus=cast.corpus) for _ in range(2))
    for measure in (older, newest):
        ArticleScoreFactory.create(article=article, system=system, measure=measure)
    bleu = MeasureFactory.create(corpus=cast.corpus, metric="bleu")

    assert current_measures(cast.corpus) == [bleu, newest]
    (figure,) = article_figures(article, system)
    assert (figure.signature, figure.score, figure.segments) == (newest.signature, 61.5, 1)


def test_a_summary_counts_errors_of_the_machine_and_of_what_stands(cast: Cast, article: Article) -> None:
    first, second = Translation.objects.of_article(article.pk)
    ErrorFactory.create(translation=first, severity="major")
    ErrorFactory.create(translation=first, severity="minor")
    ErrorFactory.create(translation=second, severity="minor", start=0, end=2)
    save_correction(first, text="The ferry left.", seen_version=1, operation=by(cast.colleague))
    accept_translation(second, seen_version=1, operation=by(cast.colleague))
    assert article.review_system is not None

    summary = summarise_article(article, article.review_system)

    assert (summary.progress.corrected, summary.progress.accepted) == (1, 1)
    assert (summary.machine.penalty_total, summary.present.penalty_total) == (7.0, 1.0)
    assert summary.counts_source_words
    (line,) = summary.categories
    assert line.total == 3
    assert dict(line.by_severity) == {
        Severity.NEUTRAL: 0,
        Severity.MINOR: 2,
        Severity.MAJOR: 1,
        Severity.CRITICAL: 0,
    }
    assert [(cell.position, cell.status, cell.worst) for cell in summary.strip] == [
        (1, TranslationStatus.CORRECTED, "major"),
        (2, TranslationStatus.ACCEPTED, "minor"),
    ]
    assert summary.effort.share_untouched == 0.5


def test_a_summary_without_a_source_counts_the_translations_words() -> None:
    article = ArticleFactory.create()
    for _ in range(2):
        row = TranslationFactory.create(segment=SegmentFactory.create(article=article, source=""))
    ErrorFactory.create(translation=row)
    assert article.review_system is not None

    summary = summarise_article(article, article.review_system)

    assert not summary.counts_source_words
    # Of the two sentences only the marked one was judged.
    assert summary.machine.evaluated_words == 8
    assert (summary.effort.share_untouched, summary.figures) == (None, [])


def test_figures_sentence_by_sentence(cast: Cast, article: Article) -> None:
    row = save_correction(
        first_of(article), text="The ferry.", seen_version=1, operation=by(cast.colleague)
    ).translation
    chrf = MeasureFactory.create(corpus=cast.corpus)
    hter = MeasureFactory.create(corpus=cast.corpus, metric="hter", references="correction")
    for measure, number, value in ((chrf, 1, 10), (chrf, 2, 20), (hter, 1, 0.1), (hter, 2, 0.2)):
        ScoreFactory.create(translation=row, measure=measure, text_number=number, value=value)

    rows = list(segment_scores(cast.corpus, [chrf, hter]))

    assert rows == [
        {
            "article": article.key,
            "segment": "1",
            "system": row.system.name,
            "reference": reference,
            "metric": metric,
            "score": value,
        }
        for reference, metric, value in (("reference", "chrf", 10.0), ("correction", "hter", 0.2))
    ]


def _count(ask: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as queries:
        ask()
    return len(queries)


def test_ten_more_sentences_cost_no_more_queries(cast: Cast, article: Article) -> None:
    system = article.review_system
    assert system is not None
    measure = MeasureFactory.create(corpus=cast.corpus)

    def add(number: int) -> None:
        for _ in range(number):
            row = make_sentence(article, TEXT)
            ErrorFactory.create(translation=row)
            ScoreFactory.create(translation=row, measure=measure)

    def counts() -> list[int]:
        return [
            _count(lambda: sentences_of(article, system)),
            _count(lambda: summarise_article(article, system)),
            _count(lambda: list(correction_rows(cast.corpus, ExportFilter()))),
            _count(lambda: list(error_rows(cast.corpus, ExportFilter()))),
            _count(lambda: list(segment_scores(cast.corpus, [measure]))),
        ]

    add(1)
    few = counts()
    add(10)

    assert counts() == few
    assert few[0] <= 3


def test_ten_more_corrections_cost_the_history_no_more_queries(cast: Cast, article: Article) -> None:
    row = first_of(article)

    def correct(numbers: range) -> Translation:
        current = Translation.objects.get(pk=row.pk)
        for number in numbers:
            current = save_correction(
                current, text=f"Text {number}.", seen_version=current.version, operation=by(cast.colleague)
            ).translation
        return current

    few_row = correct(range(1))
    few = _count(lambda: history_of(few_row)), _count(lambda: details_of(few_row, pending=False))
    many_row = correct(range(1, 11))

    assert (_count(lambda: history_of(many_row)), _count(lambda: details_of(many_row, pending=False))) == few
