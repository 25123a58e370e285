"""Scoring by the service, beside the sacrebleu command line on the same pairs."""

from __future__ import annotations

import json
import pathlib
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from benchmarks.texts import Texts, Writer
from benchmarks.timing import Line, once
from reviewapp.domain.exchange.files import NamedFile
from reviewapp.domain.exchange.lines import read_lines
from reviewapp.domain.scoring.names import MetricName
from reviewapp.models import Article, Corpus
from reviewapp.queries.figures import corpus_figures
from reviewapp.services.corpora import create_corpus
from reviewapp.services.importing.plans import plan_import
from reviewapp.services.importing.store import store_plan
from reviewapp.services.operations import Operation
from reviewapp.services.scoring.corpus import score_corpus
from reviewapp.services.scoring.measures import yardsticks_for

PAIRS = 2_000
TER_PAIRS = 200
PROCESSES = 2
_INSTANT = (MetricName.BLEU, MetricName.CHRF, MetricName.CHRF_PLUS_PLUS)
_INSTANT_CALLS = (("-m", "bleu", "chrf"), ("-m", "chrf", "--chrf-word-order", "2"))


@dataclass(frozen=True, slots=True)
class _Task:
    """Which pairs to score by which metrics, and the command lines that do the same."""

    what: str
    metrics: Sequence[MetricName]
    pairs: int
    calls: Sequence[Sequence[str]]


def measure(folder: pathlib.Path, *, pairs: int = PAIRS, ter_pairs: int = TER_PAIRS) -> list[Line]:
    """Score once each; a second run would find everything scored."""
    segments = list(Writer().segments(pairs, an_article=pairs))
    tasks = (
        _Task("BLEU, chrF and chrF++", _INSTANT, pairs, _INSTANT_CALLS),
        _Task("TER", (MetricName.TER,), ter_pairs, (("-m", "ter"),)),
    )
    return [_measure(task, segments[: task.pairs], folder) for task in tasks]


def _measure(task: _Task, segments: Sequence[Texts], folder: pathlib.Path) -> Line:
    corpus = _stored(f"bench-{task.metrics[0].value}", segments)
    yardsticks = yardsticks_for(corpus, task.metrics).ready
    ours = once(lambda: score_corpus(corpus, yardsticks, report=lambda *_: True, processes=PROCESSES))
    hypothesis, reference = folder / "hypothesis.txt", folder / "reference.txt"
    hypothesis.write_text("".join(f"{s.target}\n" for s in segments), encoding="utf-8")
    reference.write_text("".join(f"{s.reference}\n" for s in segments), encoding="utf-8")
    theirs: list[float] = []
    bound = once(lambda: theirs.extend(_sacrebleu(task.calls, hypothesis, reference)))
    own = {figure.metric: figure.score for figure in corpus_figures(corpus)}
    equal = [f"{own[name]:.4f}" for name in task.metrics] == [f"{score:.4f}" for score in theirs]
    return Line(
        f"score {len(segments):,} pairs: {task.what}",
        ours,
        f"sacrebleu command line ({len(task.calls)}×)",
        bound,
        f"{PROCESSES} processes against 1; stored sentence by sentence; figures "
        + ("equal" if equal else f"DIFFER: {own} and {theirs}"),
    )


def _stored(slug: str, segments: Sequence[Texts]) -> Corpus:
    operation = Operation(actor=None, at=timezone.now())
    corpus = create_corpus(slug=slug, source_language="vi", target_language="en", operation=operation)
    reading = read_lines(
        source=_lines("source", [s.source for s in segments]),
        systems={"MT": _lines("target", [s.target for s in segments])},
        references={"reference": _lines("reference", [s.reference for s in segments])},
        articles=None,
    )
    store_plan(plan_import(corpus, reading), operation=operation)
    assert Article.objects.filter(corpus=corpus).count() == 1
    return corpus


def _lines(name: str, texts: Sequence[str]) -> NamedFile:
    return NamedFile(f"{name}.txt", "".join(f"{text}\n" for text in texts).encode())


def _sacrebleu(
    calls: Sequence[Sequence[str]], hypothesis: pathlib.Path, reference: pathlib.Path
) -> list[float]:
    """Run each command line; return its figures in the order in which it prints them."""
    scores: list[float] = []
    for call in calls:
        command = [sys.executable, "-m", "sacrebleu", str(reference), "-i", str(hypothesis), *call]
        printed = subprocess.run([*command, "-w", "6", "-f", "json"], check=True, capture_output=True)
        found = json.loads(printed.stdout)
        scores += [float(one["score"]) for one in (found if isinstance(found, list) else [found])]
    return scores
