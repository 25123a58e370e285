"""Import a bilingual table."""

from __future__ import annotations

import pathlib
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand

from reviewapp.domain.exchange.tables import TableFormat, read_table
from reviewapp.management.arguments import corpus_named, plain_failures, print_plan, system_operation
from reviewapp.services.importing.plans import plan_import
from reviewapp.services.importing.reading import read_files
from reviewapp.services.importing.store import store_plan

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    """Parse, read, plan, store, print."""

    help = "Import a CSV, TSV or JSON Lines table, our own exports among them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("slug", metavar="SLUG")
        parser.add_argument("file", type=pathlib.Path, metavar="FILE")
        parser.add_argument(
            "--format", choices=[known.value for known in TableFormat], help="default: by the file's name"
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would be stored, and store nothing"
        )

    def handle(
        self,
        *,
        slug: str,
        file: pathlib.Path,
        format: str | None,  # noqa: A002  (the option's name)
        dry_run: bool,
        **_: Any,  # noqa: ANN401
    ) -> None:
        """Import, or say what would be imported."""
        corpus = corpus_named(slug)
        with plain_failures():
            (table,) = read_files([file])
            reading = read_table(table.data, name=table.name, format=TableFormat(format) if format else None)
            plan = plan_import(corpus, reading)
            if not dry_run:
                store_plan(plan, operation=system_operation())
        for header, meaning in reading.columns.items():
            self.stdout.write(f"column {header}: {meaning}")
        print_plan(plan, self.stdout, is_dry=dry_run)
