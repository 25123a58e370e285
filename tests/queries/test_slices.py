"""Figures of slices: sacreBLEU's own over the same sentences, whatever the sentences are chosen by."""

from __future__ import annotations

import datetime
import random
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
import sacrebleu
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reviewapp.domain.annotation.severities import Severity
from reviewapp.domain.scoring.names import MetricName
from reviewapp.domain.workflow.states import TranslationStatus
from reviewapp.models import Article, Corpus, Measure, System, Translation
from reviewapp.queries.slices import Slice, slice_sums, statistics_by_segment
from reviewapp.services.article_status import withdraw_article
from reviewapp.services.scoring.corpus import score_corpus
from reviewapp.services.scoring.measures import yardsticks_for
from reviewapp.services.scoring.rollups import sum_up
from tests.factories import (
    NOON,
    ArticleFactory,
    ErrorFactory,
    ReferenceFactory,
    SegmentFactory,
    SystemFactory,
    TranslationFactory,
)
from tests.services.acts import by

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Cast

pytestmark = pytest.mark.django_db
WORDS = [
    "the",
    "old",
    "pier",
    "was",
    "closed",
    "on",
    "Monday",
    "because",
    "a",
    "storm",
    "broke",
    "two",
    "of",
    "its",
    "beams",
    ",",
    "said",
    "Ms",
    "Lan",
    ".",
]
METRICS = (MetricName.BLEU, MetricName.CHRF, MetricName.CHRF_PLUS_PLUS, MetricName.TER)
DAY = datetime.timedelta(days=1)


def _sentence(chance: random.Random) -> str:
    return " ".join(chance.choices(WORDS, k=chance.randint(3, 12)))


@pytest.fixture
def news(cast: Cast) -> Corpus:
    """Return three scored articles of four sentences by two systems, some of them decided on."""
    chance = random.Random(11)
    systems = [SystemFactory.create(corpus=cast.corpus, name=name) for name in "AB"]
    editors = [cast.owner, cast.colleague]
    for key in ("pier", "crane", "tide"):
        article = ArticleFactory.create(corpus=cast.corpus, key=key, review_system=systems[0])
        for number in range(4):
            segment = SegmentFactory.create(article=article)
            for name in ("human", "panel", "desk"):
                ReferenceFactory.create(segment=segment, name=name, text=_sentence(chance))
            for system in systems:
                text = _sentence(chance)
                translation = TranslationFactory.create(segment=segment, system=system, original=text)
                if number < 2:
                    Translation.objects.filter(pk=translation.pk).update(
                        text=_sentence(chance) + " again",
                        text_number=2,
                        version=2,
                        status="corrected",
                        decided_by=editors[number],
                        decided_at=NOON + number * DAY,
                    )
                if number == 3:
                    ErrorFactory.create(
                        translation=translation, severity="major" if system.name == "A" else "minor"
                    )
    yardsticks = yardsticks_for(cast.corpus, [*METRICS, MetricName.HTER]).ready
    score_corpus(cast.corpus, yardsticks, report=lambda done, total: True, processes=1)
    return cast.corpus


def _expected(measure: Measure, translations: list[Translation]) -> float:
    made: dict[str, Any] = {
        "bleu": sacrebleu.BLEU,
        "chrf": sacrebleu.CHRF,
        "chrf++": partial(sacrebleu.CHRF, word_order=2),
        "ter": sacrebleu.TER,
    }
    streams = [
        [translation.segment.references.get(name=name).text for translation in translations]
        for name in measure.reference_names
    ]
    return float(
        made[measure.metric]()
        .corpus_score([translation.original for translation in translations], streams)
        .score
    )


def _slices(cast: Cast) -> dict[str, tuple[Slice, Callable[[Translation], bool]]]:
    article = Article.objects.get(key="crane")
    first = System.objects.get(corpus=cast.corpus, name="A")
    decided = (TranslationStatus.CORRECTED, TranslationStatus.ACCEPTED)
    still_open = (TranslationStatus.OPEN, TranslationStatus.DISCUSSION)
    return {
        "whole": (Slice(), lambda t: True),
        "system": (Slice(systems=(first.pk,)), lambda t: t.system_id == first.pk),
        "article": (Slice(articles=(article.pk,)), lambda t: t.segment.article_id == article.pk),
        "editor": (Slice(editors=(cast.owner.pk,)), lambda t: t.decided_by_id == cast.owner.pk),
        "decided": (Slice(statuses=decided), lambda t: t.status in decided),
        "open": (Slice(statuses=still_open), lambda t: t.status in still_open),
        "open of a system": (
            Slice(statuses=still_open, systems=(first.pk,)),
            lambda t: t.status in still_open and t.system_id == first.pk,
        ),
        "every status": (Slice(statuses=tuple(TranslationStatus)), lambda t: True),
        "since": (Slice(since=NOON + DAY), lambda t: bool(t.decided_at and t.decided_at >= NOON + DAY)),
        "until": (Slice(until=NOON + DAY), lambda t: bool(t.decided_at and t.decided_at < NOON + DAY)),
        "severity": (
            Slice(severities=(Severity.MAJOR,)),
            lambda t: t.errors.filter(severity="major").exists(),
        ),
        "all at once": (
            Slice(articles=(article.pk,), editors=(cast.owner.pk,), statuses=decided, until=NOON + DAY),
            lambda t: t.segment.article_id == article.pk and t.decided_by_id == cast.owner.pk,
        ),
    }


