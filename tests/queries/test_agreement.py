"""Metrics beside people: over the texts that have both, turned so that +1 is agreement."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from scipy import stats

from reviewapp.domain.annotation.assessments import Protocol
from reviewapp.domain.scoring.metric import metric_for
from reviewapp.domain.scoring.names import MetricName
from reviewapp.models import Assessment, Corpus, System, Translation
from reviewapp.queries.agreement import Agreement, agreements
from reviewapp.services.article_status import withdraw_article
from reviewapp.services.scoring.corpus import score_corpus
from reviewapp.services.scoring.measures import yardsticks_for
from tests.factories import (
    ArticleFactory,
    AssessmentFactory,
    RatedErrorFactory,
    ReferenceFactory,
    SegmentFactory,
    SystemFactory,
    TranslationFactory,
)
from tests.services.acts import by

if TYPE_CHECKING:
    from tests.conftest import Cast

pytestmark = pytest.mark.django_db
REFERENCE = "the tide gate was shut before the storm came in"
# system -> texts of three sentences, the closest to the reference first
TEXTS = {
    "best": (REFERENCE, "the tide gate was shut before the storm came", REFERENCE),
    "middle": ("the tide gate shut before a storm came in", "tide gate shut before storm", REFERENCE),
    "worst": ("gate closed early", "a door", "the tide gate was open"),
}


@pytest.fixture
def judged(cast: Cast) -> Corpus:
    """Return a scored corpus that people judged as the metrics do."""
    article = ArticleFactory.create(corpus=cast.corpus)
    segments = [SegmentFactory.create(article=article) for _ in range(3)]
    for segment in segments:
        ReferenceFactory.create(segment=segment, text=REFERENCE)
    for name, texts in TEXTS.items():
        system = SystemFactory.create(corpus=cast.corpus, name=name)
        for segment, text in zip(segments, texts, strict=True):
            TranslationFactory.create(segment=segment, system=system, original=text)
    metrics = [MetricName.CHRF, MetricName.TER]
    score_corpus(
        cast.corpus, yardsticks_for(cast.corpus, metrics).ready, report=lambda done, total: True, processes=1
    )
    return cast.corpus


def _judge(corpus: Corpus, protocol: Protocol) -> None:
    """Judge each text by what chrF says of it."""
    chrf = metric_for("chrf", target_language="en")
    for translation in Translation.objects.filter(system__corpus=corpus):
        value = chrf.segment_score(chrf.statistics(translation.original, [REFERENCE]))
        if protocol is Protocol.ESA:
            AssessmentFactory.create(translation=translation, score=value)
            continue
        assessment = AssessmentFactory.create(translation=translation, protocol=protocol.value)
        for _ in range(round((100 - value) / 10)):
            RatedErrorFactory.create(translation=translation, assessment=assessment, severity="minor")


def _of(corpus: Corpus, metric: str) -> Agreement:
    (found,) = [one for one in agreements(corpus) if one.measure.metric == metric]
    return found


@pytest.mark.parametrize("protocol", [Protocol.ESA, Protocol.MQM])
@pytest.mark.parametrize("metric", ["chrf", "ter"])
def test_full_agreement_is_one_whatever_way_figures_run(
    judged: Corpus, metric: str, protocol: Protocol
) -> None:
    _judge(judged, protocol)

    found = _of(judged, metric)

    assert found.protocol is protocol
    assert [one.n for one in found.systems] == [3, 3, 3]
    assert [one.n for one in found.sentences] == [9, 9, 9]
    assert found.systems[1].value == pytest.approx(1)
    assert (found.pairs.value, found.pairs.pairs) == (1, 3)
    assert all(one.value is not None and one.value > 0.7 for one in found.sentences)


def test_coefficients_are_scipys_of_the_same_texts(judged: Corpus) -> None:
    _judge(judged, Protocol.ESA)
    Assessment.objects.filter(pk=Assessment.objects.order_by("pk")[0].pk).delete()
    chrf, ter = (metric_for(name, target_language="en") for name in ("chrf", "ter"))
    texts = [
        (
            -ter.segment_score(ter.statistics(translation.original, [REFERENCE])),
            chrf.segment_score(chrf.statistics(translation.original, [REFERENCE])),
        )
        for translation in Translation.objects.filter(assessments__isnull=False)
    ]
    values, people = zip(*texts, strict=True)

    found = _of(judged, "ter")

    expected = [
        stats.pearsonr(values, people).statistic,
        stats.spearmanr(values, people).statistic,
        stats.kendalltau(values, people).statistic,
    ]
    assert len(texts) == 8
    assert [one.value for one in found.sentences] == pytest.approx(expected)


def test_without_judgements_or_figures_there_is_no_agreement(cast: Cast, judged: Corpus) -> None:
    assert agreements(judged) == []
    elsewhere = TranslationFactory.create(
        segment=SegmentFactory.create(article=ArticleFactory.create(corpus=cast.corpus)),
        system=System.objects.get(corpus=judged, name="best"),
    )
    AssessmentFactory.create(translation=elsewhere)
    assert agreements(judged) == []


def test_a_reference_that_was_judged_too_is_not_measured_against_itself(judged: Corpus) -> None:
    _judge(judged, Protocol.ESA)
    System.objects.filter(corpus=judged, name="best").update(name="reference")

    found = _of(judged, "chrf")

    assert [one.n for one in found.sentences] == [6, 6, 6]
    assert found.pairs.n == 2


def test_withdrawn_articles_count_no_more(cast: Cast, judged: Corpus) -> None:
    _judge(judged, Protocol.ESA)
    withdraw_article(judged.articles.get(), operation=by(cast.owner))
    assert agreements(judged) == []
