"""Which translations of a corpus are surprisingly short or long."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pytest

from reviewapp.domain.scoring.lengths import LengthNorm
from reviewapp.models import SubwordModel
from reviewapp.queries import lengths
from reviewapp.queries.lengths import norm_of, surprising_lengths
from tests.factories import (
    NOON,
    ArticleFactory,
    CorpusFactory,
    SystemFactory,
    TranslationFactory,
    make_sentence,
)

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

    from reviewapp.models import Article

pytestmark = pytest.mark.django_db

SOURCE = "phà rời bến lúc sáu giờ sáng nay"  # eight words


def words(text: str) -> int:
    """Count words in the place of pieces: what a model makes of a text is not the matter here."""
    return len(text.split())


def text_of(number: int) -> str:
    return " ".join(["quay"] * number)


@pytest.fixture
def article() -> Article:
    return ArticleFactory.create()


@pytest.fixture
def model(article: Article) -> SubwordModel:
    """Return a model by which a translation usually is as long as its source."""
    return SubwordModel.objects.create(
        corpus=article.corpus,
        sha256="a" * 64,
        vocabulary=90,
        content=b"",
        length_median=0.0,
        length_mad=0.1,
        length_pairs=400,
    )


def test_the_farthest_come_first_with_what_was_to_be_expected(article: Article, model: SubwordModel) -> None:
    for number in (8, 9, 7, 16, 2):
        make_sentence(article, text_of(number), source=SOURCE)

    short, long = surprising_lengths(model, count_pieces=words).rows

    assert (short.source_pieces, short.target_pieces, short.usual_pieces) == (8, 2, 8.0)
    assert short.z == pytest.approx(-0.6745 * math.log(4) / 0.1)
    assert long.target_pieces == 16
    assert long.z == pytest.approx(0.6745 * math.log(2) / 0.1)
    assert short.translation.text == text_of(2)


def test_the_text_that_stands_is_what_counts(article: Article, model: SubwordModel) -> None:
    translation = make_sentence(article, text_of(2), source=SOURCE)
    assert len(surprising_lengths(model, count_pieces=words).rows) == 1

    translation.text, translation.text_number, translation.version = text_of(8), 2, 2
    translation.save()

    assert not surprising_lengths(model, count_pieces=words).rows


@pytest.mark.parametrize(("source", "text"), [("", text_of(3)), (SOURCE, ""), ("  ", text_of(3))])
def test_a_pair_with_an_empty_text_has_no_ratio(
    article: Article, model: SubwordModel, source: str, text: str
) -> None:
    make_sentence(article, text, source=source)

    assert not surprising_lengths(model, count_pieces=words).rows


def test_other_corpora_and_withdrawn_articles_are_left_out(article: Article, model: SubwordModel) -> None:
    make_sentence(ArticleFactory.create(corpus=CorpusFactory.create()), text_of(2), source=SOURCE)
    make_sentence(ArticleFactory.create(corpus=article.corpus, withdrawn_at=NOON), text_of(2), source=SOURCE)

    assert not surprising_lengths(model, count_pieces=words).rows


def test_one_article_or_one_system_can_be_asked_for(article: Article, model: SubwordModel) -> None:
    here = make_sentence(article, text_of(2), source=SOURCE)
    there = make_sentence(ArticleFactory.create(corpus=article.corpus), text_of(3), source=SOURCE)
    second = SystemFactory.create(corpus=article.corpus)
    by_other = TranslationFactory.create(segment=here.segment, system=second, original=text_of(1))

    def found(**choice: object) -> list[object]:
        rows = surprising_lengths(model, count_pieces=words, **choice).rows  # type: ignore[arg-type]
        return [row.translation for row in rows]

    assert found() == [by_other, here, there]
    assert found(article=article) == [by_other, here]
    assert found(system=there.system) == [there]
    assert found(article=article, system=here.system) == [here]
    assert found(limit=1) == [by_other]


@pytest.mark.parametrize(
    "norm",
    [
        {"length_median": None, "length_mad": None, "length_pairs": 0},
        {"length_median": 0.0, "length_mad": None, "length_pairs": 30},
        {"length_median": 0.0, "length_mad": 0.0, "length_pairs": 30},
    ],
)
def test_without_a_norm_nothing_is_surprising(
    article: Article, model: SubwordModel, norm: dict[str, float | None]
) -> None:
    make_sentence(article, text_of(1), source=SOURCE)
    SubwordModel.objects.update(**norm)
    model.refresh_from_db()

    assert not surprising_lengths(model, count_pieces=words).rows


def test_a_stored_norm_comes_back(model: SubwordModel) -> None:
    assert norm_of(model) == LengthNorm(median=0.0, mad=0.1, n=400)


def test_of_many_only_the_far_ends_are_counted(
    article: Article, model: SubwordModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lengths, "CANDIDATES", 2)
    for number in (8, 1, 7, 30, 2, 9, 20, 8):
        make_sentence(article, text_of(number), source=SOURCE)
    counted = []

    def count(text: str) -> int:
        counted.append(text)
        return words(text)

    found = surprising_lengths(model, count_pieces=count)

    assert [row.target_pieces for row in found.rows] == [1, 2, 30, 20]
    assert len(counted) == 2 * 4
    assert (found.counted, found.total, found.is_complete) == (4, 8, False)


def test_up_to_twice_as_many_every_one_is_counted(
    article: Article, model: SubwordModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lengths, "CANDIDATES", 3)
    for number in (8, 1, 7, 30, 2, 9):
        make_sentence(article, text_of(number), source=SOURCE)

    found = surprising_lengths(model, count_pieces=words)

    assert (found.counted, found.total, found.is_complete) == (6, 6, True)


def test_more_sentences_cost_no_more_queries(
    article: Article, model: SubwordModel, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for count in (1, 10):
        for _ in range(count):
            make_sentence(article, text_of(1), source=SOURCE)
        with django_assert_num_queries(4):
            rows = surprising_lengths(model, count_pieces=words).rows
            assert all(row.translation.segment.article.title and row.translation.system.name for row in rows)
