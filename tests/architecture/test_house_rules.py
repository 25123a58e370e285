"""Rules of the house that a machine can check."""

from __future__ import annotations

import ast
import pathlib
import re
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.conftest import REPOSITORY

CODE = sorted(path for folder in ("reviewapp", "config") for path in (REPOSITORY / folder).rglob("*.py"))
TEMPLATES = sorted(
    path for folder in ("templates", "reviewapp") for path in (REPOSITORY / folder).rglob("*.html")
)
LONGEST_FUNCTION = 50
FLOORS = {"models", "queries", "services", "admin"}
# What of the tests stands for a floor under another name, and what stands across all floors.
ELSEWHERE = {
    "web": "web",
    "domain": "domain",
    "commands": "management/commands",
    "templatetags": "templatetags",
}
ACROSS = {"architecture", "browser", "real_data", "docs", "static", "benchmarks"}


def _relative(path: pathlib.Path) -> str:
    return str(path.relative_to(REPOSITORY))


def _functions(path: pathlib.Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def _lines_with(paths: list[pathlib.Path], pattern: str) -> list[str]:
    wanted = re.compile(pattern)
    return [
        f"{_relative(path)}:{number}: {line.strip()}"
        for path in paths
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if wanted.search(line)
    ]


def test_there_is_something_to_check() -> None:
    assert len(CODE) > 50
    assert len(TEMPLATES) > 20


def test_nothing_is_called_utils_helper_or_manager() -> None:
    assert not [path for path in CODE if path.stem in {"utils", "util", "helpers", "misc", "common"}]
    assert _lines_with(CODE, r"^class \w*(Manager|Helper)\b") == []


def test_no_function_is_longer_than_fifty_lines() -> None:
    long = [
        f"{_relative(path)}: {function.name} has {length} lines"
        for path in CODE
        for function in _functions(path)
        if (length := (function.end_lineno or 0) - function.lineno + 1) > LONGEST_FUNCTION
    ]

    assert long == []


def test_texts_are_never_marked_as_safe() -> None:
    assert _lines_with(CODE, r"\bmark_safe\b|\b(SafeString|SafeText)\(") == []
    assert _lines_with(TEMPLATES, r"\|\s*safe\b|autoescape\s+off|\|\s*safeseq\b") == []


def test_templates_have_no_inline_style_handler_or_script() -> None:
    assert _lines_with(TEMPLATES, r"(?i)\sstyle\s*=|<style\b") == []
    assert _lines_with(TEMPLATES, r"(?i)\son[a-z]+\s*=|\shx-on\b|javascript:") == []
    scripts = [
        f"{_relative(path)}: {tag}"
        for path in TEMPLATES
        for tag in re.findall(r"(?is)<script\b[^>]*>", path.read_text(encoding="utf-8"))
        if "src=" not in tag
    ]
    assert scripts == []


def test_rows_are_never_locked_by_select() -> None:
    """Hold on to compare-and-set: SQLite knows no SELECT … FOR UPDATE and does without a word."""
    assert _lines_with(CODE, "select_for_update") == []


def test_no_work_is_done_by_signals_or_in_save() -> None:
    assert _lines_with(CODE, r"\b(post_save|pre_save|post_delete|pre_delete|m2m_changed)\b") == []
    assert [
        _relative(path) for path in CODE for function in _functions(path)
        if function.name == "save" and "models" in path.parts
    ] == []  # fmt: skip


def test_nothing_is_left_to_be_done() -> None:
    assert _lines_with(CODE, r"\b(TODO|FIXME|XXX|NotImplementedError)\b") == []


def test_a_web_server_starts_without_what_only_scoring_needs() -> None:
    """Import the whole site in a process of its own: sacrebleu and sentencepiece must stay out."""
    program = (
        "import sys, django; django.setup()\n"
        "from django.urls import get_resolver; get_resolver().url_patterns\n"
        "import config.wsgi\n"
        "print(*sorted({'sacrebleu', 'sentencepiece', 'numba', 'torch'} & set(sys.modules)))"
    )

    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=REPOSITORY
    )

    assert done.stdout.strip() == ""


def test_every_folder_of_tests_stands_for_a_floor() -> None:
    folders = {
        path.name
        for path in (REPOSITORY / "tests").iterdir()
        if path.is_dir() and not path.name.startswith(("_", ".")) and any(path.rglob("test_*.py"))
    }

    assert folders <= FLOORS | set(ELSEWHERE) | ACROSS
    for folder in folders - ACROSS:
        assert (REPOSITORY / "reviewapp" / ELSEWHERE.get(folder, folder)).is_dir()


@pytest.mark.parametrize("floor", ["domain", "services"])
def test_every_room_of_a_floor_has_its_tests(floor: str) -> None:
    rooms = {path.parent.name for path in (REPOSITORY / "reviewapp" / floor).glob("*/__init__.py")}

    untested = {room for room in rooms if not list((REPOSITORY / "tests" / floor / room).glob("test_*.py"))}

    assert untested == set()
