"""What query sets keep, and what is true of one row."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError

from reviewapp.domain.annotation.assessments import Protocol
from reviewapp.domain.text.spans import Span
from reviewapp.models import Article, Assessment, Corpus, Error, Job, JobState, Translation
from reviewapp.models.corpora import validate_language
from tests.factories import (
    NOON,
    ArticleFactory,
    AssessmentFactory,
    CorpusFactory,
    ErrorFactory,
    MembershipFactory,
    RatedErrorFactory,
    RevisionFactory,
    TranslationFactory,
    UserFactory,
    make_sentence,
)

if TYPE_CHECKING:
    from tests.conftest import Cast

pytestmark = pytest.mark.django_db


def test_corpora_are_seen_by_their_members_only(cast: Cast) -> None:
    other = CorpusFactory.create()
    root = UserFactory.create(is_superuser=True)

    for member in (cast.owner, cast.chief, cast.colleague, cast.reader):
        assert list(Corpus.objects.visible_to(member)) == [cast.corpus]
    assert not Corpus.objects.visible_to(cast.stranger).exists()
    assert not Corpus.objects.visible_to(AnonymousUser()).exists()
    assert set(Corpus.objects.visible_to(root)) == {cast.corpus, other}


def test_a_superuser_who_left_sees_nothing(cast: Cast) -> None:
    gone = UserFactory.create(is_superuser=True, is_active=False)
    cast.owner.is_active = False

    assert not Corpus.objects.visible_to(cast.owner).exists()
    assert not Corpus.objects.managed_by(cast.owner).exists()
    assert not Corpus.objects.visible_to(gone).exists()
    assert not Corpus.objects.managed_by(gone).exists()


def test_an_archived_corpus_is_out_of_sight_for_all(cast: Cast) -> None:
    ArticleFactory.create(corpus=cast.corpus)
    Corpus.objects.update(archived_at=NOON)

    assert not Corpus.objects.visible_to(cast.owner).exists()
    assert not Corpus.objects.visible_to(UserFactory.create(is_superuser=True)).exists()
    assert not Article.objects.visible_to(cast.owner).exists()


def test_managers_manage_their_own_corpora(cast: Cast) -> None:
    CorpusFactory.create()

    assert list(Corpus.objects.managed_by(cast.owner)) == [cast.corpus]
    for other in (cast.chief, cast.colleague, cast.reader, cast.stranger):
        assert not Corpus.objects.managed_by(other).exists()
    assert Corpus.objects.managed_by(UserFactory.create(is_superuser=True)).count() == 2


def test_a_managers_role_counts_in_the_corpus_it_is_of(cast: Cast) -> None:
    other = MembershipFactory.create(user=cast.owner, role="viewer").corpus

    assert other not in Corpus.objects.managed_by(cast.owner)


def test_withdrawn_articles_are_gone_for_all(cast: Cast) -> None:
    seen = ArticleFactory.create(corpus=cast.corpus)
    ArticleFactory.create(corpus=cast.corpus, withdrawn_at=NOON)

    assert list(Article.objects.visible_to(cast.owner)) == [seen]


def test_assigned_articles(cast: Cast) -> None:
    mine = ArticleFactory.create(corpus=cast.corpus, assignee=cast.colleague)
    ArticleFactory.create(corpus=cast.corpus)

    assert not Article.objects.assigned_to(AnonymousUser()).exists()
    assert list(Article.objects.assigned_to(cast.colleague)) == [mine]
    assert not Article.objects.assigned_to(cast.chief).exists()


def test_translations_of_an_article_are_in_reading_order() -> None:
    article = ArticleFactory.create()
    made = [make_sentence(article, text) for text in ("One.", "Two.", "Three.")]
    TranslationFactory.create()

    assert list(Translation.objects.of_article(article.pk)) == made


def test_errors_that_stand_and_those_that_the_text_still_has() -> None:
    translation = TranslationFactory.create()
    standing = ErrorFactory.create(translation=translation)
    ErrorFactory.create(translation=translation, removed_at=NOON)
    assert list(Error.objects.standing()) == list(Error.objects.unsolved()) == [standing]

    RevisionFactory.create(translation=translation)
    Translation.objects.update(text="Other.", text_number=2, version=2)

    assert list(Error.objects.standing()) == [standing]
    assert not Error.objects.unsolved().exists()


def test_errors_of_assessments_stand_apart() -> None:
    translation = TranslationFactory.create()
    editors, taken_back = (
        ErrorFactory.create(translation=translation, removed_at=moment) for moment in (None, NOON)
    )
    rated = RatedErrorFactory.create(translation=translation, category=None)

    assert list(Error.objects.standing()) == list(Error.objects.unsolved()) == [editors]
    assert set(Error.objects.of_editors()) == {editors, taken_back}
    assert list(Error.objects.of_assessments()) == [rated]
    assert (rated.category_path, editors.category_path) == ("", "accuracy")


def test_assessments_of_a_corpus_are_those_of_its_articles_in_use() -> None:
    rated = AssessmentFactory.create()
    corpus = rated.translation.segment.article.corpus
    AssessmentFactory.create(translation=rated.translation, protocol="mqm")
    AssessmentFactory.create()

    assert list(Assessment.objects.of_corpus(corpus.pk, Protocol.ESA)) == [rated]
    Article.objects.update(withdrawn_at=NOON)
    assert not Assessment.objects.of_corpus(corpus.pk, Protocol.ESA).exists()


def test_the_span_of_an_error() -> None:
    assert ErrorFactory.create().span == Span(21, 26)
    assert ErrorFactory.create(start=None, end=None).span is None


@pytest.mark.parametrize("tag", ["vi", "zh-Hant", "pt-BR"])
def test_canonical_languages_are_stored(tag: str) -> None:
    validate_language(tag)


@pytest.mark.parametrize(
    ("tag", "why"),
    [("zh-hant", "write zh-hant as zh-Hant"), ("xx-yy-zz", "xx"), ("", "language"), ("<b>", "<b>")],
)
def test_other_language_tags_are_refused(tag: str, why: str) -> None:
    with pytest.raises(ValidationError, match=why):
        validate_language(tag)


def test_a_corpus_names_its_languages() -> None:
    corpus = CorpusFactory.create(source_language="vi", target_language="en")

    assert corpus.language_pair == "vi → en"
    assert corpus.language_pair_names == "Vietnamese to English"


@pytest.mark.parametrize(("done", "total", "percent"), [(0, 0, 0), (1, 3, 33), (3, 3, 100)])
def test_the_share_of_a_job(done: int, total: int, percent: int) -> None:
    assert Job(done=done, total=total).percent == percent


@pytest.mark.parametrize("state", JobState)
def test_when_a_job_has_ended(state: JobState) -> None:
    assert Job(state=state).has_ended == (state not in {JobState.QUEUED, JobState.RUNNING, JobState.DIVIDED})
