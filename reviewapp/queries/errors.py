"""The errors behind the numbers of a summary."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import F

from reviewapp.domain.annotation.severities import Severity
from reviewapp.models import ORIGINAL, Error

if TYPE_CHECKING:
    from reviewapp.models import Article, System

MACHINE, PRESENT = "machine", "present"
"""Errors of the machine's own text, and those that no correction answered."""
_LONGEST_PATH = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorChoice:
    """Which errors are asked for; what is empty or unknown does not narrow them."""

    category: str = ""
    severity: str = ""
    text: str = ""

    @property
    def words(self) -> list[str]:
        """Return in words what narrows them."""
        of_text = {MACHINE: "in the machine’s text", PRESENT: "in the text as it stands"}
        found = [self._path, self._severity, of_text.get(self.text, "")]
        return [part for part in found if part]

    @property
    def conditions(self) -> dict[str, object]:
        """Return what the database is asked."""
        texts: dict[str, object] = {MACHINE: ORIGINAL, PRESENT: F("translation__text_number")}
        found = {
            "category__path": self._path,
            "severity": self._severity,
            "text_number": texts.get(self.text),
        }
        return {name: value for name, value in found.items() if value}

    @property
    def _path(self) -> str:
        return self.category.replace("\0", "")[:_LONGEST_PATH]

    @property
    def _severity(self) -> str:
        return self.severity if self.severity in set(Severity) else ""


def article_errors_of(article: Article, system: System, choice: ErrorChoice) -> list[Error]:
    """Return the standing errors of an article's translation in reading order; one query."""
    errors = Error.objects.standing().filter(
        translation__segment__article=article, translation__system=system, **choice.conditions
    )
    return list(
        errors.select_related("category", "author", "translation__segment").order_by(
            "translation__segment__position", "side", "start", "pk"
        )
    )
