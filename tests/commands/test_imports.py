"""The import commands: what they print, and that what is refused leaves no trace."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.management.base import CommandError

from reviewapp.models import Article, Event, Reference, Segment, Translation
from tests.services.acts import row_counts

if TYPE_CHECKING:
    from tests.commands.conftest import Run, Write
    from tests.conftest import Cast

pytestmark = pytest.mark.django_db
SLUG = "harbour-news"
SOURCE = "Phà rời bến.\nTrời mưa.\n"
TARGET = "The ferry leaves.\nIt rain.\n"


def test_lines_are_imported_with_a_report(cast: Cast, run: Run, write: Write) -> None:
    words = [
        "import_lines", SLUG,
        "--source", write("a.vi", SOURCE),
        "--system", f"engine={write('a.en', TARGET)}",
        "--reference", f"human={write('a.ref', 'A ferry sails.' + chr(10) + 'Rain.' + chr(10))}",
        "--articles", write("a.ids", "news x1\nnews x2\n"),
    ]  # fmt: skip

    first, again = run(*words), run(*words)

    assert first.out == "created 2 articles, 1 system, 2 segments, 2 translations, 2 references\n"
    assert again.out == (
        "skipped: a.vi, line 1: segment 1 of article x1 is stored already\n"
        "skipped: a.vi, line 2: segment 1 of article x2 is stored already\n"
        "created nothing: the corpus holds all of it already\n"
    )
    assert Event.objects.get().actor is None


@pytest.mark.parametrize("command", ["import_lines", "import_article", "import_file"])
def test_a_dry_run_says_what_would_be_created_and_stores_nothing(
    cast: Cast, run: Run, write: Write, command: str
) -> None:
    options: dict[str, list[object]] = {
        "import_lines": ["--source", write("a.vi", SOURCE), "--system", f"engine={write('a.en', TARGET)}"],
        "import_article": ["--target", write("b.txt", "One ferry. Two cranes.")],
        "import_file": [write("c.csv", "source,target\nMưa.,Rain.\nPhà.,Ferry.\n")],
    }
    before = row_counts()

    ran = run(command, SLUG, *options[command], "--dry-run")

    assert "would create 1 article, 1 system, 2 segments, 2 translations\n" in ran.out
    assert row_counts() == before


def test_an_article_is_imported_once(cast: Cast, run: Run, write: Write) -> None:
    words = [
        "import_article", SLUG,
        "--target", write("t.txt", "Ferry back\n\nThe ferry left. It rain."),
        "--source", write("s.txt", "Phà về\n\nPhà rời bến. Trời mưa."),
        "--reference", write("r.txt", "Ferry returns\n\nThe ferry has left. It is raining."),
        "--system", "engine", "--title", "Back",
    ]  # fmt: skip

    assert run(*words).out == "created 1 article, 1 system, 3 segments, 3 translations, 3 references\n"
    assert run(*words).out == (
        "skipped: t.txt: the article “Back” is stored already\n"
        "created nothing: the corpus holds all of it already\n"
    )

    assert Article.objects.get().title == "Back"
    assert Reference.objects.count() == 3


def test_a_table_is_imported_and_its_columns_told(cast: Cast, run: Run, write: Write) -> None:
    table = write("t.tsv", "src\tmt\tpe\tlocation\nMưa.\tIt rain.\tIt rains.\there\n")

    ran = run("import_file", SLUG, table, "--format", "tsv")

    assert "column src: source\ncolumn mt: target\ncolumn pe: correction\n" in ran.out
    assert ran.out.endswith("created 1 article, 1 system, 1 segment, 1 translation, 1 correction\n")
    assert Translation.objects.get().text == "It rains."


def test_many_skips_are_summed_up(cast: Cast, run: Run, write: Write) -> None:
    lines = "".join(f"Mưa {number}.\n" for number in range(25))
    words = ["import_lines", SLUG, "--source", write("a.vi", lines), "--system", f"e={write('a.en', lines)}"]
    run(*words)

    ran = run(*words)

    assert ran.out.count("skipped:") == 21
    assert "skipped: and 5 more\n" in ran.out


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("t.csv", "source,target\na\n", r"t\.csv, line 2: "),
        ("t.csv", "source,colour\na,b\n", r"t\.csv, line 1: .*colour"),
        ("t.csv", b"source,target\na,\xff\n", r"t\.csv.*: .*UTF-8"),
        ("t.csv", "source,target\na,b\x00\n", r"t\.csv, line 2: "),
        ("t.csv", f"source,target\na,{'x' * 10_001}\n", r"t\.csv, line 2: .*10,001"),
        ("t.csv", "article,segment,target\na,1,b\na,1,c\n", r"t\.csv, line 3: contradicts line 2"),
        ("t.jsonl", '{"source": "a", "target": "\\ud800"}\n', r"t\.jsonl, line 1: "),
        ("t.jsonl", "{", r"t\.jsonl, line 1: "),
        ("t.csv", "", r"t\.csv: "),
    ],
)
def test_a_table_that_cannot_be_stored_is_refused_in_one_line(
    cast: Cast, run: Run, write: Write, name: str, content: str | bytes, message: str
) -> None:
    path = write(name, content)
    before = row_counts()

    with pytest.raises(CommandError, match=rf"^{message}(.*\n)+Nothing was stored\.$") as refused:
        run("import_file", SLUG, path)

    assert refused.value.returncode == 1
    assert str(path.parent) not in str(refused.value)
    assert row_counts() == before


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"target": "One.\n"}, r"a\.en: has 1 lines, but a\.vi has 2"),
        ({"target": "One.\nTwo\x00.\n"}, r"a\.en, line 2: "),
        ({"source": "Một.\rHai.\r"}, r"a\.vi: ends its lines with CR alone"),
        ({"ids": "x\n"}, r"a\.ids: has 1 lines"),
        ({"ids": "x\n\n"}, r"a\.ids, line 2: names no article"),
        ({"target": None}, r"a\.en: cannot be read: No such file"),
    ],
)
def test_lines_that_do_not_fit_are_refused(
    cast: Cast, run: Run, write: Write, options: dict[str, str | None], message: str
) -> None:
    source = write("a.vi", options.get("source") or SOURCE)
    target = write("a.en", options.get("target", TARGET) or "")
    if options.get("target", TARGET) is None:
        target.unlink()
    words = ["import_lines", SLUG, "--source", source, "--system", f"engine={target}"]
    if "ids" in options:
        words += ["--articles", write("a.ids", options["ids"] or "")]
    before = row_counts()

    with pytest.raises(CommandError, match=message):
        run(*words)

    assert row_counts() == before


@pytest.mark.parametrize(
    ("extra", "message"),
    [
        (["--system", "engine=b.en"], "--system engine is given twice"),
        (["--reference", "r=b.en", "--reference", "r=c.en"], "--reference r is given twice"),
        (["--system", "b.en"], "b.en: write it as NAME=FILE"),
        (["--system", "=b.en"], "write it as NAME=FILE"),
    ],
)
def test_names_are_given_once_and_with_their_files(
    cast: Cast, run: Run, write: Write, extra: list[str], message: str
) -> None:
    words = ["--source", write("a.vi", SOURCE), "--system", f"engine={write('a.en', TARGET)}"]

    with pytest.raises(CommandError, match=message):
        run("import_lines", SLUG, *words, *extra)

    assert not Segment.objects.exists()


def test_an_article_that_cannot_be_read_is_refused(cast: Cast, run: Run, write: Write) -> None:
    with pytest.raises(CommandError, match=r"t\.txt, line 3: The text has 10,001 characters"):
        run("import_article", SLUG, "--target", write("t.txt", "Fine.\n\n" + "x" * 10_001))

    assert not Article.objects.exists()


@pytest.mark.parametrize("command", ["import_file", "score_corpus", "export_corpus"])
def test_an_unknown_corpus_is_named(cast: Cast, run: Run, write: Write, command: str) -> None:
    options: dict[str, list[object]] = {
        "import_file": [write("t.csv", "target\na\n")],
        "export_corpus": ["--format", "errors-csv", "--output", "-"],
    }

    with pytest.raises(CommandError, match=r"There is no corpus nowhere; manage\.py create_corpus makes one"):
        run(command, "nowhere", *options.get(command, []))
