"""Run commands as the shell does, and files for them to read."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from django.core.management import call_command

from tests.services.conftest import shared_database

if TYPE_CHECKING:
    import pathlib


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command printed."""

    out: str
    err: str


__all__ = ["shared_database"]

Run = Callable[..., Ran]
Write = Callable[..., "pathlib.Path"]


@pytest.fixture
def run() -> Run:
    """Return a function that runs a command with its words."""

    def run_command(*words: object) -> Ran:
        out, err = io.StringIO(), io.StringIO()
        call_command(*(str(word) for word in words), stdout=out, stderr=err)
        return Ran(out.getvalue(), err.getvalue())

    return run_command


@pytest.fixture
def write(tmp_path: pathlib.Path) -> Write:
    """Return a function that writes a file into this test's folder."""

    def write_file(name: str, content: str | bytes) -> pathlib.Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write_file
