"""The files of sentencepiece models: kept in the database, and written out where a machine scores with one.

Nothing here imports sentencepiece, which a web server that starts need not load.
"""

from __future__ import annotations

import pathlib
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction

from reviewapp.models import SubwordModel

if TYPE_CHECKING:
    from reviewapp.models import Corpus


def store_subword_model(corpus: Corpus, path: pathlib.Path, *, vocabulary: int, sha256: str) -> SubwordModel:
    """Keep a model with the corpus, so that every machine that scores can have it."""
    with transaction.atomic():
        model, _ = SubwordModel.objects.get_or_create(
            corpus=corpus, sha256=sha256, defaults={"vocabulary": vocabulary, "content": path.read_bytes()}
        )
    return model


def newest_subword_model(corpus: Corpus) -> pathlib.Path | None:
    """Return the file of the model that spBLEU uses; None where the corpus has none."""
    newest = SubwordModel.objects.filter(corpus=corpus).first()
    return None if newest is None else written_out(newest)


def written_out(model: SubwordModel) -> pathlib.Path:
    """Return the model's file on this machine, written if need be."""
    path = subword_folder() / f"{model.sha256}.model"
    if not path.exists():
        # Written aside and renamed: another worker must never read half a model.
        beside = path.with_suffix(f".{model.pk}.part")
        beside.write_bytes(model.content)
        beside.replace(path)
    return path


def subword_folder() -> pathlib.Path:
    """Return where models are written out for sentencepiece."""
    folder = pathlib.Path(settings.DATA_DIR) / "subwords"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
