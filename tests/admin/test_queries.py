"""Lists cost as many queries with twelve rows as with two."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import factories

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from reviewapp.models import Corpus, User

pytestmark = pytest.mark.django_db


def translations(corpus: Corpus) -> Any:
    article = factories.ArticleFactory.create(corpus=corpus, assignee=factories.UserFactory.create())
    return factories.make_sentence(article, "The pier reopens.", decided_by=factories.UserFactory.create())


MAKERS: dict[str, Callable[[Corpus], Any]] = {
    "corpus": lambda corpus: factories.MembershipFactory.create(
        user=corpus.memberships.get(role="manager").user, role="manager"
    ),
    "system": lambda corpus: factories.SystemFactory.create(corpus=corpus),
    "article": translations,
    "segment": translations,
    "translation": translations,
    "reference": lambda corpus: factories.ReferenceFactory.create(segment__article__corpus=corpus),
    "revision": lambda corpus: factories.RevisionFactory.create(translation=translations(corpus)),
    "error": lambda corpus: factories.ErrorFactory.create(translation=translations(corpus)),
    "assessment": lambda corpus: factories.AssessmentFactory.create(translation=translations(corpus)),
    "measure": lambda corpus: factories.MeasureFactory.create(corpus=corpus),
    "score": lambda corpus: factories.ScoreFactory.create(translation=translations(corpus)),
    "articlescore": lambda corpus: factories.ArticleScoreFactory.create(article__corpus=corpus),
    "event": lambda corpus: factories.EventFactory.create(
        corpus=corpus, article=factories.ArticleFactory.create(corpus=corpus)
    ),
    "import": lambda corpus: factories.ImportFactory.create(corpus=corpus),
    "job": lambda corpus: factories.JobFactory.create(
        corpus=corpus, requested_by=factories.UserFactory.create()
    ),
    "user": lambda corpus: factories.MembershipFactory.create(corpus=corpus),
}


@pytest.fixture
def manager() -> User:
    return factories.MembershipFactory.create(user__is_staff=True, role="manager").user


@pytest.mark.parametrize("name", MAKERS)
def test_ten_more_rows_cost_no_more_queries(client: Client, manager: User, name: str) -> None:
    corpus = manager.memberships.get().corpus
    client.force_login(manager)
    address = reverse(f"admin:reviewapp_{name}_changelist")

    def cost() -> tuple[int, int]:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            response = client.get(address)
        return len(response.context["cl"].result_list), len(queries)

    for _ in range(2):
        MAKERS[name](corpus)
    client.get(address)
    rows, queries = cost()
    for _ in range(10):
        MAKERS[name](corpus)
    more_rows, more_queries = cost()

    assert more_rows >= rows + 10
    assert more_queries == queries
    assert queries <= 10


def test_ten_more_members_cost_no_more_queries(client: Client, manager: User) -> None:
    corpus = manager.memberships.get().corpus
    client.force_login(manager)
    address = reverse("admin:reviewapp_corpus_change", args=[corpus.pk])

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        return len(queries)

    factories.MembershipFactory.create_batch(2, corpus=corpus)
    client.get(address)
    before = cost()
    factories.MembershipFactory.create_batch(10, corpus=corpus)

    assert cost() == before


@pytest.mark.parametrize("name", [*MAKERS, "profile"])
def test_each_list_can_be_searched(client: Client, manager: User, name: str) -> None:
    client.force_login(manager)

    assert client.get(reverse(f"admin:reviewapp_{name}_changelist"), {"q": "ferry"}).status_code == 200


@pytest.mark.parametrize(
    ("name", "filters"),
    [
        ("segment", {"article": "{article}"}),
        ("translation", {"article": "{article}", "status": "open"}),
        ("translation", {"segment": "{segment}"}),
        ("revision", {"article": "{article}"}),
        ("error", {"article": "{article}", "removed_at": "no"}),
        ("event", {"article": "{article}"}),
        ("article", {"corpus": "{corpus}", "withdrawn_at": "no"}),
        ("revision", {"translation": "{translation}"}),
    ],
)
def test_lists_are_narrowed_to_what_a_link_names(
    client: Client, manager: User, name: str, filters: dict[str, str]
) -> None:
    corpus = manager.memberships.get().corpus
    client.force_login(manager)
    made = [translations(corpus) for _ in range(2)]
    for translation in made:
        factories.RevisionFactory.create(translation=translation)
        factories.ErrorFactory.create(translation=translation)
        factories.EventFactory.create(corpus=corpus, article=translation.segment.article)
    chosen = made[0]
    ids = {
        "article": chosen.segment.article_id,
        "segment": chosen.segment_id,
        "translation": chosen.pk,
        "corpus": corpus.pk,
    }
    given = {key: value.format(**ids) for key, value in filters.items()}

    response = client.get(reverse(f"admin:reviewapp_{name}_changelist"), given)

    assert response.status_code == 200
    assert len(response.context["cl"].result_list) == (2 if name == "article" else 1)


def test_withdrawn_articles_are_told_apart(client: Client, manager: User) -> None:
    corpus = manager.memberships.get().corpus
    client.force_login(manager)
    factories.ArticleFactory.create(corpus=corpus)
    gone = factories.ArticleFactory.create(corpus=corpus, withdrawn_at=factories.NOON)

    response = client.get(reverse("admin:reviewapp_article_changelist"), {"withdrawn_at": "yes"})

    assert list(response.context["cl"].result_list) == [gone]
