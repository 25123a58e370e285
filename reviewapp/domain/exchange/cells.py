"""The guard against spreadsheets that run a cell as a formula, in a form that loses nothing.

A cell that begins with a character which Excel, LibreOffice or Google Sheets may take for the start of a
formula gets one apostrophe in front; so does a cell that begins with an apostrophe. Taking one leading
apostrophe away therefore restores every text (OWASP, CSV Injection, made reversible).
"""

from __future__ import annotations

GUARD = "'"
# What the last column of our exports, `cell_guard`, says of its row.
GUARD_APOSTROPHE = "apostrophe"
GUARD_NONE = "none"

_GUARDED_STARTS = tuple("=+-@\t\r\n\0|%＝＋－＠" + GUARD)


def guard_cell(text: str) -> str:
    """Return the text as no spreadsheet runs it. No two texts give the same cell."""
    return GUARD + text if text.startswith(_GUARDED_STARTS) else text


def unguard_cell(cell: str) -> str:
    """Return the text that guard_cell made the cell from."""
    return cell.removeprefix(GUARD)