@pytest.mark.parametrize("name", METRICS)
def test_every_slice_is_what_sacrebleu_says_of_its_sentences(
    cast: Cast, news: Corpus, name: MetricName
) -> None:
    everything = list(Translation.objects.filter(system__corpus=news).order_by("segment__article", "segment"))
    for measure in Measure.objects.filter(corpus=news, metric=name):
        for called, (chosen, belongs) in _slices(cast).items():
            found = {one.system: one for one in slice_sums(measure, chosen)}
            for system in System.objects.filter(corpus=news):
                inside = [t for t in everything if t.system_id == system.pk and belongs(t)]
                if not inside:
                    assert system.pk not in found, called
                    continue
                one = found[system.pk]
                assert one.segments == len(inside), (called, measure)
                # Against three references sacreBLEU adds thirds up in floating point.
                exact = len(measure.reference_names) < 3
                expected = _expected(measure, inside)
                assert one.value == (expected if exact else pytest.approx(expected, rel=1e-12)), called


def test_hter_counts_decided_texts_as_they_stand(cast: Cast, news: Corpus) -> None:
    measure = Measure.objects.get(corpus=news, metric="hter")
    first = System.objects.get(corpus=news, name="A")
    decided = list(Translation.objects.filter(system=first, status="corrected"))

    for chosen in (Slice(systems=(first.pk,)), Slice(systems=(first.pk,), statuses=tuple(TranslationStatus))):
        (found,) = slice_sums(measure, chosen)

        expected = sacrebleu.TER().corpus_score([t.original for t in decided], [[t.text for t in decided]])
        assert (found.segments, found.value) == (len(decided), min(1.0, expected.score / 100))
    assert slice_sums(measure, Slice(statuses=(TranslationStatus.OPEN,))) == []


def test_a_withdrawn_article_counts_nowhere(cast: Cast, news: Corpus) -> None:
    measure = Measure.objects.get(corpus=news, metric="chrf", references="human")
    crane = Article.objects.get(key="crane")

    withdraw_article(crane, operation=by(cast.owner))

    for chosen in (Slice(), Slice(statuses=(TranslationStatus.OPEN,)), Slice(since=NOON - DAY)):
        assert {one.segments for one in slice_sums(measure, chosen)} <= {8, 4}
    assert slice_sums(measure, Slice(articles=(crane.pk,))) == []
    assert crane.pk not in {
        Translation.objects.get(segment=segment, system=system).segment.article_id
        for system, segment, _, _ in statistics_by_segment(measure, Slice())
    }


def test_the_sentences_of_a_slice_add_up_to_its_sum(cast: Cast, news: Corpus) -> None:
    measure = Measure.objects.get(corpus=news, metric="bleu", references="desk+human+panel")
    for called, (chosen, _) in _slices(cast).items():
        rows = list(statistics_by_segment(measure, chosen))
        for one in slice_sums(measure, chosen):
            own = [row for row in rows if row[0] == one.system]
            assert one.segments == len(own), called
            assert one.statistics == tuple(map(sum, zip(*(row[3] for row in own), strict=True))), called


def test_stored_sums_answer_without_asking_sentences(news: Corpus) -> None:
    measure = Measure.objects.get(corpus=news, metric="bleu", references="human")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        found = slice_sums(measure, Slice())
    assert len(found) == 2
    assert len(queries) == 1
    assert "reviewapp_systemscore" in queries[0]["sql"]


def test_summing_twice_leaves_the_same_sums(news: Corpus) -> None:
    measures = list(Measure.objects.filter(corpus=news))
    before = [slice_sums(measure, Slice()) for measure in measures]

    sum_up(news, measures)

    assert [slice_sums(measure, Slice()) for measure in measures] == before
