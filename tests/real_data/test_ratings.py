"""Published human ratings through the commands a manager types, against the published figures."""

from __future__ import annotations

import csv
import io
import json
import pathlib
from collections import Counter
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from reviewapp.domain.annotation.assessments import Protocol
from reviewapp.models import Assessment, Corpus, Error, Side
from reviewapp.queries.assessments import human_scores, mqm_of_systems, ratings_of_systems

pytestmark = [pytest.mark.django_db, pytest.mark.real_data]
ENGINES = {"cs": ("Claude-3.5", "IKUN-C", "ONLINE-W"), "ja": ("Claude-3.5", "IKUN-C", "ONLINE-B")}


def run(*words: str | pathlib.Path) -> str:
    out = io.StringIO()
    call_command(*map(str, words), stdout=out, stderr=io.StringIO())
    return out.getvalue()


def expected(path: pathlib.Path) -> Any:
    return json.loads(path.read_text("utf-8"))


@pytest.fixture
def ted(real_data: pathlib.Path) -> pathlib.Path:
    run("create_corpus", "ted", "--source-language", "en", "--target-language", "de", "--profile", "wmt")
    return real_data / "mqm" / "mqm_ted_ende.talk1.tsv"


def test_the_mqm_of_the_slice_is_the_published_one(ted: pathlib.Path) -> None:
    figures = expected(ted.parent / "mqm_ted_ende.talk1.expected.json")
    words: list[str | pathlib.Path] = ["import_file", "ted", ted, "--format", "wmt-mqm"]

    assert "would create 1 article, 14 systems, 140 segments, 1960 translations" in run(*words, "--dry-run")
    assert not Assessment.objects.exists()
    assert run(*words).endswith(
        "created 1 article, 14 systems, 140 segments, 1960 translations, 1960 assessments, "
        f"{figures['errors']} errors\n"
    )
    found = {row.system.name: row for row in mqm_of_systems(Corpus.objects.get())}
    assert {name: round(row.mean, 4) for name, row in found.items()} == figures["mqm"]
    assert {name: row.segments for name, row in found.items()} == figures["segments_per_system"]
    assert [row.system.name for row in mqm_of_systems(Corpus.objects.get())] == sorted(
        figures["mqm"], key=figures["mqm"].__getitem__
    )
    by_severity = {
        severity: Error.objects.of_assessments().filter(severity=severity.lower()).count()
        for severity in ("Minor", "Major")
    }
    assert by_severity == {name: figures["severity"][name] for name in by_severity}

    assert run(*words).endswith("created nothing: the corpus holds all of it already\n")
    assert Assessment.objects.count() == 1960


def test_the_published_table_has_the_order_of_its_recomputation(real_data: pathlib.Path) -> None:
    table = (real_data / "mqm" / "mqm_ted_ende.published_full_ranking.tsv").read_text("utf-8")
    rows = list(csv.DictReader(io.StringIO(table), delimiter="\t"))

    assert [int(row["rank"]) for row in rows] == list(range(1, 15))
    assert rows == sorted(rows, key=lambda row: float(row["mqm_recomputed"]))
    assert rows == sorted(rows, key=lambda row: float(row["mqm_published"]))
    for row in rows:
        assert float(row["mqm_published"]) == pytest.approx(float(row["mqm_recomputed"]), abs=0.01)


def test_another_profile_is_refused_with_what_to_do(ted: pathlib.Path) -> None:
    run("create_corpus", "news", "--source-language", "en", "--target-language", "de")

    with pytest.raises(
        CommandError, match=r"has no category .*style/awkward|accuracy/.*create_corpus --profile wmt"
    ):
        run("import_file", "news", ted, "--format", "wmt-mqm")
    assert not Assessment.objects.exists()


@pytest.fixture(params=["cs", "ja"])
def wmt24(request: pytest.FixtureRequest, real_data: pathlib.Path) -> str:
    """Import the texts of a language pair, its reference as a system too, and return the language."""
    language: str = request.param
    folder, pair = real_data / "wmt24", f"en-{language}"
    systems = [f"{name}={folder / f'{pair}.{name}.txt'}" for name in (*ENGINES[language], "refA")]
    run(
        "create_corpus", pair, "--source-language", "en", "--target-language", language, "--profile", "wmt"
    )  # fmt: skip
    run(
        "import_lines", pair, "--source", folder / f"{pair}.src.txt",
        *(word for system in systems for word in ("--system", system)),
        "--articles", folder / f"{pair}.docs.tsv",
    )  # fmt: skip
    return language


def test_the_esa_of_the_slice_is_the_published_one(wmt24: str, real_data: pathlib.Path) -> None:
    folder, pair = real_data / "wmt24", f"en-{wmt24}"
    figures = expected(folder / f"{pair}.expected_esa.json")
    words: list[str | pathlib.Path] = ["import_file", pair, folder / f"{pair}.esa.csv", "--format", "wmt-esa"]

    run(*words)

    corpus = Corpus.objects.get()
    found = {row.system.name: row for row in ratings_of_systems(corpus, Protocol.ESA)}
    assert {
        name: {
            "n": row.score.ratings,
            "mean_esa": round(row.score.mean, 4),
            "minor": row.marks["minor"],
            "major": row.marks["major"],
            "missing": row.missing,
        }
        for name, row in found.items()
    } == figures
    assert all(row.score.z is not None for row in found.values())
    assert len(human_scores(corpus, Protocol.ESA)) == sum(row.score.segments for row in found.values())
    assert "created nothing" in run(*words)
    assert "created nothing" in run(*words, "--articles", folder / f"{pair}.docs.tsv")


def test_the_spans_stand_where_the_released_texts_have_them(wmt24: str, real_data: pathlib.Path) -> None:
    """Compare with the release's join of ratings and texts, in UTF-16 units, which its offsets count."""
    folder, pair = real_data / "wmt24", f"en-{wmt24}"
    run("import_file", pair, folder / f"{pair}.esa.csv", "--format", "wmt-esa")

    wanted: list[tuple[str, str, str]] = []
    for line in (folder / f"{pair}.esa.jsonl").read_text("utf-8").split("\n")[:-1]:
        rating = json.loads(line)
        units = rating["tgt"].encode("utf-16-le")
        for span in rating["esa_spans"]:
            if span["start_i"] != "missing":
                marked = units[2 * span["start_i"] : 2 * span["end_i"] + 2]
                wanted.append((rating["annotator"], rating["tgt"], marked.decode("utf-16-le", "ignore")))
    rows = Error.objects.of_assessments().filter(side=Side.TARGET.value)
    stored = [
        (rater, text, marked)
        for rater, text, marked in rows.values_list(
            "assessment__rater", "translation__original", "marked_text"
        )
    ]
    assert Counter(stored) == Counter(wanted)


def test_a_system_that_is_not_there_is_named(wmt24: str, real_data: pathlib.Path) -> None:
    folder, pair = real_data / "wmt24", f"en-{wmt24}"
    run("create_corpus", "less", "--source-language", "en", "--target-language", wmt24)
    run(
        "import_lines", "less", "--source", folder / f"{pair}.src.txt",
        "--system", f"IKUN-C={folder / f'{pair}.IKUN-C.txt'}", "--articles", folder / f"{pair}.docs.tsv",
    )  # fmt: skip

    with pytest.raises(
        CommandError, match=r"line \d+: the corpus has no system refA; import its texts first"
    ):
        run("import_file", "less", folder / f"{pair}.esa.csv", "--format", "wmt-esa")
    assert not Assessment.objects.exists()
