"""Turn files into what an import plan is made from."""

from __future__ import annotations

import pathlib
from typing import TYPE_CHECKING

from reviewapp.domain.exchange.files import NamedFile
from reviewapp.domain.exchange.incoming import ImportRejected, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable


def read_files(paths: Iterable[pathlib.Path], *, limit: int | None = None) -> list[NamedFile]:
    """Return the bytes of files under their bare names.

    `limit` is in bytes a file. Raise `ImportRejected`, for all of them at once, where a file cannot be read
    or is larger.
    """
    files, problems = [], []
    for path in paths:
        try:
            if limit is not None and path.stat().st_size > limit:
                problems.append(Problem(path.name, None, f"is larger than {limit:,} bytes"))
                continue
            files.append(NamedFile(path.name, path.read_bytes()))
        except OSError as error:
            problems.append(Problem(path.name, None, f"cannot be read: {error.strerror or error}"))
    if problems:
        raise ImportRejected(problems)
    return files
