"""The private names of sacrebleu that we use: these tests fail where an upgrade changes them."""

from __future__ import annotations

import inspect
from typing import Any

import pytest
import sacrebleu
from sacrebleu.metrics.base import Metric as SacrebleuMetric

from reviewapp.domain.scoring.sacrebleu_statistics import (
    count_tokens,
    score_from_statistics,
    segment_statistics,
)

HYPOTHESES = ["The ferry left before noon.", "", "Nobody had told the harbour master ."]
FIRST = ["The ferry had left before noon.", "All was quiet.", "The harbour master was not told."]
SECOND = ["Before noon the ferry left.", "It was quiet.", "Nobody told him."]

METRICS: list[Any] = [
    sacrebleu.BLEU(),
    sacrebleu.CHRF(),
    sacrebleu.CHRF(word_order=2),
    sacrebleu.TER(),
    sacrebleu.TER(normalized=True, asian_support=True),
]


@pytest.mark.parametrize(
    ("name", "parameters"),
    [
        ("_extract_corpus_statistics", ["self", "hypotheses", "references"]),
        ("_compute_score_from_stats", ["self", "stats"]),
        ("_preprocess_segment", ["self", "sent"]),
    ],
)
def test_signatures_of_private_methods(name: str, parameters: list[str]) -> None:
    assert list(inspect.signature(getattr(SacrebleuMetric, name)).parameters) == parameters


def test_version_is_the_one_these_figures_were_checked_against() -> None:
    assert sacrebleu.__version__.split(".")[:2] == ["2", "6"]


@pytest.mark.parametrize(
    ("metric", "expected"),
    [
        (sacrebleu.BLEU(), (4, 5, 3, 1, 0, 0, 4, 3, 2, 1)),
        (sacrebleu.CHRF(char_order=2), (8, 14, 8, 7, 13, 5)),
        (sacrebleu.CHRF(char_order=1, word_order=2), (8, 14, 8, 4, 5, 3, 3, 4, 1)),
        (sacrebleu.TER(), (2, 4)),
    ],
    ids=["bleu", "chrf", "chrf++", "ter"],
)
def test_order_of_statistics(metric: Any, expected: tuple[int, ...]) -> None:
    statistics = segment_statistics(metric, "no rain y.", ["no rain today at."])
    assert statistics == expected
    assert {type(number) for number in statistics} == {int}


def test_ter_keeps_the_sum_of_the_reference_lengths() -> None:
    references = ["no rain today at.", "dry", "no rain"]
    assert segment_statistics(sacrebleu.TER(), "no rain y.", references) == (1, 7)
    assert score_from_statistics(sacrebleu.TER(), (1, 7), references=3) == 100 / (7 / 3)


@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: str(type(metric).__name__))
@pytest.mark.parametrize(
    "streams", [[FIRST], [FIRST, SECOND], [FIRST, SECOND] * 2], ids=["one", "two", "four"]
)
def test_sums_give_the_corpus_score(metric: Any, streams: list[list[str]]) -> None:
    rows = [
        segment_statistics(metric, hypothesis, references)
        for hypothesis, *references in zip(HYPOTHESES, *streams, strict=True)
    ]
    summed = [sum(column) for column in zip(*rows, strict=True)]
    theirs = metric.corpus_score(HYPOTHESES, streams).score
    assert score_from_statistics(metric, summed, references=len(streams)) == theirs


def test_tokens_are_those_of_the_metric() -> None:
    assert count_tokens(sacrebleu.BLEU(), "Well, then.") == 4
    assert count_tokens(sacrebleu.TER(), "Well, then.") == 2
    assert count_tokens(sacrebleu.CHRF(), "Well, then.") == 2
