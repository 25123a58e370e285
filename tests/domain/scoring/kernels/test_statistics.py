"""Every statistic equals sacrebleu's, in machine code and in plain Python."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reviewapp.domain.scoring import Metric, metric_for
from tests.domain.scoring.kernels.conftest import Load
from tests.domain.scoring.kernels.texts import ODD, REFERENCES, UNSPACED, WORDS, pairs, pairs_in, soups

INSTANT = ["bleu", "chrf", "chrf++"]
LANGUAGES = [*WORDS, *UNSPACED]

property_settings = settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])


def metrics(language: str, references: int) -> list[Metric]:
    return [metric_for(name, target_language=language, references=references) for name in INSTANT]


def assert_equal(
    loads: Sequence[Load],
    found: Sequence[Metric],
    hypothesis: str,
    references: list[str],
    budget: int = 1 << 60,
) -> None:
    """Compare the statistics of one pair with sacrebleu's."""
    instant = [metric for metric in found if metric.is_instant]
    for load in loads:
        batches = load("batches")
        rows = batches.batch_statistics(instant, [hypothesis], [references])
        for metric, row in zip(instant, rows, strict=True):
            assert tuple(row[0].tolist()) == metric.statistics(hypothesis, references), metric.name
        for metric in found:
            if not metric.is_instant:
                (row,) = batches.ter_batch(metric, [hypothesis], [references], budget)
                assert tuple(row.tolist()) == metric.statistics(hypothesis, references), metric.name


@pytest.mark.parametrize("language", LANGUAGES)
@given(data=st.data())
@property_settings
def test_instant_metrics(compiled: Load, plain: Load, language: str, data: st.DataObject) -> None:
    references = data.draw(st.sampled_from(REFERENCES))
    hypothesis, others = data.draw(pairs_in(language, references=references))
    assert_equal([compiled, plain], metrics(language, references), hypothesis, others)


@pytest.mark.parametrize("language", ["en", "zh", "th"])
@given(hypothesis=soups(), reference=soups())
@property_settings
def test_what_tokenizers_trip_over(
    compiled: Load, plain: Load, language: str, hypothesis: str, reference: str
) -> None:
    found = [*metrics(language, 1), metric_for("ter", target_language=language)]
    assert_equal([compiled, plain], found, hypothesis, [reference])


@pytest.mark.parametrize("language", LANGUAGES)
@given(data=st.data())
@property_settings
def test_ter(compiled: Load, plain: Load, language: str, data: st.DataObject) -> None:
    references = data.draw(st.sampled_from(REFERENCES))
    hypothesis, others = data.draw(pairs_in(language, references=references))
    metric = metric_for("ter", target_language=language, references=references)
    assert_equal([compiled, plain], [metric], hypothesis, others)


@given(
    pair=st.sampled_from([["a", "b"], list("abcde"), [str(number) for number in range(30)]]).flatmap(
        lambda words: pairs(words, between=" ", references=1, longest=30)
    )
)
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
def test_ter_of_repeated_words(compiled: Load, plain: Load, pair: tuple[str, list[str]]) -> None:
    assert_equal([compiled, plain], [metric_for("ter", target_language="en")], *pair)


EXAMPLES = [
    ("", ""),
    ("", "the ferry"),
    ("the ferry", ""),
    (" \t\u3000\n", "the ferry"),
    ("the ferry", " \u2009 "),
    (" ", "\n"),
    ("a", "a"),
    ("a", "A"),
    ("ab", "abc"),
    (".", ","),
    ("(hi)", "hi"),
    ("(hi) there!", "hi (there)!"),
    ("'' \"\" --", "- \" '"),
    ("&amp;quot; <skipped>", '" <skip<skipped>ped>'),
    ("end-\nof line\n-up", "endof line up"),
    ("3.5, .5 5. 1,000.", "3 . 5 1,000"),
    ("10-12 -5 a-b 7-", "10 12 5 ab 7"),
    # sacrebleu tokenizes a reference twice for TER, which shows where stops follow one another.
    (".,.,1.5", ".,.,1.5"),
    (". . ,.,1.,", "8,.,.,-&amp;amp;quot; 7-7-"),
    ("the dog's bone 's", "the dog 's bone's"),
    ("e\u0301te\u0301", "été"),
    ("lone \ud800 half", "lone half"),
    ("İstanbul ΟΔΥΣΣΕΥΣ ΣΑΣ.", "i̇stanbul οδυσσευς σας."),
    ("a b c d e f g", "g f e d c b a"),
    ("c d e a b", "a b c d e"),
    ("a a a b a a", "a a b a a a"),
    ("b c d a b c d", "a b c d b c d"),
]


