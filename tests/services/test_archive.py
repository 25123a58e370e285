"""Out of sight and back: corpora and articles; profiles gain versions."""

from __future__ import annotations

import pytest

from reviewapp.models import Article, Corpus, Event
from reviewapp.services.article_status import restore_article, withdraw_article
from reviewapp.services.corpora import archive_corpus, restore_corpus
from reviewapp.services.operations import Operation
from reviewapp.services.profiles import copy_as_next_version
from tests import factories

pytestmark = pytest.mark.django_db


def test_archiving_and_restoring_a_corpus_each_happen_once() -> None:
    corpus = factories.CorpusFactory.create()
    operation = Operation(actor=factories.UserFactory.create(), at=factories.NOON)

    assert archive_corpus(corpus, operation=operation)
    assert not archive_corpus(corpus, operation=operation)
    assert Corpus.objects.get(pk=corpus.pk).archived_at == factories.NOON
    assert restore_corpus(corpus, operation=operation)
    assert not restore_corpus(corpus, operation=operation)

    assert Corpus.objects.get(pk=corpus.pk).archived_at is None
    assert list(Event.objects.order_by("pk").values_list("action", "corpus", "actor", "at")) == [
        ("corpus-archived", corpus.pk, operation.actor.pk, factories.NOON),  # type: ignore[union-attr]
        ("corpus-restored", corpus.pk, operation.actor.pk, factories.NOON),  # type: ignore[union-attr]
    ]


def test_a_corpus_in_the_archive_is_seen_by_nobody_on_the_site() -> None:
    manager = factories.MembershipFactory.create(role="manager")
    boss = factories.UserFactory.create(is_superuser=True)

    archive_corpus(manager.corpus, operation=Operation(actor=boss, at=factories.NOON))

    for person in (manager.user, boss):
        assert not Corpus.objects.visible_to(person).exists()
        assert Corpus.objects.managed_by(person).exists()


def test_withdrawing_and_restoring_an_article_each_happen_once() -> None:
    article = factories.ArticleFactory.create()
    operation = Operation(actor=None, at=factories.NOON)

    assert withdraw_article(article, operation=operation)
    assert not withdraw_article(article, operation=operation)
    assert Article.objects.get(pk=article.pk).withdrawn_at == factories.NOON
    assert restore_article(article, operation=operation)
    assert not restore_article(article, operation=operation)

    assert Article.objects.get(pk=article.pk).withdrawn_at is None
    assert list(Event.objects.order_by("pk").values_list("action", "article")) == [
        ("withdrawn", article.pk),
        ("article-restored", article.pk),
    ]


@pytest.mark.parametrize("key", ["news", "mqm-core", "wmt"])
def test_the_next_version_of_a_profile_says_the_same(key: str) -> None:
    factories.CorpusFactory.create()
    profile = type(factories.CorpusFactory.create().profile).objects.get(key=key)

    copied = copy_as_next_version(profile)
    again = copy_as_next_version(profile)

    assert (copied.version, again.version) == (profile.version + 1, profile.version + 2)
    before, after = profile.definition(), copied.definition()
    assert after.categories == before.categories
    assert after.multipliers == before.multipliers
    assert after.weight_rules == before.weight_rules
    assert after.thresholds == before.thresholds
