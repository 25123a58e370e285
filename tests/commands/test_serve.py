"""Web server and worker together: they start, answer, and leave nothing behind."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from typing import TYPE_CHECKING, Any

import pytest
from django.core.management.base import CommandError

from reviewapp.management.commands import serve
from tests.conftest import REPOSITORY

if TYPE_CHECKING:
    import pathlib
    from collections.abc import Iterator

    from tests.commands.conftest import Run

PATIENCE = 60


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@pytest.fixture
def environment(tmp_path: pathlib.Path) -> dict[str, str]:
    """Return the surroundings of an installation of its own, on SQLite."""
    kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "SECRET_KEY"}}
    return kept | {"DATA_DIR": str(tmp_path / "data"), "DJANGO_SETTINGS_MODULE": "config.settings"}


@pytest.fixture
def session_of(environment: dict[str, str]) -> Iterator[list[int]]:
    """Kill what is left of the sessions that a test started, whatever happened in it."""
    sessions: list[int] = []
    yield sessions
    for leader in sessions:
        try:
            os.killpg(leader, signal.SIGKILL)
        except ProcessLookupError:
            continue


def _answer(port: int, server: subprocess.Popen[bytes]) -> int:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as response:
                return int(response.status)
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.2)
    raise AssertionError("the server did not answer")


def _group(leader: int) -> list[str]:
    listed = subprocess.run(["ps", "-eo", "pgid=,stat=,args="], capture_output=True, text=True, check=True)
    lines = (line.split(None, 2) for line in listed.stdout.splitlines())
    return [command for pgid, state, command in lines if int(pgid) == leader and not state.startswith("Z")]


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_it_serves_until_a_signal_and_leaves_no_child(
    environment: dict[str, str], session_of: list[int], tmp_path: pathlib.Path, ending: signal.Signals
) -> None:
    manage = [sys.executable, str(REPOSITORY / "manage.py")]
    subprocess.run([*manage, "migrate", "--verbosity", "0"], env=environment, check=True, cwd=REPOSITORY)
    port = _free_port()
    with (tmp_path / "log").open("wb") as log:
        server = subprocess.Popen(
            [*manage, "serve", "--port", str(port)],
            env=environment,
            cwd=REPOSITORY,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    session_of.append(server.pid)

    assert _answer(port, server) == 200
    assert len(_group(server.pid)) == 3, _group(server.pid)
    server.send_signal(ending)

    assert server.wait(PATIENCE) == 0
    assert _group(server.pid) == []
    printed = (tmp_path / "log").read_text()
    assert f"reviewapp is at http://127.0.0.1:{port}/" in printed
    assert printed.rstrip().endswith("stopped")
    assert "Traceback" not in printed


@pytest.fixture
def child_commands(monkeypatch: pytest.MonkeyPatch) -> list[subprocess.Popen[bytes]]:
    """Start harmless children in place of the server and the worker: one that ends, one that will not."""
    programs = iter(
        ["raise SystemExit(3)", "import signal, time; signal.signal(15, signal.SIG_IGN); time.sleep(60)"]
    )
    started: list[subprocess.Popen[bytes]] = []

    def start(_: list[str]) -> subprocess.Popen[bytes]:
        started.append(real([sys.executable, "-c", next(programs)]))
        return started[-1]

    real = subprocess.Popen
    monkeypatch.setattr("subprocess.Popen", start)
    monkeypatch.setattr(serve, "GRACE_SECONDS", 0.5)
    return started


def test_when_one_of_them_ends_the_other_is_ended_and_that_is_a_failure(
    child_commands: list[subprocess.Popen[bytes]], run: Run
) -> None:
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        with pytest.raises(CommandError, match="ended by itself"):
            run("serve", "--port", "1")
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)

    assert all(child.returncode is not None for child in child_commands)
    assert len(child_commands) == 2


@pytest.mark.parametrize(
    ("proxies", "options"),
    [
        (0, []),
        (
            2,
            [
                "--trusted-proxy=*",
                "--trusted-proxy-count=2",
                "--trusted-proxy-headers=x-forwarded-for x-forwarded-proto",
            ],
        ),
    ],
)
def test_only_our_own_proxies_are_believed(settings: Any, proxies: int, options: list[str]) -> None:
    settings.TRUSTED_PROXIES = proxies
    assert serve._proxy_options() == options
