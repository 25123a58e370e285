"""Intervals and p-values are those of sacrebleu's own functions, on texts and on any statistics whatever."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
import sacrebleu
from hypothesis import given, settings
from hypothesis import strategies as st
from sacrebleu.significance import PairedTest as SacrebleuTest
from sacrebleu.significance import _bootstrap_resample, estimate_ci

from reviewapp.domain.scoring import Metric, MetricName, metric_for
from reviewapp.domain.scoring.resampling import SegmentsDiffer, SegmentStatistics
from reviewapp.domain.scoring.significance import (
    BOOTSTRAP_SAMPLES,
    RANDOMISATION_TRIALS,
    SEED,
    Comparison,
    NotComparable,
    PairedTest,
    bootstrap,
    randomise,
)

WORDS = [
    "ferry",
    "harbour",
    "mayor",
    "bridge",
    "closed",
    "opened",
    "since",
    "early",
    "morning",
    "storm",
    "council",
    "said",
    "the",
    "a",
    "of",
    "two",
]
OF_SACREBLEU: dict[str, Any] = {
    "bleu": sacrebleu.BLEU,
    "chrf": sacrebleu.CHRF,
    "chrf++": lambda: sacrebleu.CHRF(word_order=2),
    "ter": sacrebleu.TER,
}
SIZES = {"bleu": 10, "chrf": 18, "chrf++": 24, "ter": 2}


def sentence(rng: random.Random) -> str:
    return " ".join(rng.choices(WORDS, k=rng.randint(3, 14))) + "."


def damaged(text: str, rng: random.Random, share: float) -> str:
    return " ".join(rng.choice(WORDS) if rng.random() < share else word for word in text.split())


def corpus(*, segments: int, references: int, seed: int = 7) -> tuple[list[list[str]], list[list[str]]]:
    """Return the texts of three systems, the third one equal to the second, and the references."""
    rng = random.Random(seed)
    first = [sentence(rng) for _ in range(segments)]
    streams = [first] + [
        [damaged(text, rng, 0.4) + " today" for text in first] for _ in range(references - 1)
    ]
    better = [damaged(text, rng, 0.25) for text in first]
    worse = [text if rng.random() < 0.5 else damaged(text, rng, 0.2) for text in better]
    return [better, worse, list(worse)], streams


def statistics_of(
    metric: Metric, texts: Sequence[str], streams: Sequence[Sequence[str]]
) -> SegmentStatistics:
    rows = [metric.statistics(text, references) for text, *references in zip(texts, *streams, strict=True)]
    return SegmentStatistics(metric, np.array(rows, np.int64))


def theirs(named: Any, metric: Any, streams: Any, test: str, samples: int) -> list[Any]:
    """Return sacrebleu's results: of the baseline, and of every other system beside it."""
    _, scores = SacrebleuTest(named, {"metric": metric}, streams, test_type=test, n_samples=samples)()
    (results,) = (value for key, value in scores.items() if key != "System")
    return list(results)


def assert_bootstrap_equal(systems: list[SegmentStatistics], expected: list[Any], samples: int) -> None:
    ours = bootstrap(systems, samples=samples)
    for system, result in zip(ours, expected, strict=True):
        interval = system.interval()
        assert interval is not None
        assert (interval.mean, interval.half_width) == (result.mean, result.ci)
        # The last digit of TER against three references is rounded there.
        assert system.figure == pytest.approx(result.score, rel=1e-12)
        assert interval.low <= interval.mean <= interval.high
        assert (interval.samples, interval.seed) == (samples, SEED)
    for system, result in zip(ours[1:], expected[1:], strict=True):
        comparison = system.compared_with(ours[0])
        assert comparison is not None
        assert comparison.p_value == result.p_value


def assert_randomisation_equal(systems: list[SegmentStatistics], expected: list[Any], samples: int) -> None:
    ours = randomise(systems, samples=samples)
    for system, result in zip(ours[1:], expected[1:], strict=True):
        comparison = system.compared_with(ours[0])
        assert comparison is not None
        assert comparison.p_value == result.p_value
        assert system.figure == pytest.approx(result.score, rel=1e-12)


@pytest.mark.parametrize("references", [1, 2, 3])
@pytest.mark.parametrize("name", OF_SACREBLEU)
def test_texts_give_the_results_of_sacrebleu(name: str, references: int) -> None:
    texts, streams = corpus(segments=40, references=references)
    metric = metric_for(name, target_language="en", references=references)
    systems = [statistics_of(metric, each, streams) for each in texts]
    named = [(f"system {number}", each) for number, each in enumerate(texts)]

    for test, check in (("bs", assert_bootstrap_equal), ("ar", assert_randomisation_equal)):
        check(systems, theirs(named, OF_SACREBLEU[name](), streams, test, 500), 500)


