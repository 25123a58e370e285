"""What the tests read of a Markdown document."""

from __future__ import annotations

import pathlib
import re
import shlex
from dataclasses import dataclass

from reviewapp.management.commands.write_docs import documents
from tests.conftest import REPOSITORY

DOCUMENTS = [*documents(), REPOSITORY / "CHANGELOG.md"]

_BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
_CODE = re.compile(r"`([^`\n]+)`")


@dataclass(frozen=True, slots=True)
class ShellLine:
    """One line of a code block that a reader is to type."""

    document: str
    line: str

    def words(self) -> list[str]:
        """Return the words as a shell splits them."""
        return shlex.split(self.line)


def name_of(path: pathlib.Path) -> str:
    """Return a document's path for messages."""
    return str(path.relative_to(REPOSITORY))


def blocks(text: str, language: str) -> list[str]:
    """Return the code blocks of a language."""
    return [content for kind, content in _BLOCK.findall(text) if kind == language]


def prose(text: str) -> str:
    """Return the document without its code blocks."""
    return _BLOCK.sub("", text)


def shell_lines() -> list[ShellLine]:
    """Return every line to type of every document."""
    return [
        ShellLine(name_of(path), line)
        for path in DOCUMENTS
        for block in blocks(path.read_text("utf-8"), "sh")
        for line in block.splitlines()
    ]


def links(text: str) -> list[str]:
    """Return where links and pictures lead."""
    return _LINK.findall(prose(text))


def code_words(text: str) -> list[str]:
    """Return what stands between backticks in the prose."""
    return _CODE.findall(prose(text))


def first_cells(text: str, *, header: str) -> list[list[str]]:
    """Return the rows, as cells, of the table whose first header this is."""
    rows: list[list[str]] = []
    inside = False
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split(" | ")] if line.startswith("|") else []
        if not cells:
            inside = False
        elif cells[0].strip(" |") == header:
            inside = True
        elif inside and not set(line) <= set("|- "):
            rows.append(cells)
    return rows
