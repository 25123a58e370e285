"""Compare the systems of a corpus and print what the difference is worth."""

from __future__ import annotations

import json
from argparse import ArgumentTypeError
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from reviewapp.domain.scoring.names import METRICS, MetricName
from reviewapp.domain.scoring.significance import SEED, PairedTest
from reviewapp.management.arguments import corpus_named
from reviewapp.models import System
from reviewapp.queries.comparison import ComparedSystem, Question, SystemsCompared, systems_compared
from reviewapp.queries.figures import current_measures

if TYPE_CHECKING:
    from argparse import ArgumentParser
    from collections.abc import Sequence

    from reviewapp.models import Corpus, Measure

TESTS = {"bootstrap": PairedTest.BOOTSTRAP, "randomisation": PairedTest.RANDOMISATION}
NOT_AVAILABLE = "not available"


def _samples(text: str) -> int:
    if (number := int(text)) < 1:
        raise ArgumentTypeError("at least one is needed")
    return number


class Command(BaseCommand):
    """Parse, compare, print: cautions go to standard error, the result alone to standard output."""

    help = "Compare systems by stored statistics: figures, intervals and paired tests, equal to sacreBLEU's."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("slug", metavar="SLUG")
        parser.add_argument(
            "--reference",
            required=True,
            metavar="NAME",
            help="name of the reference, or of several together (a+b)",
        )
        parser.add_argument(
            "--metric",
            action="append",
            metavar="METRIC",
            help=f"{', '.join(name.value for name in MetricName)}; may be given several times;"
            " default: all that were measured against the reference",
        )
        parser.add_argument("--test", choices=list(TESTS), default="bootstrap", help="default: bootstrap")
        parser.add_argument(
            "--baseline",
            metavar="SYSTEM",
            help="what the others are compared with; default: the first by name that has a figure",
        )
        parser.add_argument(
            "--samples",
            type=_samples,
            metavar="N",
            help="default: 1000 for bootstrap, 10000 for randomisation",
        )
        parser.add_argument(
            "--json", action="store_true", dest="as_json", help="print a JSON list, a row a system and metric"
        )

    def handle(self, *, slug: str, as_json: bool, **options: Any) -> None:  # noqa: ANN401
        """Compare and print."""
        corpus = corpus_named(slug)
        systems = list(System.objects.filter(corpus=corpus))
        baseline = _baseline(corpus, systems, options["baseline"])
        results = [
            systems_compared(
                Question(
                    measure=measure,
                    systems=systems,
                    baseline=baseline,
                    test=TESTS[options["test"]],
                    samples=options["samples"],
                ),
                most_draws=None,
            )
            for measure in _measures(corpus, options["reference"], options["metric"])
        ]
        for result in results:
            for caution in result.cautions:
                self.stderr.write(f"{result.question.measure.metric}: {caution.sentence}")
        if as_json:
            rows = [_json_row(result, row) for result in results for row in result.rows]
            self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=2))
        else:
            self._print_tables(results)

    def _print_tables(self, results: Sequence[SystemsCompared]) -> None:
        for number, result in enumerate(results):
            question = result.question
            if number:
                self.stdout.write("")
            self.stdout.write(
                f"{METRICS[question.measure.name].label} against {question.measure.references}"
                f"  {question.measure.signature}"
            )
            self.stdout.write(f"{question.test.value}, {question.draws} samples, seed {SEED}")
            for row in result.rows:
                self.stdout.write(_line(row))


def _measures(corpus: Corpus, reference: str, metrics: Sequence[str] | None) -> list[Measure]:
    """Return the newest measures asked for. Raise `CommandError` where one is missing."""
    known = [name.value for name in MetricName]
    if unknown := [name for name in metrics or () if name not in known]:
        raise CommandError(f"There is no metric {unknown[0]}: {', '.join(known)} are.")
    measured = current_measures(corpus)
    against = {measure.references for measure in measured}
    if reference not in against:
        names = f": figures are against {', '.join(sorted(against))}" if against else ""
        raise CommandError(
            f"Nothing in {corpus.slug} was measured against {reference}{names};"
            " manage.py score_corpus measures."
        )
    # HTER has no reference but the correction, and is there for whoever asks for it by name.
    fitting = [
        measure
        for measure in measured
        if measure.references == reference
        or (measure.name is MetricName.HTER and measure.metric in (metrics or ()))
    ]
    if missing := [name for name in metrics or () if name not in [m.metric for m in fitting]]:
        raise CommandError(f"{missing[0]} was not measured against {reference}; manage.py score_corpus does.")
    return [measure for measure in fitting if not metrics or measure.metric in metrics]


def _baseline(corpus: Corpus, systems: Sequence[System], name: str | None) -> System | None:
    if name is None:
        return None
    found = next((system for system in systems if system.name == name), None)
    if found is None:
        raise CommandError(
            f"There is no system {name} in {corpus.slug}: {', '.join(s.name for s in systems)} are."
        )
    return found


def _line(row: ComparedSystem) -> str:
    if row.value is None:
        return f"{row.system.name:<24} {NOT_AVAILABLE}"
    interval = NOT_AVAILABLE if row.low is None else f"{row.low:.4f} to {row.high:.4f}"
    figure = f"{row.system.name:<24} {row.value:>9.4f}  95 %: {interval:<20}  {row.segments:,} segments"
    if row.is_baseline:
        return f"{figure}  baseline"
    if row.test is None:
        return f"{figure}  not tested"
    beside = "" if not row.is_over_fewer_segments else f" over {row.test.segments:,} shared segments"
    p = f", p = {row.test.p_value:.4f}" if row.difference else ""
    return f"{figure}  {row.test.difference:+.4f}{beside}{p}: {row.verdict}"


def _json_row(result: SystemsCompared, row: ComparedSystem) -> dict[str, object]:
    measure, test = result.question.measure, row.test
    of_difference = test.interval if test else None
    return {
        "system": row.system.name,
        "reference": measure.references,
        "metric": measure.metric,
        "score": row.value,
        "low": row.low,
        "high": row.high,
        "segments": row.segments,
        "signature": measure.signature if row.value is not None else None,
        "baseline": result.baseline.name if result.baseline else None,
        "difference": row.difference,
        "difference_low": of_difference.low if of_difference else None,
        "difference_high": of_difference.high if of_difference else None,
        "shared_segments": test.segments if test else None,
        "p_value": test.p_value if test and test.difference else None,
        "verdict": row.verdict.value if row.verdict else None,
        "test": result.question.test.value,
        "samples": result.question.draws,
        "seed": SEED,
    }
