"""The page of what people judged."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from reviewapp.domain.annotation.assessments import Protocol
from reviewapp.domain.scoring.names import MetricName
from reviewapp.services.scoring.corpus import score_corpus
from reviewapp.services.scoring.measures import yardsticks_for
from tests.factories import (
    ArticleFactory,
    AssessmentFactory,
    RatedErrorFactory,
    ReferenceFactory,
    make_sentence,
)

if TYPE_CHECKING:
    from django.test import Client

    from reviewapp.models import Translation
    from tests.conftest import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def sentence(cast: Cast) -> Translation:
    """Return a sentence of the corpus."""
    return make_sentence(ArticleFactory.create(corpus=cast.corpus), "The tide gate was shut.")


def _page(client: Client, cast: Cast) -> str:
    client.force_login(cast.reader)
    return client.get(reverse("corpus-judgements", args=[cast.corpus.slug])).content.decode()


def test_without_judgements_it_says_so(client: Client, cast: Cast) -> None:
    page = _page(client, cast)
    assert "Nobody’s assessments are stored here." in page
    assert "import_file" not in page


def test_managers_are_told_how_to_bring_them_in(client: Client, cast: Cast) -> None:
    client.force_login(cast.owner)
    page = client.get(reverse("corpus-judgements", args=[cast.corpus.slug])).content.decode()
    assert "--format wmt-mqm" in page


def test_each_protocol_has_its_table(client: Client, cast: Cast, sentence: Translation) -> None:
    AssessmentFactory.create(translation=sentence, score=71.25)
    mqm = AssessmentFactory.create(translation=sentence, protocol=Protocol.MQM.value)
    RatedErrorFactory.create(translation=sentence, assessment=mqm, severity="major")

    page = _page(client, cast)

    assert "<h2>MQM</h2>" in page
    assert "5.0000" in page
    assert "<h2>ESA</h2>" in page
    assert "71.25" in page
    assert "not available" in page
    assert "<h2>DA</h2>" not in page


def test_metrics_stand_beside_people(client: Client, cast: Cast, sentence: Translation) -> None:

    ReferenceFactory.create(segment=sentence.segment)
    yardsticks = yardsticks_for(cast.corpus, [MetricName.CHRF]).ready
    score_corpus(cast.corpus, yardsticks, report=lambda done, total: True, processes=1)
    AssessmentFactory.create(translation=sentence)

    page = _page(client, cast)

    assert "Do the metrics agree with people?" in page
    # One text is too few for any coefficient, which is said and is not 0.
    assert page.count("not available") >= 8
