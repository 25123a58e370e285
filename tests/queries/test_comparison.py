"""Systems side by side: sacrebleu's own figures, intervals and p-values, over whatever is chosen."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

import pytest
import sacrebleu
from django.db import connection
from django.test.utils import CaptureQueriesContext
from sacrebleu.significance import PairedTest as SacrebleuTest

from reviewapp.domain.annotation.severities import Severity
from reviewapp.domain.reporting.guards import CautionKind
from reviewapp.domain.scoring.names import MetricName
from reviewapp.domain.scoring.significance import PairedTest
from reviewapp.domain.workflow.states import TranslationStatus
from reviewapp.models import Article, SystemScore, Translation
from reviewapp.queries.comparison import Question, Verdict, systems_compared
from reviewapp.queries.slices import Slice
from reviewapp.services.scoring.intervals import resample_systems
from tests.factories import NOON, ErrorFactory, UserFactory
from tests.queries.figures import GOOD, PIER, POOR, Scored, score_texts

if TYPE_CHECKING:
    from reviewapp.queries.comparison import ComparedSystem, SystemsCompared
    from tests.conftest import Cast

pytestmark = pytest.mark.django_db

METRICS: dict[MetricName, Any] = {
    MetricName.CHRF: sacrebleu.CHRF,
    MetricName.BLEU: sacrebleu.BLEU,
    MetricName.TER: sacrebleu.TER,
}


@pytest.fixture
def scored(cast: Cast) -> Scored:
    return score_texts(cast.corpus, {"good": GOOD, "poor": POOR, "same": GOOD})


def ask(scored: Scored, name: MetricName = MetricName.CHRF, **more: Any) -> SystemsCompared:
    limit = {"most_draws": more.pop("most_draws")} if "most_draws" in more else {}
    question = Question(measure=scored.measures[name], systems=list(scored.systems.values()), **more)
    return systems_compared(question, **limit)


def row_of(result: SystemsCompared, name: str) -> ComparedSystem:
    return next(row for row in result.rows if row.system.name == name)


@pytest.mark.parametrize("test", list(PairedTest))
@pytest.mark.parametrize("name", list(METRICS))
def test_figures_and_p_values_are_sacrebleus(
    cast: Cast, name: MetricName, test: PairedTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    scored = score_texts(cast.corpus, {"good": GOOD, "poor": POOR}, metrics=[name])
    metric = METRICS[name](references=[list(PIER)])
    kind = "bs" if test is PairedTest.BOOTSTRAP else "ar"
    monkeypatch.setenv("SACREBLEU_SEED", "12345")
    _, theirs = SacrebleuTest(
        [("good", list(GOOD)), ("poor", list(POOR))],
        metrics={name.value: metric},
        references=None,
        test_type=kind,
        n_samples=200,
    )()
    *_, found = theirs.values()
    expected: list[Any] = list(found)

    result = ask(scored, name, baseline=scored.system("good"), test=test, samples=200)

    for ours, their in zip(result.rows, expected, strict=True):
        assert ours.value == their.score
        if their.p_value is not None:
            assert ours.test is not None
            assert ours.test.p_value == their.p_value
            assert ours.test.difference == ours.value - expected[0].score


def test_each_system_is_said_to_be_better_worse_equal_or_not_told_apart(scored: Scored) -> None:
    result = ask(scored, baseline=scored.system("poor"))

    assert row_of(result, "good").verdict is Verdict.BETTER
    assert row_of(result, "poor").is_baseline
    assert row_of(result, "poor").verdict is None
    result = ask(scored, baseline=scored.system("good"))
    assert row_of(result, "poor").verdict is Verdict.WORSE
    assert row_of(result, "same").verdict is Verdict.EQUAL
    assert CautionKind.EQUAL_FIGURES in [caution.kind for caution in result.cautions]


def test_two_sentences_tell_nothing_apart(scored: Scored) -> None:
    both = ask(scored, baseline=scored.system("good"), chosen=Slice(articles=(scored.articles[0].pk,)))

    assert row_of(both, "poor").segments == 3
    assert CautionKind.FEW_SEGMENTS in [caution.kind for caution in both.cautions]


def test_where_fewer_edits_are_better_the_words_turn_round(cast: Cast) -> None:
    scored = score_texts(cast.corpus, {"good": GOOD, "poor": POOR}, metrics=[MetricName.TER])

    result = ask(scored, MetricName.TER, baseline=scored.system("poor"))

    good = row_of(result, "good")
    assert good.difference is not None
    assert good.difference < 0
    assert good.verdict is Verdict.BETTER


def test_the_baseline_is_the_first_that_has_a_figure(cast: Cast) -> None:
    scored = score_texts(cast.corpus, {"absent": (), "good": GOOD, "poor": POOR})

    result = ask(scored)

    assert result.baseline == scored.system("good")
    absent = row_of(result, "absent")
    assert (absent.value, absent.segments, absent.test, absent.difference) == (None, 0, None, None)
    assert [row.system.name for row in result.measured] == ["good", "poor"]


def test_a_baseline_without_a_figure_leaves_figures_untested(cast: Cast) -> None:
    scored = score_texts(cast.corpus, {"absent": (), "good": GOOD})

    good = row_of(ask(scored, baseline=scored.system("absent")), "good")

    assert good.value is not None
    assert good.low is not None
    assert (good.test, good.difference, good.verdict) == (None, None, None)


def test_systems_are_compared_over_the_segments_that_both_have(cast: Cast) -> None:
    whole = score_texts(cast.corpus, {"good": GOOD, "poor": POOR[:4]})

    poor = row_of(ask(whole, baseline=whole.system("good")), "poor")

    assert (poor.segments, poor.is_over_fewer_segments) == (4, False)
    assert poor.test is not None
    assert poor.test.segments == 4
    good = row_of(ask(whole, baseline=whole.system("poor")), "good")
    assert (good.segments, good.is_over_fewer_segments) == (6, True)
    metric = sacrebleu.CHRF()
    shared = [metric.corpus_score(texts[:4], [list(PIER[:4])]).score for texts in (list(GOOD), list(POOR))]
    assert good.difference == shared[0] - shared[1]


def test_the_systems_chosen_are_shown_with_their_baseline(scored: Scored) -> None:
    chosen = Slice(systems=(scored.key("poor"),))

    result = ask(scored, chosen=chosen, baseline=scored.system("same"))

    assert [row.system.name for row in result.rows] == ["poor", "same"]
    assert row_of(result, "poor").verdict is Verdict.WORSE
    alone = ask(scored, chosen=dataclasses.replace(chosen, articles=(scored.articles[0].pk,)))
    assert [row.system.name for row in alone.rows] == ["poor"]
    assert alone.baseline == scored.system("poor")


def test_stored_intervals_are_shown_and_missing_ones_are_drawn(scored: Scored) -> None:
    drawn = row_of(ask(scored), "poor")
    resample_systems([scored.chrf])
    stored = SystemScore.objects.get(measure=scored.chrf, system=scored.system("poor"))

    assert (stored.low, stored.high) == (drawn.low, drawn.high)
    SystemScore.objects.update(low=1.5, high=2.5)
    assert (row_of(ask(scored), "poor").low, row_of(ask(scored), "poor").high) == (1.5, 2.5)


def test_above_the_limit_nothing_is_drawn_and_stored_intervals_remain(scored: Scored) -> None:
    bare = ask(scored, most_draws=17_999)
    assert bare.is_too_large
    assert all(row.value is not None for row in bare.rows)
    assert [row.low for row in bare.rows] == [None] * 3
    assert [row.test for row in bare.rows] == [None] * 3
    assert row_of(bare, "poor").difference is not None
    resample_systems([scored.chrf])
    assert all(row.low is not None for row in ask(scored, most_draws=0).rows)
    assert not ask(scored, most_draws=18_000).is_too_large
    assert not ask(scored, most_draws=None, samples=10).is_too_large


def decide(translation: Translation, status: TranslationStatus, **more: Any) -> None:
    text = f"{translation.text} Indeed." if status is TranslationStatus.CORRECTED else translation.text
    Translation.objects.filter(pk=translation.pk).update(status=status.value, text=text, **more)


def test_what_is_chosen_counts_and_nothing_else(scored: Scored) -> None:
    editor = UserFactory.create()
    for name in ("good", "poor"):
        for translation in scored.texts[name][:3]:
            decide(translation, TranslationStatus.CORRECTED, decided_by=editor, decided_at=NOON)
    ErrorFactory.create(translation=scored.texts["poor"][5], severity=Severity.MAJOR.value)
    metric = sacrebleu.CHRF()

    for chosen in (
        Slice(statuses=(TranslationStatus.CORRECTED,)),
        Slice(editors=(editor.pk,)),
        Slice(since=NOON),
        Slice(articles=(scored.articles[0].pk,)),
    ):
        result = ask(scored, chosen=chosen, baseline=scored.system("good"))
        poor = row_of(result, "poor")
        assert poor.segments == 3
        assert poor.value == metric.corpus_score(list(POOR[:3]), [list(PIER[:3])]).score
        assert poor.test is not None
    marked = ask(scored, chosen=Slice(severities=(Severity.MAJOR,)), baseline=scored.system("good"))
    assert row_of(marked, "poor").value == metric.corpus_score([POOR[5]], [[PIER[5]]]).score
    assert (row_of(marked, "poor").low, row_of(marked, "poor").test) == (None, None)
    assert not ask(scored, chosen=Slice(until=NOON)).measured


def test_without_a_sentence_there_is_neither_figure_nor_caution(scored: Scored) -> None:
    result = ask(scored, chosen=Slice(editors=(UserFactory.create().pk,)))

    assert (result.measured, result.cautions, result.baseline) == ([], [], None)


def test_withdrawn_articles_are_left_out(scored: Scored) -> None:
    Article.objects.filter(pk=scored.articles[1].pk).update(withdrawn_at=NOON)

    result = ask(scored, chosen=Slice(since=None, articles=tuple(a.pk for a in scored.articles)))

    assert row_of(result, "poor").segments == 3


def test_many_systems_bring_a_caution(cast: Cast) -> None:
    scored = score_texts(cast.corpus, dict.fromkeys("abcd", POOR) | {"far": PIER})

    kinds = [caution.kind for caution in ask(scored).cautions]

    assert CautionKind.MANY_COMPARISONS in kinds
    assert CautionKind.FAR_AHEAD in kinds


def test_more_systems_and_sentences_cost_no_more_queries(cast: Cast) -> None:
    small = score_texts(cast.corpus, {"good": GOOD[:2], "poor": POOR[:2]}, references=PIER[:2])
    large = score_texts(
        type(cast.corpus).objects.create(
            slug="large", source_language="vi", target_language="en", profile=cast.corpus.profile
        ),
        dict.fromkeys("abcde", POOR),
    )

    def count(scored: Scored, chosen: Slice) -> int:
        with CaptureQueriesContext(connection) as captured:
            ask(scored, chosen=chosen)
        return len(captured)

    for of_small, of_large in (
        (Slice(), Slice()),
        (Slice(articles=(small.articles[0].pk,)), Slice(articles=(large.articles[0].pk,))),
        (Slice(until=NOON), Slice(until=NOON)),
    ):
        assert count(large, of_large) == count(small, of_small) <= 8
