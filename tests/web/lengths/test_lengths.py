"""The page of unusual lengths, and the job that makes it possible."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from reviewapp.models import Job, JobKind, SubwordModel
from reviewapp.services.scoring.subwords import train_subwords
from tests.factories import ArticleFactory, make_sentence
from tests.services.acts import varied_texts

if TYPE_CHECKING:
    from django.test import Client

    from tests.conftest import Cast

pytestmark = pytest.mark.django_db
LOST = "Lost."


def _page(client: Client, cast: Cast) -> str:
    return client.get(reverse("corpus-lengths", args=[cast.corpus.slug])).content.decode()


def _fill(cast: Cast) -> None:
    """Store sentences whose translations are as long as their sources, but for one that is cut off."""
    article = ArticleFactory.create(corpus=cast.corpus, title="The tide gate")
    texts = varied_texts(40)
    for number, text in enumerate(texts):
        # The lengths differ a little, as they do, so that there is a usual distance.
        source = " ".join(text.split()[: -1 - number % 3]) or text
        make_sentence(article, text, source=source)
    make_sentence(article, LOST, source=" ".join(texts[:3]))


def test_without_a_model_it_says_so(client: Client, cast: Cast) -> None:
    client.force_login(cast.reader)
    page = _page(client, cast)
    assert "this corpus has no subword model" in page
    assert "Train subwords" not in page


def test_a_manager_has_one_trained_at_a_time(client: Client, cast: Cast) -> None:
    client.force_login(cast.owner)
    assert "Train subwords" in _page(client, cast)

    for words in ("Training is queued", "being trained already"):
        answer = client.post(reverse("corpus-train-subwords", args=[cast.corpus.slug]), follow=True)
        assert words in answer.content.decode()

    assert Job.objects.get().kind == JobKind.TRAIN_SUBWORDS
    assert f"job-{Job.objects.get().pk}" in _page(client, cast)


def test_what_is_cut_off_stands_first(client: Client, cast: Cast) -> None:
    _fill(cast)
    train_subwords(cast.corpus)
    client.force_login(cast.reader)

    page = _page(client, cast)

    assert LOST in page
    assert "short, z -" in page
    assert "The tide gate, sentence 41" in page


def test_too_few_sentences_to_know_what_is_usual(client: Client, cast: Cast) -> None:
    _fill(cast)
    model = train_subwords(cast.corpus)
    client.force_login(cast.reader)
    SubwordModel.objects.filter(pk=model.pk).update(length_median=None, length_mad=None)
    assert "too few sentences to know what is usual" in _page(client, cast)

    SubwordModel.objects.filter(pk=model.pk).update(length_median=0.1, length_mad=0.0)
    assert "Not available: " in _page(client, cast)


def test_nothing_unusual_is_said(client: Client, cast: Cast) -> None:
    _fill(cast)
    model = train_subwords(cast.corpus)
    SubwordModel.objects.filter(pk=model.pk).update(length_mad=50.0)
    client.force_login(cast.reader)
    assert "No translation is unusually short or long." in _page(client, cast)
