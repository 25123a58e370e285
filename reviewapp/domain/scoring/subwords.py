"""Subword models of sentencepiece: the units of spBLEU, and a length that needs no spaces.

Models are trained on the corpus or given as a file, never downloaded. Importing this imports sentencepiece.
"""

from __future__ import annotations

import hashlib
import io
import os
import pathlib
import random
import re
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TextIO

import sentencepiece

from reviewapp.domain.scoring.lengths import Fertility
from reviewapp.domain.text.normalisation import nfc
from reviewapp.domain.text.tokens import count_words

# About ten sentences: below it, the pieces that come out are single letters.
MINIMUM_CHARACTERS = 1_000
MAXIMUM_VOCABULARY = 32_000
# Of unigram training, by far the largest part is memory for the sentences: a sample bounds it near 1 GB.
SAMPLED_LINES = 200_000
# sentencepiece leaves out longer lines without a word; no segment that was let in has more (40,000 bytes).
_MAXIMUM_LINE_BYTES = 65_536
_CHARACTERS_A_PIECE = 40
_META_PIECES = 3
_SPACE = "▁"
_MOST_PIECES = re.compile(r"value <= (\d+)")


class TooLittleText(ValueError):
    """The texts are too few for a subword model of that size."""


class VocabularyTooSmall(ValueError):
    """The vocabulary asked for has no room for the characters of the texts."""


class NotASubwordModel(ValueError):
    """The file is absent, is no sentencepiece model, or is no longer the one that was loaded."""


@dataclass(frozen=True, slots=True)
class SubwordModel:
    """A model in a file: where, the SHA-256 of its bytes in hexadecimal, and how many pieces it knows."""

    path: pathlib.Path
    sha256: str
    vocabulary: int


@dataclass(frozen=True, slots=True)
class _TextSize:
    lines: int
    characters: int
    distinct: int


def train_subword_model(
    texts: Iterable[str], *, model_path: pathlib.Path, vocabulary: int | None = None, seed: int = 0
) -> SubwordModel:
    """Train a unigram model on texts in NFC and write it to `model_path`, at once and whole.

    The same texts in the same order give the same bytes: one thread, and a seed for the sample that is drawn
    from very many lines. `vocabulary` is the exact number of pieces; without it the amount of text sets the
    largest number (one piece for 40 characters, and one for each character). Raises TooLittleText,
    VocabularyTooSmall. Method: Kudo 2018, arXiv 1804.10959.
    """
    with tempfile.TemporaryFile("w+", encoding="utf-8", newline="\n") as spool:
        size = _spool(texts, spool)
        if size.characters < MINIMUM_CHARACTERS:
            raise TooLittleText(
                f"{size.characters} characters of text: a subword model needs {MINIMUM_CHARACTERS} or more"
            )
        if vocabulary is not None:
            _check_vocabulary(vocabulary, size)
        model = _train(spool, size=size, vocabulary=vocabulary, seed=seed)
    _replace_file(model_path, model)
    return load_subword_model(model_path)


def load_subword_model(path: pathlib.Path) -> SubwordModel:
    """Read a model from a file. Raises NotASubwordModel."""
    content = _read(path)
    return SubwordModel(
        path=path,
        sha256=hashlib.sha256(content).hexdigest(),
        vocabulary=_parse(content, path).get_piece_size(),
    )


def subword_pieces(model: SubwordModel, text: str) -> list[str]:
    """Return the pieces of a text in NFC, `▁` for a space. Raises NotASubwordModel where its file changed."""
    pieces: list[str] = _processor(model).encode(nfc(text), out_type=str)
    return pieces


def subword_length(model: SubwordModel, text: str) -> int:
    """Return the number of pieces of a text: a length that is comparable whatever the script.

    Raises NotASubwordModel where the model's file changed since it was loaded.
    """
    return len(subword_pieces(model, text))


