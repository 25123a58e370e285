"""Run the web server and a worker together, until one of them ends or somebody presses Ctrl-C."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

if TYPE_CHECKING:
    from argparse import ArgumentParser

GRACE_SECONDS = 15
POLL_SECONDS = 0.3


class Command(BaseCommand):
    """Start two children, pass signals on, and leave none behind."""

    help = "Run web server and worker on this machine."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--threads", type=int, default=8)

    def handle(self, *, host: str, port: int, threads: int, **_: Any) -> None:  # noqa: ANN401
        """Serve."""
        web = [
            sys.executable, "-m", "waitress", f"--listen={host}:{port}", f"--threads={threads}",
            "--channel-timeout=120", "config.wsgi:application",
        ]  # fmt: skip
        web[-1:-1] = _proxy_options()
        worker = [sys.executable, sys.argv[0], "worker"]
        # A flag and no exception: one that is raised inside a wait for a child would leave its lock held.
        asked = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: asked.set())
        children = [subprocess.Popen(command) for command in (web, worker)]  # noqa: S603  (our own words)
        self.stdout.write(f"reviewapp is at http://{host}:{port}/   (Ctrl-C stops it)")
        try:
            while not asked.wait(POLL_SECONDS) and all(child.poll() is None for child in children):
                pass
        finally:
            _stop(children)
        self.stdout.write("stopped")
        if not asked.is_set():
            raise CommandError("the web server or the worker ended by itself; what it printed above says why")


def _proxy_options() -> list[str]:
    """Let waitress believe what our own proxies say of scheme and client; it drops such headers else."""
    if not settings.TRUSTED_PROXIES:
        return []
    return [
        "--trusted-proxy=*",
        f"--trusted-proxy-count={settings.TRUSTED_PROXIES}",
        "--trusted-proxy-headers=x-forwarded-for x-forwarded-proto",
    ]


def _stop(children: list[subprocess.Popen[bytes]]) -> None:
    """Ask each child to end, and make those end that do not in time."""
    for child in children:
        child.terminate()
    deadline = time.monotonic() + GRACE_SECONDS
    for child in children:
        try:
            child.wait(timeout=max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
