"""Does a metric agree with people? Each metric of a corpus beside what people judged of the same texts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import TYPE_CHECKING

from reviewapp.domain.annotation.assessments import Protocol
from reviewapp.domain.reporting.correlation import (
    Correlation,
    PairwiseAccuracy,
    accuracy_within_items,
    correlations,
    facing_up,
    pairwise_accuracy,
)
from reviewapp.domain.scoring.metric import add_statistics
from reviewapp.domain.scoring.names import METRICS
from reviewapp.models import Assessment, System
from reviewapp.queries.assessments import SegmentSystem, human_scores
from reviewapp.queries.figures import current_measures
from reviewapp.queries.slices import Slice, statistics_by_segment

if TYPE_CHECKING:
    from reviewapp.models import Corpus, Measure


@dataclass(frozen=True, slots=True)
class Agreement:
    """One metric and one way of judging, over the texts that have both.

    Of systems, `systems` and `pairs` compare the metric's figure over those texts with the mean judgement of
    them; of sentences, `sentences` compares text by text, and `within` only texts of the same source.
    """

    measure: Measure
    protocol: Protocol
    systems: Sequence[Correlation]
    pairs: PairwiseAccuracy
    sentences: Sequence[Correlation]
    within: PairwiseAccuracy


@dataclass(frozen=True, slots=True)
class _Text:
    """A text that has both: its system and segment, what people and the metric say, and the statistics."""

    system: int
    segment: int
    people: float
    metric: float
    statistics: tuple[int, ...]


def agreements(corpus: Corpus) -> list[Agreement]:
    """Return every current measure beside every protocol that people judged the corpus by.

    A person's translation that was judged as a system under the name of a reference is left out where it is
    measured against itself, as in the WMT metrics tasks. More is better on both sides, so that +1 always is
    full agreement. Raise `NotInProfile`.
    """
    judged = [_judgements(corpus, protocol) for protocol in Protocol]
    return [
        found
        for measure in current_measures(corpus)
        for judgements in judged
        if judgements.people and (found := _agreement(measure, judgements)) is not None
    ]


@dataclass(frozen=True, slots=True)
class _Judgements:
    """What people said by one protocol, and in which articles."""

    protocol: Protocol
    people: Mapping[SegmentSystem, float]
    articles: tuple[int, ...]


def _judgements(corpus: Corpus, protocol: Protocol) -> _Judgements:
    rows = Assessment.objects.of_corpus(corpus.pk, protocol).order_by()
    articles = rows.values_list("translation__segment__article_id", flat=True).distinct()
    return _Judgements(protocol, human_scores(corpus, protocol), tuple(articles))


def _agreement(measure: Measure, judged: _Judgements) -> Agreement | None:
    people, protocol = judged.people, judged.protocol
    named = System.objects.filter(corpus=measure.corpus_id, name__in=measure.reference_names)
    themselves = set(named.values_list("pk", flat=True))
    texts = [
        _Text(system, segment, people[segment, system], value, counts)
        for system, segment, value, counts in statistics_by_segment(measure, Slice(articles=judged.articles))
        if (segment, system) in people and system not in themselves
    ]
    if not texts:
        return None
    of_systems = _by_system(texts)
    better = METRICS[measure.name].higher_is_better
    figures = facing_up(
        [measure.formula.corpus_score(add_statistics(t.statistics for t in own)) for own in of_systems],
        higher_is_better=better,
    )
    means = facing_up(
        [fmean(t.people for t in own) for own in of_systems], higher_is_better=protocol.has_score
    )
    metric = facing_up([t.metric for t in texts], higher_is_better=better)
    judgements = facing_up([t.people for t in texts], higher_is_better=protocol.has_score)
    return Agreement(
        measure=measure,
        protocol=protocol,
        systems=correlations(figures, means),
        pairs=pairwise_accuracy(figures, means),
        sentences=correlations(metric, judgements),
        within=accuracy_within_items(metric, judgements, [t.segment for t in texts]),
    )


def _by_system(texts: Sequence[_Text]) -> list[list[_Text]]:
    grouped: dict[int, list[_Text]] = defaultdict(list)
    for text in texts:
        grouped[text.system].append(text)
    return list(grouped.values())