def fertility(model: SubwordModel, text: str, *, language: str) -> Fertility:
    """Return how the model cuts a text: what is added up over texts compares models.

    A run of characters that the model does not know is one piece. Raises UnknownLanguage; NotASubwordModel
    where the model's file changed since it was loaded.
    """
    processor = _processor(model)
    numbers: list[int] = processor.encode(nfc(text), out_type=int)
    pieces = subword_pieces(model, text)
    return Fertility(
        texts=1,
        words=count_words(nfc(text), language=language),
        characters=len("".join(nfc(text).split())),
        pieces=len(pieces),
        unknown=numbers.count(processor.unk_id()),
        single=sum(len(piece.removeprefix(_SPACE)) <= 1 for piece in pieces),
    )


def _spool(texts: Iterable[str], spool: TextIO) -> _TextSize:
    """Write the texts line by line, so that they are measured before training and never all in memory."""
    distinct: set[str] = set()
    lines = characters = 0
    for text in texts:
        for line in nfc(text).splitlines():
            lines += 1
            visible = "".join(line.split())
            characters += len(visible)
            distinct.update(visible)
            spool.write(f"{line}\n")
    spool.seek(0)
    return _TextSize(lines=lines, characters=characters, distinct=len(distinct))


def _check_vocabulary(vocabulary: int, size: _TextSize) -> None:
    if vocabulary < size.distinct + _META_PIECES:
        raise VocabularyTooSmall(f"{vocabulary} pieces cannot hold the texts' {size.distinct} characters")
    if vocabulary > size.characters:
        # sentencepiece works on a vocabulary of thousands of millions for hours before it refuses it.
        raise TooLittleText(f"the texts do not yield {vocabulary} pieces: they have fewer characters")


def _train(spool: TextIO, *, size: _TextSize, vocabulary: int | None, seed: int) -> bytes:
    ample = min(MAXIMUM_VOCABULARY, size.characters // _CHARACTERS_A_PIECE) + size.distinct + _META_PIECES
    model = io.BytesIO()
    try:
        # Given by an iterator, since the name of an input file would become a part of the model's bytes.
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=_sample(spool, lines=size.lines, seed=seed),
            model_writer=model,
            model_type="unigram",
            vocab_size=ample if vocabulary is None else vocabulary,
            hard_vocab_limit=vocabulary is not None,
            character_coverage=1.0,
            max_sentence_length=_MAXIMUM_LINE_BYTES,
            num_threads=1,
            minloglevel=2,
        )
    except RuntimeError as error:
        most = _MOST_PIECES.search(str(error))
        limit = f": {most[1]} at most" if most else ""
        raise TooLittleText(f"the texts do not yield {vocabulary or 'any'} pieces{limit}") from error
    return model.getvalue()


def _sample(spool: TextIO, *, lines: int, seed: int) -> Iterator[str]:
    """Yield the lines in order, or a sample of them: sentencepiece's own sample heeds no seed."""
    chance = random.Random(seed)  # noqa: S311 - a sample, not a secret
    chosen = frozenset(chance.sample(range(lines), min(lines, SAMPLED_LINES)))
    for number, line in enumerate(spool):
        if number in chosen:
            yield line.removesuffix("\n")


def _replace_file(path: pathlib.Path, content: bytes) -> None:
    """Write beside the path and rename, so that no reader meets half a model."""
    handle, written = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    with os.fdopen(handle, "wb") as stream:
        stream.write(content)
    pathlib.Path(written).replace(path)


def _read(path: pathlib.Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise NotASubwordModel(f"the subword model {path.name} cannot be read: {error.strerror}") from error


def _parse(content: bytes, path: pathlib.Path) -> sentencepiece.SentencePieceProcessor:
    processor = sentencepiece.SentencePieceProcessor()
    try:
        processor.LoadFromSerializedProto(content)
    except RuntimeError as error:
        raise NotASubwordModel(f"{path.name} is not a sentencepiece model") from error
    return processor


@lru_cache(maxsize=8)
def _processor(model: SubwordModel) -> sentencepiece.SentencePieceProcessor:
    content = _read(model.path)
    if hashlib.sha256(content).hexdigest() != model.sha256:
        raise NotASubwordModel(f"the subword model {model.path.name} changed since it was loaded")
    return _parse(content, model.path)
