"""A corpus's sentencepiece models: train one, take another corpus's, compare, and know the usual lengths."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from django.db import transaction

from reviewapp.domain.scoring import subwords
from reviewapp.domain.scoring.lengths import Fertility, TooFewPairs, add_fertilities, length_norm
from reviewapp.models import Reference, Segment, SubwordModel, Translation
from reviewapp.services.scoring.subword_files import store_subword_model, subword_folder, written_out

if TYPE_CHECKING:
    from reviewapp.models import Corpus

COMPARED = 2_000
"""Segments, evenly spaced over the corpus, on which its models are compared."""
_CHUNK = 500


class NoSubwordModel(LookupError):
    """The corpus has no subword model."""


@dataclass(frozen=True, slots=True)
class ModelFit:
    """How one model cuts the sources and the machine's texts of a corpus."""

    model: SubwordModel
    is_current: bool
    """Whether spBLEU uses it: the newest."""
    source: Fertility
    target: Fertility


def train_subwords(corpus: Corpus, *, vocabulary: int | None = None) -> SubwordModel:
    """Train on all texts of the corpus, both languages; keep the model as its newest, with its length norm.

    The same texts give the same model. Raise `TooLittleText` or `VocabularyTooSmall`.
    """
    with tempfile.TemporaryDirectory(dir=subword_folder()) as folder:
        path = Path(folder) / "trained.model"
        trained = subwords.train_subword_model(_texts(corpus), model_path=path, vocabulary=vocabulary)
        return store_length_norm(_keep_as_newest(corpus, trained), read_from=trained)


def reuse_subwords(corpus: Corpus, *, other: Corpus) -> SubwordModel:
    """Take over the other corpus's newest model, byte for byte, as the newest of this one.

    spBLEU of both then is measured with the same pieces and has the same signature. The length norm is of
    this corpus's own texts. Raise `NoSubwordModel`.
    """
    newest = other.subword_models.first()
    if newest is None:
        raise NoSubwordModel(f"the corpus {other.slug} has no subword model")
    return store_length_norm(_keep_as_newest(corpus, model_file(newest)))


def compare_subwords(corpus: Corpus) -> list[ModelFit]:
    """Measure how each model of the corpus cuts the same texts of it, the newest first."""
    segments = list(_spaced_segments(corpus))
    return [
        ModelFit(
            model=model,
            is_current=number == 0,
            source=_fit(model, _sources(segments), language=corpus.source_language),
            target=_fit(model, _originals(segments), language=corpus.target_language),
        )
        for number, model in enumerate(corpus.subword_models.all())
    ]


def store_length_norm(model: SubwordModel, *, read_from: subwords.SubwordModel | None = None) -> SubwordModel:
    """Store the usual ratio of lengths of the corpus's sources and their translations, references included.

    Leaves it empty where there are too few pairs. `read_from` is the model's file where there is one already.
    """
    count = partial(subwords.subword_length, read_from or model_file(model))
    try:
        norm = length_norm(_length_pairs(model, count))
    except TooFewPairs:
        model.length_median = model.length_mad = None
        model.length_pairs = 0
    else:
        model.length_median, model.length_mad, model.length_pairs = norm.median, norm.mad, norm.n
    model.save(update_fields=["length_median", "length_mad", "length_pairs"])
    return model


def piece_counter(model: SubwordModel) -> Callable[[str], int]:
    """Return a function that gives a text's length in pieces of the model."""
    return partial(subwords.subword_length, model_file(model))


def model_file(model: SubwordModel) -> subwords.SubwordModel:
    """Return the model in a file of this machine, written out if need be."""
    return subwords.load_subword_model(written_out(model))


def _keep_as_newest(corpus: Corpus, given: subwords.SubwordModel) -> SubwordModel:
    """Store the model as the one that spBLEU uses, also where the corpus had it before others."""
    with transaction.atomic():
        known = SubwordModel.objects.filter(corpus=corpus)
        newest = known.first()
        if newest is not None and newest.sha256 != given.sha256:
            known.filter(sha256=given.sha256).delete()
        return store_subword_model(corpus, given.path, vocabulary=given.vocabulary, sha256=given.sha256)


def _texts(corpus: Corpus) -> Iterator[str]:
    """Yield sources, machine texts and references, each kind in the order in which they were stored."""
    sources = Segment.objects.filter(article__corpus=corpus).order_by("pk")
    yield from sources.values_list("source", flat=True).iterator()
    originals = Translation.objects.filter(segment__article__corpus=corpus).order_by("pk")
    yield from originals.values_list("original", flat=True).iterator()
    references = Reference.objects.filter(segment__article__corpus=corpus).order_by("pk")
    yield from references.values_list("text", flat=True).iterator()


def _length_pairs(model: SubwordModel, count: Callable[[str], int]) -> Iterator[tuple[int, int]]:
    """Yield the lengths of each source with each of its translations and references."""
    originals = Translation.objects.values_list("segment_id", "segment__source", "original")
    references = Reference.objects.values_list("segment_id", "segment__source", "text")
    for rows in (originals, references):
        chosen = rows.filter(
            segment__article__corpus=model.corpus_id, segment__article__withdrawn_at=None
        ).order_by("segment_id", "pk")
        last, length = None, 0
        for segment, source, target in chosen.iterator():
            if segment != last:
                last, length = segment, count(source)
            yield length, count(target)


def _spaced_segments(corpus: Corpus) -> Iterator[int]:
    segments = Segment.objects.filter(article__corpus=corpus, article__withdrawn_at=None).order_by("pk")
    step = max(segments.count() // COMPARED, 1)
    return islice(segments.values_list("pk", flat=True).iterator(), 0, COMPARED * step, step)


def _sources(segments: list[int]) -> Iterator[str]:
    for start in range(0, len(segments), _CHUNK):
        chosen = Segment.objects.filter(pk__in=segments[start : start + _CHUNK])
        yield from chosen.values_list("source", flat=True)


def _originals(segments: list[int]) -> Iterator[str]:
    for start in range(0, len(segments), _CHUNK):
        chosen = Translation.objects.filter(segment__in=segments[start : start + _CHUNK])
        yield from chosen.values_list("original", flat=True)


def _fit(model: SubwordModel, texts: Iterable[str], *, language: str) -> Fertility:
    file = model_file(model)
    return add_fertilities(subwords.fertility(file, text, language=language) for text in texts)
