"""From the rows of a table to articles: rows of one segment come together, contradictions are refused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from reviewapp.domain.exchange.import_log import TableLog, quoted
from reviewapp.domain.exchange.incoming import IncomingArticle, IncomingSegment
from reviewapp.domain.exchange.table_rows import TableRow


@dataclass(slots=True)
class _Draft:
    """A segment while its rows come in; `rows` by system and reference name."""

    key: str
    line: int
    source: str = ""
    translations: dict[str, str] = field(default_factory=dict)
    references: dict[str, str] = field(default_factory=dict)
    corrections: dict[str, str] = field(default_factory=dict)
    rows: dict[tuple[str, str], TableRow] = field(default_factory=dict)

    @property
    def has_text(self) -> bool:
        if self.source.strip():
            return True
        named = (self.translations, self.references, self.corrections)
        return any(text.strip() for texts in named for text in texts.values())


def assemble(rows: Iterable[TableRow], *, default_article: str, log: TableLog) -> tuple[IncomingArticle, ...]:
    """Return the articles of a table, and their segments, in the order of their first rows.

    Rows without an article belong to `default_article`. Rows without a segment id are numbered from 1 within
    their article and system. Notes in `log` rows that say what an earlier one said (left out), rows that
    contradict an earlier one, and segments without any text (left out; the numbers after them stay).
    """
    by_article: dict[str, list[TableRow]] = {}
    for row in rows:
        by_article.setdefault(row.article or default_article, []).append(row)
    return tuple(
        IncomingArticle(key, _title(key, members, log), segments)
        for key, members in by_article.items()
        if (segments := _segments(members, log))
    )


def _title(key: str, rows: Sequence[TableRow], log: TableLog) -> str:
    titled = [row for row in rows if row.title]
    for row in titled:
        if row.title != titled[0].title:
            log.refuse(row.line, f"gives article {quoted(key)} another title than line {titled[0].line}")
    return titled[0].title if titled else key


def _segments(rows: Sequence[TableRow], log: TableLog) -> tuple[IncomingSegment, ...]:
    drafts: dict[str, _Draft] = {}
    for key, row in _keyed(rows, log):
        _add(drafts.setdefault(key, _Draft(key, row.line)), row, log)
    finished = []
    for draft in drafts.values():
        if draft.has_text:
            finished.append(_finished(draft))
        else:
            log.skip(draft.line, "no text on any side")
    return tuple(finished)


def _keyed(rows: Sequence[TableRow], log: TableLog) -> list[tuple[str, TableRow]]:
    if any(row.segment for row in rows):
        for row in rows:
            if not row.segment:
                log.refuse(row.line, "has no segment id, though other rows of its article have one")
        return [(row.segment, row) for row in rows]
    if len({row.system for row in rows}) > 1 and not any(row.source for row in rows):
        log.refuse(
            rows[0].line, "several systems, but neither segment ids nor sources tell what belongs together"
        )
    counted: Counter[tuple[str, str]] = Counter()
    numbered = []
    for row in rows:
        counted[row.system, row.reference_name] += 1
        numbered.append((str(counted[row.system, row.reference_name]), row))
    return numbered


def _add(draft: _Draft, row: TableRow, log: TableLog) -> None:
    earlier = draft.rows.setdefault((row.system, row.reference_name), row)
    if earlier is not row:
        _compare_repeated(draft, earlier, row, log)
        return
    if draft.source and row.source and draft.source != row.source:
        log.refuse(row.line, f"segment {quoted(draft.key)} has another source than an earlier row of it")
    draft.source = draft.source or row.source
    for known, name, text, what in (
        (draft.translations, row.system, row.target, "translation"),
        (draft.corrections, row.system, row.correction, "correction"),
        (draft.references, row.reference_name, row.reference, "reference"),
    ):
        if text is not None and known.setdefault(name, text) != text:
            log.refuse(row.line, f"segment {quoted(draft.key)} has another {what} {quoted(name)} already")


def _compare_repeated(draft: _Draft, earlier: TableRow, row: TableRow, log: TableLog) -> None:
    kinds = ("source", "target", "reference", "correction")
    different = [kind for kind in kinds if getattr(earlier, kind) != getattr(row, kind)]
    if different:
        told = f"contradicts line {earlier.line}: segment {quoted(draft.key)} of {quoted(row.system)}"
        log.refuse(row.line, f"{told} has another {' and '.join(different)} there")
    else:
        log.skip(row.line, f"repeats line {earlier.line}")


def _finished(draft: _Draft) -> IncomingSegment:
    return IncomingSegment(
        key=draft.key,
        line=draft.line,
        source=draft.source,
        translations=draft.translations,
        references=draft.references,
        corrections=draft.corrections,
    )
