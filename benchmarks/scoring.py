"""`score_corpus` beside the sacrebleu command line: whole processes, the same texts, the same figures."""

from __future__ import annotations

import json
import os
import pathlib
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone

from benchmarks.texts import Texts, Writer
from benchmarks.timing import Line
from reviewapp.domain.exchange.files import NamedFile
from reviewapp.domain.exchange.lines import read_lines
from reviewapp.domain.scoring.names import METRICS, MetricName
from reviewapp.models import Corpus, Score
from reviewapp.services.corpora import create_corpus
from reviewapp.services.importing.plans import plan_import
from reviewapp.services.importing.store import store_plan
from reviewapp.services.operations import Operation

PAIRS = 40_000
SYSTEMS = 2
EDITS_A_WORD = 0.9
"""With so many the texts differ as much as WMT systems do from a reference: TER about 60, BLEU about 15."""
_MANAGE = str(pathlib.Path(settings.BASE_DIR) / "manage.py")
METRICS_MEASURED = (MetricName.BLEU, MetricName.CHRF, MetricName.CHRF_PLUS_PLUS, MetricName.TER)
# chrF and chrF++ are one metric with another option there, and need two calls.
_CALLS = {
    MetricName.BLEU: ("-m", "bleu"),
    MetricName.CHRF: ("-m", "chrf"),
    MetricName.CHRF_PLUS_PLUS: ("-m", "chrf", "--chrf-word-order", "2"),
    MetricName.TER: ("-m", "ter"),
}


@dataclass(frozen=True, slots=True)
class _Files:
    """What the sacrebleu command line reads: a file a system, and the reference."""

    systems: Sequence[pathlib.Path]
    reference: pathlib.Path


@dataclass(frozen=True, slots=True)
class _Run:
    """What one side took, in seconds, the MB of its largest process, and its figures by metric and system."""

    seconds: float
    megabytes: float
    figures: dict[tuple[MetricName, int], str]


def measure(
    folder: pathlib.Path, *, pairs: int = PAIRS, metrics: Sequence[MetricName] = METRICS_MEASURED
) -> list[Line]:
    """Score by each metric alone and by all together; the corpus forgets its figures in between."""
    segments = list(Writer(edits_a_word=EDITS_A_WORD).segments(pairs // SYSTEMS, an_article=50))
    corpus = _stored("bench-scoring", segments)
    files = _written(folder, segments)
    # What is compiled and kept is there from the first run of an installation on.
    _ours(corpus, metrics)
    bounds = {name: _sacrebleu(name, files) for name in metrics}
    lines = [_line(corpus, (name,), pairs, [bounds[name]]) for name in metrics]
    return [*lines, _line(corpus, metrics, pairs, list(bounds.values()))]


def _line(corpus: Corpus, metrics: Sequence[MetricName], pairs: int, bounds: Sequence[_Run]) -> Line:
    ours = _ours(corpus, metrics)
    theirs = {key: figure for bound in bounds for key, figure in bound.figures.items()}
    labels = ", ".join(METRICS[name].label for name in metrics)
    largest = max(bound.megabytes for bound in bounds)
    equal = "figures equal" if ours.figures == theirs else f"figures DIFFER: {ours.figures} and {theirs}"
    seconds = sum(bound.seconds for bound in bounds)
    return Line(
        f"score_corpus, {pairs:,} pairs: {labels}",
        ours.seconds,
        f"sacrebleu command line ({len(bounds)}×)",
        seconds,
        f"×{seconds / ours.seconds:.0f}; "
        f"largest process {ours.megabytes:.0f} against {largest:.0f} MB; {equal}",
    )


def _ours(corpus: Corpus, metrics: Sequence[MetricName]) -> _Run:
    Score.objects.filter(measure__corpus=corpus).delete()
    command = [sys.executable, _MANAGE, "score_corpus", corpus.slug, "--json", "--no-intervals"]
    command += [part for name in metrics for part in ("--metric", name.value)]
    seconds, megabytes, printed = _timed(command)
    rows = json.loads(printed)
    return _Run(
        seconds,
        megabytes,
        {(MetricName(row["metric"]), int(row["system"])): f"{row['score']:.4f}" for row in rows},
    )


def _sacrebleu(name: MetricName, files: _Files) -> _Run:
    """Run the command line once a system, for its JSON is of one."""
    figures: dict[tuple[MetricName, int], str] = {}
    seconds = megabytes = 0.0
    for number, system in enumerate(files.systems):
        call = [sys.executable, "-m", "sacrebleu", str(files.reference), "-i", str(system), *_CALLS[name]]
        taken, largest, printed = _timed([*call, "-w", "6", "-f", "json"])
        seconds, megabytes = seconds + taken, max(megabytes, largest)
        figures[name, number] = f"{float(json.loads(printed)['score']):.4f}"
    return _Run(seconds, megabytes, figures)


def _timed(command: Sequence[str]) -> tuple[float, float, bytes]:
    """Run a command; return its seconds, the MB of the largest of its processes, and what it printed."""
    begun = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdout is not None
        printed = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return time.perf_counter() - begun, usage.ru_maxrss / 1024, printed


def _written(folder: pathlib.Path, segments: Sequence[Texts]) -> _Files:
    files = [folder / f"{number}.txt" for number in range(SYSTEMS)]
    for number, file in enumerate(files):
        file.write_bytes(_lines("", _of_system(segments, number)).data)
    reference = folder / "reference.txt"
    reference.write_bytes(_lines("", [s.reference for s in segments]).data)
    return _Files(files, reference)


def _of_system(segments: Sequence[Texts], number: int) -> list[str]:
    """Return a system's texts: the second one leaves out the last word of every third sentence."""
    texts = [segment.target for segment in segments]
    if not number:
        return texts
    return [text.rpartition(" ")[0] or text if at % 3 == 0 else text for at, text in enumerate(texts)]


def _stored(slug: str, segments: Sequence[Texts]) -> Corpus:
    operation = Operation(actor=None, at=timezone.now())
    corpus = create_corpus(slug=slug, source_language="vi", target_language="en", operation=operation)
    reading = read_lines(
        source=_lines("source", [s.source for s in segments]),
        systems={str(number): _lines(str(number), _of_system(segments, number)) for number in range(SYSTEMS)},
        references={"reference": _lines("reference", [s.reference for s in segments])},
        articles=NamedFile("articles.txt", "".join(f"{s.article}\n" for s in segments).encode()),
    )
    store_plan(plan_import(corpus, reading), operation=operation)
    return corpus


def _lines(name: str, texts: Sequence[str]) -> NamedFile:
    return NamedFile(f"{name}.txt", "".join(f"{text}\n" for text in texts).encode())