@pytest.mark.parametrize("name", OF_SACREBLEU)
def test_the_defaults_are_those_of_sacrebleu(name: str) -> None:
    assert (BOOTSTRAP_SAMPLES, RANDOMISATION_TRIALS, SEED) == (1_000, 10_000, 12345)
    texts, streams = corpus(segments=25, references=1, seed=3)
    systems = [
        statistics_of(metric_for(name, target_language="en"), each, streams) for each in (texts[1], texts[0])
    ]
    named = [("baseline", texts[1]), ("system", texts[0])]

    drawn, halved = bootstrap(systems), randomise(systems)

    (_, by_bootstrap), (_, by_randomisation) = (
        theirs(named, OF_SACREBLEU[name](), streams, test, 0) for test in ("bs", "ar")
    )
    first, second = drawn[1].compared_with(drawn[0]), halved[1].compared_with(halved[0])
    assert first is not None
    assert second is not None
    assert (first.p_value, second.p_value) == (by_bootstrap.p_value, by_randomisation.p_value)
    assert (first.samples, second.samples) == (1_000, 10_000)


class GivenStatistics:
    """Make a metric of sacrebleu take rows of statistics for texts."""

    def __init__(self, name: str) -> None:
        self.metric = OF_SACREBLEU[name]()
        self.metric.num_refs = 1
        self.metric._extract_corpus_statistics = lambda hypotheses, references: list(hypotheses)


@st.composite
def tables(draw: Any, references: Sequence[int]) -> tuple[str, int, list[np.ndarray[Any, Any]]]:
    """Return a metric, its number of references and systems' rows: some with many zeros, some all equal."""
    name, segments = draw(st.sampled_from(sorted(SIZES))), draw(st.integers(2, 30))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    highest = draw(st.sampled_from([1, 2, 5, 60, 4000]))
    rows = [rng.integers(0, highest + 1, (segments, SIZES[name])) for _ in range(3)]
    if draw(st.booleans()):
        rows[1] = rows[0].copy()
    return name, draw(st.sampled_from(references)), rows


def named_rows(name: str, references: int, rows: list[np.ndarray[Any, Any]]) -> list[tuple[str, list[Any]]]:
    """Return the rows as sacrebleu has them: lists, and of TER the mean length."""
    return [
        (
            str(number),
            [[edits, total / references] for edits, total in each.tolist()]
            if name == "ter"
            else each.tolist(),
        )
        for number, each in enumerate(rows)
    ]


@settings(max_examples=60)
@given(table=tables(references=[1, 2, 3, 4, 5]), samples=st.sampled_from([1, 39, 40, 100]))
def test_any_statistics_give_sacrebleus_bootstrap(table: Any, samples: int) -> None:
    name, references, rows = table
    metric = metric_for(name, target_language="en", references=references)
    systems = [SegmentStatistics(metric, each) for each in rows]
    expected = theirs(named_rows(*table), GivenStatistics(name).metric, None, "bs", samples)
    ours = bootstrap(systems, samples=samples)

    for system, result in zip(ours, expected, strict=True):
        interval = system.interval()
        assert interval is not None
        assert (interval.mean, interval.half_width) == (result.mean, result.ci)
    for system, result in zip(ours[1:], expected[1:], strict=True):
        comparison = system.compared_with(ours[0])
        assert comparison is not None
        assert comparison.p_value == result.p_value


@settings(max_examples=60)
@given(table=tables(references=[1, 2, 4]), samples=st.sampled_from([1, 31, 100]))
def test_any_statistics_give_sacrebleus_randomisation(table: Any, samples: int) -> None:
    name, references, rows = table
    metric = metric_for(name, target_language="en", references=references)
    expected = theirs(named_rows(*table), GivenStatistics(name).metric, None, "ar", samples)

    assert_randomisation_equal([SegmentStatistics(metric, each) for each in rows], expected, samples)


def test_a_single_system_has_the_interval_of_sacrebleus_own_bootstrap() -> None:
    texts, streams = corpus(segments=30, references=1)
    bleu = sacrebleu.BLEU()
    _, scores = _bootstrap_resample(bleu._extract_corpus_statistics(texts[0], streams), bleu, 1000)
    drawn = sorted(score.score for score in scores)

    (system,) = bootstrap([statistics_of(metric_for("bleu", target_language="en"), texts[0], streams)])
    interval = system.interval()

    assert interval is not None
    assert (interval.mean, interval.half_width) == estimate_ci(np.array(drawn))
    assert (interval.low, interval.high) == (drawn[25], drawn[974])


def test_hter_is_the_interval_of_ter_as_a_share() -> None:
    rows = np.array([[1, 10], [0, 8], [4, 9], [2, 12], [0, 5], [3, 7]], np.int64)
    ter, hter = (
        bootstrap([SegmentStatistics(metric_for(name, target_language="en"), rows)])[0]
        for name in ("ter", "hter")
    )

    assert np.array_equal(hter.redrawn, ter.redrawn / 100)
    assert hter.figure == ter.figure / 100


def test_hter_is_never_above_one() -> None:
    rows = np.array([[30, 10], [9, 8]], np.int64)

    (system,) = bootstrap([SegmentStatistics(metric_for("hter", target_language="en"), rows)])
    interval = system.interval()

    assert interval is not None
    assert (system.figure, interval.low, interval.high, interval.mean) == (1.0, 1.0, 1.0, 1.0)


