"""The names of metrics, and that naming them costs a web server nothing."""

from __future__ import annotations

import subprocess
import sys

import pytest

from reviewapp.domain.scoring import DEFAULT_METRICS, METRICS, Level, MetricName

HEAVY = ("sacrebleu", "sentencepiece", "numba", "MeCab", "mecab_ko", "django")


@pytest.mark.parametrize(
    ("name", "label", "best", "higher", "reference", "instant"),
    [
        ("bleu", "BLEU", 100.0, True, True, True),
        ("chrf", "chrF2", 100.0, True, True, True),
        ("chrf++", "chrF2++", 100.0, True, True, True),
        ("ter", "TER", 0.0, False, True, False),
        ("spbleu", "spBLEU", 100.0, True, True, True),
        ("hter", "HTER", 0.0, False, False, False),
    ],
)
def test_facts_of_each_metric(
    name: str, label: str, best: float, higher: bool, reference: bool, instant: bool
) -> None:
    facts = METRICS[MetricName(name)]
    assert (facts.label, facts.best) == (label, best)
    assert (facts.higher_is_better, facts.needs_reference, facts.is_instant) == (higher, reference, instant)


def test_every_metric_is_explained_in_one_sentence() -> None:
    assert set(METRICS) == set(MetricName)
    for facts in METRICS.values():
        assert facts.explanation.endswith(".")
        assert ". " not in facts.explanation


def test_default_metrics_need_no_model() -> None:
    assert set(DEFAULT_METRICS) == set(MetricName) - {MetricName.SPBLEU}
    assert [level.value for level in Level] == ["segment", "corpus"]


@pytest.mark.parametrize("module", ["reviewapp.domain.scoring", "reviewapp.domain.scoring.child"])
def test_import_stays_light(module: str) -> None:
    program = f"import sys, {module}; print([name for name in {HEAVY!r} if name in sys.modules])"
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60
    )
    assert run.stdout.strip() == "[]"
