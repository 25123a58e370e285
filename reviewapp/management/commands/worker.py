"""Run jobs until told to stop."""

from __future__ import annotations

import os
import signal
import socket
import threading
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand
from django.db import OperationalError, connection
from django.utils import timezone

from reviewapp.domain.scoring.pool import ScoringPool
from reviewapp.models import JobKind
from reviewapp.services.scoring.corpus import cores
from reviewapp.services.working import Bench, work_once

if TYPE_CHECKING:
    from argparse import ArgumentParser
    from collections.abc import Sequence

QUICK = (JobKind.SCORE_TRANSLATION,)
LONG = tuple(kind for kind in JobKind if kind not in QUICK)
IDLE_SECONDS = 60.0
"""After so long without a job the processes that score are ended; the next job starts them again."""


class Command(BaseCommand):
    """One lane for corrections, which editors wait for, and one for whole corpora."""

    help = "Run background jobs. Start as many workers, on as many machines, as share the database."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("--once", action="store_true", help="stop when no job waits")
        parser.add_argument("--poll", type=float, default=1.0, help="seconds between looks at an empty queue")

    def handle(self, *, once: bool, poll: float, **_: Any) -> None:  # noqa: ANN401
        """Work in two lanes until a signal, or until the queue is empty."""
        stop = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stop.set())
        pause = None if once else poll
        name = f"{socket.gethostname()}:{os.getpid()}"
        quick = threading.Thread(target=self._lane, args=(name, QUICK, stop, pause), name="quick")
        quick.start()
        self._lane(name, LONG, stop, pause)
        quick.join()

    def _lane(self, name: str, kinds: Sequence[JobKind], stop: threading.Event, poll: float | None) -> None:
        with ScoringPool(processes=1 if kinds == QUICK else cores()) as pool:
            bench = Bench(timezone.now, stop, pool)
            idle = 0.0
            try:
                while not stop.is_set():
                    if self._work(name, kinds, bench):
                        idle = 0.0
                        continue
                    if poll is None:
                        return
                    stop.wait(poll)
                    idle += poll
                    if idle >= IDLE_SECONDS:
                        pool.stop()
            finally:
                connection.close()

    def _work(self, name: str, kinds: Sequence[JobKind], bench: Bench) -> bool:
        """Do one job; a database that is away for a moment is asked again."""
        try:
            job = work_once(owner=name, bench=bench, kinds=kinds)
        except OperationalError as error:
            self.stderr.write(f"The database does not answer: {error}")
            connection.close()
            return False
        if job and job.kind not in QUICK:
            job.refresh_from_db()
            self.stdout.write(f"{job.get_kind_display()} · {job.corpus.slug} · {job.get_state_display()}")
        return job is not None
