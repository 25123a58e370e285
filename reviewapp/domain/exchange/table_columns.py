"""What the columns of a bilingual table mean: our fields, the names others use, and what is left unread."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from reviewapp.domain.exchange.corrections_csv import CORRECTION_COLUMNS
from reviewapp.domain.exchange.import_log import TableLog, quoted

MAX_COLUMNS = 200
_COMPARED_CHARACTERS = 40


class TableField(StrEnum):
    """What a column can hold."""

    ARTICLE = "article"
    ARTICLE_TITLE = "article_title"
    SEGMENT = "segment"
    SOURCE = "source"
    TARGET = "target"
    SYSTEM = "system"
    REFERENCE = "reference"
    REFERENCE_NAME = "reference_name"
    CORRECTION = "correction"
    STATUS = "status"
    CELL_GUARD = "cell_guard"
    IGNORED = "ignored"


class ColumnsRefused(ValueError):
    """Headers that cannot be understood; `reasons` has one sentence for each fault."""

    def __init__(self, reasons: Sequence[str]) -> None:
        super().__init__("; ".join(reasons))
        self.reasons = tuple(reasons)


# Names of translate-toolkit's CSV (original, untranslated, translated, key, label, identified), of the
# scorecard's bitext, of WMT files and of our own export. Of several columns that number segments the
# earliest listed here is read and the others are left.
_ALIASES: Mapping[TableField, tuple[str, ...]] = {
    TableField.ARTICLE: ("article", "article_id", "doc", "document"),
    TableField.ARTICLE_TITLE: ("article_title", "title"),
    TableField.SEGMENT: ("segment", "segment_id", "seg_id", "id", "key", "label", "identified", "segment_no"),
    TableField.SOURCE: ("source", "src", "original", "untranslated"),
    TableField.TARGET: ("target", "tgt", "mt", "mt_original", "translation", "translated"),
    TableField.SYSTEM: ("system",),
    TableField.REFERENCE: ("reference", "ref"),
    TableField.REFERENCE_NAME: ("reference_name",),
    TableField.CORRECTION: ("correction", "pe", "post_edit"),
    TableField.STATUS: ("status",),
    TableField.CELL_GUARD: ("cell_guard",),
}
_FIELD_OF = {alias: field for field, aliases in _ALIASES.items() for alias in aliases}
_TOOLKIT_METADATA = frozenset({"location", "fuzzy", "state", "context", "notes"})
_METADATA = _TOOLKIT_METADATA | (set(CORRECTION_COLUMNS) - set(_FIELD_OF))
_KNOWN_COLUMNS = (
    "known columns are "
    + ", ".join(field for field in _ALIASES if field not in {TableField.STATUS, TableField.CELL_GUARD})
    + "; any other must be mapped to one of them or to ignored"
)


@dataclass(frozen=True, slots=True)
class Columns:
    """The headers of a table as they stand in the file, and the field of each."""

    headers: tuple[str, ...]
    fields: tuple[TableField, ...]


def known_field(header: str) -> TableField | None:
    """Return what a header means by itself, or None; case does not count, nor do blanks for underscores."""
    name = _normal(header)
    if field := _FIELD_OF.get(name):
        return field
    return TableField.IGNORED if name in _METADATA or name.endswith("_comments") else None


def resolve_columns(headers: Sequence[str], *, mapping: Mapping[str, str] | None = None) -> Columns:
    """Return the field of each header; `mapping` (header to field name) goes before the known names.

    Raises ColumnsRefused for unknown headers, and for two that mean the same field.
    """
    chosen = mapping or {}
    reasons = [
        f"the mapping names no known field for {quoted(header)}: {quoted(field)}"
        for header, field in chosen.items()
        if field not in set(TableField)
    ]
    if reasons:
        raise ColumnsRefused(reasons)
    found = [TableField(chosen[h]) if h in chosen else known_field(h) for h in headers]
    reasons += [
        _unknown_reason(number, header)
        for number, (header, field) in enumerate(zip(headers, found, strict=True), 1)
        if field is None
    ]
    if reasons:
        reasons.append(_KNOWN_COLUMNS)
    fields = _read_one_segment_column(headers, [field or TableField.IGNORED for field in found], chosen)
    reasons += _duplicate_reasons(headers, fields)
    if reasons:
        raise ColumnsRefused(reasons)
    return Columns(tuple(headers), tuple(fields))


def admit_columns(
    headers: Sequence[str], *, line: int, log: TableLog, mapping: Mapping[str, str] | None = None
) -> Columns | None:
    """Return the columns, noted in `log`, or None after noting there what is wrong with the headers."""
    if len(headers) > MAX_COLUMNS:
        log.refuse(line, f"has {len(headers):,} columns; the limit is {MAX_COLUMNS}")
        return None
    try:
        columns = resolve_columns(headers, mapping=mapping)
    except ColumnsRefused as refused:
        for reason in refused.reasons:
            log.refuse(line, reason)
        return None
    log.columns.update(zip(columns.headers, map(str, columns.fields), strict=True))
    if len(log.columns) > MAX_COLUMNS:
        log.refuse(line, f"brings the columns to {len(log.columns)}; the limit is {MAX_COLUMNS}")
        return None
    return columns


def _normal(header: str) -> str:
    return header.strip().casefold().replace(" ", "_").replace("-", "_")


def _unknown_reason(number: int, header: str) -> str:
    if not header.strip():
        return f"column {number} has no name"
    close = difflib.get_close_matches(_normal(header)[:_COMPARED_CHARACTERS], [*_FIELD_OF, *_METADATA], n=1)
    return f"unknown column {quoted(header)}" + (f'; did you mean "{close[0]}"?' if close else "")


def _read_one_segment_column(
    headers: Sequence[str], fields: Sequence[TableField], chosen: Mapping[str, str]
) -> list[TableField]:
    ranks = {
        index: -1 if headers[index] in chosen else _ALIASES[TableField.SEGMENT].index(_normal(headers[index]))
        for index, field in enumerate(fields)
        if field is TableField.SEGMENT
    }
    best = min(ranks.values(), default=0)
    return [
        TableField.IGNORED if ranks.get(index, best) > best else field for index, field in enumerate(fields)
    ]


def _duplicate_reasons(headers: Sequence[str], fields: Sequence[TableField]) -> list[str]:
    by_field: dict[TableField, list[str]] = {}
    for header, field in zip(headers, fields, strict=True):
        if field is not TableField.IGNORED:
            by_field.setdefault(field, []).append(quoted(header))
    return [
        f"{' and '.join(same)} both mean the {field} column; keep one, or map the other to ignored"
        for field, same in by_field.items()
        if len(same) > 1
    ]
