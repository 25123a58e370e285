"""A corpus's own subword model: the same texts give the same model, kept in the database."""

from __future__ import annotations

import hashlib
import pathlib
from typing import TYPE_CHECKING

import pytest

from reviewapp.domain.scoring.names import MetricName
from reviewapp.domain.scoring.subwords import TooLittleText
from reviewapp.models import Measure, Score, SubwordModel
from reviewapp.services.scoring.corpus import score_corpus
from reviewapp.services.scoring.measures import subword_folder, yardsticks_for, yardsticks_in_use
from reviewapp.services.scoring.subwords import train_subwords
from tests.factories import ArticleFactory, CorpusFactory, ReferenceFactory, make_sentence
from tests.services.acts import varied_texts

if TYPE_CHECKING:
    from reviewapp.models import Corpus

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(tmp_path: pathlib.Path, settings: object) -> None:
    """Write models out into a folder of this test."""
    settings.DATA_DIR = tmp_path  # type: ignore[attr-defined]


def wordy(number: int = 20) -> Corpus:
    corpus = CorpusFactory.create()
    article = ArticleFactory.create(corpus=corpus)
    for text in varied_texts(number):
        translation = make_sentence(article, text.replace("old", "ancient"))
        ReferenceFactory.create(segment=translation.segment, text=text)
    return corpus


def test_the_same_texts_give_the_same_model() -> None:
    one, other = train_subwords(wordy()), train_subwords(wordy())

    assert one.sha256 == other.sha256
    assert bytes(one.content) == bytes(other.content)
    assert hashlib.sha256(bytes(one.content)).hexdigest() == one.sha256


def test_training_again_on_the_same_texts_keeps_one_model() -> None:
    corpus = wordy()

    assert train_subwords(corpus) == train_subwords(corpus)

    assert SubwordModel.objects.count() == 1


def test_the_vocabulary_can_be_chosen() -> None:
    assert train_subwords(wordy(), vocabulary=40).vocabulary == 40


def test_too_little_text_is_refused_and_nothing_stored() -> None:
    with pytest.raises(TooLittleText):
        train_subwords(wordy(2))

    assert not SubwordModel.objects.exists()
    assert list(subword_folder().iterdir()) == []


def test_spbleu_states_the_models_digest_and_works_from_the_database() -> None:
    corpus = wordy()
    model = train_subwords(corpus)
    assert list(subword_folder().iterdir()) == []

    found = yardsticks_for(corpus, [MetricName.SPBLEU])
    score_corpus(corpus, found.ready, report=lambda done, total: True, processes=1)

    (yardstick,) = found.ready
    assert model.sha256[:16] in yardstick.measure.signature
    assert [path.name for path in subword_folder().iterdir()] == [f"{model.sha256}.model"]
    assert Score.objects.count() == 20


def test_without_a_model_spbleu_says_what_it_needs() -> None:
    found = yardsticks_for(wordy(1), [MetricName.SPBLEU])

    assert "train one on the corpus or give a file" in found.unavailable[MetricName.SPBLEU]


def test_a_model_given_by_file_stands_in_for_the_corpuss_own(tmp_path: pathlib.Path) -> None:
    corpus = wordy()
    train_subwords(corpus)
    given = tmp_path / "given.model"
    given.write_bytes(bytes(train_subwords(wordy(), vocabulary=40).content))

    (yardstick,) = yardsticks_for(corpus, [MetricName.SPBLEU], subword_model=given).ready

    assert hashlib.sha256(given.read_bytes()).hexdigest()[:16] in yardstick.measure.signature
    # A correction must not be measured with the one model and stored under the other's signature.
    assert [known.metric.name for known in yardsticks_in_use(corpus)] == [MetricName.HTER]


def test_a_file_that_is_no_model_is_not_available(tmp_path: pathlib.Path) -> None:
    broken = tmp_path / "broken.model"
    broken.write_bytes(b"no pieces")

    found = yardsticks_for(wordy(1), [MetricName.SPBLEU], subword_model=broken)

    assert "is not a sentencepiece model" in found.unavailable[MetricName.SPBLEU]
    assert not Measure.objects.exists()


def test_texts_of_other_corpora_are_not_trained_on() -> None:
    corpus = wordy()
    before = train_subwords(corpus).sha256
    wordy(30)

    assert train_subwords(corpus).sha256 == before
