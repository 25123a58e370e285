"""Whatever the documents tell a reader to type exists, with the options shown."""

from __future__ import annotations

import ast
import pathlib
import re
import tomllib

import pytest
from django.core.management import ManagementUtility, get_commands, load_command_class
from django.core.management.base import CommandError
from waitress.adjustments import Adjustments

from tests.conftest import REPOSITORY
from tests.docs.markdown import DOCUMENTS, ShellLine, code_words, name_of, shell_lines

MAKEFILE = (REPOSITORY / "Makefile").read_text("utf-8")
TARGETS = set(re.findall(r"^([a-z-]+):.*## ", MAKEFILE, re.MULTILINE))
OURS = sorted(name for name, app in get_commands().items() if app == "reviewapp")
PYTHON = ".venv/bin/python"
# Programs of PostgreSQL, which the tests need not find installed.
FOREIGN = {"pg_dump", "pg_restore"}


def parse(name: str, arguments: list[str]) -> None:
    """Let a command's own parser read the arguments. Raise `CommandError` where it refuses them."""
    command = load_command_class(get_commands()[name], name)
    command.create_parser("manage.py", name).parse_args(arguments)


def options_of(name: str) -> set[str]:
    command = load_command_class(get_commands()[name], name)
    return set(re.findall(r"--[a-z-]+", command.create_parser("manage.py", name).format_help()))


@pytest.mark.parametrize("shown", shell_lines(), ids=lambda shown: f"{shown.document}: {shown.line[:60]}")
def test_a_line_to_type_is_one_that_works(shown: ShellLine) -> None:
    match shown.words():
        case ["make", target]:
            assert target in TARGETS
        case ["export", *settings]:
            assert all(re.fullmatch(r"[A-Z_]+=.+", setting) for setting in settings)
        case [python, "manage.py", name, *arguments] if python == PYTHON:
            parse(name, arguments)
            shown_files = [word for word in arguments if word.startswith("reviewapp/")]
            assert all((REPOSITORY / word).is_file() for word in shown_files)
        case [python, "-m", "waitress", *arguments] if python == PYTHON:
            assert Adjustments.parse_args(arguments)
        case [python, "-m", "pip", "install", requirement] if python == PYTHON:
            assert requirement.partition(">")[0] in extras()
        case [python, "-c", code] if python == PYTHON:
            ast.parse(code)
        case [program, *_]:
            assert program in FOREIGN


def extras() -> set[str]:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))["project"]
    optional = project["optional-dependencies"]
    return {name.partition(">")[0] for extra in ("cjk", "embeddings") for name in optional[extra]}


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_each_option_named_in_prose_is_an_option_of_a_command(path: pathlib.Path) -> None:
    known = set().union(*(options_of(name) for name in [*OURS, "check"]))
    text = path.read_text("utf-8")
    named = {option for words in code_words(text) for option in re.findall(r"--[a-z][a-z-]*", words)}
    assert named <= known


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_each_make_target_named_in_prose_exists(path: pathlib.Path) -> None:
    text = path.read_text("utf-8")
    named = {words.split()[-1] for words in code_words(text) if re.match(r"([A-Z]+=\S+ )?make ", words)}
    assert named <= TARGETS


def test_help_lists_each_of_our_commands_and_the_documents_explain_it() -> None:
    listed = ManagementUtility(["manage.py", "help"]).main_help_text()
    text = "".join(path.read_text("utf-8") for path in DOCUMENTS)
    for name in OURS:
        assert f"    {name}\n" in listed + "\n"
        assert f"<!-- generated: command {name} -->" in text or name == "write_docs"


def test_a_line_with_an_option_that_does_not_exist_would_be_caught() -> None:
    with pytest.raises(CommandError, match="unrecognized arguments: --colour"):
        parse("export_corpus", ["x", "--format", "errors-csv", "--output", "-", "--colour"])
