"""One row of a bilingual table, whatever its format: from cells to admitted texts and names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reviewapp.domain.exchange.cells import GUARD_APOSTROPHE, GUARD_NONE, unguard_cell
from reviewapp.domain.exchange.import_log import TableLog, quoted
from reviewapp.domain.exchange.names import MAX_NAME_CHARACTERS, MAX_TITLE_CHARACTERS, admit_name
from reviewapp.domain.exchange.table_columns import Columns, TableField
from reviewapp.domain.text.admission import TextRefused, admit_text

DEFAULT_SYSTEM = "MT"
DEFAULT_REFERENCE = "reference"
STATUS_CORRECTED = "corrected"

_NAME_LIMITS = {
    TableField.ARTICLE: MAX_NAME_CHARACTERS,
    TableField.ARTICLE_TITLE: MAX_TITLE_CHARACTERS,
    TableField.SEGMENT: MAX_NAME_CHARACTERS,
    TableField.SYSTEM: MAX_NAME_CHARACTERS,
    TableField.REFERENCE_NAME: MAX_NAME_CHARACTERS,
}


@dataclass(frozen=True, slots=True)
class RawRow:
    """The cells of one row, one for each column; None where the row lacks the column. `line` is its first."""

    line: int
    columns: Columns
    cells: Sequence[str | None]


@dataclass(frozen=True, slots=True)
class TableRow:
    """One translation of one segment. Names are "" where not given; a text is None where there is none."""

    line: int
    article: str
    title: str
    segment: str
    system: str
    reference_name: str
    source: str
    target: str | None
    reference: str | None
    correction: str | None


def admit_row(raw: RawRow, log: TableLog) -> TableRow | None:
    """Return the row with its texts unchanged, or None after noting what is wrong with it.

    An empty `correction` is none, unless the row's status is "corrected": then the editor emptied the text.
    An empty `system` is "MT"; but beside an empty target it says that nobody translated the segment.
    """
    values = {
        field: cell for field, cell in zip(raw.columns.fields, raw.cells, strict=True) if cell is not None
    }
    values.pop(TableField.IGNORED, None)
    guard = values.pop(TableField.CELL_GUARD, GUARD_NONE)
    if guard not in {GUARD_APOSTROPHE, GUARD_NONE, ""}:
        log.refuse(raw.line, f'cell_guard must be "apostrophe" or "none", not {quoted(guard)}')
        return None
    if guard == GUARD_APOSTROPHE:
        values = {field: unguard_cell(cell) for field, cell in values.items()}
    if not _admit_values(values, raw.line, log):
        return None
    return _row(values, raw.line, log)


def _admit_values(values: dict[TableField, str], line: int, log: TableLog) -> bool:
    """Admit every name and text, names without the space around them; say whether all could be."""
    fine = True
    for field, cell in values.items():
        try:
            values[field] = _admit(field, cell)
        except TextRefused as refused:
            log.refuse(line, f"{field}: {refused.reason}")
            fine = False
    return fine


def _admit(field: TableField, cell: str) -> str:
    if limit := _NAME_LIMITS.get(field):
        return admit_name(cell, what=field.replace("_", " "), limit=limit)
    return admit_text(cell)


def _row(values: Mapping[TableField, str], line: int, log: TableLog) -> TableRow | None:
    given = values.get
    system, target = given(TableField.SYSTEM), given(TableField.TARGET)
    correction = given(TableField.CORRECTION)
    if not correction and given(TableField.STATUS) != STATUS_CORRECTED:
        correction = None
    if correction is not None and target is None:
        log.refuse(line, "has a correction but no target that it corrects")
        return None
    untranslated = system == "" and not target and correction is None
    return TableRow(
        line=line,
        article=given(TableField.ARTICLE, ""),
        title=given(TableField.ARTICLE_TITLE, ""),
        segment=given(TableField.SEGMENT, ""),
        system=system or DEFAULT_SYSTEM,
        reference_name=given(TableField.REFERENCE_NAME) or DEFAULT_REFERENCE,
        source=given(TableField.SOURCE, ""),
        target=None if untranslated else target,
        reference=given(TableField.REFERENCE) or None,
        correction=correction,
    )