@pytest.mark.parametrize(("hypothesis", "reference"), EXAMPLES)
@pytest.mark.parametrize("language", ["en", "zh", "vi"])
def test_examples(compiled: Load, plain: Load, language: str, hypothesis: str, reference: str) -> None:
    found = [*metrics(language, 1), metric_for("ter", target_language=language)]
    assert_equal([compiled, plain], found, hypothesis, [reference])


@pytest.mark.parametrize(
    ("hypothesis", "references"),
    [
        ("a b c d", ["a b c", "a b c d e"]),
        ("a b c d", ["a b c d e", "a b c"]),
        ("a b", ["", "x y z"]),
        ("a a a", ["a", "a a x y"]),
        ("a b c", ["c b a", "a b c"]),
        ("same here", ["same", "same"]),
        ("", ["", "a"]),
        ("x y z", ["a b", "c d e"]),
        ("the old harbour", ["old the harbour", "the harbour old"]),
    ],
)
def test_several_references(compiled: Load, plain: Load, hypothesis: str, references: list[str]) -> None:
    found = [*metrics("en", 2), metric_for("ter", target_language="en", references=2)]
    assert_equal([compiled, plain], found, hypothesis, references)


def test_longest_growth_of_a_text(compiled: Load, plain: Load) -> None:
    for piece in ODD:
        for language in ("en", "zh"):
            found = [*metrics(language, 1), metric_for("ter", target_language=language)]
            assert_equal([compiled, plain], found, piece * 30, [piece])


def numbered(count: int, step: int) -> str:
    return " ".join(str(number * step % count) for number in range(count))


@pytest.mark.parametrize(
    ("hypothesis", "reference"),
    [
        # Far beyond the beam of 25 words, and lengths that stretch its diagonal.
        (numbered(70, 1), numbered(70, 41)),
        ("a", numbered(130, 1)),
        ("5 a", numbered(130, 1)),
        ("7 6 5", numbered(170, 1)),
        (numbered(90, 1), "3 2 1"),
        (numbered(31, 1), numbered(85, 2)),
        # More than a thousand candidates, after which no shift is made.
        (" ".join("ab" * 18), " ".join("ba" * 20)),
        (" ".join("aabb" * 8), " ".join("abcabb" * 6)),
        # Runs of more than ten words, and shifts farther than fifty.
        (f"{numbered(15, 1)} x y", f"x y {numbered(15, 1)}"),
        (f"q {numbered(60, 1)}", f"{numbered(60, 1)} q"),
    ],
)
def test_limits_of_ter(compiled: Load, plain: Load, hypothesis: str, reference: str) -> None:
    assert_equal([compiled, plain], [metric_for("ter", target_language="en")], hypothesis, [reference])


def test_many_pairs_at_once(compiled: Load) -> None:
    batches: Any = compiled("batches")
    texts = [" ".join(words[place:]) for words in WORDS.values() for place in range(len(words) + 1)]
    hypotheses, references = texts, [[text, "the end"] for text in reversed(texts)]
    found = metrics("vi", 2)
    ter = metric_for("hter", target_language="vi", references=2)
    rows = [
        *batches.batch_statistics(found, hypotheses, references),
        batches.ter_batch(ter, hypotheses, references, 1 << 60),
    ]
    for metric, got in zip([*found, ter], rows, strict=True):
        expected = [metric.statistics(*pair) for pair in zip(hypotheses, references, strict=True)]
        assert [tuple(row) for row in got.tolist()] == expected
