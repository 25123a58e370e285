"""What a reader notes while it reads: every problem, for one refusal; every line it leaves out."""

from __future__ import annotations

from typing import NoReturn

from reviewapp.domain.exchange.incoming import ImportRejected, Problem, Skipped

MAX_PROBLEMS = 1_000
_QUOTED_CHARACTERS = 60


class ProblemLog:
    """Collects the problems of one import, so that one refusal names them all."""

    def __init__(self) -> None:
        self._problems: list[Problem] = []

    def add(self, file: str, line: int | None, reason: str) -> None:
        """Note a problem. Raises ImportRejected at the 1,000th: reading on would tell nobody more."""
        self._problems.append(Problem(file, line, reason))
        if len(self._problems) >= MAX_PROBLEMS:
            self._reject()

    def include(self, rejected: ImportRejected) -> None:
        """Note every problem of a refusal met on the way. Raises ImportRejected at the 1,000th."""
        for problem in rejected.problems:
            self.add(problem.file, problem.line, problem.reason)

    def raise_any(self) -> None:
        """Raise ImportRejected if anything was noted."""
        if self._problems:
            self._reject()

    def _reject(self) -> NoReturn:
        order = {name: index for index, name in enumerate(dict.fromkeys(p.file for p in self._problems))}
        raise ImportRejected(sorted(self._problems, key=lambda p: (order[p.file], p.line or 0)))


class TableLog:
    """Notes of reading one table: its problems, the lines left out, and how its headers were understood."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.skipped: list[Skipped] = []
        self.columns: dict[str, str] = {}
        self._problems = ProblemLog()

    def refuse(self, line: int | None, reason: str) -> None:
        """Note a problem. Raises ImportRejected at the 1,000th."""
        self._problems.add(self.file, line, reason)

    def skip(self, line: int, reason: str) -> None:
        """Note a line that is left out."""
        self.skipped.append(Skipped(self.file, line, reason))

    def raise_any(self) -> None:
        """Raise ImportRejected if there was any problem."""
        self._problems.raise_any()


def quoted(text: str) -> str:
    """Return a piece of a file for use in a message: in quotes, short, unprintable characters escaped."""
    shown = text[:_QUOTED_CHARACTERS]
    safe = "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in shown)
    return f'"{safe}{"…" if len(text) > len(shown) else ""}"'
