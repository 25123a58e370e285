"""Run the suite on PostgreSQL: `python -m tests.postgres [pytest's own arguments]`.

The server is the one that `TEST_DATABASE_URL` names, else a throw-away cluster from installed server
binaries. Where no server is installed nothing is run and the exit status is 0, or 1 with REQUIRE_POSTGRES=1.
"""

from __future__ import annotations

import os
import pathlib
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import quote

ROLE = "reviewapp"
START_SECONDS = 60
STOP_SECONDS = 20
# Nothing of this outlives the run, so nothing need survive a power cut.
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
}


class ServerDidNotStart(RuntimeError):
    """The throw-away server did not answer; its log says why."""


@dataclass(frozen=True, slots=True)
class Owner:
    """Who runs the server: PostgreSQL refuses to run as root. None is whoever runs the tests."""

    name: str | None

    def process_arguments(self) -> Mapping[str, object]:
        """Return what makes a child run as this person."""
        if self.name is None:
            return {}
        return {"user": self.name, "group": pwd.getpwnam(self.name).pw_gid, "extra_groups": []}


def find_binaries(debian: pathlib.Path = pathlib.Path("/usr/lib/postgresql")) -> pathlib.Path | None:
    """Return the folder of the newest installed server's binaries."""
    folders = [path.parent for path in debian.glob("*/bin/initdb")]
    if folders:
        return max(folders, key=lambda folder: float(folder.parent.name))
    found = shutil.which("initdb")
    return pathlib.Path(found).resolve().parent if found else None


def unprivileged_owner() -> Owner:
    """Return who may run the server."""
    if os.geteuid() != 0:
        return Owner(None)
    names = {entry.pw_name for entry in pwd.getpwall()}
    return Owner("postgres" if "postgres" in names else "nobody")


@contextmanager
def throw_away_cluster(binaries: pathlib.Path, owner: Owner) -> Iterator[str]:
    """Run a fresh server on a socket in a folder of its own, and yield its database's address."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="reviewapp-postgres-"))
    try:
        if owner.name:
            shutil.chown(folder, owner.name, pwd.getpwnam(owner.name).pw_gid)
        with _server(binaries, owner, folder) as socket:
            yield f"postgres://{ROLE}@{quote(str(socket), safe='')}/postgres"
    finally:
        shutil.rmtree(folder)


@contextmanager
def _server(binaries: pathlib.Path, owner: Owner, folder: pathlib.Path) -> Iterator[pathlib.Path]:
    data, log = folder / "data", folder / "log"
    initdb = [binaries / "initdb", f"--pgdata={data}", f"--username={ROLE}", "--auth=trust"]
    arguments = {"cwd": folder, "start_new_session": True, **owner.process_arguments()}
    _checked([*initdb, "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"], arguments)
    options = [part for name, value in SETTINGS.items() for part in ("-c", f"{name}={value}")]
    with log.open("wb") as written:
        command = [binaries / "postgres", "-D", data, "-k", folder, *options]
        server = subprocess.Popen(command, stdout=written, stderr=written, **arguments)  # type: ignore[call-overload]  # of mixed types
    try:
        _wait_until_ready(binaries, folder, server, log)
        yield folder
    finally:
        # SIGINT is PostgreSQL's fast shutdown: it does not wait for clients.
        server.send_signal(signal.SIGINT)
        try:
            server.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _checked(command: Sequence[object], arguments: Mapping[str, object]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False, **arguments)  # type: ignore[call-overload]  # of mixed types
    if done.returncode:
        raise ServerDidNotStart(done.stderr)


def _wait_until_ready(
    binaries: pathlib.Path, socket: pathlib.Path, server: subprocess.Popen[bytes], log: pathlib.Path
) -> None:
    deadline = time.monotonic() + START_SECONDS
    while server.poll() is None and time.monotonic() < deadline:
        asked = subprocess.run([binaries / "pg_isready", "-q", "-h", socket], check=False)
        if asked.returncode == 0:
            return
        time.sleep(0.1)
    raise ServerDidNotStart(log.read_text(errors="replace"))


def run_pytest(arguments: Sequence[str], *, url: str) -> int:
    """Run pytest on one database and return its exit status."""
    command = [sys.executable, "-m", "pytest", *arguments]
    return subprocess.run(command, env={**os.environ, "TEST_DATABASE_URL": url}, check=False).returncode


def main(arguments: Sequence[str]) -> int:
    """Run the tests on the server there is."""
    if url := os.environ.get("TEST_DATABASE_URL"):
        return run_pytest(arguments, url=url)
    binaries = find_binaries()
    if binaries is None:
        print("No PostgreSQL server is installed and TEST_DATABASE_URL is not set: nothing was tested.")  # noqa: T201
        return int(os.environ.get("REQUIRE_POSTGRES") == "1")
    # An ended terminal must not leave a server behind.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with throw_away_cluster(binaries, unprivileged_owner()) as url:
        return run_pytest(arguments, url=url)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
