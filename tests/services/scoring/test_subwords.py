"""A corpus's own subword model: the same texts give the same model, kept in the database."""

from __future__ import annotations

import hashlib
import pathlib
from typing import TYPE_CHECKING

import pytest

from reviewapp.domain.scoring.lengths import length_norm
from reviewapp.domain.scoring.names import MetricName
from reviewapp.domain.scoring.subwords import TooLittleText, VocabularyTooSmall
from reviewapp.models import Measure, Reference, Score, SubwordModel, Translation
from reviewapp.services.scoring.corpus import score_corpus
from reviewapp.services.scoring.measures import yardsticks_for, yardsticks_in_use
from reviewapp.services.scoring.subword_files import subword_folder
from reviewapp.services.scoring.subwords import (
    COMPARED,
    NoSubwordModel,
    compare_subwords,
    model_file,
    piece_counter,
    reuse_subwords,
    store_length_norm,
    train_subwords,
)
from tests.factories import (
    NOON,
    ArticleFactory,
    CorpusFactory,
    ReferenceFactory,
    SystemFactory,
    TranslationFactory,
    make_sentence,
)
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


def test_a_vocabulary_without_room_is_refused_and_nothing_stored() -> None:
    with pytest.raises(VocabularyTooSmall):
        train_subwords(wordy(), vocabulary=4)

    assert not SubwordModel.objects.exists()


def test_a_model_trained_anew_is_the_one_in_use_even_where_it_was_there_before() -> None:
    corpus = wordy()
    first = train_subwords(corpus)
    small = train_subwords(corpus, vocabulary=40)
    assert corpus.subword_models.first() == small

    again = train_subwords(corpus)

    assert again.sha256 == first.sha256
    assert corpus.subword_models.first() == again
    assert corpus.subword_models.count() == 2


def test_another_corpuss_model_is_taken_over_byte_for_byte() -> None:
    other, corpus = wordy(), wordy(30)
    given, own = train_subwords(other), train_subwords(corpus, vocabulary=40)

    taken = reuse_subwords(corpus, other=other)

    assert taken.corpus == corpus
    assert (taken.sha256, taken.vocabulary) == (given.sha256, given.vocabulary)
    assert bytes(taken.content) == bytes(given.content)
    assert list(corpus.subword_models.all()) == [taken, own]
    assert other.subword_models.get() == given
    # Each corpus has a norm of its own texts.
    assert (given.length_pairs, taken.length_pairs) == (40, 60)


def test_both_corpora_then_have_one_signature() -> None:
    other, corpus = wordy(), wordy(30)
    train_subwords(other)
    reuse_subwords(corpus, other=other)

    signatures = {
        yardsticks_for(one, [MetricName.SPBLEU]).ready[0].measure.signature for one in (other, corpus)
    }

    assert len(signatures) == 1


def test_taking_over_twice_keeps_one_model() -> None:
    other, corpus = wordy(), wordy()
    train_subwords(other)

    assert reuse_subwords(corpus, other=other) == reuse_subwords(corpus, other=other)

    assert corpus.subword_models.count() == 1


def test_a_corpus_without_a_model_has_none_to_give() -> None:
    other, corpus = wordy(1), wordy(1)

    with pytest.raises(NoSubwordModel, match=f"{other.slug} has no subword model"):
        reuse_subwords(corpus, other=other)

    assert not SubwordModel.objects.exists()


def test_the_length_norm_is_of_sources_with_translations_and_references() -> None:
    corpus = wordy()
    model = train_subwords(corpus)

    count = piece_counter(model)
    pairs = [
        (count(row.segment.source), count(text))
        for rows, field in ((Translation.objects.all(), "original"), (Reference.objects.all(), "text"))
        for row in rows.select_related("segment")
        for text in [getattr(row, field)]
    ]
    norm = length_norm(pairs)
    model.refresh_from_db()
    assert (model.length_median, model.length_mad, model.length_pairs) == (norm.median, norm.mad, 40)
    assert norm.mad > 0


def test_several_systems_count_and_withdrawn_articles_do_not() -> None:
    corpus = wordy()
    second = SystemFactory.create(corpus=corpus)
    for segment in list(corpus.articles.get().segments.all()):
        TranslationFactory.create(segment=segment, system=second, original="the ferry waits")
    assert train_subwords(corpus).length_pairs == 60

    corpus.articles.update(withdrawn_at=NOON)
    model = store_length_norm(corpus.subword_models.get())

    assert (model.length_median, model.length_mad, model.length_pairs) == (None, None, 0)


def test_too_few_pairs_leave_the_norm_empty() -> None:
    corpus = CorpusFactory.create()
    long = " ".join(varied_texts(30))
    make_sentence(ArticleFactory.create(corpus=corpus), long)

    model = train_subwords(corpus)

    assert (model.length_median, model.length_mad, model.length_pairs) == (None, None, 0)


def test_models_are_compared_on_the_same_texts() -> None:
    corpus = wordy()
    large, small = train_subwords(corpus), train_subwords(corpus, vocabulary=40)

    newest, older = compare_subwords(corpus)

    assert (newest.model, newest.is_current) == (small, True)
    assert (older.model, older.is_current) == (large, False)
    assert older.target.pieces < newest.target.pieces
    for side in ("source", "target"):
        one, other = getattr(newest, side), getattr(older, side)
        assert one.texts == other.texts == 20
        assert (one.words, one.characters) == (other.words, other.characters)
        assert one.unknown == other.unknown == 0


def test_a_large_corpus_is_compared_on_a_sample_over_its_length(monkeypatch: pytest.MonkeyPatch) -> None:
    corpus = wordy(21)
    train_subwords(corpus)
    monkeypatch.setattr("reviewapp.services.scoring.subwords.COMPARED", 5)
    monkeypatch.setattr("reviewapp.services.scoring.subwords._CHUNK", 2)

    (fit,) = compare_subwords(corpus)

    assert COMPARED > 5
    assert fit.source.texts == fit.target.texts == 5


def test_a_corpus_without_models_has_nothing_to_compare() -> None:
    assert compare_subwords(wordy(1)) == []


def test_a_model_is_written_out_once() -> None:
    model = train_subwords(wordy())

    assert model_file(model) == model_file(model)

    assert [path.name for path in subword_folder().iterdir()] == [f"{model.sha256}.model"]
    assert model_file(model).sha256 == model.sha256
