"""Rows for tests, each made with what it needs around it; texts are our own.

Make them with `SomeFactory.create(…)`, which is typed; calling the class is not.
"""

# factory_boy types its factories, but not its declarations.
# mypy: disable-error-code="no-untyped-call"

from __future__ import annotations

import datetime
from typing import Any

from django.contrib.auth.hashers import make_password
from factory.declarations import LazyAttribute, LazyFunction, SelfAttribute, Sequence, SubFactory
from factory.django import DjangoModelFactory

from reviewapp.domain.annotation.assessments import Protocol
from reviewapp.domain.annotation.severities import Severity
from reviewapp.domain.scoring.names import MetricName
from reviewapp.domain.workflow.roles import Role
from reviewapp.models import (
    STATISTICS,
    Action,
    Article,
    ArticleScore,
    Assessment,
    Category,
    Corpus,
    Error,
    Event,
    Import,
    ImportFile,
    ImportKind,
    ImportState,
    Job,
    JobKind,
    Measure,
    Membership,
    Origin,
    Profile,
    Reference,
    Revision,
    RevisionKind,
    Score,
    Segment,
    System,
    SystemScore,
    Translation,
    User,
)
from reviewapp.services.profiles import install_built_in_profiles

NOON = datetime.datetime(2026, 3, 2, 12, 0, tzinfo=datetime.UTC)
PASSWORD = "nine-quiet-harbour-cranes"


class UserFactory(DjangoModelFactory[User]):
    """A person who can log in with `PASSWORD`."""

    class Meta:
        model = User

    username = Sequence(lambda n: f"person{n}")
    password = LazyFunction(lambda: make_password(PASSWORD))


class CorpusFactory(DjangoModelFactory[Corpus]):
    """A corpus vi → en with the recommended built-in profile."""

    class Meta:
        model = Corpus

    slug = Sequence(lambda n: f"harbour-news-{n}")
    name = LazyAttribute(lambda corpus: corpus.slug.replace("-", " ").capitalize())
    source_language = "vi"
    target_language = "en"
    profile = LazyFunction(install_built_in_profiles)


class MembershipFactory(DjangoModelFactory[Membership]):
    """A reviewer of a corpus."""

    class Meta:
        model = Membership

    corpus = SubFactory(CorpusFactory)
    user = SubFactory(UserFactory)
    role = Role.REVIEWER.value


class SystemFactory(DjangoModelFactory[System]):
    """A machine-translation engine."""

    class Meta:
        model = System

    corpus = SubFactory(CorpusFactory)
    name = Sequence(lambda n: f"engine {n}")


class ArticleFactory(DjangoModelFactory[Article]):
    """An article without sentences; `review_system` is one of its corpus."""

    class Meta:
        model = Article

    corpus = SubFactory(CorpusFactory)
    key = Sequence(lambda n: f"ferry-{n}")
    title = Sequence(lambda n: f"Ferry {n} returns to its pier")
    position = Sequence(int)
    review_system = SubFactory(SystemFactory, corpus=SelfAttribute("..corpus"))


class SegmentFactory(DjangoModelFactory[Segment]):
    """The next sentence of its article."""

    class Meta:
        model = Segment

    article = SubFactory(ArticleFactory)
    position = LazyAttribute(lambda segment: segment.article.segments.count() + 1)
    key = LazyAttribute(lambda segment: str(segment.position))
    source = "Chuyến phà đầu tiên rời bến lúc sáu giờ."


class TranslationFactory(DjangoModelFactory[Translation]):
    """What the article's system under review made of a sentence, untouched."""

    class Meta:
        model = Translation

    segment = SubFactory(SegmentFactory)
    system = LazyAttribute(
        lambda translation: (
            translation.segment.article.review_system
            or SystemFactory.create(corpus=translation.segment.article.corpus)
        )
    )
    original = "The first ferry left wharf at 6 hours."
    text = SelfAttribute("original")


class ReferenceFactory(DjangoModelFactory[Reference]):
    """A human translation of a sentence."""

    class Meta:
        model = Reference

    segment = SubFactory(SegmentFactory)
    name = "reference"
    text = "The first ferry leaves the pier at six."


class RevisionFactory(DjangoModelFactory[Revision]):
    """A second text of a translation; the translation itself is left as it is."""

    class Meta:
        model = Revision

    translation = SubFactory(TranslationFactory)
    number = 2
    text = "The first ferry left the pier at six."
    kind = RevisionKind.EDIT
    author = SubFactory(UserFactory)
    created_at = NOON


class ErrorFactory(DjangoModelFactory[Error]):
    """A minor error of the first category of the corpus's profile, on `wharf` of the usual text."""

    class Meta:
        model = Error

    translation = SubFactory(TranslationFactory)
    start = 21
    end = 26
    marked_text = "wharf"
    category = LazyAttribute(lambda error: first_category(error.translation.segment.article.corpus.profile))
    severity = Severity.MINOR.value
    author = SubFactory(UserFactory)
    created_at = NOON


