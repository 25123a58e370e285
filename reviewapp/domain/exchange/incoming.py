"""What every reader yields and the store takes: articles of segments, or the reasons for a refusal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

_PROBLEMS_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a file cannot be imported. `line` is a physical line counted from 1, None for the whole file."""

    file: str
    line: int | None
    reason: str

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}, line {self.line}"
        return f"{place}: {self.reason}"


class ImportRejected(ValueError):
    """Files that are refused as a whole; `problems` says where and why."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        shown = [str(problem) for problem in self.problems[:_PROBLEMS_SHOWN]]
        if rest := len(self.problems) - len(shown):
            shown.append(f"and {rest:,} more")
        return "\n".join(shown)


@dataclass(frozen=True, slots=True)
class IncomingSegment:
    """One aligned segment, its texts exactly as the file has them.

    `key` is its id within the article: the file's own, or its 1-based number. `line` is where it begins.
    `source` is "" where there is none. `translations` go by system name, "" being an omission; `corrections`
    by the system they correct; `references` by their name. `source_sentences` is 0 for an addition;
    `paragraph` counts from 0.
    """

    key: str
    line: int | None
    source: str
    translations: Mapping[str, str]
    references: Mapping[str, str]
    corrections: Mapping[str, str]
    source_sentences: int = 1
    paragraph: int = 0
    is_headline: bool = False


@dataclass(frozen=True, slots=True)
class IncomingArticle:
    """One article: its id within the corpus, its title and its segments in reading order."""

    key: str
    title: str
    segments: tuple[IncomingSegment, ...]


@dataclass(frozen=True, slots=True)
class Skipped:
    """A line that is left out without harm, and why."""

    file: str
    line: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What one import holds.

    `columns` tells how a table's headers, as they stand in the file, were understood; `file` is its name.
    """

    articles: tuple[IncomingArticle, ...]
    skipped: tuple[Skipped, ...]
    columns: Mapping[str, str]
    file: str
