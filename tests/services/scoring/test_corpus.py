"""Scoring a corpus: sacreBLEU's own figures, once each, for what can be scored."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import sacrebleu

from reviewapp.domain.scoring.metric import Metric
from reviewapp.domain.scoring.names import MetricName
from reviewapp.domain.scoring.outcomes import NotScored, Scored
from reviewapp.domain.scoring.pool import ScoringPool
from reviewapp.models import ORIGINAL, Article, ArticleScore, Measure, Reference, Score, System, Translation
from reviewapp.queries.figures import Figure, corpus_figures
from reviewapp.services.article_status import restore_article, withdraw_article
from reviewapp.services.reviewing import accept_translation, save_correction
from reviewapp.services.scoring import corpus as corpus_scoring
from reviewapp.services.scoring import reading
from reviewapp.services.scoring.corpus import ScoringStopped, score_corpus
from reviewapp.services.scoring.measures import reference_sets, yardsticks_for, yardsticks_in_use
from reviewapp.services.scoring.rollups import sum_up
from reviewapp.services.scoring.storing import store_outcomes
from reviewapp.services.scoring.translation import LONGEST_INSTANT, score_later, score_now
from tests.factories import (
    ArticleFactory,
    CorpusFactory,
    ReferenceFactory,
    SegmentFactory,
    SystemFactory,
    TranslationFactory,
)
from tests.services.acts import by, row_counts

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from reviewapp.models import Corpus
    from tests.conftest import Cast

pytestmark = pytest.mark.django_db
INSTANT = (MetricName.BLEU, MetricName.CHRF, MetricName.CHRF_PLUS_PLUS)
NAMES = ("human", "panel")
# article, system A, system B, reference human, reference panel
ROWS = [
    (
        "pier",
        "The first ferry left wharf at 6 hours.",
        "The first ferry leaves the pier at six o'clock.",
        "The first ferry leaves the pier at six.",
        "At six, the first ferry leaves the pier.",
    ),
    ("pier", "It rain big on old pier.", "", "It rained hard on the old pier.", "Rain fell on the old pier."),
    (
        "crane",
        "Two crane wait for the morning ship.",
        "Two cranes are waiting for the morning ship.",
        "Two cranes wait for the morning ship.",
        "Two cranes await the ship of the morning.",
    ),
]


def scored(corpus: Corpus, *metrics: MetricName, **options: object) -> None:
    score_corpus(
        corpus,
        yardsticks_for(corpus, metrics).ready,
        report=lambda done, total: True,
        processes=1,
        **options,  # type: ignore[arg-type]
    )


def noting(reports: list[tuple[int, int]]) -> Callable[[int, int], bool]:
    """Return a report that keeps what it is told and lets the run go on."""

    def report(done: int, total: int) -> bool:
        reports.append((done, total))
        return True

    return report


@pytest.fixture
def bitext(cast: Cast) -> Corpus:
    """Return a corpus of two articles, two systems and two references."""
    systems = {name: SystemFactory.create(corpus=cast.corpus, name=name) for name in "AB"}
    articles: dict[str, Article] = {}
    for key, first, second, human, panel in ROWS:
        article = articles.get(key) or ArticleFactory.create(
            corpus=cast.corpus, key=key, review_system=systems["A"]
        )
        articles[key] = article
        segment = SegmentFactory.create(article=article)
        TranslationFactory.create(segment=segment, system=systems["A"], original=first)
        TranslationFactory.create(segment=segment, system=systems["B"], original=second)
        ReferenceFactory.create(segment=segment, name="human", text=human)
        ReferenceFactory.create(segment=segment, name="panel", text=panel)
    return cast.corpus


def _direct(metric: MetricName, hypotheses: list[str], references: Sequence[list[str]]) -> float:
    made: Any = {
        MetricName.BLEU: sacrebleu.BLEU,
        MetricName.CHRF: sacrebleu.CHRF,
        MetricName.CHRF_PLUS_PLUS: lambda: sacrebleu.CHRF(word_order=2),
        MetricName.TER: sacrebleu.TER,
    }[metric]
    return float(made().corpus_score(hypotheses, references).score)


def _figure(corpus: Corpus, system: str, metric: MetricName, references: str) -> Figure:
    (found,) = [
        figure
        for figure in corpus_figures(corpus)
        if (figure.system, figure.metric, figure.references) == (system, metric, references)
    ]
    return found


def test_figures_equal_sacrebleus_own_over_the_same_texts(bitext: Corpus) -> None:
    scored(bitext, *INSTANT, MetricName.TER)

    for column, system in ((1, "A"), (2, "B")):
        hypotheses = [row[column] for row in ROWS]
        human, panel = [row[3] for row in ROWS], [row[4] for row in ROWS]
        for metric in (*INSTANT, MetricName.TER):
            for names, streams in (("human", [human]), ("panel", [panel]), ("human+panel", [human, panel])):
                figure = _figure(bitext, system, metric, names)
                assert figure.score == _direct(metric, hypotheses, streams), (metric, names)
                assert figure.segments == len(ROWS)
                assert f"nrefs:{len(streams)}" in figure.signature
    assert len(corpus_figures(bitext)) == 2 * 4 * 3


def test_an_articles_figure_is_of_its_own_sentences(bitext: Corpus) -> None:
    scored(bitext, MetricName.CHRF)

    row = ArticleScore.objects.get(article__key="pier", system__name="A", measure__references="human")

    pier = [row for row in ROWS if row[0] == "pier"]
    assert row.value == _direct(MetricName.CHRF, [r[1] for r in pier], [[r[3] for r in pier]])
    assert row.segments == 2


def test_a_sentences_figure_is_kept_with_its_statistics(bitext: Corpus) -> None:
    scored(bitext, MetricName.BLEU)

    score = Score.objects.get(
        translation__original=ROWS[0][1], measure__references="human", measure__metric="bleu"
    )

    expected = sacrebleu.BLEU(effective_order=True).sentence_score(ROWS[0][1], [ROWS[0][3]]).score
    assert score.value == pytest.approx(expected)
    assert score.text_number == ORIGINAL
    assert score.measure.segment_signature != score.measure.signature


def test_hter_is_the_distance_to_the_editors_own_text(cast: Cast, bitext: Corpus) -> None:
    first, second, third = Translation.objects.filter(system__name="A").order_by("pk")
    save_correction(first, text=ROWS[0][3], seen_version=1, operation=by(cast.colleague))
    accept_translation(second, seen_version=1, operation=by(cast.colleague))

    scored(bitext, MetricName.HTER)

    values = {score.translation_id: score.value for score in Score.objects.filter(measure__metric="hter")}
    expected = sacrebleu.TER().sentence_score(first.original, [ROWS[0][3]]).score / 100
    assert values == {first.pk: expected, second.pk: 0.0}
    figure = _figure(bitext, "A", MetricName.HTER, "correction")
    both = sacrebleu.TER().corpus_score([ROWS[0][1], ROWS[1][1]], [[ROWS[0][3], ROWS[1][1]]])
    assert (figure.score, figure.segments) == (both.score / 100, 2)
    assert third.pk not in values


def test_hter_of_a_sentence_that_is_reopened_counts_no_more(cast: Cast, bitext: Corpus) -> None:
    first = Translation.objects.filter(system__name="A").order_by("pk")[0]
    accept_translation(first, seen_version=1, operation=by(cast.colleague))
    scored(bitext, MetricName.HTER)
    assert len(corpus_figures(bitext)) == 1

    Translation.objects.filter(pk=first.pk).update(status="open", version=3)
    scored(bitext, MetricName.HTER)

    assert corpus_figures(bitext) == []


def test_withdrawn_articles_are_left_out_and_come_back(cast: Cast, bitext: Corpus) -> None:
    scored(bitext, MetricName.CHRF)
    withdraw_article(Article.objects.get(key="pier"), operation=by(cast.owner))

    assert _figure(bitext, "A", MetricName.CHRF, "human").segments == 1

    Score.objects.all().delete()
    scored(bitext, MetricName.CHRF)
    assert set(Score.objects.values_list("translation__segment__article__key", flat=True)) == {"crane"}

    restore_article(Article.objects.get(key="pier"), operation=by(cast.owner))
    scored(bitext, MetricName.CHRF)
    assert _figure(bitext, "A", MetricName.CHRF, "human").segments == 3


def test_a_second_run_measures_nothing_again(bitext: Corpus) -> None:
    scored(bitext, *INSTANT)
    before, scores = row_counts(), set(Score.objects.values_list("pk", "value"))

    reports: list[tuple[int, int]] = []
    score_corpus(
        bitext,
        yardsticks_for(bitext, INSTANT).ready,
        report=noting(reports),
    )

    assert reports == [(6, 6)]
    assert row_counts() == before
    assert set(Score.objects.values_list("pk", "value")) == scores


def test_what_is_new_is_measured_and_the_sums_follow(bitext: Corpus) -> None:
    scored(bitext, MetricName.CHRF)
    segment = SegmentFactory.create(article=Article.objects.get(key="crane"))
    TranslationFactory.create(segment=segment, system=System.objects.get(name="A"), original="New.")
    ReferenceFactory.create(segment=segment, name="human", text="New.")

    scored(bitext, MetricName.CHRF)

    assert _figure(bitext, "A", MetricName.CHRF, "human").segments == 4
    # One of the two references is missing there: it counts against neither of them.
    assert _figure(bitext, "A", MetricName.CHRF, "panel").segments == 3
    assert _figure(bitext, "A", MetricName.CHRF, "human+panel").segments == 3


def test_only_the_articles_asked_for(bitext: Corpus) -> None:
    crane = Article.objects.get(key="crane")

    scored(bitext, MetricName.CHRF, article_ids=[crane.pk])

    assert set(ArticleScore.objects.values_list("article", flat=True)) == {crane.pk}
    assert Score.objects.count() == 2 * 3


def test_a_stopped_run_keeps_what_it_measured(bitext: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(corpus_scoring, "STORED_TOGETHER", 6)
    with pytest.raises(ScoringStopped):
        score_corpus(
            bitext, yardsticks_for(bitext, INSTANT).ready, report=lambda done, total: False, processes=1
        )

    stored = Score.objects.count()
    assert 6 <= stored < 6 * 9
    scored(bitext, *INSTANT)
    assert Score.objects.count() == 6 * 9


def test_progress_is_reported_in_texts(bitext: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "CHUNK", 2)
    monkeypatch.setattr(corpus_scoring, "STORED_TOGETHER", 1)
    reports: list[tuple[int, int]] = []

    score_corpus(
        bitext,
        yardsticks_for(bitext, [MetricName.CHRF]).ready,
        report=noting(reports),
        processes=1,
    )

    assert {total for _, total in reports} == {6}
    begun = [done for done, _ in reports]
    assert begun == sorted(begun)
    assert {2, 4} <= set(begun)
    assert begun[-1] == 6


def test_what_cannot_be_scored_is_stored_with_its_reason_and_tried_again_when_asked(cast: Cast) -> None:
    article = ArticleFactory.create(corpus=cast.corpus)
    translation = TranslationFactory.create(
        segment=SegmentFactory.create(article=article), original="a " * 2_500
    )
    ReferenceFactory.create(segment=translation.segment, text="A pier.")

    scored(cast.corpus, MetricName.TER)

    score = Score.objects.get()
    assert (score.value, score.n01) == (None, None)
    assert score.reason == "too long: 2,500 tokens, and at most 2,000 are scored"
    assert corpus_figures(cast.corpus) == []
    scored(cast.corpus, MetricName.TER)
    assert Score.objects.get() == score
    scored(cast.corpus, MetricName.TER, retries_unscored=True)
    assert Score.objects.get().pk != score.pk


def test_storing_an_outcome_twice_keeps_the_first(bitext: Corpus) -> None:
    yardsticks = yardsticks_for(bitext, [MetricName.CHRF]).ready
    metric = yardsticks[0].metric
    key = (Translation.objects.all()[0].pk, 1, yardsticks[0].references)
    counts = metric.statistics("pier", ["pier"])

    store_outcomes(yardsticks, [Scored(metric, (key,), (counts,), (100.0,)), Scored(metric, (), (), ())])
    store_outcomes(yardsticks, [NotScored(metric, key, "late"), Scored(metric, (key,), (counts,), (50.0,))])

    score = Score.objects.get()
    assert (score.value, score.reason) == (100.0, "")
    assert tuple(getattr(score, name) for name in score.measure.columns) == counts
    assert score.n19 is None


@pytest.mark.parametrize("name", [*INSTANT, MetricName.TER, MetricName.SPBLEU])
def test_without_a_reference_a_metric_is_not_available(cast: Cast, name: MetricName) -> None:
    TranslationFactory.create(segment__article__corpus=cast.corpus)

    found = yardsticks_for(cast.corpus, [name])

    assert found.ready == ()
    assert found.unavailable == {name: "this corpus has no reference"}
    assert not Measure.objects.exists()


def test_hter_needs_no_reference(cast: Cast) -> None:
    (yardstick,) = yardsticks_for(cast.corpus, [MetricName.HTER]).ready

    assert (yardstick.references, yardstick.measure.references) == ((), "correction")


def test_sets_of_references(bitext: Corpus) -> None:
    assert reference_sets(bitext) == [("human",), ("panel",), ("human", "panel")]
    Reference.objects.filter(name="panel").delete()
    assert reference_sets(bitext) == [("human",)]
    assert reference_sets(CorpusFactory.create()) == []


def test_a_measure_is_stored_once(bitext: Corpus) -> None:
    yardsticks_for(bitext, INSTANT)
    assert Measure.objects.count() == 9

    yardsticks_for(bitext, INSTANT)

    assert Measure.objects.count() == 9


def test_what_a_corpus_is_measured_with(bitext: Corpus) -> None:
    yardsticks_for(bitext, [MetricName.CHRF])

    found = yardsticks_in_use(bitext)

    assert [(known.metric.name, known.references) for known in found] == [
        (MetricName.CHRF, ("human",)),
        (MetricName.CHRF, ("human", "panel")),
        (MetricName.CHRF, ("panel",)),
        (MetricName.HTER, ()),
    ]
    assert [known.metric.name for known in yardsticks_in_use(bitext)] == [
        known.metric.name for known in found
    ]


def test_a_measure_of_another_signature_is_not_in_use(bitext: Corpus) -> None:
    """Leave a measure alone that another version, or another subword model, had made."""
    yardsticks_for(bitext, [MetricName.CHRF])
    Measure.objects.filter(metric="chrf").update(signature="made|by:another|version:0.1")

    assert [known.metric.name for known in yardsticks_in_use(bitext)] == [MetricName.HTER]


def test_a_metric_that_this_machine_lacks_is_passed_over(
    bitext: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    Measure.objects.create(
        corpus=bitext, metric="spbleu", references="human", signature="x", segment_signature="x"
    )

    assert MetricName.SPBLEU not in {known.metric.name for known in yardsticks_in_use(bitext)}


def test_machine_texts_are_not_measured_again_with_a_correction(cast: Cast, bitext: Corpus) -> None:
    scored(bitext, MetricName.CHRF)
    first = Translation.objects.filter(system__name="A").order_by("pk")[0]

    save_correction(first, text=ROWS[0][3], seen_version=1, operation=by(cast.colleague))

    numbers = Score.objects.filter(translation=first, measure__references="human")
    assert sorted(numbers.values_list("text_number", flat=True)) == [1, 2]
    # The article's figure stays the machine's.
    sum_up(bitext, Measure.objects.filter(corpus=bitext))
    assert _figure(bitext, "A", MetricName.CHRF, "human").segments == 3


def test_a_long_correction_is_scored_by_the_worker(bitext: Corpus) -> None:
    scored(bitext, MetricName.CHRF)
    first = Translation.objects.filter(system__name="A").order_by("pk")[0]
    long = "Rain. " * (LONGEST_INSTANT // 6 + 1)
    Translation.objects.filter(pk=first.pk).update(text=long, text_number=2, version=2)
    first.refresh_from_db()

    score_now(first)
    assert not Score.objects.filter(text_number=2).exists()
    with ScoringPool(processes=1) as pool:
        score_later(first, pool=pool)

    assert Score.objects.filter(text_number=2, measure__metric="chrf").count() == 3


def test_an_instant_metric_asks_for_no_other_process(
    cast: Cast, bitext: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Save with TER in use: it must not run in the request."""
    yardsticks_for(bitext, [MetricName.CHRF, MetricName.TER])
    asked: list[str] = []
    original = Metric.statistics

    def noted(metric: Metric, hypothesis: str, references: Sequence[str]) -> tuple[int, ...]:
        asked.append(metric.name.value)
        return original(metric, hypothesis, references)

    monkeypatch.setattr(Metric, "statistics", noted)
    first = Translation.objects.filter(system__name="A").order_by("pk")[0]

    save_correction(first, text=ROWS[0][3], seen_version=1, operation=by(cast.colleague))

    assert asked == ["chrf"] * 3
