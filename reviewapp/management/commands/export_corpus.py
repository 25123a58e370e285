"""Take corrections or errors out of a corpus."""

from __future__ import annotations

import os
import pathlib
import sys
import tempfile
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from reviewapp.domain.workflow.states import TranslationStatus
from reviewapp.management.arguments import corpus_named, system_operation
from reviewapp.queries.exports import ExportFilter
from reviewapp.services.exporting import ExportFormat, Wishes, export_corpus

if TYPE_CHECKING:
    from argparse import ArgumentParser
    from collections.abc import Iterator


class Command(BaseCommand):
    """Parse, stream into a file."""

    help = "Write corrections or errors to a file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("slug", metavar="SLUG")
        parser.add_argument("--format", required=True, choices=[known.value for known in ExportFormat])
        parser.add_argument(
            "--output", required=True, type=pathlib.Path, metavar="FILE", help="- for standard output"
        )
        parser.add_argument(
            "--status", action="append", choices=[status.value for status in TranslationStatus], default=[]
        )
        parser.add_argument("--raw", action="store_true", help="for machines: formula cells are not guarded")
        parser.add_argument("--bom", action="store_true", help="begin with a byte order mark, for Excel")

    def handle(
        self,
        *,
        slug: str,
        format: str,  # noqa: A002  (the option's name)
        output: pathlib.Path,
        status: list[str],
        raw: bool,
        bom: bool,
        **_: Any,  # noqa: ANN401
    ) -> None:
        """Write the file whole, or not at all."""
        pieces = export_corpus(
            corpus_named(slug),
            Wishes(ExportFormat(format), raw=raw, bom=bom),
            chosen=ExportFilter(statuses=[TranslationStatus(name) for name in status]),
            operation=system_operation(),
        )
        if str(output) == "-":
            self._print(pieces)
            return
        try:
            _write_whole(output, pieces)
        except OSError as error:
            raise CommandError(f"{output} cannot be written: {error.strerror or error}") from error
        self.stderr.write(f"wrote {output}")

    def _print(self, pieces: Iterator[str]) -> None:
        """Write to standard output, until its reader has had enough."""
        try:
            for piece in pieces:
                self.stdout.write(piece, ending="")
            self.stdout.flush()
        except BrokenPipeError:
            # Python flushes standard output once more at its end, which would fail again.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _write_whole(path: pathlib.Path, pieces: Iterator[str]) -> None:
    """Write beside the file and rename: whoever reads it never sees a half."""
    with tempfile.NamedTemporaryFile(
        "w", encoding="utf-8", newline="", dir=path.parent, prefix=f".{path.name}.", delete=False
    ) as beside:
        try:
            for piece in pieces:
                beside.write(piece)
        except BaseException:
            pathlib.Path(beside.name).unlink()
            raise
    pathlib.Path(beside.name).replace(path)
