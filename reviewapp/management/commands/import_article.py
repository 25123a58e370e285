"""Import an article as running text."""

from __future__ import annotations

import pathlib
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand

from reviewapp.management.arguments import corpus_named, plain_failures, print_plan, system_operation
from reviewapp.services.importing.plans import plan_import
from reviewapp.services.importing.reading import read_files
from reviewapp.services.importing.running_text import read_running_text
from reviewapp.services.importing.store import store_plan

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    """Parse, read, plan, store, print."""

    help = "Import an article: its sentences are split and aligned."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("slug", metavar="SLUG")
        parser.add_argument("--target", required=True, type=pathlib.Path, metavar="FILE")
        parser.add_argument("--source", type=pathlib.Path, metavar="FILE")
        parser.add_argument("--reference", type=pathlib.Path, metavar="FILE")
        parser.add_argument("--system", default="MT", metavar="NAME", help="who translated; default: MT")
        parser.add_argument("--title", default="", help="default: the first sentence")
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would be stored, and store nothing"
        )

    def handle(self, *, slug: str, dry_run: bool, **options: Any) -> None:  # noqa: ANN401
        """Import, or say what would be imported."""
        corpus = corpus_named(slug)
        with plain_failures():
            paths = {role: options[role] for role in ("target", "source", "reference") if options[role]}
            files = dict(zip(paths, read_files(paths.values()), strict=True))
            read = read_running_text(
                corpus,
                target=files["target"],
                source=files.get("source"),
                reference=files.get("reference"),
                system=options["system"],
                title=options["title"],
            )
            plan = plan_import(corpus, read.reading, rebuilt=read.rebuilt)
            if not dry_run:
                store_plan(plan, operation=system_operation())
        print_plan(plan, self.stdout, is_dry=dry_run)
