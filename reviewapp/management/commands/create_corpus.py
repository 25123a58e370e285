"""Create a corpus."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from reviewapp.domain.annotation.profiles import built_in_profiles
from reviewapp.domain.text.languages import UnknownLanguage
from reviewapp.management.arguments import system_operation
from reviewapp.services.corpora import CorpusRefused, create_corpus
from reviewapp.services.profiles import UnknownProfile, latest_profile

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    """Parse, create, print."""

    help = "Create a corpus: one source and one target language."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("slug", metavar="SLUG")
        parser.add_argument("--source-language", required=True, metavar="TAG", help="BCP 47, such as vi")
        parser.add_argument("--target-language", required=True, metavar="TAG", help="BCP 47, such as en")
        parser.add_argument("--name", default="", help="as shown on screen; default: the slug")
        parser.add_argument(
            "--profile",
            metavar="KEY",
            help=f"error profile, in its latest version: {_built_in()} or your own; default: the first",
        )

    def handle(
        self,
        *,
        slug: str,
        source_language: str,
        target_language: str,
        name: str,
        profile: str | None,
        **_: Any,  # noqa: ANN401
    ) -> None:
        """Create the corpus."""
        try:
            chosen = latest_profile(profile) if profile else None
            corpus = create_corpus(
                slug=slug,
                name=name,
                source_language=source_language,
                target_language=target_language,
                profile=chosen,
                operation=system_operation(),
            )
        except (CorpusRefused, UnknownLanguage, UnknownProfile) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"created corpus {corpus.slug}: {corpus.language_pair_names}, profile {corpus.profile}"
        )


def _built_in() -> str:
    return ", ".join(known.key for known in built_in_profiles())
