"""The corrections export as a file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import UTC, datetime

from reviewapp.domain.exchange.corrections_csv import CORRECTION_COLUMNS, CorrectionRow, write
from tests.domain.exchange.rows import correction_row

HEADER = (
    "corpus,article_id,article_title,segment_no,segment_id,src_lang,tgt_lang,source,system,mt_original,"
    "correction,status,editor,decided_at,seconds_active,word_edits,char_edits,hter,sent_bleu,chrf,ter,"
    "sacrebleu_signature,error_count,worst_severity,mqm_penalty,errors_json,checks_json,comment,cell_guard"
)


def test_the_columns_are_the_documented_ones() -> None:
    assert ",".join(CORRECTION_COLUMNS) == HEADER


def test_no_rows_make_a_header() -> None:
    assert list(write([], guarded=True, bom=False)) == ['"' + HEADER.replace(",", '","') + '"\r\n']


def test_a_mark_for_excel_comes_first_and_once() -> None:
    records = list(write([correction_row()], guarded=True, bom=True))
    assert records[0].startswith('\ufeff"corpus"')
    assert "\ufeff" not in records[1]


def test_a_row_is_one_record_of_its_values() -> None:
    row = CorrectionRow(
        corpus="town",
        article_id="rain.1",
        article_title="=Rain",
        segment_no=3,
        segment_id="s3",
        src_lang="vi",
        tgt_lang="en",
        source='Ông nói: "Mưa".\n',
        system="engine",
        mt_original="He says, rain. ",
        correction="- It rains",
        status="corrected",
        editor="lan",
        decided_at=datetime(2024, 6, 7, 8, 30, tzinfo=UTC),
        seconds_active=12.5,
        word_edits=2,
        char_edits=0,
        hter=0.0,
        sent_bleu=-0.0,
        chrf=48.123456789,
        ter=None,
        sacrebleu_signature="nrefs:1|case:mixed",
        error_count=0,
        worst_severity=None,
        mqm_penalty=-5,
        errors_json="[]",
        checks_json=None,
        comment="'why",
    )
    _, record = write([row], guarded=True, bom=False)
    (cells,) = csv.reader(io.StringIO(record, newline=""))
    assert dict(zip(CORRECTION_COLUMNS, cells, strict=True)) == {
        "corpus": "town",
        "article_id": "rain.1",
        "article_title": "'=Rain",
        "segment_no": "3",
        "segment_id": "s3",
        "src_lang": "vi",
        "tgt_lang": "en",
        "source": 'Ông nói: "Mưa".\n',
        "system": "engine",
        "mt_original": "He says, rain. ",
        "correction": "'- It rains",
        "status": "corrected",
        "editor": "lan",
        "decided_at": "2024-06-07T08:30:00+00:00",
        "seconds_active": "12.5",
        "word_edits": "2",
        "char_edits": "0",
        "hter": "0.0",
        "sent_bleu": "-0.0",
        "chrf": "48.123456789",
        "ter": "",
        "sacrebleu_signature": "nrefs:1|case:mixed",
        "error_count": "0",
        "worst_severity": "",
        "mqm_penalty": "-5",
        "errors_json": "[]",
        "checks_json": "",
        "comment": "''why",
        "cell_guard": "apostrophe",
    }
    assert record.endswith('"apostrophe"\r\n')


def test_raw_texts_are_untouched_and_say_so() -> None:
    _, record = write([correction_row(mt_original="=1+1", comment="'a")], guarded=False, bom=False)
    assert '"=1+1"' in record
    assert '"\'a"' in record
    assert record.endswith('"none"\r\n')


def test_rows_are_written_as_they_come() -> None:
    taken: list[int] = []

    def rows() -> Iterator[CorrectionRow]:
        for number in range(3):
            taken.append(number)
            yield correction_row(segment_no=number)

    records = write(rows(), guarded=True, bom=False)
    next(records)
    assert taken == []
    next(records)
    assert taken == [0]
