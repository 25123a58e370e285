"""Where machine code is kept, and what happens where it cannot be."""

from __future__ import annotations

import pathlib
from typing import Any

import numba
import pytest

from tests.domain.scoring.kernels.conftest import Load


def double(number: int) -> int:
    return 2 * number


def test_code_is_kept_under_a_name_of_all_sources(
    compiled: Load, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    compiler = compiled("compiler")
    monkeypatch.setattr(numba.config, "CACHE_DIR", str(tmp_path))
    machine = compiler.entry_point(double)
    assert machine(4) == 8
    (folder,) = tmp_path.iterdir()
    assert folder.name == f"kernels-{compiler._digest()}"
    assert list(folder.rglob("*.nbc"))
    assert str(tmp_path) == compiler._numba.config.CACHE_DIR


def test_another_source_is_another_folder(
    compiled: Load, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    compiler = compiled("compiler")
    digest = compiler._digest.__wrapped__
    (tmp_path / "one.py").write_text("ONE = 1\n")
    monkeypatch.setattr(compiler, "_FOLDER", tmp_path)
    first = digest()
    (tmp_path / "one.py").write_text("ONE = 2\n")
    assert first != digest()


def test_folders_in_order(compiled: Load, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    compiler = compiled("compiler")
    monkeypatch.setattr(compiler, "_FOLDER", tmp_path)
    assert compiler._writable_folder("/var/cache/kernels") == pathlib.Path("/var/cache/kernels")
    assert compiler._writable_folder("") == tmp_path / "__pycache__"
    monkeypatch.setattr(compiler.os, "access", lambda path, mode: False)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert compiler._writable_folder("") == tmp_path / "home" / ".cache" / "numba"


def test_without_a_folder_each_process_compiles(compiled: Load, monkeypatch: pytest.MonkeyPatch) -> None:
    compiler: Any = compiled("compiler")
    njit = numba.njit

    def refuse_to_cache(*functions: Any, **options: Any) -> Any:
        if options.pop("cache", False):
            raise RuntimeError("cannot cache function: no locator available")
        return njit(*functions, **options)

    monkeypatch.setattr(numba, "njit", refuse_to_cache)
    assert compiler.entry_point(double)(21) == 42
