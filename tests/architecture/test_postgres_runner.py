"""The runner of the suite on PostgreSQL, without running it."""

from __future__ import annotations

import pathlib
from typing import TYPE_CHECKING

import pytest

from tests import postgres

if TYPE_CHECKING:
    from collections.abc import Sequence


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[list[str], str]]:
    """Note what would be run, and on which database."""
    runs: list[tuple[list[str], str]] = []

    def run_pytest(arguments: Sequence[str], *, url: str) -> int:
        runs.append((list(arguments), url))
        return 5

    monkeypatch.setattr(postgres, "run_pytest", run_pytest)
    monkeypatch.delenv("TEST_DATABASE_URL", raising=False)
    monkeypatch.delenv("REQUIRE_POSTGRES", raising=False)
    return runs


@pytest.mark.parametrize(("required", "status"), [("", 0), ("1", 1)])
def test_without_a_server_it_says_so(
    asked: list[object],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    required: str,
    status: int,
) -> None:
    monkeypatch.setattr(postgres, "find_binaries", lambda: None)
    monkeypatch.setenv("REQUIRE_POSTGRES", required)

    assert postgres.main(["-q"]) == status
    assert "No PostgreSQL server is installed" in capsys.readouterr().out
    assert asked == []


def test_a_server_that_is_named_is_used(asked: list[object], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEST_DATABASE_URL", "postgres://db.example/tests")

    assert postgres.main(["-q", "tests/models"]) == 5
    assert asked == [(["-q", "tests/models"], "postgres://db.example/tests")]


def test_the_newest_installed_server_is_taken(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert postgres.find_binaries(tmp_path) is None
    for version in ("9.6", "15", "17"):
        (tmp_path / version / "bin").mkdir(parents=True)
        (tmp_path / version / "bin" / "initdb").touch(mode=0o755)

    assert postgres.find_binaries(tmp_path) == tmp_path / "17" / "bin"
    (tmp_path / "initdb").touch(mode=0o755)
    assert postgres.find_binaries(tmp_path / "nowhere") == tmp_path


def test_a_server_that_does_not_start_leaves_nothing_behind(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.mkdtemp", lambda prefix: str((tmp_path / prefix).absolute()))
    (tmp_path / "reviewapp-postgres-").mkdir()
    (tmp_path / "initdb").write_text("#!/bin/sh\necho no room >&2\nexit 1\n")
    (tmp_path / "initdb").chmod(0o755)

    with (
        pytest.raises(postgres.ServerDidNotStart, match="no room"),
        postgres.throw_away_cluster(tmp_path, postgres.Owner(None)),
    ):
        pytest.fail("it must not come so far")

    assert not (tmp_path / "reviewapp-postgres-").exists()
