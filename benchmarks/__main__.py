"""Measure everything in a scratch database and print one table."""

from __future__ import annotations

import os
import platform
import sqlite3
import sys
import time

from benchmarks.scratch import scratch_installation
from benchmarks.timing import as_table


def main() -> None:
    """Run the parts one after the other; what is slow here is slow, and nothing fails for it."""
    begun = time.monotonic()
    with scratch_installation() as folder:
        # Models can be imported once Django is set up.
        from benchmarks import importing, pages, resampling, scoring, slices  # noqa: PLC0415

        lines = []
        for part in (importing, scoring, resampling, slices, pages):
            print(f"{part.__name__} …", file=sys.stderr, flush=True)
            lines += part.measure(folder)
    print(machine_line())
    print()
    print(as_table(lines))
    print(f"\nin all {time.monotonic() - begun:.0f} s", file=sys.stderr)


def machine_line() -> str:
    """Return what the figures were measured on."""
    return (
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores,"
        f" Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
    )


if __name__ == "__main__":
    main()
