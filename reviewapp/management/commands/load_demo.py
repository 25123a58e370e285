"""Load the demo corpora and people."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from reviewapp.management.arguments import system_operation
from reviewapp.services.demo import PASSWORD, PEOPLE, load_demo


class Command(BaseCommand):
    """Load, print the log-ins."""

    help = "Create demo corpora and people, with a well-known password: never on a public server."

    def handle(self, **_: Any) -> None:  # noqa: ANN401
        """Create what is missing and say how to log in."""
        is_new = load_demo(operation=system_operation())
        self.stdout.write("Demo loaded." if is_new else "The demo is there already.")
        for person in PEOPLE:
            self.stdout.write(
                f"  log in as {person.username:<8} password {PASSWORD}   ({person.role.label.lower()})"
            )
