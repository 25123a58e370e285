"""The package's own functions: what they refuse, what a budget leaves out, and life without numba."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewapp.domain.scoring import Metric, kernels, metric_for
from reviewapp.domain.scoring.names import METRICS, MetricName
from reviewapp.domain.scoring.subwords import train_subword_model
from tests.domain.scoring.kernels.conftest import PACKAGE, Load
from tests.domain.scoring.kernels.texts import WORDS, pairs

ENGLISH = metric_for("bleu", target_language="en")
ENGLISH_TER = metric_for("ter", target_language="en")


@pytest.mark.parametrize("name", [name for name in METRICS if name is not MetricName.SPBLEU])
def test_every_metric_has_a_kernel(name: str) -> None:
    assert kernels.has_kernel(metric_for(name, target_language="vi"))


def test_metric_that_is_not_proven_equal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kernels, "_PROVEN", frozenset())
    assert not kernels.has_kernel(ENGLISH)


def test_metrics_in_the_order_asked_for() -> None:
    names = ["chrf++", "bleu", "chrf", "bleu"]
    found = [metric_for(name, target_language="en") for name in names]
    rows = kernels.batch_statistics(found, ["one two", "three"], [["two one"], ["three"]])
    assert [row.shape for row in rows] == [(2, 24), (2, 10), (2, 18), (2, 10)]
    assert all(str(row.dtype) == "int64" for row in rows)


def test_nothing_to_do() -> None:
    assert kernels.batch_statistics([], ["one"], [["one"]]) == []
    assert [row.shape for row in kernels.batch_statistics([ENGLISH], [], [])] == [(0, 10)]
    assert kernels.ter_batch(ENGLISH_TER, [], []).shape == (0, 2)


@pytest.mark.parametrize("way", ["compiled", "plain"])
def test_chrf_alone_equals_chrf_beside_others(way: str, request: pytest.FixtureRequest) -> None:
    batches = request.getfixturevalue(way)("batches")
    chrf, both = (metric_for(name, target_language="en") for name in ("chrf", "chrf++"))
    texts = ["The ferry left.", "the Ferry has left!"], [["The ferry had left."], ["it left"]]
    (alone,) = batches.batch_statistics([chrf], *texts)
    beside, _ = batches.batch_statistics([chrf, both], *texts)
    assert alone.tolist() == beside.tolist()


@pytest.mark.parametrize("way", ["compiled", "plain"])
def test_kernels_are_compiled_before_they_are_needed(way: str, request: pytest.FixtureRequest) -> None:
    request.getfixturevalue(way)("batches").compile_kernels()
    kernels.compile_kernels()
    for module, name in (
        ("bleu", "bleu_statistics"),
        ("chrf", "chrf_statistics"),
        ("ter", "ter_statistics_of"),
    ):
        dispatcher = getattr(request.getfixturevalue("compiled")(module), name)
        assert len(dispatcher.signatures) == 1


@pytest.mark.parametrize("references", [[], ["one", "two"], "o"])
def test_wrong_number_of_references(references: Any) -> None:
    with pytest.raises(ValueError, match="1 references"):
        kernels.batch_statistics([ENGLISH], ["one"], [references])
    with pytest.raises(ValueError, match="1 references"):
        kernels.ter_statistics(ENGLISH_TER, "one", references)


def test_pairs_without_references() -> None:
    with pytest.raises(ValueError, match="shorter"):
        kernels.batch_statistics([ENGLISH], ["one", "two"], [["one"]])


def test_metrics_that_do_not_go_together() -> None:
    for other in (
        metric_for("chrf", target_language="de"),
        metric_for("chrf", target_language="en", references=2),
    ):
        with pytest.raises(ValueError, match="same language and number of references"):
            kernels.batch_statistics([ENGLISH, other], ["one"], [["one"]])


def test_edits_are_of_ter_and_the_rest_is_not() -> None:
    with pytest.raises(ValueError, match="not an instant metric"):
        kernels.batch_statistics([ENGLISH_TER], ["one"], [["one"]])
    with pytest.raises(ValueError, match="has no edits"):
        kernels.ter_batch(ENGLISH, ["one"], [["one"]])


def test_japanese_and_korean_words_come_from_mecab() -> None:
    for language, text in (("ja", "船は昼前に港を出た。"), ("ko", "배는 정오 전에 떠났다.")):
        metric = metric_for("bleu", target_language=language)
        (rows,) = kernels.batch_statistics([metric], [text], [[f"{text[3:]}{text}"]])
        assert tuple(rows[0]) == metric.statistics(text, [f"{text[3:]}{text}"])


def test_spbleu(tmp_path: Any) -> None:
    lines = [
        f"The {word} ferry number {number} left before noon." for number in range(60) for word in WORDS["en"]
    ]
    train_subword_model(lines, model_path=tmp_path / "spm.model", vocabulary=60)
    metric = metric_for("spbleu", target_language="en", subword_model=tmp_path / "spm.model")
    texts = "The ferry 17 left at noon . ", ["Ferry number 17 left\u3000before noon."]
    assert kernels.has_kernel(metric)
    (rows,) = kernels.batch_statistics([metric], [texts[0]], [texts[1]])
    assert tuple(rows[0]) == metric.statistics(*texts)


def test_vietnamese_in_two_encodings_is_one_text() -> None:
    found = [metric_for(name, target_language="vi") for name in ("bleu", "chrf")]
    composed, decomposed = "con đò rời bến", "con đo\u0300 rơ\u0300i bê\u0301n"
    bleu, chrf = kernels.batch_statistics(found, [composed], [[decomposed]])
    assert bleu[0].tolist() == [4, 4, 4, 3, 2, 1, 4, 3, 2, 1]
    assert chrf[0].tolist()[:3] == [11, 11, 11]
    assert kernels.ter_statistics(metric_for("ter", target_language="vi"), composed, [decomposed]) == (0, 4)


@given(pair=pairs(WORDS["en"], between=" ", references=2, longest=20), budget=st.integers(0, 4000))
@settings(max_examples=60)
def test_a_budget_changes_nothing_but_what_is_done(
    compiled: Load, plain: Load, pair: tuple[str, list[str]], budget: int
) -> None:
    metric = metric_for("ter", target_language="en", references=2)
    hypothesis, references = pair
    (within,) = kernels.ter_batch(metric, [hypothesis], [references], budget).tolist()
    (again,) = plain("batches").ter_batch(metric, [hypothesis], [references], budget).tolist()
    edits, length = kernels.ter_statistics(metric, hypothesis, references)
    assert within in ([edits, length], [-1, length])
    assert within == again


def test_pairs_beyond_the_budget_are_left_out() -> None:
    texts = [" ".join(map(str, range(length))) for length in (3, 60, 4)]
    rows = kernels.ter_batch(ENGLISH_TER, texts, [[text[::-1]] for text in texts], budget=1000)
    assert rows[:, 1].tolist() == [3, 60, 4]
    assert [edits == -1 for edits in rows[:, 0].tolist()] == [False, True, False]


def test_two_thousand_words_within_bounded_memory() -> None:
    words = [str(number * 997 % 2003) for number in range(2000)]
    edits, length = kernels.ter_statistics(ENGLISH_TER, " ".join(words), [" ".join(sorted(words))])
    assert (length, 0 < edits <= 2000) == (2000, True)


def without_numba(call: str) -> str:
    program = f"""
