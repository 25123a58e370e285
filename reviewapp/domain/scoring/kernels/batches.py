"""From metrics and texts to the kernels that compute them. Importing this imports numba and sacrebleu."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from reviewapp.domain.scoring.kernels.bleu import bleu_statistics
from reviewapp.domain.scoring.kernels.chrf import chrf_statistics
from reviewapp.domain.scoring.kernels.compiler import Integers
from reviewapp.domain.scoring.kernels.ter import ter_statistics_of
from reviewapp.domain.scoring.kernels.texts import pack_texts
from reviewapp.domain.scoring.kernels.tokenizers import (
    CHARACTERS,
    CHINESE,
    TERCOM_EAST_ASIAN,
    WESTERN,
    WHITE_SPACE,
)
from reviewapp.domain.scoring.languages import (
    BleuTokenizer,
    TerUnits,
    bleu_tokenizer,
    scoring_form,
    ter_units,
)
from reviewapp.domain.scoring.metric import Metric
from reviewapp.domain.scoring.names import MetricName
from reviewapp.domain.scoring.sacrebleu_metrics import setup_for

# The others need a dictionary or a model: their tokens come from sacrebleu's own tokenizer objects.
_COMPILED_TOKENIZERS = {
    BleuTokenizer.WESTERN: WESTERN,
    BleuTokenizer.CHINESE: CHINESE,
    BleuTokenizer.CHARACTERS: CHARACTERS,
}


def batch_statistics(
    metrics: Sequence[Metric], hypotheses: Sequence[str], references: Sequence[Sequence[str]]
) -> list[Integers]:
    """Do what the package's function of this name says."""
    if not metrics:
        return []
    for metric in metrics:
        if not metric.is_instant:
            raise ValueError(f"{metric.name} is not an instant metric")
        if (metric.target_language, metric.references) != (metrics[0].target_language, metrics[0].references):
            raise ValueError("metrics of one batch need the same language and number of references")
    texts = _texts(metrics[0], hypotheses, references)
    packed = pack_texts(texts)
    done: dict[Metric, Integers] = {}
    chrf = {metric.name: metric for metric in metrics if metric.name not in _BLEU}
    if chrf:
        of_chrf, of_both = chrf_statistics(*packed, metrics[0].references, MetricName.CHRF_PLUS_PLUS in chrf)
        for name, metric in chrf.items():
            done[metric] = of_chrf if name is MetricName.CHRF else of_both
    for metric in metrics:
        if metric not in done:
            done[metric] = _bleu(metric, texts, packed)
    return [done[metric] for metric in metrics]


_BLEU = {MetricName.BLEU, MetricName.SPBLEU}


def ter_batch(
    metric: Metric, hypotheses: Sequence[str], references: Sequence[Sequence[str]], budget: int
) -> Integers:
    """Do what the package's function of this name says."""
    if metric.is_instant:
        raise ValueError(f"{metric.name} has no edits")
    texts = _texts(metric, hypotheses, references)
    units = ter_units(metric.target_language)
    if units is TerUnits.GRAPHEMES:
        prepare = setup_for(metric.name, metric.target_language).prepare
        texts = [prepare(text) for text in texts]
    tokenizer = TERCOM_EAST_ASIAN if units is TerUnits.HAN_CHARACTERS else WHITE_SPACE
    codes, bounds = pack_texts([text.lower() for text in texts])
    return ter_statistics_of(codes, bounds, metric.references, tokenizer, budget)


def compile_kernels() -> None:
    """Do what the package's function of this name says."""
    codes, bounds = pack_texts(["", ""])
    bleu_statistics(codes, bounds, 1, WESTERN)
    chrf_statistics(codes, bounds, 1, True)  # noqa: FBT003
    ter_statistics_of(codes, bounds, 1, WHITE_SPACE, 0)


def _texts(metric: Metric, hypotheses: Sequence[str], references: Sequence[Sequence[str]]) -> list[str]:
    """Return the texts pair by pair, the hypothesis first, in the language's scoring form."""
    texts: list[str] = []
    for hypothesis, of_pair in zip(hypotheses, references, strict=True):
        if isinstance(of_pair, str) or len(of_pair) != metric.references:
            raise ValueError(f"{metric.name} needs a sequence of {metric.references} references here")
        texts.append(hypothesis)
        texts.extend(of_pair)
    form: Callable[[str], str] = scoring_form(metric.target_language)
    return texts if form is str else [form(text) for text in texts]


def _bleu(metric: Metric, texts: Sequence[str], packed: tuple[Integers, Integers]) -> Integers:
    tokenizer = None
    if metric.name is MetricName.BLEU:
        tokenizer = _COMPILED_TOKENIZERS.get(bleu_tokenizer(metric.target_language))
    if tokenizer is not None:
        return bleu_statistics(*packed, metric.references, tokenizer)
    bleu: Any = setup_for(metric.name, metric.target_language, metric.subword_model).corpus
    packed = pack_texts([bleu.tokenizer(text.rstrip()) for text in texts])
    return bleu_statistics(*packed, metric.references, WHITE_SPACE)
