"""Train a sentencepiece model on a corpus's own texts."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from reviewapp.domain.scoring.subwords import train_subword_model
from reviewapp.models import Reference, Segment, Translation
from reviewapp.services.scoring.measures import store_subword_model, subword_folder

if TYPE_CHECKING:
    from reviewapp.models import Corpus, SubwordModel


def train_subwords(corpus: Corpus, *, vocabulary: int | None = None) -> SubwordModel:
    """Train on all texts of the corpus, both languages, and keep the model with it.

    The same texts give the same model. Raise `TooLittleText`, or `ValueError` for a vocabulary without room.
    """
    with tempfile.TemporaryDirectory(dir=subword_folder()) as folder:
        path = Path(folder) / "trained.model"
        model = train_subword_model(_texts(corpus), model_path=path, vocabulary=vocabulary)
        return store_subword_model(corpus, path, vocabulary=model.vocabulary, sha256=model.sha256)


def _texts(corpus: Corpus) -> Iterator[str]:
    """Yield sources, machine texts and references, each kind in the order in which they were stored."""
    sources = Segment.objects.filter(article__corpus=corpus).order_by("pk")
    yield from sources.values_list("source", flat=True).iterator()
    originals = Translation.objects.filter(segment__article__corpus=corpus).order_by("pk")
    yield from originals.values_list("original", flat=True).iterator()
    references = Reference.objects.filter(segment__article__corpus=corpus).order_by("pk")
    yield from references.values_list("text", flat=True).iterator()
