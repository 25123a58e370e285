"""From bytes to text: encodings, packed files, controls and line ends."""

from __future__ import annotations

import bz2
import codecs
import gzip
import io
import lzma
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewapp.domain.exchange.files import MAX_LINES, article_key_of, decode_file, lines_of
from reviewapp.domain.exchange.incoming import ImportRejected, Problem

TEXT = "Hội đồng họp hôm nay.\r\n市議会は午前に開かれた。\n😀 \u200b\u2028\x85\x7f end"
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="".join(map(chr, range(32)))))


def problem_of(data: bytes, name: str = "a.txt") -> Problem:
    with pytest.raises(ImportRejected) as refused:
        decode_file(data, name=name)
    (problem,) = refused.value.problems
    return problem


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        codecs.BOM_UTF8 + TEXT.encode(),
        codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
    ],
    ids=["utf-8", "utf-8 with mark", "utf-16 little", "utf-16 big"],
)
def test_text_comes_through_every_encoding(data: bytes) -> None:
    assert decode_file(data, name="a.txt") == TEXT


@given(TEXTS, st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
def test_any_text_comes_through(text: str, codec: str) -> None:
    clean = text.removeprefix("\ufeff")
    assert decode_file(clean.encode(codec), name="a.txt") == clean


def test_only_the_first_mark_is_left_out() -> None:
    assert decode_file(codecs.BOM_UTF8 * 2, name="a.txt") == "\ufeff"


def test_an_empty_file_is_an_empty_text() -> None:
    assert decode_file(b"", name="a.txt") == ""


@pytest.mark.parametrize(
    ("data", "line", "reason"),
    [
        (b"caf\xe9\n", 1, "is not UTF-8 at byte 3 (0xE9); save it as UTF-8"),
        (b"one\ntwo\nthr\xff", 3, "is not UTF-8 at byte 11 (0xFF); save it as UTF-8"),
        ("Tiếng Việt".encode()[:-2], 1, "is not UTF-8 at byte 10 (0xE1); save it as UTF-8"),
        (codecs.BOM_UTF8 + b"a\nb\xc3", 2, "is not UTF-8 at byte 6 (0xC3); save it as UTF-8"),
        (b"\xed\xa0\x80", 1, "is not UTF-8 at byte 0 (0xED); save it as UTF-8"),
        (
            codecs.BOM_UTF16_LE + "a\nb\n".encode("utf-16-le") + b"\x00\xd8a\x00",
            3,
            "is not UTF-16 at byte 10 (0x00); save it as UTF-8",
        ),
        (
            codecs.BOM_UTF16_BE + "a\n".encode("utf-16-be") + b"\x00",
            2,
            "is not UTF-16 at byte 6 (0x00); save it as UTF-8",
        ),
    ],
)
def test_other_encodings_are_refused_with_line_and_byte(data: bytes, line: int, reason: str) -> None:
    assert problem_of(data) == Problem("a.txt", line, reason)


@pytest.mark.parametrize("codec", ["utf-32", "utf-32-be"])
def test_utf_32_is_refused(codec: str) -> None:
    mark = codecs.BOM_UTF32_BE if codec == "utf-32-be" else b""
    assert problem_of(mark + "a".encode(codec)).reason == "is UTF-32; save it as UTF-8"


def zipped() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(zipfile.ZipInfo("a.txt"), "text")  # which is of no day: ids must not change
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (gzip.compress(b"text", mtime=0), "gzip"),
        (zipped(), "zip"),
        (b"PK\x05\x06" + bytes(18), "zip"),
        (bz2.compress(b"text"), "bzip2"),
        (lzma.compress(b"text"), "xz"),
        (b"\x28\xb5\x2f\xfd\x04\x00", "zstandard"),
        (b"7z\xbc\xaf\x27\x1c\x00", "7z"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old office document"),
    ],
)
def test_packed_files_are_refused(data: bytes, what: str) -> None:
    problem = problem_of(data, "corpus.csv")
    assert problem.line is None
    assert f"is not plain text but {what}" in problem.reason


def test_text_that_only_begins_like_a_packed_file_is_text() -> None:
    assert decode_file(b"BZhigh street", name="a.txt") == "BZhigh street"
    assert decode_file(b"PKW means car", name="a.txt") == "PKW means car"


def test_controls_are_refused_once_a_line() -> None:
    with pytest.raises(ImportRejected) as refused:
        decode_file(b"\x00\x00 a\nclean\n\x0bx\x0c\ny\x1b\n", name="a.txt")
    assert [(p.line, p.reason.split(";")[0]) for p in refused.value.problems] == [
        (1, "holds a NUL character"),
        (3, "holds the control character U+000B"),
        (4, "holds the control character U+001B"),
    ]


def test_utf_16_without_a_mark_is_told_what_it_lacks() -> None:
    assert "needs a byte order mark" in problem_of("plain".encode("utf-16-le")).reason


def test_too_many_lines_are_refused() -> None:
    assert decode_file(b"\n" * MAX_LINES, name="a.txt")
    assert problem_of(b"\n" * (MAX_LINES + 1)).reason == "has 1,000,001 lines; the limit is 1,000,000"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", []),
        ("\n", [""]),
        ("a", ["a"]),
        ("a\n", ["a"]),
        ("a\r\nb\r\n", ["a", "b"]),
        ("a\r\nb\r", ["a", "b"]),
        ("a\r\r\nb", ["a\r", "b"]),
        ("a\rb\n\nc", ["a\rb", "", "c"]),
        ("\r\n\r\n", ["", ""]),
        ("a\n\n", ["a", ""]),
        ("a\u2028b\u2029c\x0bd\x0ce\x85f\x1cg\n", ["a\u2028b\u2029c\x0bd\x0ce\x85f\x1cg"]),
    ],
)
def test_only_lf_ends_a_line(text: str, lines: list[str]) -> None:
    assert list(lines_of(text)) == lines


@given(st.lists(st.text(st.characters(exclude_characters="\r\n"))), st.sampled_from(["\n", "\r\n"]))
def test_joined_lines_come_apart_again(lines: list[str], end: str) -> None:
    assert list(lines_of("".join(line + end for line in lines))) == lines


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("council.en.txt", "council.en"),
        ("some/folder/council.csv", "council"),
        ("../../x", "x"),
        ("họp báo.tsv", "họp báo"),
        ("a\u202egnp.csv", "agnp"),
        ("line\nend.txt", "lineend"),
        ("", "1"),
        ("\n", "1"),
        ("x" * 300 + ".csv", "x" * 200),
    ],
)
def test_a_file_names_its_article(name: str, key: str) -> None:
    assert article_key_of(name) == key
