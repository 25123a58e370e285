"""Which metrics a corpus can be measured with, against which references."""

from __future__ import annotations

import pathlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from reviewapp.domain.scoring.metric import Metric, MetricUnavailable, metric_for
from reviewapp.domain.scoring.names import METRICS, Level, MetricName
from reviewapp.models import CORRECTION, JOINT, Measure, Reference
from reviewapp.queries.figures import current_measures
from reviewapp.services.scoring.subword_files import newest_subword_model

if TYPE_CHECKING:
    from reviewapp.models import Corpus


@dataclass(frozen=True, slots=True)
class Yardstick:
    """A metric ready to be applied: what it is stored under, and against which references it works."""

    metric: Metric
    measure: Measure
    references: tuple[str, ...]
    """Names; empty for HTER, whose reference is the correction."""


@dataclass(frozen=True, slots=True)
class Yardsticks:
    """What a corpus can be measured with, and why it cannot be measured with the rest."""

    ready: tuple[Yardstick, ...]
    unavailable: Mapping[MetricName, str] = field(default_factory=dict)


def reference_sets(corpus: Corpus) -> list[tuple[str, ...]]:
    """Return each reference by itself and, of several, all together."""
    names = sorted(
        set(Reference.objects.filter(segment__article__corpus=corpus).values_list("name", flat=True))
    )
    alone: list[tuple[str, ...]] = [(name,) for name in names]
    return [*alone, tuple(names)] if len(names) > 1 else alone


def yardsticks_for(
    corpus: Corpus, metrics: Sequence[MetricName], *, subword_model: pathlib.Path | None = None
) -> Yardsticks:
    """Return the metrics that can be applied here, each stored as a measure.

    `subword_model` replaces the corpus's own sentencepiece model for spBLEU.
    """
    sets = reference_sets(corpus)
    ready: list[Yardstick] = []
    unavailable: dict[MetricName, str] = {}
    for name in metrics:
        needs_reference = METRICS[name].needs_reference
        if needs_reference and not sets:
            unavailable[name] = "this corpus has no reference"
            continue
        model = None
        if name is MetricName.SPBLEU:
            model = subword_model or newest_subword_model(corpus)
        try:
            ready += [_yardstick(corpus, name, names, model) for names in (sets if needs_reference else [()])]
        except MetricUnavailable as reason:
            unavailable[name] = str(reason)
    return Yardsticks(tuple(ready), unavailable)


def yardsticks_in_use(corpus: Corpus) -> list[Yardstick]:
    """Return what the corpus was last measured with, and HTER; the cost does not grow with the corpus."""
    ready = []
    for measure in current_measures(corpus):
        metric = _metric(corpus, measure)
        if metric is not None and metric.signature(level=Level.CORPUS) == measure.signature:
            ready.append(Yardstick(metric, measure, measure.reference_names))
    if not any(yardstick.metric.name is MetricName.HTER for yardstick in ready):
        ready.append(_yardstick(corpus, MetricName.HTER, (), None))
    return ready


def _metric(corpus: Corpus, measure: Measure) -> Metric | None:
    """Return a metric that was applied before; None on a machine that lacks what it needs.

    Its signature may be another by now: a newer sacrebleu, or another subword model.
    """
    model = newest_subword_model(corpus) if measure.name is MetricName.SPBLEU else None
    try:
        return metric_for(
            measure.metric,
            target_language=corpus.target_language,
            references=max(len(measure.reference_names), 1),
            subword_model=model,
        )
    except MetricUnavailable:
        return None


def _yardstick(
    corpus: Corpus, name: MetricName, references: tuple[str, ...], model: pathlib.Path | None
) -> Yardstick:
    """Return a metric against these references, stored as a measure. Raise `MetricUnavailable`."""
    metric = metric_for(
        name.value,
        target_language=corpus.target_language,
        references=max(len(references), 1),
        subword_model=model,
    )
    measure, _ = Measure.objects.get_or_create(
        corpus=corpus,
        metric=name.value,
        references=JOINT.join(references) or CORRECTION,
        signature=metric.signature(level=Level.CORPUS),
        defaults={"segment_signature": metric.signature(level=Level.SEGMENT)},
    )
    return Yardstick(metric, measure, references)
