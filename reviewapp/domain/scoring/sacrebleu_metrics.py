"""sacrebleu's metrics set up for a target language. Importing this module imports sacrebleu."""

from __future__ import annotations

import copy
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from sacrebleu.metrics.base import Metric as SacrebleuMetric
from sacrebleu.metrics.bleu import BLEU
from sacrebleu.metrics.chrf import CHRF
from sacrebleu.metrics.ter import TER
from sacrebleu.tokenizers.tokenizer_base import BaseTokenizer

from reviewapp.domain.scoring.languages import TerUnits, bleu_tokenizer, ter_units
from reviewapp.domain.scoring.names import Level, MetricName
from reviewapp.domain.scoring.sacrebleu_statistics import (
    count_tokens,
    score_from_statistics,
    segment_statistics,
)
from reviewapp.domain.scoring.subwords import SubwordModel, subword_pieces
from reviewapp.domain.text.tokens import graphemes

SIGNATURE_DIGITS = 16


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SacrebleuSetup:
    """A metric of sacrebleu for corpora, its variant for single segments, and what is done to texts first."""

    corpus: SacrebleuMetric
    segment: SacrebleuMetric
    prepare: Callable[[str], str] = str
    signature_suffix: str = ""
    # sacrebleu keeps the number of references, and MeCab its lattice, from one call to the next.
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def statistics(self, hypothesis: str, references: Sequence[str]) -> tuple[int, ...]:
        """Return the sufficient statistics of one pair."""
        prepared = [self.prepare(reference) for reference in references]
        with self._lock:
            return segment_statistics(self.corpus, self.prepare(hypothesis), prepared)

    def token_count(self, text: str) -> int:
        """Return the number of tokens that the metric sees in a text."""
        with self._lock:
            return count_tokens(self.corpus, self.prepare(text))

    def score(self, statistics: Sequence[int], *, references: int, level: Level) -> float:
        """Return sacrebleu's figure. Raises ValueError where these are another metric's statistics."""
        size = statistics_size(self.corpus)
        if len(statistics) != size:
            raise ValueError(f"{size} statistics expected, {len(statistics)} given")
        return score_from_statistics(self._metric(level), statistics, references=references)

    def signature(self, *, references: int, level: Level) -> str:
        """Return sacrebleu's signature; a suffix states what was done to the texts before it saw them."""
        # Scoring sets this attribute too: a copy keeps threads out of each other's way.
        metric = copy.copy(self._metric(level))
        metric.num_refs = references
        return f"{metric.get_signature()}{self.signature_suffix}"

    def _metric(self, level: Level) -> SacrebleuMetric:
        return self.segment if level is Level.SEGMENT else self.corpus


class SubwordTokenizer(BaseTokenizer):
    """A subword model in the place of sacrebleu's own, which download theirs.

    It keeps no cache: sacrebleu's tokenizers remember 65,536 whole segments each for the life of a process.
    """

    def __init__(self, model: SubwordModel) -> None:
        self._model = model

    def signature(self) -> str:
        """Return the name under which the tokenizer stands in a signature."""
        return f"spm-{self._model.sha256[:SIGNATURE_DIGITS]}"

    def __call__(self, line: str) -> str:
        """Return the pieces of a segment with spaces between them."""
        return " ".join(subword_pieces(self._model, line))


@lru_cache(maxsize=128)
def setup_for(
    name: MetricName, target_language: str, subword_model: SubwordModel | None = None
) -> SacrebleuSetup:
    """Return the metric as the target language needs it.

    Raises UnknownLanguage; RuntimeError, sacrebleu's own, where the tokenizer's packages are not installed.
    """
    match name:
        case MetricName.BLEU:
            return _bleu(bleu_tokenizer(target_language))
        case MetricName.SPBLEU:
            assert subword_model is not None  # noqa: S101 - metric_for refuses spBLEU without a model
            return _with_effective_order(_spbleu(subword_model))
        case MetricName.CHRF:
            return _chrf(0)
        case MetricName.CHRF_PLUS_PLUS:
            return _chrf(2)
        case _:
            return _ter(ter_units(target_language))


# Each set-up exists once: sacrebleu's caches and MeCab's dictionary hang on its objects.
@lru_cache(maxsize=8)
def _bleu(tokenizer: str) -> SacrebleuSetup:
    return _with_effective_order(BLEU(tokenize=tokenizer))


def _spbleu(model: SubwordModel) -> BLEU:
    bleu = BLEU(tokenize="none")
    bleu.tokenizer = SubwordTokenizer(model)
    bleu.tokenizer_signature = bleu.tokenizer.signature()
    return bleu


def _with_effective_order(bleu: BLEU) -> SacrebleuSetup:
    segment = copy.copy(bleu)
    segment.effective_order = True
    return SacrebleuSetup(corpus=bleu, segment=segment)


@lru_cache(maxsize=2)
def _chrf(word_order: int) -> SacrebleuSetup:
    chrf = CHRF(word_order=word_order)
    return SacrebleuSetup(corpus=chrf, segment=chrf)


@lru_cache(maxsize=4)
def _ter(units: TerUnits) -> SacrebleuSetup:
    if units is TerUnits.GRAPHEMES:
        ter = TER()
        return SacrebleuSetup(
            corpus=ter, segment=ter, prepare=_separate_graphemes, signature_suffix="|sep:grapheme"
        )
    cuts_han = units is TerUnits.HAN_CHARACTERS
    ter = TER(normalized=cuts_han, asian_support=cuts_han)
    return SacrebleuSetup(corpus=ter, segment=ter)


def _separate_graphemes(text: str) -> str:
    return " ".join(span.text_in(text) for span in graphemes(text))


@lru_cache(maxsize=32)
def statistics_size(metric: SacrebleuMetric) -> int:
    """Return how many statistics the metric has for each pair."""
    return len(segment_statistics(metric, "", [""]))