def of(name: str, rows: Sequence[Sequence[int]]) -> SegmentStatistics:
    size = SIZES[name]
    return SegmentStatistics(
        metric_for(name, target_language="en"), np.array(rows, np.int64).reshape(len(rows), size)
    )


def test_a_difference_has_its_sign_and_its_interval() -> None:
    baseline, better = of("ter", [[4, 10], [5, 11], [6, 12]]), of("ter", [[2, 10], [3, 11], [1, 12]])
    first, second = bootstrap([baseline, better], samples=200)
    comparison = second.compared_with(first)

    assert comparison is not None
    assert comparison.interval is not None
    assert comparison.difference == pytest.approx(-100 * 9 / 33)
    assert comparison.interval.low <= comparison.difference <= comparison.interval.high < 0
    assert (comparison.test, comparison.segments, comparison.seed) == (PairedTest.BOOTSTRAP, 3, SEED)

    halved, other = randomise([baseline, better], samples=200)
    reverse = halved.compared_with(other)
    assert reverse is not None
    assert (reverse.test, reverse.interval) == (PairedTest.RANDOMISATION, None)
    assert reverse.difference == -comparison.difference


@pytest.mark.parametrize("references", [1, 3])
def test_equal_systems_have_the_least_p_value_possible(references: int) -> None:
    """As sacrebleu has it; a guard in words tells the reader. With three references rounding varies there."""
    metric = metric_for("ter", target_language="en", references=references)
    systems = [SegmentStatistics(metric, np.array([[2, 31], [3, 20], [1, 7]], np.int64)) for _ in range(2)]

    for first, second in (bootstrap(systems, samples=99), randomise(systems, samples=99)):
        comparison: Comparison | None = second.compared_with(first)  # type: ignore[arg-type]
        assert comparison is not None
        assert (comparison.p_value, comparison.difference) == (0.01, 0.0)


def test_another_seed_is_another_draw() -> None:
    system = of("ter", [[4, 10], [5, 11], [0, 12], [3, 5]])

    (first,), (second,), (again,) = (bootstrap([system], samples=50, seed=seed) for seed in (1, 2, 1))

    assert first.interval() == again.interval()
    assert first.interval() != second.interval()
    assert first.seed == 1


@pytest.mark.parametrize("name", sorted(SIZES))
@pytest.mark.parametrize("segments", [0, 1])
def test_less_than_two_segments_have_neither_interval_nor_test(name: str, segments: int) -> None:
    systems = [of(name, [[3] * SIZES[name]] * segments) for _ in range(2)]
    drawn, halved = bootstrap(systems), randomise(systems)

    assert [system.interval() for system in drawn] == [None, None]
    assert drawn[0].compared_with(drawn[1]) is None
    assert halved[0].compared_with(halved[1]) is None
    assert drawn[0].figure == halved[0].figure


def test_systems_of_different_texts_are_not_drawn_together() -> None:
    systems = [of("ter", [[1, 2]] * segments) for segments in (3, 4)]

    for draw in (bootstrap, randomise):
        with pytest.raises(SegmentsDiffer, match=r"\[3, 4\] segments"):
            draw(systems)


def test_nothing_comes_of_nothing() -> None:
    assert bootstrap([]) == ()
    assert randomise([]) == ()


@pytest.mark.parametrize("draw", [bootstrap, randomise])
def test_a_sample_is_needed(draw: Any) -> None:
    with pytest.raises(ValueError, match="at least one sample"):
        draw([of("ter", [[1, 2], [1, 3]])], samples=0)


@pytest.mark.parametrize("draw", [bootstrap, randomise])
def test_only_one_metric_and_one_draw_are_compared(draw: Any) -> None:
    ter, bleu = of("ter", [[1, 2], [1, 3]]), of("bleu", [[5] * 10] * 2)
    first, other_metric = draw([ter, bleu], samples=10)
    (more,), (other_seed,) = draw([ter], samples=11), draw([ter], samples=10, seed=1)
    (longer,) = draw([of("ter", [[1, 2], [1, 3], [0, 4]])], samples=10)

    with pytest.raises(NotComparable, match="one metric"):
        first.compared_with(other_metric)
    for other in (more, other_seed, longer):
        with pytest.raises(NotComparable, match="one draw"):
            first.compared_with(other)


def test_one_draw_serves_all_systems_and_metrics() -> None:
    texts, streams = corpus(segments=20, references=1)
    systems = [
        statistics_of(metric_for(name, target_language="en"), each, streams)
        for name in (MetricName.BLEU, MetricName.CHRF_PLUS_PLUS, MetricName.TER)
        for each in texts[:2]
    ]

    together, alone = bootstrap(systems, samples=100), [bootstrap([each], samples=100)[0] for each in systems]

    assert [each.interval() for each in together] == [each.interval() for each in alone]
