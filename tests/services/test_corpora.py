"""Creating corpora, granting roles, archiving."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from reviewapp.domain.text.languages import UnknownLanguage
from reviewapp.domain.workflow.roles import Role
from reviewapp.models import Action, Corpus, Event, Membership, Profile
from reviewapp.services.corpora import (
    CorpusRefused,
    archive_corpus,
    create_corpus,
    grant_role,
    restore_corpus,
)
from tests.factories import UserFactory
from tests.services.acts import row_counts, unkeyed

if TYPE_CHECKING:
    from tests.conftest import Cast

pytestmark = pytest.mark.django_db


def test_whoever_creates_a_corpus_manages_it() -> None:
    person = UserFactory.create()

    corpus = create_corpus(
        slug="harbour", source_language="VI", target_language="en-gb", operation=unkeyed(person)
    )

    assert (corpus.name, corpus.source_language, corpus.target_language) == ("harbour", "vi", "en-GB")
    assert corpus.profile == Profile.objects.get(key="news")
    assert Membership.objects.get().role == Role.MANAGER
    assert Event.objects.get().action == Action.CORPUS_CREATED


@pytest.mark.parametrize("is_person", [True, False])
def test_a_command_or_a_superuser_needs_no_membership(is_person: bool) -> None:
    actor = UserFactory.create(is_superuser=True) if is_person else None

    create_corpus(
        slug="harbour", name="Harbour", source_language="vi", target_language="en", operation=unkeyed(actor)
    )

    assert not Membership.objects.exists()


@pytest.mark.parametrize(
    ("given", "refused", "why"),
    [
        ({"slug": "harbour-news"}, CorpusRefused, "slug: .*already exists"),
        ({"slug": "two words"}, CorpusRefused, "slug: "),
        ({"slug": ""}, CorpusRefused, "slug: "),
        ({"name": "n" * 201}, CorpusRefused, "name: "),
        ({"source_language": "klingonish"}, UnknownLanguage, "klingonish"),
        ({"target_language": "<script>"}, UnknownLanguage, ""),
    ],
)
def test_what_cannot_be_stored_is_refused(
    cast: Cast, given: dict[str, str], refused: type[Exception], why: str
) -> None:
    wanted = {"slug": "new", "name": "New", "source_language": "vi", "target_language": "en"} | given
    before = row_counts()

    with pytest.raises(refused, match=why or None):
        create_corpus(operation=unkeyed(), **wanted)  # type: ignore[arg-type]

    assert row_counts() == before


def test_a_role_replaces_the_one_before(cast: Cast) -> None:
    grant_role(cast.corpus, cast.stranger, Role.VIEWER)
    membership = grant_role(cast.corpus, cast.stranger, Role.CHIEF)

    assert membership.role == Role.CHIEF
    assert cast.stranger.memberships.count() == 1


def test_a_corpus_is_archived_and_restored_once_each(cast: Cast) -> None:
    assert archive_corpus(cast.corpus, operation=unkeyed(cast.owner))
    assert not archive_corpus(cast.corpus, operation=unkeyed(cast.owner))
    assert not Corpus.objects.visible_to(cast.owner).exists()
    assert restore_corpus(cast.corpus, operation=unkeyed(cast.owner))
    assert not restore_corpus(cast.corpus, operation=unkeyed(cast.owner))

    assert Corpus.objects.visible_to(cast.owner).get() == cast.corpus
    assert [event.action for event in Event.objects.order_by("pk")] == [
        Action.CORPUS_ARCHIVED,
        Action.CORPUS_RESTORED,
    ]
