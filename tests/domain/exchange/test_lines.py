"""Line-aligned files: what belongs together, what is skipped, what is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewapp.domain.exchange.files import NamedFile
from reviewapp.domain.exchange.incoming import ImportRejected, IncomingSegment, Problem, Reading, Skipped
from reviewapp.domain.exchange.lines import read_lines, read_places
from reviewapp.domain.exchange.ratings import SegmentPlace

SOURCE = "Mưa lớn ở miền núi.\nĐường bị ngập.\nTrường đóng cửa.\n"
TARGET = "Heavy rain in the hills.\nThe road is flooded.\nSchools are closed.\n"


def named(name: str, text: str) -> NamedFile:
    return NamedFile(name, text.encode())


def read(
    source: str = SOURCE,
    articles: str | None = None,
    references: dict[str, str] | None = None,
    **systems: str,
) -> Reading:
    return read_lines(
        source=named("rain.vi.txt", source),
        systems={name: named(f"{name}.txt", text) for name, text in systems.items()},
        references={name: named(f"{name}.txt", text) for name, text in (references or {}).items()},
        articles=None if articles is None else named("rain.docs", articles),
    )


def problems_of(**arguments: object) -> list[str]:
    with pytest.raises(ImportRejected) as refused:
        read(**arguments)  # type: ignore[arg-type]
    return [str(problem) for problem in refused.value.problems]


def test_lines_of_all_files_come_together() -> None:
    reading = read(engine=TARGET, other="a\nb\nc\n", references={"refA": "x\ny\nz\n"})
    (article,) = reading.articles
    assert (article.key, article.title) == ("rain.vi", "rain.vi")
    assert article.segments[1] == IncomingSegment(
        key="2",
        line=2,
        source="Đường bị ngập.",
        translations={"engine": "The road is flooded.", "other": "b"},
        references={"refA": "y"},
        corrections={},
    )
    assert [segment.key for segment in article.segments] == ["1", "2", "3"]
    assert (reading.skipped, reading.columns, reading.file) == ((), {}, "rain.vi.txt")


@pytest.mark.parametrize(
    "target",
    [TARGET, TARGET.rstrip("\n"), TARGET.replace("\n", "\r\n"), "\ufeff" + TARGET],
    ids=["plain", "no last line end", "CR LF", "byte order mark"],
)
def test_line_ends_and_marks_make_no_difference(target: str) -> None:
    assert read(engine=target) == read(engine=TARGET)


@pytest.mark.parametrize("character", ["\u2028", "\u2029", "\x85", "\r", "\u200b"])
def test_only_lf_separates(character: str) -> None:
    reading = read("một\nhai\n", engine=f"one{character}half\ntwo\n")
    assert reading.articles[0].segments[0].translations["engine"] == f"one{character}half"


def test_vertical_tabs_and_form_feeds_are_refused_where_they_stand() -> None:
    assert problems_of(engine="a\nb\x0bb\nc\x0c\n") == [
        "engine.txt, line 2: holds the control character U+000B",
        "engine.txt, line 3: holds the control character U+000C",
    ]


def test_texts_keep_every_character_but_the_line_end() -> None:
    reading = read(" a\u00a0 \n", engine="\te\u0301 \u200b\r\r\n")
    (segment,) = reading.articles[0].segments
    assert segment.source == " a\u00a0 "
    assert segment.translations == {"engine": "\te\u0301 \u200b\r"}


def test_blank_translations_are_omissions_and_blank_references_none() -> None:
    reading = read(engine="one\n \nthree\n", references={"refA": "\ny\n\t\n"})
    segments = reading.articles[0].segments
    assert [segment.translations["engine"] for segment in segments] == ["one", "", "three"]
    assert [segment.references for segment in segments] == [{}, {"refA": "y"}, {}]


def test_a_line_blank_everywhere_is_skipped_and_later_ones_keep_their_numbers() -> None:
    reading = read("một\n \nba\n", engine="one\n\nthree\n")
    assert [(s.key, s.line) for s in reading.articles[0].segments] == [("1", 1), ("3", 3)]
    assert reading.skipped == (Skipped("rain.vi.txt", 2, "blank in every file"),)


def test_a_blank_source_line_is_an_addition() -> None:
    (segment, _) = read("\nhai\n", engine="one\ntwo\n").articles[0].segments
    assert segment.source == ""
    assert segment.translations == {"engine": "one"}


def test_articles_stand_in_order_of_appearance_and_may_go_on_later() -> None:
    reading = read(
        "a\nb\nc\nd\n", articles="news\tz.1\nnews\ta.2\nnews\tz.1\nnews\ta.2\n", engine="1\n2\n3\n4\n"
    )
    assert [(article.key, [(s.key, s.line) for s in article.segments]) for article in reading.articles] == [
        ("z.1", [("1", 1), ("2", 3)]),
        ("a.2", [("1", 2), ("2", 4)]),
    ]


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ("bbc.381790", "bbc.381790"),
        ("news\tpress.3585", "press.3585"),
        ("news press.3585", "press.3585"),
        ("news  \t press.3585 ", "press.3585"),
        ("news\tflood of June", "flood of June"),
        ("a\tb\tc\r", "c"),
    ],
)
def test_the_last_field_names_the_article(line: str, key: str) -> None:
    assert read("một\n", articles=line + "\n", engine="one\n").articles[0].key == key


def test_a_line_without_an_article_is_refused_unless_it_is_blank_everywhere() -> None:
    assert problems_of(articles="x\n\nx\n", engine=TARGET) == [
        "rain.docs, line 2: names no article for this line"
    ]
    reading = read("một\n\nba\n", articles="x\n\nx\n", engine="one\n\nthree\n")
    assert [segment.key for segment in reading.articles[0].segments] == ["1", "2"]


def test_counts_are_compared_and_named() -> None:
    assert problems_of(engine="a\n", other=TARGET, references={"refA": "a\n" * 1_200}, articles="x\nx\n") == [
        "engine.txt: has 1 lines, but rain.vi.txt has 3",
        "refA.txt: has 1,200 lines, but rain.vi.txt has 3",
        "rain.docs: has 2 lines, but rain.vi.txt has 3",
    ]


def test_every_unreadable_file_is_named() -> None:
    with pytest.raises(ImportRejected) as refused:
        read_lines(
            source=NamedFile("s.txt", b"\xff\xff"),
            systems={"A": NamedFile("a.txt", b""), "B": NamedFile("b.txt", b"x\ry\r")},
            references={"C": NamedFile("c.txt", b"\x1f\x8b")},
            articles=NamedFile("d.txt", b"\0"),
        )
    assert [problem.file for problem in refused.value.problems] == [
        "s.txt",
        "a.txt",
        "b.txt",
        "c.txt",
        "d.txt",
    ]
    assert [problem.reason for problem in refused.value.problems][1:3] == [
        "is empty",
        "ends its lines with CR alone; save it with LF or CR LF",
    ]


def test_over_long_lines_are_refused_by_file_and_line() -> None:
    long = "x" * 10_001
    assert problems_of(source=f"a\n{long}\n", engine=f"{long}\nb\n") == [
        "rain.vi.txt, line 2: The text has 10,001 characters; the limit is 10,000.",
        "engine.txt, line 1: The text has 10,001 characters; the limit is 10,000.",
    ]


def test_unfit_names_are_refused() -> None:
    with pytest.raises(ImportRejected) as refused:
        read_lines(
            source=named("s.txt", "a\n"),
            systems={"A\nB": named("a.txt", "a\n")},
            references={"x" * 201: named("r.txt", "a\n")},
            articles=None,
        )
    assert refused.value.problems == (
        Problem("a.txt", None, "The system name holds U+000A, which no name may."),
        Problem("r.txt", None, "The reference name has 201 characters; the limit is 200."),
    )


def test_unfit_article_ids_are_refused_by_line() -> None:
    assert problems_of(articles="x\n" + "y" * 201 + "\nz\u202e\n", engine=TARGET) == [
        "rain.docs, line 2: The article id has 201 characters; the limit is 200.",
        "rain.docs, line 3: The article id holds U+202E, which no name may.",
    ]


def test_two_systems_of_one_name_are_refused() -> None:
    with pytest.raises(ImportRejected, match=r'b\.txt: the system name "A" is given twice'):
        read_lines(
            source=named("s.txt", "a\n"),
            systems={"A": named("a.txt", "a\n"), " A": named("b.txt", "a\n")},
            references={},
            articles=None,
        )


def test_files_without_any_text_are_refused() -> None:
    assert problems_of(source="\n\n", engine=" \n\n") == ["rain.vi.txt: holds no text: every line is blank"]


LINE = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12).filter(
    lambda line: not line.startswith("\ufeff") and "\ufffe" not in line and "\uffff" not in line
)


@given(st.lists(st.tuples(LINE, LINE, st.sampled_from("abc")), min_size=1, max_size=12))
def test_every_line_is_somewhere_exactly_once(rows: list[tuple[str, str, str]]) -> None:
    rows = [("first", "first", "a"), *rows]
    reading = read(
        "".join(f"{source}\n" for source, _, _ in rows),
        articles="".join(f"{article}\n" for _, _, article in rows),
        engine="".join(f"{target}\n" for _, target, _ in rows),
    )
    segments = [(s.line, article.key, s) for article in reading.articles for s in article.segments]
    lines = [line for line, _, _ in segments] + [skipped.line for skipped in reading.skipped]
    assert sorted(line or 0 for line in lines) == list(range(1, len(rows) + 1))
    for line, key, segment in segments:
        source, target, article = rows[(line or 0) - 1]
        assert key == article
        assert segment.source == ("" if source.isspace() else source)
        assert segment.translations == {"engine": "" if target.isspace() else target}


def test_the_places_of_lines_are_those_they_are_read_into() -> None:
    listed = "news a\nnews b\nnews a\n\nnews b\n"
    lines = "Một.\nHai.\nBa.\n\nNăm.\n"
    reading = read(source=lines, articles=listed, engine=lines)

    places = read_places(named("rain.docs", listed))

    assert places == (
        SegmentPlace("a", "1"),
        SegmentPlace("b", "1"),
        SegmentPlace("a", "2"),
        SegmentPlace("", "1"),
        SegmentPlace("b", "2"),
    )
    for article in reading.articles:
        for segment in article.segments:
            assert segment.line is not None
            assert places[segment.line - 1] == SegmentPlace(article.key, segment.key)


@pytest.mark.parametrize("data", [b"news a\n\xff\n", b"", f"news {'x' * 201}\n".encode()])
def test_places_cannot_be_read_from_anything(data: bytes) -> None:
    with pytest.raises(ImportRejected, match=r"rain\.docs"):
        read_places(NamedFile("rain.docs", data))
