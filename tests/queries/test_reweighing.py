"""What other weights would make of stored errors, with nothing changed."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import pytest

from reviewapp.domain.annotation.profiles import NotInProfile, WeightRule
from reviewapp.domain.annotation.quality import Verdict
from reviewapp.domain.annotation.severities import Severity
from reviewapp.models import Translation
from reviewapp.queries.reweighing import reweigh
from reviewapp.services.profiles import latest_profile
from tests.factories import (
    NOON,
    ArticleFactory,
    CorpusFactory,
    ErrorFactory,
    RatedErrorFactory,
    SystemFactory,
    TranslationFactory,
    make_sentence,
)

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

    from reviewapp.domain.annotation.profiles import ProfileDefinition
    from reviewapp.models import Article, Corpus

pytestmark = pytest.mark.django_db


@pytest.fixture
def corpus() -> Corpus:
    return CorpusFactory.create(profile=latest_profile("news"))


@pytest.fixture
def article(corpus: Corpus) -> Article:
    return ArticleFactory.create(corpus=corpus)


def proposed(corpus: Corpus, **multipliers: float) -> ProfileDefinition:
    """Return the corpus's profile with other multipliers, and a text of one word being enough for a score."""
    definition = corpus.profile.definition()
    changed = {Severity(name): points for name, points in multipliers.items()}
    return dataclasses.replace(
        definition,
        multipliers={**definition.multipliers, **changed},
        thresholds=dataclasses.replace(definition.thresholds, minimum_words=1),
    )


def test_what_editors_marked_is_weighed_twice(corpus: Corpus, article: Article) -> None:
    sentence = make_sentence(
        article, "The first ferry left wharf at 6 hours.", source="Phà rời bến lúc sáu giờ."
    )
    make_sentence(article, "Nobody has read this.")
    ErrorFactory.create(translation=sentence, severity="major")
    ErrorFactory.create(translation=sentence, severity="minor", removed_at=NOON)
    ErrorFactory.create(translation=sentence, severity="minor", text_number=2)

    (line,) = reweigh([corpus], proposed(corpus, major=2))

    assert (line.corpus, line.system, line.is_changed) == (corpus, sentence.system, True)
    assert (line.before.raters, line.after.raters) == (None, None)
    before, after = line.before.editors, line.after.editors
    assert before is not None
    assert after is not None
    assert (before.penalty_total, after.penalty_total) == (5, 2)
    assert (before.evaluated_words, before.score, before.verdict) == (6, None, Verdict.NOT_ENOUGH_TEXT)
    assert after.score is not None
    assert after.score.raw == pytest.approx(100 * (1 - 2 / 6))


def test_what_raters_marked_is_weighed_twice(corpus: Corpus, article: Article) -> None:
    first, second = make_sentence(article, "It rain."), make_sentence(article, "Ferry leave.")
    for sentence in (first, second):
        RatedErrorFactory.create(translation=sentence, severity="major")
    RatedErrorFactory.create(translation=second, severity="major", assessment__rater="minh")

    (line,) = reweigh([corpus], proposed(corpus, major=10))

    assert (line.before.raters, line.after.raters) == (5, 10)
    assert line.before.editors is line.after.editors is None


def test_an_exception_reaches_its_category_only(corpus: Corpus, article: Article) -> None:
    rated = RatedErrorFactory.create(translation=make_sentence(article, "It rain."), severity="major")
    rule = WeightRule(rated.category_path, Severity.MAJOR, 0.5)
    with_rule = dataclasses.replace(corpus.profile.definition(), weight_rules=(rule,))

    (line,) = reweigh([corpus], with_rule)

    assert (line.before.raters, line.after.raters) == (5, 0.5)
    assert not reweigh([corpus], corpus.profile.definition())[0].is_changed


def test_without_a_source_the_words_of_the_translation_count(corpus: Corpus, article: Article) -> None:
    sentence = make_sentence(article, "The ferry leaves.", source="")
    Translation.objects.filter(pk=sentence.pk).update(status="accepted")

    (line,) = reweigh([corpus], proposed(corpus))

    assert line.after.editors is not None
    assert (line.after.editors.evaluated_words, line.after.editors.verdict) == (3, Verdict.PASS)


def test_systems_and_corpora_stand_side_by_side(corpus: Corpus, article: Article) -> None:
    sentence = make_sentence(article, "It rain.")
    other = TranslationFactory.create(
        segment=sentence.segment, system=SystemFactory.create(corpus=corpus, name="a new one")
    )
    elsewhere = make_sentence(ArticleFactory.create(), "Cranes.")
    for translation in (sentence, other, elsewhere):
        RatedErrorFactory.create(translation=translation)

    second = elsewhere.segment.article.corpus
    assert [(line.corpus, line.system) for line in reweigh([corpus, second], proposed(corpus))] == [
        (corpus, other.system),
        (corpus, sentence.system),
        (second, elsewhere.system),
    ]
    assert reweigh([], proposed(corpus)) == []


def test_a_profile_without_the_category_cannot_weigh(corpus: Corpus, article: Article) -> None:
    wmt = latest_profile("wmt")
    category = corpus.profile.categories.get(path="terminology/names")
    ErrorFactory.create(translation=make_sentence(article, "It rain."), category=category)

    with pytest.raises(NotInProfile, match="terminology/names"):
        reweigh([corpus], wmt.definition())


def test_more_errors_cost_no_more_queries(
    corpus: Corpus, article: Article, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    definition = proposed(corpus)
    for rounds in (1, 5):
        for _ in range(rounds):
            sentence = make_sentence(article, "It rain.")
            ErrorFactory.create(translation=sentence)
            RatedErrorFactory.create(translation=sentence)
        read = type(corpus).objects.select_related("profile").get(pk=corpus.pk)
        with django_assert_num_queries(8):
            reweigh([read], definition)
