"""What people's judgements come to: figures worked out by hand, in a constant number of queries."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from reviewapp.domain.annotation.assessments import Protocol, Standardisation
from reviewapp.models import Error, Side, Translation
from reviewapp.queries.assessments import human_scores, mqm_of_systems, ratings_of_systems
from reviewapp.services.profiles import latest_profile
from tests.factories import (
    NOON,
    ArticleFactory,
    AssessmentFactory,
    CorpusFactory,
    ErrorFactory,
    RatedErrorFactory,
    SystemFactory,
    TranslationFactory,
    make_sentence,
)

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

    from reviewapp.models import Article, Assessment, Corpus

pytestmark = pytest.mark.django_db


@pytest.fixture
def corpus() -> Corpus:
    return CorpusFactory.create(profile=latest_profile("wmt"))


@pytest.fixture
def article(corpus: Corpus) -> Article:
    return ArticleFactory.create(corpus=corpus, review_system=SystemFactory.create(corpus=corpus, name="old"))


def rate(translation: Translation, rater: str, *marks: str, score: float | None = None) -> Assessment:
    """Store a judgement; marks are `severity category`, without the category for a protocol that has none."""
    protocol = Protocol.MQM if score is None else Protocol.ESA
    assessment = AssessmentFactory.create(
        translation=translation, rater=rater, protocol=protocol.value, score=score
    )
    categories = {row.path: row for row in translation.segment.article.corpus.profile.categories.all()}
    for mark in marks:
        severity, _, path = mark.partition(" ")
        RatedErrorFactory.create(
            translation=translation, assessment=assessment, severity=severity, category=categories.get(path)
        )
    return assessment


MAJOR = "major accuracy/mistranslation"
POINT = "minor fluency/punctuation"


def test_mqm_is_the_mean_over_raters_and_then_over_segments(corpus: Corpus, article: Article) -> None:
    first, second = make_sentence(article, "It rain."), make_sentence(article, "Ferry leave.")
    better = TranslationFactory.create(
        segment=first.segment, system=SystemFactory.create(corpus=corpus, name="new"), original="It rains."
    )
    rate(first, "lan", MAJOR, "minor style/awkward", "minor style/awkward", POINT)
    rate(first, "minh", "minor fluency/grammar")
    rate(first, "an")
    rate(second, "lan", "major non-translation", MAJOR)
    rate(better, "minh")
    ErrorFactory.create(translation=better, category=corpus.profile.categories.all()[0], severity="major")

    new, old = mqm_of_systems(corpus)

    assert (new.system.name, new.mean, new.segments, new.raters, new.ratings, new.errors) == (
        "new", 0.0, 1, 1, 1, 0,
    )  # fmt: skip
    assert old.mean == pytest.approx((2.7 + 25) / 2)
    assert (old.system.name, old.segments, old.raters, old.ratings, old.errors) == ("old", 2, 3, 4, 7)
    assert human_scores(corpus, Protocol.MQM) == {
        (first.segment_id, first.system_id): pytest.approx(2.7),
        (second.segment_id, second.system_id): 25.0,
        (better.segment_id, better.system_id): 0.0,
    }


def test_other_weights_are_other_figures_at_once(corpus: Corpus, article: Article) -> None:
    rate(make_sentence(article, "It rain."), "lan", MAJOR)
    assert mqm_of_systems(corpus)[0].mean == 5

    corpus.profile.severities.filter(severity="major").update(multiplier=7)

    assert mqm_of_systems(corpus)[0].mean == 7


def test_esa_is_the_mean_of_the_ratings(corpus: Corpus, article: Article) -> None:
    first, second = make_sentence(article, "It rain."), make_sentence(article, "Ferry leave.")
    rate(first, "lan", "minor", "major", score=60)
    rate(first, "minh", score=90)
    missing = rate(second, "lan", score=30)
    RatedErrorFactory.create(
        translation=second, assessment=missing, category=None, severity="major", side=Side.SOURCE.value,
        start=None, end=None,
    )  # fmt: skip

    (found,) = ratings_of_systems(corpus, Protocol.ESA, rule=Standardisation(minimum_items=2))

    assert found.score.mean == pytest.approx(60)
    assert found.score.segment_mean == pytest.approx((75 + 30) / 2)
    assert (found.score.ratings, found.score.segments, found.score.raters) == (3, 2, 2)
    assert found.score.z == pytest.approx(0)
    assert found.score.standardised == 2
    assert (dict(found.marks), found.missing) == ({"minor": 1, "major": 2}, 1)
    assert found.pseudo == pytest.approx(-(6 + 0 + 5) / 3)
    assert human_scores(corpus, Protocol.ESA) == {
        (first.segment_id, first.system_id): 75.0,
        (second.segment_id, second.system_id): 30.0,
    }


def test_nobody_judged_is_no_figure(corpus: Corpus, article: Article) -> None:
    rate(make_sentence(article, "It rain."), "lan", MAJOR)
    type(article).objects.update(withdrawn_at=NOON)

    assert mqm_of_systems(corpus) == []
    assert ratings_of_systems(corpus, Protocol.ESA) == []
    assert human_scores(corpus, Protocol.MQM) == human_scores(corpus, Protocol.DA) == {}
    assert Error.objects.of_assessments().exists()


def test_more_judgements_cost_no_more_queries(
    corpus: Corpus, article: Article, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for rounds in (1, 5):
        for number in range(rounds):
            sentence = make_sentence(article, f"Ferry {number} leave.")
            rate(sentence, "lan", MAJOR)
            rate(sentence, "lan", "minor", score=50)
        read = type(corpus).objects.select_related("profile").get(pk=corpus.pk)
        with django_assert_num_queries(6):
            mqm_of_systems(read)
        with django_assert_num_queries(6):
            ratings_of_systems(read, Protocol.ESA)