class AssessmentFactory(DjangoModelFactory[Assessment]):
    """A rater's score of a translation by ESA."""

    class Meta:
        model = Assessment

    translation = SubFactory(TranslationFactory)
    protocol = Protocol.ESA.value
    rater = Sequence(lambda n: f"rater{n}")
    campaign = "spring"
    score = LazyAttribute(lambda assessment: None if assessment.protocol == Protocol.MQM.value else 80.0)
    seconds = 12.5
    created_at = NOON


class RatedErrorFactory(ErrorFactory):
    """The same error as a rater marked it, in an assessment by MQM."""

    assessment = SubFactory(
        AssessmentFactory, translation=SelfAttribute("..translation"), protocol=Protocol.MQM.value
    )
    author = None  # type: ignore[assignment]
    origin = Origin.IMPORT


class MeasureFactory(DjangoModelFactory[Measure]):
    """chrF against the reference."""

    class Meta:
        model = Measure

    corpus = SubFactory(CorpusFactory)
    metric = MetricName.CHRF.value
    references = "reference"
    signature = Sequence(lambda n: f"nrefs:1|case:mixed|nc:6|nw:0|run:{n}")
    segment_signature = SelfAttribute("signature")


def _in_columns(kwargs: dict[str, Any]) -> dict[str, Any]:
    """Put `statistics` into the columns that they are stored in."""
    statistics = kwargs.pop("statistics")
    return {**dict(zip(STATISTICS, statistics, strict=False)), **kwargs}


class ScoreFactory(DjangoModelFactory[Score]):
    """A figure of one sentence; its `statistics` may be given as one list."""

    class Meta:
        model = Score

    translation = SubFactory(TranslationFactory)
    measure = SubFactory(MeasureFactory, corpus=SelfAttribute("..translation.segment.article.corpus"))
    value = 61.5
    statistics = LazyFunction(lambda: [30, 31, 25] * 6)

    @classmethod
    def _adjust_kwargs(cls, **kwargs: Any) -> dict[str, Any]:
        return _in_columns(kwargs)


class ArticleScoreFactory(DjangoModelFactory[ArticleScore]):
    """A figure of one article and its system under review."""

    class Meta:
        model = ArticleScore

    article = SubFactory(ArticleFactory)
    system = SelfAttribute("article.review_system")
    measure = SubFactory(MeasureFactory, corpus=SelfAttribute("..article.corpus"))
    value = 61.5
    statistics = LazyFunction(lambda: [30, 31, 25] * 6)
    segments = 1

    @classmethod
    def _adjust_kwargs(cls, **kwargs: Any) -> dict[str, Any]:
        return _in_columns(kwargs)


class SystemScoreFactory(DjangoModelFactory[SystemScore]):
    """A system's figure over all of its articles."""

    class Meta:
        model = SystemScore

    system = SubFactory(SystemFactory)
    measure = SubFactory(MeasureFactory, corpus=SelfAttribute("..system.corpus"))
    value = 61.5
    segments = 40
    statistics = LazyFunction(lambda: [30, 31, 25] * 6)

    @classmethod
    def _adjust_kwargs(cls, **kwargs: Any) -> dict[str, Any]:
        return _in_columns(kwargs)


class JobFactory(DjangoModelFactory[Job]):
    """A scoring job that waits."""

    class Meta:
        model = Job

    corpus = SubFactory(CorpusFactory)
    kind = JobKind.SCORE_CORPUS
    created_at = NOON


class EventFactory(DjangoModelFactory[Event]):
    """An audit row of a corpus."""

    class Meta:
        model = Event

    corpus = SubFactory(CorpusFactory)
    action = Action.IMPORTED
    actor = SubFactory(UserFactory)
    at = NOON


class ImportFactory(DjangoModelFactory[Import]):
    """An import of a table that waits for its confirmation."""

    class Meta:
        model = Import

    corpus = SubFactory(CorpusFactory)
    kind = ImportKind.TABLE
    state = ImportState.PREVIEWED
    author = SubFactory(UserFactory)
    created_at = NOON


class ImportFileFactory(DjangoModelFactory[ImportFile]):
    """An uploaded table of one sentence."""

    class Meta:
        model = ImportFile

    of_import = SubFactory(ImportFactory)
    role = "table"
    name = "ferries.csv"
    sha256 = "0" * 64
    content = "source,target\nPhà về bến.,The ferry returns.\n".encode()


def first_category(profile: Profile) -> Category:
    """Return the category that a profile offers first."""
    return profile.categories.order_by("position")[0]


def make_sentence(article: Article, text: str, *, source: str = "Phà về bến.", **fields: Any) -> Translation:
    """Add a sentence to an article with the translation of its system under review."""
    segment = SegmentFactory.create(article=article, source=source)
    return TranslationFactory.create(segment=segment, original=text, **fields)