import sys
sys.modules["numba"] = None
from reviewapp.domain.scoring import kernels, metric_for
metric = metric_for("ter", target_language="en")
assert not kernels.has_kernel(metric)
assert metric.statistics("one two", ["two one"]) == (1, 2)
try:
    kernels.{call}
except kernels.KernelsUnavailable as refusal:
    print(refusal)
"""
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout


def test_life_without_numba() -> None:
    assert "reviewapp[fast]" in without_numba('ter_statistics(metric, "one", ["one"])')


def test_numba_is_absent(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith(f"{PACKAGE}.")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "numba", None)
    assert not kernels.has_kernel(ENGLISH)
    for call in (
        lambda: kernels.batch_statistics([ENGLISH], ["one"], [["one"]]),
        lambda: kernels.ter_batch(ENGLISH_TER, ["one"], [["one"]]),
        lambda: kernels.ter_statistics(ENGLISH_TER, "one", ["one"]),
        kernels.compile_kernels,
    ):
        with pytest.raises(kernels.KernelsUnavailable, match="pip install"):
            call()


def test_importing_the_package_imports_no_compiler() -> None:
    program = (
        "import sys, reviewapp.domain.scoring, reviewapp.domain.scoring.kernels\n"
        "print([name for name in ('numba', 'sacrebleu', 'numpy') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_metrics_are_told_apart_by_more_than_their_name(tmp_path: Any) -> None:
    assert Metric(MetricName.BLEU, "en") != Metric(MetricName.BLEU, "de")
