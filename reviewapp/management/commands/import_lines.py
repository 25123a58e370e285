"""Import line-aligned files."""

from __future__ import annotations

import argparse
import pathlib
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reviewapp.domain.exchange.lines import read_lines
from reviewapp.management.arguments import corpus_named, plain_failures, print_plan, system_operation
from reviewapp.services.importing.plans import plan_import
from reviewapp.services.importing.reading import read_files
from reviewapp.services.importing.store import store_plan

NamedPath = tuple[str, pathlib.Path]


def named_path(text: str) -> NamedPath:
    """Parse NAME=FILE."""
    name, sign, path = text.partition("=")
    if not (name and sign and path):
        raise argparse.ArgumentTypeError(f"{text}: write it as NAME=FILE")
    return name, pathlib.Path(path)


class Command(BaseCommand):
    """Parse, read, plan, store, print."""

    help = "Import files in which line n of each belongs together."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("slug", metavar="SLUG")
        parser.add_argument("--source", required=True, type=pathlib.Path, metavar="FILE")
        parser.add_argument(
            "--system", required=True, action="append", type=named_path, metavar="NAME=FILE", dest="systems"
        )
        parser.add_argument(
            "--reference",
            action="append",
            default=[],
            type=named_path,
            metavar="NAME=FILE",
            dest="references",
        )
        parser.add_argument(
            "--articles",
            type=pathlib.Path,
            metavar="FILE",
            help="one line a segment; its last field is the id",
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would be stored, and store nothing"
        )

    def handle(
        self,
        *,
        slug: str,
        source: pathlib.Path,
        systems: list[NamedPath],
        references: list[NamedPath],
        articles: pathlib.Path | None,
        dry_run: bool,
        **_: Any,  # noqa: ANN401
    ) -> None:
        """Import, or say what would be imported."""
        corpus = corpus_named(slug)
        for what, named in (("system", systems), ("reference", references)):
            names = [name for name, _path in named]
            if twice := sorted({name for name in names if names.count(name) > 1}):
                raise CommandError(f"--{what} {twice[0]} is given twice. Nothing was stored.")
        with plain_failures():
            paths = [source, *(path for _, path in systems), *(path for _, path in references)]
            files = iter(read_files([*paths, *([articles] if articles else [])]))
            reading = read_lines(
                source=next(files),
                systems={name: next(files) for name, _ in systems},
                references={name: next(files) for name, _ in references},
                articles=next(files, None),
            )
            plan = plan_import(corpus, reading)
            if not dry_run:
                store_plan(plan, operation=system_operation())
        print_plan(plan, self.stdout, is_dry=dry_run)
