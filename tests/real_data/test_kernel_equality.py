"""On public evaluation data, compiled statistics equal sacrebleu's, integer for integer."""

from __future__ import annotations

import pathlib
import random

import pytest

from reviewapp.domain.scoring import Metric, kernels, metric_for

pytestmark = pytest.mark.real_data

INSTANT = ["bleu", "chrf", "chrf++"]
SYSTEMS = {"cs": ["Claude-3.5", "ONLINE-W", "IKUN-C"], "ja": ["Claude-3.5", "ONLINE-B", "IKUN-C"]}
NTREX = {"vi": "vie", "ar": "arb", "zh": "zho-CN", "de": "deu", "ja": "jpn"}

Pairs = tuple[list[str], list[list[str]]]


def lines(path: pathlib.Path) -> list[str]:
    return path.read_text("utf-8").replace("\r\n", "\n").removesuffix("\n").split("\n")


def wmt24(real_data: pathlib.Path, language: str) -> Pairs:
    folder = real_data / "wmt24"
    references = lines(folder / f"en-{language}.refA.txt")
    hypotheses = [
        line for system in SYSTEMS[language] for line in lines(folder / f"en-{language}.{system}.txt")
    ]
    return hypotheses, [[line] for line in references * len(SYSTEMS[language])]


def ntrex(real_data: pathlib.Path, language: str) -> Pairs:
    """Return sentences and what a poor translation might be: words lost, moved and taken from elsewhere."""
    chance = random.Random(language)
    sentences = lines(real_data / "ntrex" / f"newstest2019-ref.{NTREX[language]}.txt")
    between = "" if language in {"zh", "ja"} else " "
    hypotheses = []
    for place, sentence in enumerate(sentences):
        words = sentence.split(" ") if between else list(sentence)
        for _ in range(chance.randrange(4)):
            start, length = chance.randrange(len(words) + 1), chance.randrange(1, 6)
            moved = words[start : start + length]
            del words[start : start + length]
            target = chance.randrange(len(words) + 1)
            words[target:target] = moved if chance.random() < 0.7 else sentences[place - 1][:9].split()
        hypotheses.append(between.join(words))
    return hypotheses, [
        [sentence, other] for sentence, other in zip(sentences, reversed(sentences), strict=True)
    ]


def differences(metric: Metric, rows: list[list[int]], pairs: Pairs) -> list[tuple[str, list[str]]]:
    return [
        (hypothesis, references)
        for row, hypothesis, references in zip(rows, *pairs, strict=True)
        if tuple(row) != metric.statistics(hypothesis, references)
    ]


def assert_instant_metrics_equal(language: str, pairs: Pairs) -> None:
    metrics = [metric_for(name, target_language=language, references=len(pairs[1][0])) for name in INSTANT]
    for metric, rows in zip(metrics, kernels.batch_statistics(metrics, *pairs), strict=True):
        assert differences(metric, rows.tolist(), pairs) == []


def assert_ter_equals(language: str, pairs: Pairs, *, longest: int, number: int) -> None:
    """Compare so many of the pairs: sacrebleu takes a tenth of a second for a long one."""
    short = [
        (hypothesis, references)
        for hypothesis, references in zip(*pairs, strict=True)
        if max(map(len, [hypothesis, *references])) <= longest
    ]
    chosen = random.Random(0).sample(short, number)
    hypotheses, references = [pair[0] for pair in chosen], [pair[1] for pair in chosen]
    metric = metric_for("ter", target_language=language, references=len(references[0]))
    rows = kernels.ter_batch(metric, hypotheses, references)
    assert differences(metric, rows.tolist(), (hypotheses, references)) == []


@pytest.mark.parametrize("language", SYSTEMS)
def test_wmt24_instant_metrics(real_data: pathlib.Path, language: str) -> None:
    assert_instant_metrics_equal(language, wmt24(real_data, language))


@pytest.mark.parametrize("language", NTREX)
def test_ntrex_instant_metrics_with_two_references(real_data: pathlib.Path, language: str) -> None:
    hypotheses, references = ntrex(real_data, language)
    assert_instant_metrics_equal(language, (hypotheses[:1000], references[:1000]))


@pytest.mark.parametrize(("language", "longest", "number"), [("cs", 300, 2000), ("ja", 60, 800)])
def test_wmt24_ter(real_data: pathlib.Path, language: str, longest: int, number: int) -> None:
    assert_ter_equals(language, wmt24(real_data, language), longest=longest, number=number)


@pytest.mark.parametrize(
    ("language", "longest", "number"), [("vi", 150, 700), ("ar", 160, 700), ("zh", 40, 250), ("de", 200, 700)]
)
def test_ntrex_ter_with_two_references(
    real_data: pathlib.Path, language: str, longest: int, number: int
) -> None:
    assert_ter_equals(language, ntrex(real_data, language), longest=longest, number=number)
