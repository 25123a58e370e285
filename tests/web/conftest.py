"""The stage of the web tests: our corpus with people in every role, and somebody else's."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from django.test import Client

from tests import factories

if TYPE_CHECKING:
    from reviewapp.models import Article, Corpus, Error, Job, Translation, User
    from tests.conftest import Cast


@dataclasses.dataclass(frozen=True, slots=True)
class Holding:
    """What one corpus holds: an article of three sentences, a second article, an error and a job."""

    corpus: Corpus
    article: Article
    sentences: list[Translation]
    other_article: Article
    other_sentence: Translation
    error: Error
    job: Job

    @property
    def sentence(self) -> Translation:
        """Return the first sentence, which has the error."""
        return self.sentences[0]


@dataclasses.dataclass(frozen=True, slots=True)
class Stage:
    """Our corpus and another one, and a person in each role; the stranger manages the other."""

    ours: Holding
    theirs: Holding
    people: dict[str, User | None]


LogIn = Callable[..., Client]


def hold(corpus: Corpus) -> Holding:
    article = factories.ArticleFactory.create(corpus=corpus)
    sentences = [
        factories.make_sentence(article, text)
        for text in (
            "The first ferry left wharf at 6 hours.",
            "The harbour master was waving.",
            "Fish is dear.",
        )
    ]
    other = factories.ArticleFactory.create(corpus=corpus)
    return Holding(
        corpus=corpus,
        article=article,
        sentences=sentences,
        other_article=other,
        other_sentence=factories.make_sentence(other, "The crane stands still."),
        error=factories.ErrorFactory.create(translation=sentences[0]),
        job=factories.JobFactory.create(corpus=corpus),
    )


@pytest.fixture
def stage(cast: Cast) -> Stage:
    theirs = factories.CorpusFactory.create(slug="canal-news", name="Canal news")
    factories.MembershipFactory.create(corpus=theirs, user=cast.stranger, role="manager")
    return Stage(
        ours=hold(cast.corpus),
        theirs=hold(theirs),
        people={
            "anonymous": None,
            "viewer": cast.reader,
            "reviewer": cast.colleague,
            "chief": cast.chief,
            "manager": cast.owner,
            "stranger": cast.stranger,
            "superuser": factories.UserFactory.create(username="root", is_staff=True, is_superuser=True),
        },
    )


@pytest.fixture
def log_in(stage: Stage) -> LogIn:
    """Return a client of the person in a role."""

    def as_role(role: str, *, enforce_csrf_checks: bool = False) -> Client:
        client = Client(enforce_csrf_checks=enforce_csrf_checks, raise_request_exception=True)
        person = stage.people[role]
        if person is not None:
            client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return as_role


@pytest.fixture
def reviewer(log_in: LogIn) -> Client:
    return log_in("reviewer")
