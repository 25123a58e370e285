"""From the bytes of an uploaded file to its text, refusing what is no plain text."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath

from reviewapp.domain.exchange.import_log import ProblemLog
from reviewapp.domain.exchange.incoming import ImportRejected, Problem
from reviewapp.domain.exchange.names import MAX_NAME_CHARACTERS, printable_part

_PACKED = (
    (re.compile(rb"\x1f\x8b"), "gzip"),
    (re.compile(rb"PK(\x03\x04|\x05\x06|\x07\x08)"), "zip (an .xlsx, .docx or .ods file is one)"),
    (re.compile(rb"BZh[1-9]1AY&SY"), "bzip2"),
    (re.compile(rb"\xfd7zXZ\x00"), "xz"),
    (re.compile(rb"\x28\xb5\x2f\xfd"), "zstandard"),
    (re.compile(rb"7z\xbc\xaf\x27\x1c"), "7z"),
    (re.compile(rb"\xd0\xcf\x11\xe0"), "an old office document"),
)
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8", "UTF-8"),
    (codecs.BOM_UTF32_LE, "", "UTF-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
)
MAX_LINES = 1_000_000
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")


@dataclass(frozen=True, slots=True)
class NamedFile:
    """The bytes of a file, and the name by which messages call it."""

    name: str
    data: bytes


def decode_file(data: bytes, *, name: str) -> str:
    """Return the text of a UTF-8 file, or of a UTF-16 one with a byte order mark; the mark is left out.

    Raises ImportRejected for compressed files, for bytes of any other encoding (with the line, and the byte's
    offset from 0), for more than 1,000,000 lines, and for NUL and other C0 controls except tab, line feed
    and carriage return.
    """
    _refuse_packed(data, name=name)
    mark, codec, encoding = next(
        (known for known in _BYTE_ORDER_MARKS if data.startswith(known[0])), (b"", "utf-8", "UTF-8")
    )
    if not codec:
        raise ImportRejected([Problem(name, None, f"is {encoding}; save it as UTF-8")])
    try:
        text = data[len(mark) :].decode(codec)
    except UnicodeDecodeError as error:
        raise ImportRejected([_undecodable(data, mark, error, name=name, encoding=encoding)]) from error
    if (count := text.count("\n")) > MAX_LINES:
        raise ImportRejected([Problem(name, None, f"has {count:,} lines; the limit is {MAX_LINES:,}")])
    _refuse_controls(text, name=name)
    return text


def lines_of(text: str) -> Iterator[str]:
    """Yield the lines of a text without their ends; only LF, or CR LF, ends a line.

    A missing last line end makes no difference. Unlike with str.splitlines, U+2028, NEL and a lone CR do
    not split.
    """
    start, size = 0, len(text)
    while start < size:
        end = text.find("\n", start)
        stop = size if end < 0 else end
        yield text[start : stop - 1] if text.startswith("\r", stop - 1, stop) else text[start:stop]
        start = stop + 1


def article_key_of(name: str) -> str:
    """Return the key of the article of a file that names none: its own name without folder and ending."""
    return printable_part(PurePath(name).stem)[:MAX_NAME_CHARACTERS].strip() or "1"


def _refuse_packed(data: bytes, *, name: str) -> None:
    for magic, what in _PACKED:
        if magic.match(data):
            raise ImportRejected(
                [Problem(name, None, f"is not plain text but {what}; unpack it, or save it as UTF-8 text")]
            )


def _undecodable(data: bytes, mark: bytes, error: UnicodeDecodeError, *, name: str, encoding: str) -> Problem:
    offset = len(mark) + error.start
    line = data[len(mark) : offset].decode(error.encoding, errors="strict").count("\n") + 1
    return Problem(
        name, line, f"is not {encoding} at byte {offset:,} (0x{data[offset]:02X}); save it as UTF-8"
    )


def _refuse_controls(text: str, *, name: str) -> None:
    problems = ProblemLog()
    line, counted_to = 1, 0
    for found in _CONTROLS.finditer(text):
        newlines = text.count("\n", counted_to, found.start())
        if newlines or not counted_to:
            line += newlines
            problems.add(name, line, _control_reason(found[0]))
        counted_to = found.end()
    problems.raise_any()


def _control_reason(character: str) -> str:
    if character == "\0":
        return "holds a NUL character; a UTF-16 file needs a byte order mark, any other must be plain text"
    return f"holds the control character U+{ord(character):04X}"
