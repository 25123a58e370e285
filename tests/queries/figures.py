"""Corpora of several systems whose sentences are scored, for tests of what is made of the figures."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from reviewapp.domain.scoring.metric import metric_for
from reviewapp.domain.scoring.names import Level, MetricName
from reviewapp.models import JOINT, Measure
from reviewapp.services.scoring.rollups import sum_up
from tests.factories import (
    ArticleFactory,
    MeasureFactory,
    ReferenceFactory,
    ScoreFactory,
    SegmentFactory,
    SystemFactory,
    TranslationFactory,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from reviewapp.models import Article, Corpus, System, Translation

PIER = (
    "The first ferry leaves the pier at six.",
    "It rained hard on the old wooden pier.",
    "Two cranes wait for the morning ship.",
    "The harbour master waved his green lamp.",
    "Fish is dear this week, the porters say.",
    "No boat will leave before the fog lifts.",
)
GOOD = (
    "The first ferry leaves the pier at six o'clock.",
    "It rained hard on the old wooden pier.",
    "Two cranes are waiting for the morning ship.",
    "The harbour master waved a green lamp.",
    "Fish is dear this week, say the porters.",
    "No boat will leave before the fog lifts.",
)
POOR = (
    "First the ferry left wharf at 6 hours.",
    "It rain big on pier old of wood.",
    "Two crane wait morning ship.",
    "Master of harbour wave green the lamp.",
    "The fish expensive in the week, porter said.",
    "Not boat leaving in front of fog rise.",
)


@dataclass(slots=True)
class Scored:
    """A corpus with its systems, measures and translations by system and place."""

    corpus: Corpus
    systems: dict[str, System] = field(default_factory=dict)
    articles: list[Article] = field(default_factory=list)
    measures: dict[MetricName, Measure] = field(default_factory=dict)
    texts: dict[str, list[Translation]] = field(default_factory=dict)

    def system(self, name: str) -> System:
        return self.systems[name]

    def key(self, name: str) -> int:
        return self.systems[name].pk

    @property
    def chrf(self) -> Measure:
        return self.measures[MetricName.CHRF]


def score_texts(
    corpus: Corpus,
    systems: Mapping[str, Sequence[str]],
    *,
    references: Sequence[str] = PIER,
    metrics: Sequence[MetricName] = (MetricName.CHRF, MetricName.BLEU),
    articles: int = 2,
    sums: bool = True,
) -> Scored:
    """Store systems' texts of the same segments, spread over articles in order, with scores and sums.

    Where texts are fewer than references, the last segments have no translation.
    """
    scored = Scored(corpus)
    scored.systems = {name: SystemFactory.create(corpus=corpus, name=name) for name in systems}
    first = next(iter(scored.systems.values()))
    scored.articles = [
        ArticleFactory.create(corpus=corpus, review_system=first, position=place) for place in range(articles)
    ]
    for name in metrics:
        metric = metric_for(name.value, target_language=corpus.target_language)
        scored.measures[name] = MeasureFactory.create(
            corpus=corpus,
            metric=name.value,
            references=JOINT.join(["reference"]),
            signature=metric.signature(level=Level.CORPUS),
            segment_signature=metric.signature(level=Level.SEGMENT),
        )
    size = -(-len(references) // articles)
    for place, reference in enumerate(references):
        segment = SegmentFactory.create(
            article=scored.articles[place // size], source="Phà về bến.", position=place % size + 1
        )
        ReferenceFactory.create(segment=segment, text=reference)
        for system, texts in systems.items():
            if place < len(texts):
                translation = TranslationFactory.create(
                    segment=segment, system=scored.systems[system], original=texts[place]
                )
                scored.texts.setdefault(system, []).append(translation)
                score(scored, translation, reference)
    if sums:
        sum_up(corpus, scored.measures.values())
    return scored


def score(scored: Scored, translation: Translation, reference: str) -> None:
    """Store a translation's statistics by each measure."""
    for name, measure in scored.measures.items():
        metric = metric_for(name.value, target_language=scored.corpus.target_language)
        counts = metric.statistics(translation.original, [reference])
        ScoreFactory.create(
            translation=translation,
            measure=measure,
            value=metric.segment_score(counts),
            statistics=list(counts),
        )


def add_texts(scored: Scored, texts: Sequence[str], *, system: str) -> None:
    """Store another system's texts, each of a new segment of the first article, and sum up anew."""
    scored.systems.setdefault(system, SystemFactory.create(corpus=scored.corpus, name=system))
    for text in texts:
        segment = SegmentFactory.create(article=scored.articles[0])
        ReferenceFactory.create(segment=segment, text=PIER[0])
        for name in scored.systems:
            translation = TranslationFactory.create(
                segment=segment, system=scored.systems[name], original=text
            )
            score(scored, translation, PIER[0])
    sum_up(scored.corpus, scored.measures.values())
