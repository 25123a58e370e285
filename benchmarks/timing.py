"""Measure, and print what was measured as one table."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """What ours and the bound took, in seconds, and what else there is to say."""

    what: str
    ours: float
    bound_is: str
    bound: float
    note: str = ""


def once(act: Callable[[], object]) -> float:
    """Return the seconds of one run."""
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


def least(act: Callable[[], object], *, runs: int) -> float:
    """Return the least seconds of so many runs, after one that is not counted: what else runs only adds."""
    act()
    return min(once(act) for _ in range(runs))


def as_table(lines: Sequence[Line]) -> str:
    """Return the lines as a Markdown table whose columns stand under each other."""
    rows = [("what", "ours", "bound", "its time", "ratio", "note")]
    rows += [
        (
            line.what,
            _spoken(line.ours),
            line.bound_is,
            _spoken(line.bound),
            f"{line.ours / line.bound:.2f}",
            line.note,
        )
        for line in lines
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    ruled = [rows[0], tuple("-" * width for width in widths), *rows[1:]]
    return "\n".join(
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in ruled
    )


def _spoken(seconds: float) -> str:
    return f"{seconds:.2f} s" if seconds >= 1 else f"{seconds * 1000:.1f} ms"
