"""Line-aligned plain text: line n of every file belongs to segment n, as WMT and NTREX publish their sets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from reviewapp.domain.exchange.files import NamedFile, article_key_of, decode_file, lines_of
from reviewapp.domain.exchange.import_log import ProblemLog, quoted
from reviewapp.domain.exchange.incoming import (
    ImportRejected,
    IncomingArticle,
    IncomingSegment,
    Problem,
    Reading,
    Skipped,
)
from reviewapp.domain.exchange.names import admit_name
from reviewapp.domain.exchange.ratings import SegmentPlace
from reviewapp.domain.text.admission import TextRefused, admit_text


@dataclass(frozen=True, slots=True)
class _Lines:
    """A decoded file: its name and its lines without their ends."""

    name: str
    lines: Sequence[str]


@dataclass(frozen=True, slots=True)
class _Names:
    """What the columns of aligned lines are called, in the order of their files."""

    systems: tuple[str, ...]
    references: tuple[str, ...]


def read_lines(
    *,
    source: NamedFile,
    systems: Mapping[str, NamedFile],
    references: Mapping[str, NamedFile],
    articles: NamedFile | None,
) -> Reading:
    """Read aligned files; `systems` and `references` go by name.

    `articles` has a line a segment, whose last field (after the last tab, or else after the last white space)
    is the article's id; without it everything is one article named by the source file. Articles stand in the
    order of their first line; a segment's key is its number within its article. A blank line of a translation
    is an omission, of a reference no reference; a line that is blank everywhere is skipped, and the segments
    after it keep their numbers. Raises ImportRejected with every problem found.
    """
    problems = ProblemLog()
    names = _Names(
        systems=_admit_names(systems, "system name", problems),
        references=_admit_names(references, "reference name", problems),
    )
    texts = _decode_all([source, *systems.values(), *references.values()], problems)
    listed = _decode_all([articles] if articles else [], problems)
    problems.raise_any()
    _refuse_unequal([*texts, *listed], problems)
    for file in texts:
        _refuse_unfit(file, problems)
    keys = (
        _article_keys(listed[0], problems) if listed else [article_key_of(source.name)] * len(texts[0].lines)
    )
    problems.raise_any()
    return _assemble(texts, keys, names, articles_file=articles.name if articles else "")


def read_places(articles: NamedFile) -> tuple[SegmentPlace, ...]:
    """Return where read_lines puts each line, by the file that names the article of every line.

    Raises ImportRejected.
    """
    problems = ProblemLog()
    listed = _decode_all([articles], problems)
    problems.raise_any()
    keys = _article_keys(listed[0], problems)
    problems.raise_any()
    counted: Counter[str] = Counter()
    places = []
    for key in keys:
        counted[key] += 1
        places.append(SegmentPlace(key, str(counted[key])))
    return tuple(places)


def _admit_names(files: Mapping[str, NamedFile], what: str, problems: ProblemLog) -> tuple[str, ...]:
    admitted: list[str] = []
    for name, file in files.items():
        try:
            fit = admit_name(name, what=what)
        except TextRefused as refused:
            problems.add(file.name, None, refused.reason)
            continue
        if fit in admitted:
            problems.add(file.name, None, f"the {what} {quoted(fit)} is given twice")
        admitted.append(fit)
    return tuple(admitted)


def _decode_all(files: Iterable[NamedFile], problems: ProblemLog) -> list[_Lines]:
    decoded = []
    for file in files:
        try:
            decoded.append(_Lines(file.name, _split(decode_file(file.data, name=file.name), name=file.name)))
        except ImportRejected as rejected:
            problems.include(rejected)
    return decoded


def _split(text: str, *, name: str) -> list[str]:
    if not text:
        raise ImportRejected([Problem(name, None, "is empty")])
    if "\r" in text and "\n" not in text:
        raise ImportRejected([Problem(name, None, "ends its lines with CR alone; save it with LF or CR LF")])
    return list(lines_of(text))


def _refuse_unequal(files: Sequence[_Lines], problems: ProblemLog) -> None:
    first = files[0]
    for file in files[1:]:
        if len(file.lines) != len(first.lines):
            counts = f"has {len(file.lines):,} lines, but {first.name} has {len(first.lines):,}"
            problems.add(file.name, None, counts)
    problems.raise_any()


def _refuse_unfit(file: _Lines, problems: ProblemLog) -> None:
    for number, text in enumerate(file.lines, 1):
        try:
            admit_text(text)
        except TextRefused as refused:
            problems.add(file.name, number, refused.reason)


def _article_keys(file: _Lines, problems: ProblemLog) -> list[str]:
    """Return the article id of every line, "" where the line has none."""
    keys = []
    for number, line in enumerate(file.lines, 1):
        try:
            keys.append(admit_name(_last_field(line), what="article id"))
        except TextRefused as refused:
            problems.add(file.name, number, refused.reason)
    return keys


def _last_field(line: str) -> str:
    stripped = line.strip()
    fields = stripped.rsplit("\t", 1) if "\t" in stripped else stripped.rsplit(maxsplit=1)
    return fields[-1] if fields else ""


def _assemble(texts: Sequence[_Lines], keys: Sequence[str], names: _Names, *, articles_file: str) -> Reading:
    problems = ProblemLog()
    source = texts[0].name
    skipped: list[Skipped] = []
    articles: dict[str, list[IncomingSegment]] = {}
    counted: Counter[str] = Counter()
    for line, (key, *row) in enumerate(zip(keys, *(file.lines for file in texts), strict=True), 1):
        counted[key] += 1
        filled = ["" if text.isspace() else text for text in row]
        if not any(filled):
            skipped.append(Skipped(source, line, "blank in every file"))
        elif not key:
            problems.add(articles_file, line, "names no article for this line")
        else:
            articles.setdefault(key, []).append(_segment(filled, names, key=str(counted[key]), line=line))
    if not articles:
        problems.add(source, None, "holds no text: every line is blank")
    problems.raise_any()
    return Reading(
        tuple(IncomingArticle(key, key, tuple(segments)) for key, segments in articles.items()),
        tuple(skipped),
        {},
        source,
    )


def _segment(row: Sequence[str], names: _Names, *, key: str, line: int) -> IncomingSegment:
    source, rest = row[0], row[1:]
    references = zip(names.references, rest[len(names.systems) :], strict=True)
    return IncomingSegment(
        key=key,
        line=line,
        source=source,
        translations=dict(zip(names.systems, rest[: len(names.systems)], strict=True)),
        references={name: text for name, text in references if text},
        corrections={},
    )
