"""The readers on published files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from reviewapp.domain.exchange import corrections_csv
from reviewapp.domain.exchange.corrections_csv import CorrectionRow
from reviewapp.domain.exchange.files import NamedFile
from reviewapp.domain.exchange.incoming import ImportRejected, Reading
from reviewapp.domain.exchange.lines import read_lines
from reviewapp.domain.exchange.tables import read_table

pytestmark = pytest.mark.real_data


def named(path: Path) -> NamedFile:
    return NamedFile(path.name, path.read_bytes())


def ntrex(real_data: Path, language: str) -> Reading:
    folder = real_data / "ntrex"
    return read_lines(
        source=named(folder / f"newstest2019-ref.{language}.txt"),
        systems={},
        references={"refA": named(folder / "newstest2019-src.eng.txt")},
        articles=named(folder / "DOCUMENT_IDS.tsv"),
    )


@pytest.mark.parametrize("language", ["vie", "deu", "jpn", "arb", "zho-CN"])
def test_ntrex_is_123_articles_of_1997_segments(real_data: Path, language: str) -> None:
    reading = ntrex(real_data, language)
    segments = [segment for article in reading.articles for segment in article.segments]
    assert (len(reading.articles), len(segments), reading.skipped) == (123, 1_997, ())
    assert reading.articles[0].key == "bbc.381790"
    assert [segment.line for segment in segments] == list(range(1, 1_998))
    assert not any(segment.source.endswith("\r") for segment in segments)
    assert all(segment.references["refA"] for segment in segments)


def test_ntrex_vietnamese_keeps_its_zero_width_spaces_and_its_decomposed_line(real_data: Path) -> None:
    segments = [segment for article in ntrex(real_data, "vie").articles for segment in article.segments]
    lines = (real_data / "ntrex" / "newstest2019-ref.vie.txt").read_bytes().decode().split("\r\n")
    assert [segment.source for segment in segments] == lines[:-1]
    assert sum(segment.source.count("\u200b") for segment in segments) == 23


@pytest.mark.parametrize("language", ["cs", "ja"])
def test_wmt24_lines_come_with_their_systems_and_documents(real_data: Path, language: str) -> None:
    folder = real_data / "wmt24"
    pair = f"en-{language}"
    engines = ["Claude-3.5", "IKUN-C", "ONLINE-W" if language == "cs" else "ONLINE-B"]
    reading = read_lines(
        source=named(folder / f"{pair}.src.txt"),
        systems={engine: named(folder / f"{pair}.{engine}.txt") for engine in engines},
        references={"refA": named(folder / f"{pair}.refA.txt")},
        articles=named(folder / f"{pair}.docs.tsv"),
    )
    assert sum(len(article.segments) for article in reading.articles) == 998
    assert reading.articles[0].key == "canary"
    assert all(list(s.translations) == engines for article in reading.articles for s in article.segments)


def test_files_of_different_sets_do_not_fit(real_data: Path) -> None:
    with pytest.raises(ImportRejected) as refused:
        read_lines(
            source=named(real_data / "wmt24" / "en-cs.src.txt"),
            systems={"x": named(real_data / "ntrex" / "newstest2019-ref.vie.txt")},
            references={},
            articles=None,
        )
    assert str(refused.value) == "newstest2019-ref.vie.txt: has 1,997 lines, but en-cs.src.txt has 998"


def test_a_glossary_is_refused_by_its_columns_and_read_when_they_are_mapped(real_data: Path) -> None:
    data = (real_data / "terminology" / "tico19.f_en-vi_VN.csv").read_bytes()
    with pytest.raises(ImportRejected) as refused:
        read_table(data, name="tico19.csv", format=None)
    assert 'tico19.csv, line 1: unknown column "sourceString"; did you mean "source"?' in str(refused.value)
    columns = {
        "sourceLang": "ignored",
        "targetLang": "ignored",
        "sourceString": "source",
        "targetString": "target",
    }
    reading = read_table(data, name="tico19.csv", format=None, columns=columns)
    (article,) = reading.articles
    assert (len(article.segments), article.key) == (306, "tico19")
    assert article.segments[0].source == "1918 flu"


@pytest.mark.parametrize(
    "path",
    [
        "wmt24/en-cs.esa.csv",
        "wmt24/en-cs.esa.jsonl",
        "mqm/mqm_ted_ende.talk1.tsv",
        "formats/tmx/OpenXLIFF_Java_es.tmx",
        "appraise/batches_esa.json",
        "pearmut/annotation_demo_esa.output.jsonl",
        "seed/putin-bolton.en.txt",
    ],
)
def test_other_kinds_of_files_are_refused_with_a_line(real_data: Path, path: str) -> None:
    with pytest.raises(ImportRejected) as refused:
        read_table((real_data / path).read_bytes(), name=Path(path).name, format=None)
    assert refused.value.problems[0].line == 1


def test_annotated_rows_are_read_when_their_columns_are_mapped(real_data: Path) -> None:
    lines = (real_data / "wmt24" / "en-ja.esa.jsonl").read_bytes().decode().splitlines()
    first_marks: dict[tuple[int, str], str] = {}
    for line in lines:
        found = json.loads(line)
        first_marks.setdefault((found["line_id"], found["system"]), line)
    unread = ["langs", "domain", "annotator", "esa_score", "esa_spans"]
    columns = dict.fromkeys(unread, "ignored") | {"line_id": "segment", "doc_id": "article"}
    reading = read_table(
        "\n".join(first_marks.values()).encode(), name="esa.jsonl", format=None, columns=columns
    )
    read = {
        (int(s.key), system)
        for article in reading.articles
        for s in article.segments
        for system in s.translations
    }
    assert read == set(first_marks)


def test_published_post_edits_come_back_from_our_own_export(real_data: Path) -> None:
    folder = real_data / "mlqe-pe" / "ro-en-dev"
    source, mt, pe = (
        (folder / f"dev300.{side}").read_bytes().decode().split("\n")[:-1] for side in ("src", "mt", "pe")
    )
    blank = dict.fromkeys(corrections_csv.CORRECTION_COLUMNS[11:-1])
    rows = [
        CorrectionRow(
            "mlqe",
            "dev",
            "Development set",
            number,
            str(number),
            "ro",
            "en",
            *texts,
            **blank,  # type: ignore[arg-type]
        )
        for number, texts in enumerate(((s, "nmt", m, p) for s, m, p in zip(source, mt, pe, strict=True)), 1)
    ]
    data = "".join(corrections_csv.write(rows, guarded=True, bom=True)).encode()
    (article,) = read_table(data, name="export.csv", format=None).articles
    assert [s.source for s in article.segments] == source
    assert [s.translations["nmt"] for s in article.segments] == mt
    assert [s.corrections["nmt"] for s in article.segments] == pe
