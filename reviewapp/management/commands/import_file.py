"""Import a bilingual table, or ratings."""

from __future__ import annotations

import pathlib
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from reviewapp.domain.exchange.ratings import RatingFormat
from reviewapp.domain.exchange.tables import TableFormat, read_table
from reviewapp.management.arguments import corpus_named, plain_failures, print_plan, system_operation
from reviewapp.services.importing.plans import plan_import
from reviewapp.services.importing.ratings import PROTOCOLS, plan_ratings, read_ratings
from reviewapp.services.importing.reading import read_files
from reviewapp.services.importing.store import store_plan

if TYPE_CHECKING:
    from argparse import ArgumentParser
    from collections.abc import Mapping

    from reviewapp.domain.exchange.files import NamedFile
    from reviewapp.models import Corpus
    from reviewapp.services.importing.plans import Plan


class Command(BaseCommand):
    """Parse, read, plan, store, print."""

    help = "Import a CSV, TSV or JSON Lines table, our own exports among them, or ratings of WMT."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("slug", metavar="SLUG")
        parser.add_argument("file", type=pathlib.Path, metavar="FILE")
        parser.add_argument(
            "--format",
            choices=[known.value for kinds in (TableFormat, RatingFormat) for known in kinds],
            help="default: by the file's name; ratings are never guessed",
        )
        parser.add_argument(
            "--articles",
            type=pathlib.Path,
            metavar="FILE",
            help="with wmt-esa: the file by which import_lines divided the lines; default: counted",
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
        articles: pathlib.Path | None,
        dry_run: bool,
        **_: Any,  # noqa: ANN401
    ) -> None:
        """Import, or say what would be imported."""
        corpus = corpus_named(slug)
        if articles and format != RatingFormat.WMT_ESA.value:
            raise CommandError(f"--articles goes with --format {RatingFormat.WMT_ESA.value} only.")
        with plain_failures():
            found = iter(read_files([file, *([articles] if articles else [])]))
            plan, columns = _plan(corpus, next(found), format, next(found, None))
            if not dry_run:
                store_plan(plan, operation=system_operation())
        for header, meaning in columns.items():
            self.stdout.write(f"column {header}: {meaning}")
        print_plan(plan, self.stdout, is_dry=dry_run)


def _plan(
    corpus: Corpus, file: NamedFile, name: str | None, articles: NamedFile | None
) -> tuple[Plan, Mapping[str, str]]:
    """Return what would be stored, and how the columns of a table were understood."""
    if name in set(RatingFormat):
        kind = RatingFormat(name)
        rated = read_ratings(corpus, file, kind=kind, articles=articles)
        return plan_ratings(corpus, rated, protocol=PROTOCOLS[kind]), {}
    reading = read_table(file.data, name=file.name, format=TableFormat(name) if name else None)
    return plan_import(corpus, reading), reading.columns
