"""A metric for one target language: texts -> sufficient statistics -> figures, all of them sacrebleu's."""

from __future__ import annotations

import pathlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reviewapp.domain.scoring.languages import scoring_form
from reviewapp.domain.scoring.names import METRICS, Level, MetricName
from reviewapp.domain.text.languages import parse_language

if TYPE_CHECKING:
    from reviewapp.domain.scoring.sacrebleu_metrics import SacrebleuSetup
    from reviewapp.domain.scoring.subwords import SubwordModel


class MetricUnavailable(ValueError):
    """The metric cannot be computed here; the message says what is missing and how to get it."""


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric as it is computed for one target language against so many references a segment.

    Get it from `metric_for`. Small, hashable and picklable: sacrebleu's objects are made once a process, when
    first needed.
    """

    name: MetricName
    target_language: str
    subword_model: SubwordModel | None = None
    references: int = 1

    @property
    def higher_is_better(self) -> bool:
        """Say whether a greater figure is a better translation."""
        return METRICS[self.name].higher_is_better

    @property
    def needs_reference(self) -> bool:
        """Say whether a reference translation is needed; HTER takes the editor's correction for one."""
        return METRICS[self.name].needs_reference

    @property
    def is_instant(self) -> bool:
        """Say whether it may run inside a web request; if not, only a `ScoringPool` may run it."""
        return METRICS[self.name].is_instant

    def signature(self, *, level: Level) -> str:
        """Return sacrebleu's signature, which names the number of references."""
        return self._setup().signature(references=self.references, level=level)

    def statistics(self, hypothesis: str, references: Sequence[str]) -> tuple[int, ...]:
        """Return the additive statistics of one pair, both sides in the language's `scoring_form`.

        Integers, so that sums are exact in any order: as sacrebleu has them, but for TER and HTER, whose
        second one is the sum of the references' lengths and not their mean. For HTER the only reference is
        the correction. An empty text is scored as sacrebleu scores it. Raises ValueError where the number of
        references is not the metric's: that score is not available, and not 0.
        """
        if isinstance(references, str) or len(references) != self.references:
            raise ValueError(f"{self.name} needs a sequence of {self.references} references here")
        form = scoring_form(self.target_language)
        return self._setup().statistics(form(hypothesis), [form(reference) for reference in references])

    def token_count(self, text: str) -> int:
        """Return the number of tokens the metric's own tokenizer finds in a text."""
        return self._setup().token_count(text)

    def segment_score(self, statistics: Sequence[int]) -> float:
        """Return the figure of one segment: 0-100 (BLEU with effective order), TER 0-∞, HTER 0-1.

        Raises ValueError where the number of statistics is another metric's.
        """
        return self._figure(statistics, Level.SEGMENT)

    def corpus_score(self, statistics: Sequence[int]) -> float:
        """Return the figure for a sum of segment statistics, on the scale of `segment_score`.

        Equal to sacrebleu's `corpus_score` of the same segments to the last digit; against three references
        or another number that is no power of two, sacrebleu adds TER's fractional reference lengths up in
        floating point, and the exact sum used here may differ from that in the 13th digit. Raises ValueError
        where the number of statistics is another metric's.
        """
        return self._figure(statistics, Level.CORPUS)

    def _figure(self, statistics: Sequence[int], level: Level) -> float:
        score = self._setup().score(statistics, references=self.references, level=level)
        # HTER = TER(machine text, correction) as a share: Snover et al. 2006; at most 1 as in MLQE-PE.
        return min(1.0, score / 100) if self.name is MetricName.HTER else score

    def _setup(self) -> SacrebleuSetup:
        # sacrebleu and what it imports cost 0.1 s and 20 MB, which a web server that starts need not pay.
        from reviewapp.domain.scoring.sacrebleu_metrics import setup_for  # noqa: PLC0415

        return setup_for(self.name, self.target_language, self.subword_model)


def metric_for(
    name: str, *, target_language: str, references: int = 1, subword_model: pathlib.Path | None = None
) -> Metric:
    """Return the metric for translations into a language, measured against so many references a segment.

    `subword_model` is the file of a sentencepiece model, used by spBLEU only. Raises MetricUnavailable where
    a tokenizer's packages or the model are missing; UnknownLanguage; ValueError where no metric is so named
    or there is no reference.
    """
    if references < 1:
        raise ValueError(f"{name} needs at least one reference")
    known, language = MetricName(name), parse_language(target_language)
    model = _subword_model(subword_model) if known is MetricName.SPBLEU else None
    metric = Metric(known, language, model, references)
    try:
        metric.signature(level=Level.CORPUS)
    except RuntimeError as error:
        raise MetricUnavailable(
            f"BLEU for the language {language} needs a MeCab dictionary: install the extra `cjk`"
            " (pip install 'reviewapp[cjk]')"
        ) from error
    return metric


def add_statistics(rows: Iterable[Sequence[int]]) -> tuple[int, ...]:
    """Return the sums of the statistics of several segments.

    Raises ValueError where there are no rows or they differ in length.
    """
    totals: list[int] = []
    for row in rows:
        totals = [total + value for total, value in zip(totals, row, strict=True)] if totals else list(row)
    if not totals:
        raise ValueError("no statistics to add")
    return tuple(totals)


def _subword_model(path: pathlib.Path | None) -> SubwordModel:
    from reviewapp.domain.scoring.subwords import NotASubwordModel, load_subword_model  # noqa: PLC0415

    if path is None:
        raise MetricUnavailable("spBLEU needs a subword model: train one on the corpus or give a file")
    try:
        return load_subword_model(path)
    except NotASubwordModel as error:
        raise MetricUnavailable(f"spBLEU: {error}") from error
