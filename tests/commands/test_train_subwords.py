"""train_subwords: a model of a corpus, another's taken over, and how they compare."""

from __future__ import annotations

import json
import pathlib
from typing import TYPE_CHECKING

import pytest
from django.core.management.base import CommandError

from reviewapp.models import SubwordModel
from tests.conftest import REPOSITORY
from tests.docs.markdown import first_cells
from tests.factories import ArticleFactory, CorpusFactory, make_sentence
from tests.services.acts import row_counts, varied_texts

if TYPE_CHECKING:
    from reviewapp.models import Corpus
    from tests.commands.conftest import Run

pytestmark = pytest.mark.django_db
SLUG, OTHER = "harbour-news", "ferry-news"


@pytest.fixture(autouse=True)
def own_folder(tmp_path: pathlib.Path, settings: object) -> None:
    """Write models out into a folder of this test."""
    settings.DATA_DIR = tmp_path  # type: ignore[attr-defined]


def wordy(slug: str, number: int = 24) -> Corpus:
    corpus = CorpusFactory.create(slug=slug)
    article = ArticleFactory.create(corpus=corpus)
    for text in varied_texts(number):
        make_sentence(article, text, source=f"{text} nay")
    return corpus


def test_a_model_is_trained_and_described(run: Run) -> None:
    wordy(SLUG)

    lines = run("train_subwords", SLUG, "--vocabulary", "30").out.splitlines()

    model = SubwordModel.objects.get()
    assert lines[0] == f"30 pieces, SHA-256 {model.sha256}, in use"
    assert lines[1].startswith("  vi ")
    assert lines[2].startswith("  en ")
    assert "0.00% unknown" in lines[2]
    assert "in 24 texts" in lines[1]
    assert "times the pieces of its source (24 pairs, MAD 0." in lines[3]
    assert len(lines) == 4


def test_training_again_gives_the_same_answer(run: Run) -> None:
    wordy(SLUG)

    assert run("train_subwords", SLUG).out == run("train_subwords", SLUG).out

    assert SubwordModel.objects.count() == 1


def test_another_corpuss_model_is_taken_over(run: Run) -> None:
    wordy(OTHER, 30)
    corpus = wordy(SLUG)
    (given,) = json.loads(run("train_subwords", OTHER, "--json").out)

    (taken,) = json.loads(run("train_subwords", SLUG, "--from", OTHER, "--json").out)

    assert taken["sha256"] == given["sha256"] == corpus.subword_models.get().sha256
    assert (given["length_pairs"], taken["length_pairs"]) == (30, 24)


def test_models_are_compared_and_none_is_trained(run: Run) -> None:
    wordy(SLUG)
    run("train_subwords", SLUG)
    run("train_subwords", SLUG, "--vocabulary", "30")
    before = row_counts()

    newest, older = json.loads(run("train_subwords", SLUG, "--compare", "--json").out)

    assert (newest["vocabulary"], newest["current"], older["current"]) == (30, True, False)
    assert newest["target"]["pieces_per_word"] > older["target"]["pieces_per_word"]
    assert newest["source"]["language"] == "vi"
    assert newest["target"]["texts"] == 24
    assert row_counts() == before
    words = run("train_subwords", SLUG, "--compare").out
    assert words.count("in use") == 1
    assert len(words.splitlines()) == 8


def test_the_json_has_the_documented_fields(run: Run) -> None:
    wordy(SLUG)

    (model,) = json.loads(run("train_subwords", SLUG, "--json").out)

    document = (REPOSITORY / "docs" / "score.md").read_text("utf-8")
    documented = {row[0].strip("`") for row in first_cells(document, header="of a model")}
    sides = {row[0].strip("`") for row in first_cells(document, header="of a language")}
    assert set(model) == documented
    assert set(model["source"]) == set(model["target"]) == sides


def test_what_cannot_be_said_is_said_in_words(run: Run) -> None:
    corpus = CorpusFactory.create(slug=SLUG)
    make_sentence(ArticleFactory.create(corpus=corpus), " ".join(varied_texts(30)), source="")

    lines = run("train_subwords", SLUG).out.splitlines()

    assert lines[1] == "  vi no text"
    assert lines[3] == "  too few pairs of texts to say what lengths are usual"
    (model,) = json.loads(run("train_subwords", SLUG, "--json").out)
    assert (model["length_median"], model["length_mad"], model["length_pairs"]) == (None, None, 0)
    assert model["source"]["pieces_per_word"] is None


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ([SLUG], "0 characters of text: a subword model needs 1000 or more."),
        (["nowhere"], "There is no corpus nowhere"),
        ([SLUG, "--from", "nowhere"], "There is no corpus nowhere"),
        ([SLUG, "--from", OTHER], f"the corpus {OTHER} has no subword model."),
        ([SLUG, "--compare"], f"the corpus {SLUG} has no subword model yet."),
        ([OTHER, "--vocabulary", "5"], "5 pieces cannot hold the texts' [0-9]+ characters."),
        ([OTHER, "--vocabulary", "900"], "do not yield 900 pieces: [0-9]+ at most."),
        ([OTHER, "--vocabulary", "9999999999"], "they have fewer characters."),
        ([OTHER, "--vocabulary", "0"], "at least one is needed"),
        ([OTHER, "--vocabulary", "many"], "invalid .* value: 'many'"),
        ([OTHER, "--vocabulary", "50", "--from", SLUG], "not allowed with argument"),
        ([OTHER, "--vocabulary", "50", "--compare"], "not allowed with argument"),
    ],
)
def test_failures_are_one_clear_line_and_nothing_is_stored(run: Run, words: list[str], message: str) -> None:
    CorpusFactory.create(slug=SLUG)
    wordy(OTHER)
    before = row_counts()

    with pytest.raises(CommandError, match=message) as refused:
        run("train_subwords", *words)

    assert refused.value.returncode == 1
    assert "\n" not in str(refused.value)
    assert row_counts() == before


def test_a_broken_model_is_told(run: Run) -> None:
    corpus = wordy(SLUG)
    SubwordModel.objects.create(corpus=corpus, sha256="b" * 64, vocabulary=9, content=b"no pieces")

    with pytest.raises(CommandError, match="is not a sentencepiece model"):
        run("train_subwords", SLUG, "--compare")
