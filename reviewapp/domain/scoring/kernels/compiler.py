"""How the kernels are compiled: by numba, kept on disk, and never from a stale part."""

from __future__ import annotations

import hashlib
import os
import pathlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, ParamSpec, TypeVar

import numba
import numpy as np
import numpy.typing as npt

P = ParamSpec("P")
R = TypeVar("R")

Integers = npt.NDArray[np.int64]
Cells = npt.NDArray[np.int32]

_FOLDER = pathlib.Path(__file__).parent
_numba: Any = numba


# A counter that starts as a plain 0 would have what it is handed to compiled twice, once for this 0 alone.
ZERO = np.zeros(1, np.int64)


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """Return the function as machine code that other compiled functions call."""
    return _compile(function, no_cpython_wrapper=True, no_cfunc_wrapper=True)


def entry_point(function: Callable[P, R]) -> Callable[P, R]:
    """Return the function as machine code that Python calls, compiled at its first call."""
    return _compile(function)


def _compile(function: Callable[P, R], **options: bool | str) -> Callable[P, R]:
    """Have machine code made and kept on disk; where nothing can be written, each process compiles anew.

    Floating point is as strict as Python's, but a division by 0 is not looked for: there is none.
    """
    options |= {"error_model": "numpy"}
    with _cache_folder():
        try:
            machine: Callable[P, R] = _numba.njit(cache=True, **options)(function)
        except RuntimeError:
            machine = _numba.njit(**options)(function)
    return machine


@contextmanager
def _cache_folder() -> Iterator[None]:
    """Let numba write to a folder that is named by all sources of the kernels.

    By itself it asks whether a function's own file has changed, and would go on using the old code of what
    that function calls in another file.
    """
    configured = _numba.config.CACHE_DIR
    _numba.config.CACHE_DIR = str(_writable_folder(configured) / f"kernels-{_digest()}")
    try:
        yield
    finally:
        _numba.config.CACHE_DIR = configured


def _writable_folder(configured: str) -> pathlib.Path:
    """Return `NUMBA_CACHE_DIR`, the package's own cache folder, or the user's where that is read-only."""
    if configured:
        return pathlib.Path(configured)
    if os.access(_FOLDER, os.W_OK):
        return _FOLDER / "__pycache__"
    return pathlib.Path("~/.cache/numba").expanduser()


@lru_cache(maxsize=1)
def _digest() -> str:
    sources = b"\0".join(path.read_bytes() for path in sorted(_FOLDER.glob("*.py")))
    return hashlib.sha256(sources).hexdigest()[:16]
