"""The rows that the other tests start from."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

import pytest
from factory.django import DjangoModelFactory

from tests import factories

if TYPE_CHECKING:
    from tests.conftest import Cast

FACTORIES = [
    found
    for _, found in inspect.getmembers(factories, inspect.isclass)
    if issubclass(found, DjangoModelFactory) and found.__module__ == factories.__name__
]


@pytest.mark.django_db
@pytest.mark.parametrize("factory_class", FACTORIES, ids=lambda found: found.__name__)
def test_each_factory_makes_two_rows_that_its_model_finds_valid(
    factory_class: type[DjangoModelFactory[Any]],
) -> None:
    first, second = factory_class.create(), factory_class.create()

    assert first.pk != second.pk
    # Forms call an empty object blank; these columns begin as one.
    first.full_clean(exclude=("arguments", "details", "options", "report"))


@pytest.mark.django_db
def test_sentences_of_an_article_count_on() -> None:
    article = factories.ArticleFactory.create()
    made = [
        factories.make_sentence(article, "The pier is open."),
        factories.make_sentence(article, "It rains."),
    ]

    assert [translation.segment.position for translation in made] == [1, 2]
    assert {translation.system for translation in made} == {article.review_system}


def test_the_cast_holds_one_person_a_role(cast: Cast) -> None:
    roles = dict(cast.corpus.memberships.values_list("user__username", "role"))

    assert roles == {"owner": "manager", "chief": "chief", "colleague": "reviewer", "reader": "viewer"}
    assert not cast.stranger.memberships.exists()
