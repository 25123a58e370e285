"""The drill: real workers are killed in the middle of their work, and each figure comes out exactly once.

Two workers on SQLite; four where the tests run on PostgreSQL.
"""

from __future__ import annotations

import contextlib
import os
import pathlib
import random
import signal
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.utils import timezone

from reviewapp.domain.scoring import Metric, add_statistics, metric_for
from reviewapp.models import (
    STATISTICS,
    ArticleScore,
    Job,
    JobKind,
    JobState,
    Measure,
    Reference,
    Score,
    Segment,
    SystemScore,
    Translation,
)
from reviewapp.services.jobs import enqueue_job, retry_job
from tests.conftest import REPOSITORY
from tests.factories import ArticleFactory, SystemFactory
from tests.services.acts import varied_texts

if TYPE_CHECKING:
    from reviewapp.models import Corpus
    from tests.conftest import Cast

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        not pathlib.Path("/proc/self/environ").exists(), reason="looks for processes in /proc"
    ),
]
METRICS = ("bleu", "chrf", "ter")
ARTICLES, SENTENCES, SYSTEMS, PART = 4, 60, 2, 40
TEXTS = ARTICLES * SENTENCES * SYSTEMS
FIGURES = TEXTS * len(METRICS)
PATIENCE_SECONDS = 120.0

Counts = tuple[int, ...]


@dataclass
class Crew:
    """Workers in process groups of their own, on the database of the test."""

    size: int
    folder: pathlib.Path
    database: str
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def environment(self) -> dict[str, str]:
        """Return what a worker is told; by its folder each of its processes is known again."""
        return {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "DATABASE_URL": self.database,
            "DATA_DIR": str(self.folder),
            "JOB_LEASE_SECONDS": "2",
        }

    @property
    def owners(self) -> set[str]:
        return {f"{os.uname().nodename}:{worker.pid}" for worker in self.workers}

    def start(self) -> None:
        with (self.folder / "log").open("ab") as log:
            self.workers = [
                subprocess.Popen(
                    [sys.executable, "manage.py", "worker", "--poll", "0.1"],
                    cwd=REPOSITORY,
                    env=self.environment,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                )
                for _ in range(self.size)
            ]

    def end(self, number: signal.Signals) -> set[int]:
        """Send all workers a signal and wait for them; return how they ended."""
        for worker in self.workers:
            os.killpg(worker.pid, number)
        return {worker.wait(PATIENCE_SECONDS) for worker in self.workers}

    def processes(self) -> set[int]:
        """Return the workers that live, and the processes that score for them."""
        mark = f"DATA_DIR={self.folder}\0".encode()
        found = set()
        for path in pathlib.Path("/proc").glob("[0-9]*/environ"):
            # Another person's, or one that has just ended.
            with contextlib.suppress(OSError):
                if mark in path.read_bytes():
                    found.add(int(path.parent.name))
        return found


@pytest.fixture
def crew(shared_database: None, tmp_path: pathlib.Path) -> Iterator[Crew]:
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        size, database = 2, f"sqlite:///{name}"
    else:
        server = urlsplit(os.environ["TEST_DATABASE_URL"])
        size, database = 4, server._replace(path=f"/{name}").geturl()
    folder = tmp_path / "data"
    folder.mkdir()
    crew = Crew(size, folder, database)
    yield crew
    for worker in crew.workers:
        if worker.poll() is None:
            os.killpg(worker.pid, signal.SIGKILL)
            worker.wait()


@pytest.fixture
def corpus(crew: Crew, cast: Cast) -> Corpus:
    """Return a corpus of short texts by two systems, with a reference each."""
    systems = [SystemFactory.create(corpus=cast.corpus) for _ in range(SYSTEMS)]
    chance = random.Random(11)
    for _ in range(ARTICLES):
        article = ArticleFactory.create(corpus=cast.corpus, review_system=systems[0])
        segments = Segment.objects.bulk_create(
            Segment(article=article, position=number, key=str(number), source="Phà về bến.")
            for number in range(1, SENTENCES + 1)
        )
        texts = varied_texts(SENTENCES)
        Reference.objects.bulk_create(
            Reference(segment=segment, name="reference", text=text)
            for segment, text in zip(segments, texts, strict=True)
        )
        Translation.objects.bulk_create(
            Translation(segment=segment, system=system, original=text, text=text)
            for system in systems
            for segment, text in zip(segments, chance.sample(texts, len(texts)), strict=True)
        )
    return cast.corpus


