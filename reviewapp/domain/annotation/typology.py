"""Error categories: a tree of types, each known by its path."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_PATH = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*(?:/[a-z0-9]+(?:-[a-z0-9]+)*)*")


class CategoryPathInvalid(ValueError):
    """A category path that is not small letters, figures and hyphens between slashes."""


@dataclass(frozen=True, slots=True)
class Category:
    """One type of error.

    `path` is "accuracy/mistranslation", or "accuracy" for a whole dimension. `pid` is the MQM Council's id of
    the MQM-Core type that it is, or as which it leaves the house ("MQMC_101000"); "" where none fits.
    Raises CategoryPathInvalid.
    """

    path: str
    name: str
    definition: str
    pid: str = ""

    def __post_init__(self) -> None:
        if _PATH.fullmatch(self.path) is None:
            raise CategoryPathInvalid(f"{self.path!r} is no category path such as accuracy/mistranslation")

    @property
    def parent(self) -> str | None:
        """Return the path of the category above, None for a dimension."""
        above, slash, _ = self.path.rpartition("/")
        return above if slash else None


def paths_upwards(path: str) -> Iterator[str]:
    """Yield the path itself and then each one above it, up to the dimension."""
    while path:
        yield path
        path = path.rpartition("/")[0]
