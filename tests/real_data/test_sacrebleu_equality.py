"""Figures on public evaluation data equal those that sacrebleu's command line and others published."""

from __future__ import annotations

import json
import os
import pathlib
from typing import Any

import pytest
import sacrebleu

from reviewapp.domain.scoring import Batch, Level, Pair, Scored, ScoringPool, add_statistics, metric_for
from reviewapp.domain.scoring.kernels import has_kernel
from reviewapp.domain.scoring.metric import Metric
from reviewapp.domain.scoring.sacrebleu_statistics import score_from_statistics, segment_statistics

pytestmark = pytest.mark.real_data

PROCESSES = min(2, os.cpu_count() or 1)
# Japanese TER takes sacrebleu minutes a system: only on request.
CLI_NAMES = {"bleu": "BLEU", "chrf": "chrF2", "ter": "TER"}
SYSTEMS = {"en-cs": ["Claude-3.5", "ONLINE-W", "IKUN-C"], "en-ja": ["Claude-3.5", "ONLINE-B", "IKUN-C"]}


def lines(path: pathlib.Path) -> list[str]:
    return path.read_text("utf-8").removesuffix("\n").split("\n")


def expected_of(real_data: pathlib.Path, pair: str) -> Any:
    return json.loads((real_data / "wmt24" / f"{pair}.expected_sacrebleu.json").read_text("utf-8"))


def texts_of(real_data: pathlib.Path, pair: str, system: str) -> tuple[list[str], list[str]]:
    folder = real_data / "wmt24"
    return lines(folder / f"{pair}.{system}.txt"), lines(folder / f"{pair}.refA.txt")


def statistics_of(metric: Metric, hypotheses: list[str], references: list[str]) -> list[tuple[int, ...]]:
    pairs = [
        Pair(number, hypothesis, (reference,))
        for number, (hypothesis, reference) in enumerate(zip(hypotheses, references, strict=True))
    ]
    batches = (Batch((metric,), tuple(pairs[at : at + 200])) for at in range(0, len(pairs), 200))
    rows: dict[int, tuple[int, ...]] = {}
    with ScoringPool(processes=PROCESSES, deadline=120) as pool:
        for outcome in pool.score(batches):
            assert isinstance(outcome, Scored), outcome
            rows |= zip(outcome.keys, outcome.statistics, strict=True)
    return [rows[number] for number in range(len(pairs))]


@pytest.mark.parametrize("pair", SYSTEMS)
@pytest.mark.parametrize("place", [0, 1, 2])
@pytest.mark.parametrize("name", CLI_NAMES)
def test_wmt24_equals_the_command_line(real_data: pathlib.Path, pair: str, place: int, name: str) -> None:
    if (pair, name) == ("en-ja", "ter") and not has_kernel(metric_for("ter", target_language="ja")):
        pytest.skip("minutes of Japanese TER without compiled kernels")
    system = SYSTEMS[pair][place]
    expected = expected_of(real_data, pair)
    metric = metric_for(name, target_language=pair[3:])
    hypotheses, references = texts_of(real_data, pair, system)
    rows = statistics_of(metric, hypotheses, references)
    published = expected["corpus"][system]["refA"][CLI_NAMES[name]]
    if (pair, name) == ("en-ja", "ter"):
        published = expected["ter_cjk"][system]["refA"]["normalized+asian"]
    else:
        scores = expected["segment_scores"][system][name]["scores"]
        ours = [round(metric.segment_score(rows[index]), 4) for index in expected["segments"]]
        assert ours == scores
    assert metric.signature(level=Level.CORPUS) == published["signature"]
    assert round(metric.corpus_score(add_statistics(rows)), 4) == published["score"]


def test_japanese_ter_of_short_segments_equals_sacrebleu(real_data: pathlib.Path) -> None:
    hypotheses, references = texts_of(real_data, "en-ja", "ONLINE-B")
    short = [pair for pair in zip(hypotheses, references, strict=True) if max(map(len, pair)) <= 40][:100]
    assert len(short) == 100
    metric = metric_for("ter", target_language="ja")
    ter = sacrebleu.TER(normalized=True, asian_support=True)
    rows = statistics_of(
        metric, [hypothesis for hypothesis, _ in short], [reference for _, reference in short]
    )
    for (hypothesis, reference), row in zip(short, rows, strict=True):
        assert metric.segment_score(row) == ter.sentence_score(hypothesis, [reference]).score


def vector_metric(vector: Any) -> Any:
    parameters = dict(vector["params"])
    if "remove_whitespace" in parameters:
        parameters["whitespace"] = not parameters.pop("remove_whitespace")
    return {"bleu": sacrebleu.BLEU, "chrf": sacrebleu.CHRF, "ter": sacrebleu.TER}[vector["metric"]](
        **parameters
    )


def test_sacrebleu_vectors_through_summed_statistics(real_data: pathlib.Path) -> None:
    vectors = json.loads((real_data / "sacrebleu-vectors" / "vectors.json").read_text("utf-8"))
    assert len(vectors) == 62
    for vector in vectors:
        metric = vector_metric(vector)
        streams = vector["refs"]
        rows = [
            segment_statistics(metric, hypothesis, references)
            for hypothesis, *references in zip(vector["hyps"], *streams, strict=True)
        ]
        score = score_from_statistics(metric, add_statistics(rows), references=len(streams))
        assert score == pytest.approx(vector["expected"], abs=vector["tolerance"]), vector["origin"]


def language_of(vector: Any) -> str | None:
    """Return a target language for which our parameters are the vector's, or None where there is none."""
    ours = {"smooth_method": "exp", "smooth_value": None, "lowercase": False, "max_ngram_order": 4}
    rest = {key: value for key, value in vector["params"].items() if ours.get(key, "") != value}
    rest.pop("effective_order", None)
    tokenizer = rest.pop("tokenize", "13a")
    return {"13a": "en", "char": "th"}.get(tokenizer) if not rest else None


def test_sacrebleu_vectors_that_have_our_parameters(real_data: pathlib.Path) -> None:
    vectors = json.loads((real_data / "sacrebleu-vectors" / "vectors.json").read_text("utf-8"))
    checked = 0
    for vector in vectors:
        language = language_of(vector)
        if language is None:
            continue
        metric = metric_for(vector["metric"], target_language=language, references=len(vector["refs"]))
        rows = [
            metric.statistics(hypothesis, references)
            for hypothesis, *references in zip(vector["hyps"], *vector["refs"], strict=True)
        ]
        score = metric.segment_score if vector["level"] == "sentence" else metric.corpus_score
        assert score(add_statistics(rows)) == pytest.approx(vector["expected"], abs=vector["tolerance"])
        checked += 1
    assert checked >= 14


def test_hter_equals_the_published_one(real_data: pathlib.Path) -> None:
    folder = real_data / "mlqe-pe" / "ro-en-dev"
    expected = json.loads((folder / "expected.json").read_text("utf-8"))
    machine, corrected, published = (lines(folder / f"dev300.{name}") for name in ("mt", "pe", "hter"))
    metric = metric_for("hter", target_language="en")
    rows = statistics_of(metric, machine, corrected)
    scores = [metric.segment_score(row) for row in rows]
    equal = [abs(score - float(figure)) <= 1e-6 for score, figure in zip(scores, published, strict=True)]
    assert sum(equal) == expected["equal_within_0.000001"] == 300
    assert round(sum(scores) / 300, 6) == expected["mean_hter"]
    assert scores.count(0.0) == expected["unedited_segments_hter_0"]
    assert round(100 * metric.corpus_score(add_statistics(rows)), 4) == expected["corpus_TER_mt_vs_pe"]
