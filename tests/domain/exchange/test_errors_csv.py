"""The errors export as a file."""

from __future__ import annotations

import csv
import io

from reviewapp.domain.exchange.errors_csv import ERROR_COLUMNS, write
from tests.domain.exchange.rows import error_row


def test_the_columns_are_the_documented_ones() -> None:
    assert ",".join(ERROR_COLUMNS) == (
        "corpus,article_id,article_title,segment_no,segment_id,src_lang,tgt_lang,source,system,mt_original,"
        "correction,error_id,side,start,end,marked_text,category_path,category_pid,severity,weight,rater,"
        "reason,origin,resolution,adjudicated_by,cell_guard"
    )


def test_an_error_is_one_record() -> None:
    header, record = write(
        [error_row(marked_text="=Big", category_pid="@pid", weight=5.0)], guarded=True, bom=False
    )
    (cells,) = csv.reader(io.StringIO(record, newline=""))
    row = dict(zip(ERROR_COLUMNS, cells, strict=True))
    assert header.startswith('"corpus","article_id"')
    assert (row["side"], row["start"], row["end"], row["marked_text"]) == ("target", "0", "3", "'=Big")
    assert (row["category_pid"], row["weight"], row["rater"]) == ("'@pid", "5.0", "")
    assert row["cell_guard"] == "apostrophe"


def test_an_error_without_a_place_has_empty_offsets() -> None:
    *_, record = write([error_row(start=None, end=None, marked_text=None)], guarded=False, bom=True)
    (cells,) = csv.reader(io.StringIO(record, newline=""))
    assert cells[ERROR_COLUMNS.index("start") :][:3] == ["", "", ""]
