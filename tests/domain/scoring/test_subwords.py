"""Subword models: reproducible, offline, and honest about what they cannot do."""

from __future__ import annotations

import hashlib
import pathlib
import random

import pytest
import sacrebleu

from reviewapp.domain.scoring import Level, MetricUnavailable, metric_for, subwords
from reviewapp.domain.scoring.subwords import (
    NotASubwordModel,
    SubwordModel,
    TooLittleText,
    load_subword_model,
    subword_length,
    subword_pieces,
    train_subword_model,
)

SYLLABLES = ["ba", "ke", "lo", "mi", "nu", "ra", "so", "ti", "ve", "zu"]


def sentences(count: int) -> list[str]:
    chance = random.Random(7)
    lexicon = ["".join(chance.choices(SYLLABLES, k=chance.randint(1, 4))) for _ in range(60)]
    return [" ".join(chance.choices(lexicon, k=9)) + "." for _ in range(count)]


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> SubwordModel:
    return train_subword_model(
        sentences(120), model_path=tmp_path_factory.mktemp("models") / "corpus.model", seed=1
    )


def test_training_gives_the_same_bytes_twice(tmp_path: pathlib.Path, model: SubwordModel) -> None:
    again = train_subword_model(iter(sentences(120)), model_path=tmp_path / "again.model", seed=1)
    assert again.sha256 == model.sha256 == hashlib.sha256(model.path.read_bytes()).hexdigest()
    assert [path.name for path in tmp_path.iterdir()] == ["again.model"]


def test_a_sample_follows_its_seed(monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path) -> None:
    monkeypatch.setattr(subwords, "SAMPLED_LINES", 110)
    one, two, other = (
        train_subword_model(sentences(400), model_path=tmp_path / f"{index}.model", seed=seed).sha256
        for index, seed in enumerate((1, 1, 2))
    )
    assert one == two != other


def test_vocabulary_is_exact_when_asked_for(tmp_path: pathlib.Path) -> None:
    trained = train_subword_model(sentences(120), model_path=tmp_path / "m.model", vocabulary=60)
    assert trained.vocabulary == 60


@pytest.mark.parametrize(
    ("texts", "vocabulary", "error", "message"),
    [
        ([], None, TooLittleText, "0 characters"),
        (["short", " \n "], None, TooLittleText, "5 characters"),
        (["a" * 70_000], None, TooLittleText, "do not yield any"),
        (sentences(120), 30_000, TooLittleText, "do not yield 30000"),
        (sentences(120), 10, ValueError, "cannot hold"),
    ],
)
def test_refusals(
    tmp_path: pathlib.Path, texts: list[str], vocabulary: int | None, error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        train_subword_model(texts, model_path=tmp_path / "m.model", vocabulary=vocabulary)
    assert list(tmp_path.iterdir()) == []


def test_pieces_hold_the_text(model: SubwordModel) -> None:
    pieces = subword_pieces(model, "bake lomi")
    assert "".join(pieces).replace("▁", " ").strip() == "bake lomi"
    assert subword_length(model, "bake lomi") == len(pieces)
    assert subword_length(model, "") == 0


def test_loading_again_gives_the_same_model(model: SubwordModel) -> None:
    assert load_subword_model(model.path) == model


@pytest.mark.parametrize("content", [b"", b"not a model", b"\x00" * 64])
def test_other_files_are_refused(tmp_path: pathlib.Path, content: bytes) -> None:
    path = tmp_path / "other.model"
    path.write_bytes(content)
    with pytest.raises(NotASubwordModel, match="not a sentencepiece model"):
        load_subword_model(path)
    with pytest.raises(MetricUnavailable, match="not a sentencepiece model"):
        metric_for("spbleu", target_language="en", subword_model=path)


def test_absent_file_is_refused(tmp_path: pathlib.Path) -> None:
    with pytest.raises(NotASubwordModel, match="cannot be read"):
        load_subword_model(tmp_path / "none.model")


def test_a_file_that_changed_is_noticed(tmp_path: pathlib.Path, model: SubwordModel) -> None:
    path = tmp_path / "m.model"
    path.write_bytes(model.path.read_bytes())
    loaded = load_subword_model(path)
    train_subword_model(sentences(150), model_path=path)
    with pytest.raises(NotASubwordModel, match="changed"):
        subword_length(loaded, "bake")


def test_spbleu_is_bleu_over_the_pieces(model: SubwordModel) -> None:
    metric = metric_for("spbleu", target_language="th", subword_model=model.path)
    hypothesis, reference = "bake lomi nura so.", "bake lomi nuraso ti."
    expected = sacrebleu.BLEU(tokenize="none", effective_order=True).sentence_score(
        " ".join(subword_pieces(model, hypothesis)), [" ".join(subword_pieces(model, reference))]
    )
    assert metric.segment_score(metric.statistics(hypothesis, [reference])) == expected.score
    assert metric.signature(level=Level.SEGMENT) == (
        f"nrefs:1|case:mixed|eff:yes|tok:spm-{model.sha256[:16]}|smooth:exp|version:2.6.0"
    )
