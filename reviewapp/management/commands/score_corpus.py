"""Score a corpus and print the figures."""

from __future__ import annotations

import json
import math
import pathlib
from argparse import ArgumentTypeError
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand

from reviewapp.domain.scoring.names import DEFAULT_METRICS, METRICS, MetricName
from reviewapp.domain.scoring.subwords import TooLittleText
from reviewapp.management.arguments import corpus_named, is_terminal
from reviewapp.models import SubwordModel
from reviewapp.queries.figures import Figure, corpus_figures
from reviewapp.queries.segment_scores import segment_scores
from reviewapp.services.scoring.corpus import score_corpus
from reviewapp.services.scoring.measures import Yardsticks, yardsticks_for
from reviewapp.services.scoring.subwords import train_subwords

if TYPE_CHECKING:
    from argparse import ArgumentParser
    from collections.abc import Sequence

    from reviewapp.models import Corpus


def _at_least_one(text: str) -> int:
    if (number := int(text)) < 1:
        raise ArgumentTypeError("at least one is needed")
    return number


def _seconds(text: str) -> float:
    if not 0 < (seconds := float(text)) < math.inf:
        raise ArgumentTypeError("must be above 0")
    return seconds


class Command(BaseCommand):
    """Parse, score, print: progress goes to standard error, the result alone to standard output."""

    help = "Score a corpus with sacreBLEU; what is scored already is not scored again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("slug", metavar="SLUG")
        parser.add_argument(
            "--metric",
            action="append",
            choices=[name.value for name in MetricName],
            help=f"may be given several times; default: {' '.join(name.value for name in DEFAULT_METRICS)}",
        )
        parser.add_argument(
            "--json", action="store_true", dest="as_json", help="print a JSON list of figures"
        )
        parser.add_argument("--per-segment", action="store_true", help="print one JSON line for each figure")
        parser.add_argument("--processes", type=_at_least_one, help="default: as many as there are cores")
        parser.add_argument(
            "--deadline",
            type=_seconds,
            default=60.0,
            metavar="SECONDS",
            help="for one pair; beyond it the pair is not scored, and that is said",
        )
        parser.add_argument(
            "--subword-model", type=pathlib.Path, metavar="FILE", help="a sentencepiece model for spBLEU"
        )

        parser.add_argument(
            "--no-intervals",
            action="store_false",
            dest="with_intervals",
            help="do not draw the sentences again for 95 %% intervals of the systems' figures",
        )

    def handle(
        self,
        *,
        slug: str,
        as_json: bool,
        per_segment: bool,
        processes: int | None,
        **options: Any,  # noqa: ANN401
    ) -> None:
        """Score and print."""
        corpus = corpus_named(slug)
        names = [MetricName(name) for name in options["metric"] or DEFAULT_METRICS]
        given = options["subword_model"]
        if MetricName.SPBLEU in names and given is None:
            self._ensure_subwords(corpus)
        yardsticks = yardsticks_for(corpus, names, subword_model=given)
        score_corpus(
            corpus,
            yardsticks.ready,
            report=self._progress,
            processes=processes,
            deadline=options["deadline"],
            retries_unscored=True,
            with_intervals=options["with_intervals"],
        )
        self._say_unscored(yardsticks)
        for name, reason in yardsticks.unavailable.items():
            self.stderr.write(f"{name.value}: not available: {reason}")
        if per_segment:
            self._print_segments(corpus, yardsticks)
        elif as_json:
            self._print_json(corpus, yardsticks, names)
        else:
            self._print_table(corpus, yardsticks)

    def _ensure_subwords(self, corpus: Corpus) -> None:
        """Train the corpus's own model the first time spBLEU is asked for."""
        if SubwordModel.objects.filter(corpus=corpus).exists():
            return
        try:
            model = train_subwords(corpus)
        except TooLittleText as error:
            self.stderr.write(f"spbleu: {error}")
        else:
            self.stderr.write(f"trained {model}")

    def _progress(self, done: int, total: int) -> bool:
        if is_terminal():
            self.stderr.write(f"\rscored {done:,} of {total:,}", ending="\n" if done == total else "")
        elif done == total:
            self.stderr.write(f"scored {done:,} of {total:,}")
        return True

    def _say_unscored(self, yardsticks: Yardsticks) -> None:
        """Name what a figure does not hold, so that nobody takes it for the whole corpus."""
        for yardstick in yardsticks.ready:
            missing = yardstick.measure.scores.filter(value=None)
            if count := missing.count():
                reasons = "; ".join(sorted(set(missing.values_list("reason", flat=True)))[:3])
                self.stderr.write(f"{yardstick.measure}: {count:,} not scored: {reasons}")

    def _print_segments(self, corpus: Corpus, yardsticks: Yardsticks) -> None:
        for row in segment_scores(corpus, [yardstick.measure for yardstick in yardsticks.ready]):
            self.stdout.write(json.dumps(row, ensure_ascii=False))

    def _print_json(self, corpus: Corpus, yardsticks: Yardsticks, names: Sequence[MetricName]) -> None:
        figures = corpus_figures(corpus, measures=[yardstick.measure for yardstick in yardsticks.ready])
        rows: list[dict[str, object]] = [
            {
                "system": figure.system,
                "reference": figure.references,
                "metric": figure.metric.value,
                "score": figure.score,
                "signature": figure.signature,
                "segments": figure.segments,
                "low": figure.low,
                "high": figure.high,
            }
            for figure in figures
        ]
        # What is not available is said, and is never 0.
        known = {(figure.system, figure.metric) for figure in figures}
        rows += [
            {
                "system": system.name,
                "reference": None,
                "metric": name.value,
                "score": None,
                "signature": None,
                "segments": 0,
                "low": None,
                "high": None,
            }
            for name in names
            for system in corpus.systems.all()
            if (system.name, name) not in known
        ]
        self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=2))

    def _print_table(self, corpus: Corpus, yardsticks: Yardsticks) -> None:
        figures = corpus_figures(corpus, measures=[yardstick.measure for yardstick in yardsticks.ready])
        for figure in figures:
            self.stdout.write(_line(figure))
        for name, reason in yardsticks.unavailable.items():
            self.stdout.write(f"{METRICS[name].label}: not available ({reason})")


def _line(figure: Figure) -> str:
    label = METRICS[figure.metric].label
    interval = "" if figure.low is None else f" [{figure.low:.4f}, {figure.high:.4f}]"
    return (
        f"{figure.system:<24} {label:<8} {figure.score:>9.4f}{interval}  against {figure.references},"
        f" {figure.segments:,} segments  {figure.signature}"
    )
