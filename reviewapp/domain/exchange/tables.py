"""Bilingual tables (CSV, TSV, JSON Lines): one row for each translation of a segment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from pathlib import PurePath

from reviewapp.domain.exchange.delimited import csv_dialect, read_delimited, tsv_dialect
from reviewapp.domain.exchange.files import article_key_of, decode_file
from reviewapp.domain.exchange.import_log import TableLog, quoted
from reviewapp.domain.exchange.incoming import Reading
from reviewapp.domain.exchange.jsonl import read_objects
from reviewapp.domain.exchange.table_columns import TableField
from reviewapp.domain.exchange.table_rows import RawRow, TableRow, admit_row
from reviewapp.domain.exchange.table_segments import assemble


class TableFormat(StrEnum):
    """The formats of tables."""

    CSV = "csv"
    TSV = "tsv"
    JSONL = "jsonl"


_SUFFIXES = {
    ".csv": TableFormat.CSV,
    ".tsv": TableFormat.TSV,
    ".tab": TableFormat.TSV,
    ".jsonl": TableFormat.JSONL,
    ".json": TableFormat.JSONL,
    ".ndjson": TableFormat.JSONL,
}


def read_table(
    data: bytes,
    *,
    name: str,
    format: TableFormat | None,  # noqa: A002 - the command's option has that name
    columns: Mapping[str, str] | None = None,
) -> Reading:
    """Read a table; `format` None goes by the file's name, then by its beginning.

    `columns` maps headers to our fields (the values of TableField) before their known names do. Texts stay as
    they are. Rows of one article and segment come together; those without an article belong to one named by
    the file, those without a segment id are numbered, those without a system are by "MT". Raises
    ImportRejected with every problem found, by line.
    """
    log = TableLog(name)
    text = decode_file(data, name=name)
    rows = _rows(text, format or sniff_format(text, name=name), log, columns)
    admitted = [row for raw in rows if (row := admit_row(raw, log))]
    log.raise_any()
    _refuse_hollow(admitted, log, columns)
    articles = assemble(admitted, default_article=article_key_of(name), log=log)
    log.raise_any()
    if not articles:
        log.refuse(None, "holds no text: every row is blank")
        log.raise_any()
    return Reading(articles, tuple(log.skipped), log.columns, name)


def sniff_format(text: str, *, name: str) -> TableFormat:
    """Return the format that the ending of the name tells, or else the first line."""
    if known := _SUFFIXES.get(PurePath(name).suffix.lower()):
        return known
    first = text.partition("\n")[0]
    if first.lstrip().startswith("{"):
        return TableFormat.JSONL
    return TableFormat.TSV if "\t" in first else TableFormat.CSV


def _rows(text: str, kind: TableFormat, log: TableLog, mapping: Mapping[str, str] | None) -> Iterator[RawRow]:
    if not text.strip():
        log.refuse(None, "is empty")
        return iter(())
    if text.lstrip().startswith(("<?xml", "<!DOCTYPE")):
        log.refuse(1, "is XML, not a table")
        return iter(())
    if kind is TableFormat.JSONL:
        return read_objects(text, log, mapping=mapping)
    sniffed = csv_dialect if kind is TableFormat.CSV else tsv_dialect
    return read_delimited(text, sniffed(text, mapping=mapping), log, mapping=mapping)


def _refuse_hollow(rows: list[TableRow], log: TableLog, mapping: Mapping[str, str] | None) -> None:
    """Refuse a table without what an import needs, or without what the mapping of columns speaks of."""
    if not {TableField.TARGET, TableField.REFERENCE} & set(log.columns.values()):
        log.refuse(1, 'lacks a "target" column (or "translation", "mt_original", …)')
    elif not rows:
        log.refuse(None, "has a header but no rows")
    for header in mapping or {}:
        if header not in log.columns:
            log.refuse(None, f"has no column {quoted(header)}, which the mapping names")
    log.raise_any()
