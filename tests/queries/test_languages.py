"""Figures over several corpora: summed where they were measured alike, and no sentence twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import sacrebleu
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reviewapp.domain.reporting.guards import CautionKind
from reviewapp.domain.scoring.names import MetricName
from reviewapp.models import Corpus, Measure, SystemScore
from reviewapp.queries.languages import LanguagePair, language_figures
from tests.factories import CorpusFactory, MeasureFactory
from tests.queries.figures import GOOD, PIER, POOR, Scored, score_texts

if TYPE_CHECKING:
    from tests.conftest import Cast

pytestmark = pytest.mark.django_db


def two_corpora(cast: Cast) -> tuple[Scored, Scored]:
    """Return corpora of one pair that share a system's name and each measure."""
    other = CorpusFactory.create(profile=cast.corpus.profile)
    first = score_texts(cast.corpus, {"engine": GOOD, "other": POOR})
    second = score_texts(other, {"engine": POOR})
    return first, second


def value_of(pair: LanguagePair, system: str, metric: MetricName) -> tuple[float, int, int]:
    line = next(line for line in pair.systems if line.name == system)
    figure = next(figure for figure in line.figures if figure and figure.metric is metric)
    return figure.value, figure.segments, figure.corpora


def test_a_sum_over_corpora_is_sacrebleus_figure_of_all_their_texts(cast: Cast) -> None:
    two_corpora(cast)

    (pair,) = language_figures(Corpus.objects.all())

    texts, references = [*GOOD, *POOR], [[*PIER, *PIER]]
    chrf, bleu = sacrebleu.corpus_chrf(texts, references), sacrebleu.corpus_bleu(texts, references)
    assert value_of(pair, "engine", MetricName.CHRF) == (chrf.score, 12, 2)
    assert value_of(pair, "engine", MetricName.BLEU) == (bleu.score, 12, 2)
    assert value_of(pair, "other", MetricName.CHRF)[1:] == (6, 1)
    assert pair.names == "Vietnamese to English"
    assert len(pair.corpora) == 2


def test_figures_computed_in_different_ways_stay_apart(cast: Cast) -> None:
    _, second = two_corpora(cast)
    Measure.objects.filter(pk=second.chrf.pk).update(signature="nrefs:1|case:lc|nc:6|nw:0")

    (pair,) = language_figures(Corpus.objects.all())

    assert [metric for metric, _ in pair.ways] == ["bleu", "chrf", "chrf"]
    assert [caution.kind for caution in pair.cautions] == [CautionKind.SIGNATURES_DIFFER]
    other = next(line for line in pair.systems if line.name == "other")
    assert [figure is None for figure in other.figures].count(True) == 1


def test_of_each_corpus_the_newest_measure_against_its_first_reference_counts(cast: Cast) -> None:
    scored = score_texts(cast.corpus, {"engine": GOOD}, metrics=[MetricName.CHRF])
    for references in ("another", "another+reference", "another"):
        copy = MeasureFactory.create(corpus=cast.corpus, references=references)
        stored = SystemScore.objects.get(measure=scored.chrf)
        stored.pk, stored.measure, stored.segments = None, copy, 100 + copy.pk
        stored.save()
    newest = copy.pk

    (pair,) = language_figures(Corpus.objects.all())

    assert value_of(pair, "engine", MetricName.CHRF)[1] == 100 + newest


def test_only_the_corpora_given_count(cast: Cast) -> None:
    first, _ = two_corpora(cast)
    score_texts(
        CorpusFactory.create(target_language="de", profile=cast.corpus.profile),
        {"engine": GOOD},
        metrics=[MetricName.CHRF],
    )

    (pair,) = language_figures(Corpus.objects.filter(pk=first.corpus.pk))
    assert value_of(pair, "engine", MetricName.CHRF)[1:] == (6, 1)
    both = language_figures(Corpus.objects.all())
    assert [(pair.source, pair.target) for pair in both] == [("vi", "de"), ("vi", "en")]
    assert language_figures(Corpus.objects.none()) == []


def test_more_corpora_cost_no_more_queries(cast: Cast) -> None:
    two_corpora(cast)

    def count(corpora: int) -> int:
        chosen = list(Corpus.objects.values_list("pk", flat=True)[:corpora])
        with CaptureQueriesContext(connection) as captured:
            language_figures(Corpus.objects.filter(pk__in=chosen))
        return len(captured)

    assert count(1) == count(2) == 3
