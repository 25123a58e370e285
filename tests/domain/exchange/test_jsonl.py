"""JSON Lines: read strictly, written plainly."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewapp.domain.exchange.import_log import TableLog
from reviewapp.domain.exchange.incoming import ImportRejected
from reviewapp.domain.exchange.jsonl import MAX_LINE_BYTES, JsonRefused, parse_object, read_objects, write
from tests.domain.exchange.rows import correction_row, error_row


def values_of(text: str, **mapping: str) -> list[tuple[int, dict[str, str | None]]]:
    log = TableLog("a.jsonl")
    rows = [
        (row.line, dict(zip(map(str, row.columns.fields), row.cells, strict=True)))
        for row in read_objects(text, log, mapping=mapping or None)
    ]
    log.raise_any()
    return rows


def problems_of(text: str) -> list[str]:
    with pytest.raises(ImportRejected) as refused:
        values_of(text)
    return [f"{problem.line}: {problem.reason}" for problem in refused.value.problems]


def test_each_line_is_a_row() -> None:
    text = '{"source": "Mưa.", "target": "Rain."}\r\n{"target": null, "Translation ": "x", "id": 7}\n'
    with pytest.raises(ImportRejected, match=r"line 2: .*both mean the target column"):
        values_of(text)
    assert values_of(
        '{"source": "Mưa.", "target": "Rain."}\r\n\n{"id": 7, "article": 12, "target": null}'
    ) == [
        (1, {"source": "Mưa.", "target": "Rain."}),
        (3, {"segment": "7", "article": "12", "target": None}),
    ]


def test_only_lf_separates_objects() -> None:
    assert values_of('{"target": "a\u2028b\x85c"}\n') == [(1, {"target": "a\u2028b\x85c"})]


def test_blank_lines_and_columns_are_noted() -> None:
    log = TableLog("a.jsonl")
    text = '{"target":"a"}\n\n{"target":"b","hter":0.5}\n  \n'
    assert len(list(read_objects(text, log))) == 2
    assert [skipped.line for skipped in log.skipped] == [2, 4]
    assert log.columns == {"target": "target", "hter": "ignored"}


def test_unread_keys_may_hold_anything() -> None:
    text = '{"target":"a","hter":0.25,"errors_json":[{"start":1}],"location":{"x":null},"fuzzy":true}\n'
    ((_, values),) = values_of(text)
    assert values == {"target": "a", "ignored": None}


def test_a_mapping_applies() -> None:
    assert values_of('{"en":"Rain."}', en="target") == [(1, {"target": "Rain."})]


@pytest.mark.parametrize(
    ("key", "value", "fine"),
    [
        ("segment", "7", True),
        ("segment", '"7"', True),
        ("article", "123456789012345678901234567890", True),
        ("segment", "7.0", False),
        ("segment", "true", False),
        ("target", "7", False),
        ("target", "7.5", False),
        ("target", "false", False),
        ("target", '["a"]', False),
        ("target", '{"a":"b"}', False),
        ("system", "1", False),
        ("target", "null", True),
    ],
)
def test_texts_are_strings_and_ids_may_be_integers(key: str, value: str, fine: bool) -> None:
    text = f'{{"{key}": {value}}}'
    if fine:
        ((_, values),) = values_of(text)
        assert values[key] == (None if value == "null" else value.strip('"'))
    else:
        assert problems_of(text) == [f'1: "{key}" must be a string']


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("x", "is not JSON: Expecting value, character 1"),
        ('{"target": "a"', "is not JSON: Expecting ',' delimiter, character 15"),
        ('{"target": "a\tb"}', "is not JSON: Invalid control character at, character 14"),
        ('{"target": "a"} {}', "is not JSON: Extra data, character 17"),
        ('["a"]', "is not a JSON object; each line must be one"),
        ('"a"', "is not a JSON object; each line must be one"),
        ("12", "is not a JSON object; each line must be one"),
        ("null", "is not a JSON object; each line must be one"),
        ('{"a": NaN}', "holds NaN, which is no JSON"),
        ('{"a": [Infinity]}', "holds Infinity, which is no JSON"),
        ('{"a": -Infinity}', "holds -Infinity, which is no JSON"),
        ('{"a": 1, "b": 2, "a": 1}', 'has the key "a" twice'),
        ('{"a": {"b\\n": 1, "b\\n": 2}}', r'has the key "b\n" twice'),
        ("[" * 100_000, "is nested deeper than 16"),
        ('{"a":' * 100_000, "is nested deeper than 16"),
        ('{"a":' + "[" * 16 + "]" * 16 + "}", "is nested deeper than 16"),
        ('{"a":' * 17 + "1" + "}" * 17, "is nested deeper than 16"),
        ('{"a":"' + "x" * MAX_LINE_BYTES + '"}', "is longer than 1,000,000 bytes"),
        ('{"a":"' + "字" * 400_000 + '"}', "is longer than 1,000,000 bytes"),
    ],
)
def test_what_is_no_plain_object_is_refused(line: str, reason: str) -> None:
    with pytest.raises(JsonRefused) as refused:
        parse_object(line)
    assert str(refused.value) == reason


def test_the_deepest_object_and_the_longest_integer_are_read() -> None:
    assert parse_object('{"a":' + "[" * 15 + "]" * 15 + "}")
    assert parse_object('{"a":' + "9" * 5_000 + "}") == {"a": "9" * 5_000}


def test_problems_of_all_lines_are_collected() -> None:
    assert problems_of('{"target":1}\n{\n{"target":"a"}\n{"zzzz":"a"}\n{"zzzz":"b"}\n')[:3] == [
        '1: "target" must be a string',
        "2: is not JSON: Expecting property name enclosed in double quotes, character 2",
        '4: unknown column "zzzz"',
    ]


def test_too_many_keys_are_refused() -> None:
    text = json.dumps({f"x{number}_comments": "" for number in range(201)})
    assert problems_of(text) == ["1: has 201 columns; the limit is 200"]


JSON_VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=12,
)


@given(JSON_VALUES | st.text() | st.dictionaries(st.sampled_from(["target", "segment", "id"]), JSON_VALUES))
def test_any_line_is_read_or_refused(value: object) -> None:
    text = value if isinstance(value, str) else json.dumps(value)
    log = TableLog("a.jsonl")
    list(read_objects(text.encode(errors="replace").decode(), log))


def test_rows_are_written_one_a_line_by_column() -> None:
    row = correction_row(
        source="Mưa\u2028to\n=1", correction=None, hter=0.25, decided_at=datetime(2024, 6, 7, tzinfo=UTC)
    )
    (line,) = write([row])
    assert line.endswith("}\n")
    assert line.count("\n") == 1
    written = json.loads(line)
    assert list(written)[:3] == ["corpus", "article_id", "article_title"]
    assert (written["source"], written["correction"], written["hter"]) == ("Mưa\u2028to\n=1", None, 0.25)
    assert written["decided_at"] == "2024-06-07T00:00:00+00:00"
    assert "Mưa" in line


def test_errors_are_written_too() -> None:
    (line,) = write([error_row(start=None, weight=5.0)])
    assert (json.loads(line)["start"], json.loads(line)["weight"]) == (None, 5.0)


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_what_is_no_figure_is_not_written(value: float) -> None:
    with pytest.raises(ValueError, match="JSON compliant"):
        list(write([correction_row(hter=value)]))


def test_other_values_have_no_json() -> None:
    with pytest.raises(TypeError, match="no JSON for bytes"):
        list(write([correction_row(comment=b"bytes")]))
