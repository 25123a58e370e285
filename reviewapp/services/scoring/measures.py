"""Which metrics a corpus can be measured with, against which references."""

from __future__ import annotations

import pathlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction

from reviewapp.domain.scoring.metric import Metric, MetricUnavailable, metric_for
from reviewapp.domain.scoring.names import METRICS, Level, MetricName
from reviewapp.models import CORRECTION, Measure, Reference, SubwordModel
from reviewapp.queries.figures import current_measures

if TYPE_CHECKING:
    from reviewapp.models import Corpus

JOINT = "+"
"""Joins the names of references that a figure is measured against together."""


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
        try:
            metric = metric_for(
                name.value,
                target_language=corpus.target_language,
                subword_model=_model_path(corpus, subword_model) if name is MetricName.SPBLEU else None,
            )
        except MetricUnavailable as reason:
            unavailable[name] = str(reason)
            continue
        ready += [
            Yardstick(metric, _measure(corpus, metric, names), names)
            for names in (sets if needs_reference else [()])
        ]
    return Yardsticks(tuple(ready), unavailable)


def yardsticks_in_use(corpus: Corpus) -> list[Yardstick]:
    """Return what the corpus was last measured with, and HTER; the cost does not grow with the corpus."""
    ready = []
    for measure in current_measures(corpus):
        name = MetricName(measure.metric)
        names = tuple(measure.references.split(JOINT)) if METRICS[name].needs_reference else ()
        metric = _metric(corpus, name)
        if metric is not None and _is_applied_by(measure, metric, names):
            ready.append(Yardstick(metric, measure, names))
    if not any(yardstick.metric.name is MetricName.HTER for yardstick in ready):
        hter = metric_for(MetricName.HTER.value, target_language=corpus.target_language)
        ready.append(Yardstick(hter, _measure(corpus, hter, ()), ()))
    return ready


def _metric(corpus: Corpus, name: MetricName) -> Metric | None:
    """Return a metric that was applied before; None on a machine that lacks what it needs."""
    model = _model_path(corpus, None) if name is MetricName.SPBLEU else None
    try:
        return metric_for(name.value, target_language=corpus.target_language, subword_model=model)
    except MetricUnavailable:
        return None


def _is_applied_by(measure: Measure, metric: Metric, references: tuple[str, ...]) -> bool:
    """Say whether the metric still is what the signature names; its subword model may be another."""
    return metric.signature(references=max(len(references), 1), level=Level.CORPUS) == measure.signature


def store_subword_model(corpus: Corpus, path: pathlib.Path, *, vocabulary: int, sha256: str) -> SubwordModel:
    """Keep a model with the corpus, so that every machine that scores can have it."""
    with transaction.atomic():
        model, _ = SubwordModel.objects.get_or_create(
            corpus=corpus, sha256=sha256, defaults={"vocabulary": vocabulary, "content": path.read_bytes()}
        )
    return model


def _model_path(corpus: Corpus, given: pathlib.Path | None) -> pathlib.Path | None:
    """Return a file with the model: the one given, or the corpus's newest, written out if need be."""
    if given is not None:
        return given
    newest = SubwordModel.objects.filter(corpus=corpus).first()
    if newest is None:
        return None
    path = subword_folder() / f"{newest.sha256}.model"
    if not path.exists():
        # Written aside and renamed: another worker must never read half a model.
        beside = path.with_suffix(f".{newest.pk}.part")
        beside.write_bytes(newest.content)
        beside.replace(path)
    return path


def subword_folder() -> pathlib.Path:
    """Return where models are written out for sentencepiece."""
    folder = pathlib.Path(settings.DATA_DIR) / "subwords"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _measure(corpus: Corpus, metric: Metric, references: tuple[str, ...]) -> Measure:
    count = max(len(references), 1)
    measure, _ = Measure.objects.get_or_create(
        corpus=corpus,
        metric=metric.name.value,
        references=JOINT.join(references) or CORRECTION,
        signature=metric.signature(references=count, level=Level.CORPUS),
        defaults={"segment_signature": metric.signature(references=count, level=Level.SEGMENT)},
    )
    return measure