def wait_for(condition: Callable[[], bool], crew: Crew) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        said = (crew.folder / "log").read_text(errors="replace")
        assert [worker.poll() for worker in crew.workers] == [None] * crew.size, said
        assert time.monotonic() < until, said
        time.sleep(0.01)


def expected() -> dict[tuple[int, str], Counts]:
    """Return sacrebleu's own statistics of each translation by each metric, computed here."""
    metrics = {name: metric_for(name, target_language="en") for name in METRICS}
    references = dict(Reference.objects.values_list("segment_id", "text"))
    return {
        (pk, name): metric.statistics(original, [references[segment]])
        for pk, segment, original in Translation.objects.values_list("pk", "segment_id", "original")
        for name, metric in metrics.items()
    }


def counts_of(row: Any) -> Counts:
    return tuple(getattr(row, name) for name in STATISTICS if getattr(row, name) is not None)


def assert_that_all_is_there_once(statistics: dict[tuple[int, str], Counts]) -> None:
    scores = Score.objects.select_related("measure", "translation__segment")
    rows = [((score.translation_id, score.measure.metric), score) for score in scores]
    assert len(rows) == FIGURES
    assert {key: counts_of(score) for key, score in rows} == statistics
    formulas = {measure.metric: measure.formula for measure in Measure.objects.all()}
    assert {score.value for _, score in rows} == {
        formulas[name].segment_score(counts) for (_, name), counts in statistics.items()
    }
    by_article, by_system = defaultdict(list), defaultdict(list)
    for (_, name), score in rows:
        translation = score.translation
        by_article[translation.segment.article_id, translation.system_id, name].append(counts_of(score))
        by_system[translation.system_id, name].append(counts_of(score))
    articles = ArticleScore.objects.select_related("measure")
    assert {(row.article_id, row.system_id, row.measure.metric): sum_of(row) for row in articles} == {
        key: summed(counts, formulas[key[2]]) for key, counts in by_article.items()
    }
    systems = SystemScore.objects.select_related("measure")
    assert {(row.system_id, row.measure.metric): sum_of(row) for row in systems} == {
        key: summed(counts, formulas[key[1]]) for key, counts in by_system.items()
    }


def sum_of(row: ArticleScore | SystemScore) -> tuple[Counts, int, float]:
    return counts_of(row), row.segments, row.value


def summed(rows: list[Counts], formula: Metric) -> tuple[Counts, int, float]:
    total = add_statistics(rows)
    return total, len(rows), formula.corpus_score(total)


def test_killed_workers_leave_each_figure_exactly_once(crew: Crew, corpus: Corpus, cast: Cast) -> None:
    job = enqueue_job(
        corpus,
        kind=JobKind.SCORE_CORPUS,
        arguments={"metrics": list(METRICS), "part": PART},
        requested_by=cast.owner,
        now=timezone.now(),
    )
    chance = random.Random(1906)
    killed: set[int] = set()
    for _ in range(2):
        crew.start()
        enough = Score.objects.count() + chance.randrange(1, FIGURES // 4)
        wait_for(lambda enough=enough: Score.objects.count() >= enough, crew)  # type: ignore[misc]  # a default
        time.sleep(chance.uniform(0, 0.02))
        killed |= crew.processes()
        assert crew.end(signal.SIGKILL) == {-signal.SIGKILL}
        job.refresh_from_db()
        assert not job.has_ended
    statistics = expected()
    crew.start()
    whole = Job.objects.filter(pk=job.pk)
    wait_for(lambda: whole.get().has_ended, crew)

    job.refresh_from_db()
    assert (job.state, job.message, job.done, job.total) == (JobState.DONE, "Scored.", TEXTS, TEXTS)
    assert set(job.parts.values_list("state", flat=True)) == {JobState.DONE}
    assert job.parts.count() == TEXTS // PART
    assert_that_all_is_there_once(statistics)
    # Whoever scored for the killed ended by itself.
    wait_for(lambda: not killed & crew.processes(), crew)

    # The workers know their trade by now: of the same work again each does some.
    Score.objects.all().delete()
    retry_job(job)
    wait_for(lambda: whole.get().has_ended, crew)
    assert whole.get().state == JobState.DONE
    assert set(job.parts.values_list("owner", flat=True)) == crew.owners
    assert set(job.parts.values_list("attempts", flat=True)) == {1}
    assert_that_all_is_there_once(statistics)

    assert crew.end(signal.SIGTERM) == {0}
    assert crew.processes() == set()
