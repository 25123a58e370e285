"""The kernels twice: as machine code, and as the plain Python that they are written in."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from types import ModuleType

import numba
import pytest

PACKAGE = "reviewapp.domain.scoring.kernels"

Load = Callable[[str], ModuleType]


@pytest.fixture(scope="session")
def compiled() -> Load:
    """Return how to import one of the package's modules."""
    return lambda name: importlib.import_module(f"{PACKAGE}.{name}")


@pytest.fixture(scope="session")
def plain() -> Load:
    """Return how to import a module that is not compiled: coverage sees it, and no index passes an end."""
    package = importlib.import_module(PACKAGE)
    before = _modules()
    for name in before:
        del sys.modules[name]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(numba.config, "DISABLE_JIT", 1)
        importlib.import_module(f"{PACKAGE}.batches")
    loaded = _modules()
    for name in loaded:
        del sys.modules[name]
    sys.modules |= before
    for name, module in before.items():
        setattr(package, name.removeprefix(f"{PACKAGE}."), module)
    return lambda name: loaded[f"{PACKAGE}.{name}"]


def _modules() -> dict[str, ModuleType]:
    return {name: module for name, module in sys.modules.items() if name.startswith(f"{PACKAGE}.")}
