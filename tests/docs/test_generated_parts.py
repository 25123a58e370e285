"""The generated parts of the documents are current, and the tables beside them are true."""

from __future__ import annotations

import io
import json
import pathlib
import re

import pytest
import pytest_django
from django.core.management import call_command
from django.core.management.base import CommandError

from reviewapp.domain.exchange.corrections_csv import CORRECTION_COLUMNS
from reviewapp.domain.exchange.errors_csv import ERROR_COLUMNS
from reviewapp.domain.exchange.table_columns import _ALIASES, TableField, known_field
from reviewapp.management.commands.write_docs import MEANINGS, documents, generated, rewritten
from tests.conftest import REPOSITORY
from tests.docs.markdown import first_cells, name_of
from tests.factories import ArticleFactory, ReferenceFactory, make_sentence


def read(name: str) -> str:
    return (REPOSITORY / name).read_text("utf-8")


@pytest.mark.parametrize("path", documents(), ids=name_of)
def test_generated_parts_are_current(path: pathlib.Path) -> None:
    text = path.read_text("utf-8")
    assert rewritten(text) == text, "run `make docs`"
    assert text.count("<!-- generated: ") == text.count("<!-- end of generated -->")


def test_a_stale_part_is_written_anew() -> None:
    stale = "before\n<!-- generated: limits -->\nold\n<!-- end of generated -->\nafter\n"
    fresh = rewritten(stale)
    assert "10,000 characters" in fresh
    assert "old" not in fresh
    assert fresh.startswith("before\n")
    assert fresh.endswith("after\n")
    assert rewritten(fresh) == fresh


def test_a_part_of_no_known_kind_stops_the_command() -> None:
    with pytest.raises(CommandError, match="no generated part is called weather"):
        generated("weather today")


def test_the_command_writes_what_is_stale_and_names_it(
    tmp_path: pathlib.Path, settings: pytest_django.Settings
) -> None:
    settings.BASE_DIR = tmp_path
    (tmp_path / "docs").mkdir()
    (tmp_path / "README.md").write_text("nothing generated\n", "utf-8")
    stale = tmp_path / "docs" / "a.md"
    stale.write_text("<!-- generated: steps -->\n<!-- end of generated -->\n", "utf-8")
    out = io.StringIO()
    call_command("write_docs", stdout=out)
    assert out.getvalue() == "wrote docs/a.md\n"
    assert "| Reviewed | Sign off | Signed off | Chief |" in stale.read_text("utf-8")
    out = io.StringIO()
    call_command("write_docs", stdout=out)
    assert out.getvalue() == ""


def test_every_exported_column_has_a_meaning_and_no_meaning_is_left_over() -> None:
    assert set(MEANINGS) == (set(CORRECTION_COLUMNS) | set(ERROR_COLUMNS)) - {"cell_guard"}


@pytest.mark.parametrize(
    ("kind", "columns"), [("corrections", CORRECTION_COLUMNS), ("errors", ERROR_COLUMNS)]
)
def test_the_export_tables_have_the_columns_in_order(kind: str, columns: tuple[str, ...]) -> None:
    lines = generated(f"columns {kind}").splitlines()[2:]
    assert tuple(re.findall(r"`(\w+)`", line)[0] for line in lines) == columns


def test_the_import_table_names_every_column_and_alias_of_the_reader() -> None:
    stated = {}
    for column, aliases, *_ in first_cells(read("docs/import.md"), header="column"):
        stated[column.strip("`")] = re.findall(r"`(\w+)`", aliases)
    known = {field.value: [a for a in aliases if a != field.value] for field, aliases in _ALIASES.items()}
    assert stated == known
    for column, others in stated.items():
        assert {known_field(name) for name in [column, *others]} == {TableField(column)}


@pytest.mark.django_db
def test_the_json_of_scores_has_the_documented_fields() -> None:
    article = ArticleFactory.create()
    ReferenceFactory.create(segment=make_sentence(article, "The pier opens at six.").segment)
    printed = {}
    for option in ("--json", "--per-segment"):
        out = io.StringIO()
        call_command(
            "score_corpus",
            article.corpus.slug,
            "--metric=chrf",
            "--processes=1",
            option,
            stdout=out,
            stderr=io.StringIO(),
        )
        found = json.loads(out.getvalue())
        printed[option] = list(found[0] if option == "--json" else found)
    _, _, section = read("docs/score.md").partition("\n## JSON\n")
    before, after = section.partition("\n## ")[0].split("`--per-segment` prints")
    assert printed == {"--json": _documented(before), "--per-segment": _documented(after)}


def _documented(text: str) -> list[str]:
    return [row[0].strip("| `") for row in first_cells(text, header="field")]
