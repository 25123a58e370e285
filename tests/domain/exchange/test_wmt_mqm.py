"""MQM ratings as WMT publishes them: one row an error, spans between tags, raters kept apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewapp.domain.exchange.delimited import MAX_FIELD_CHARACTERS
from reviewapp.domain.exchange.incoming import ImportRejected, Skipped
from reviewapp.domain.exchange.ratings import IncomingAssessment, IncomingError, MarkedSide, RatingReading
from reviewapp.domain.exchange.wmt_mqm import MQM_COLUMNS, read_wmt_mqm
from reviewapp.domain.text.spans import OffsetUnit, Span

HEADER = "\t".join(MQM_COLUMNS)
OLD_HEADER = "\t".join(MQM_COLUMNS[:-1])
ROW = {
    "system": "engine",
    "doc": "harbour",
    "doc_id": "1",
    "seg_id": "7",
    "rater": "lan",
    "source": "Phà rời bến.",
    "target": "The ferry <v>left</v> the pier.",
    "category": "Fluency/Grammar",
    "severity": "Minor",
    "comment": "",
}
CLEAN = {"target": "The ferry left the pier.", "category": "No-error", "severity": "No-error"}


def row(**cells: str) -> str:
    return "\t".join((ROW | cells).values())


def read(*rows: str, header: str = HEADER) -> RatingReading:
    lines = [header, *rows] if header else rows
    return read_wmt_mqm("\n".join(lines).encode(), name="talk.tsv")


def problems_of(*rows: str, header: str = HEADER) -> list[str]:
    with pytest.raises(ImportRejected) as refused:
        read(*rows, header=header)
    return [str(problem) for problem in refused.value.problems]


def errors_of(*rows: str) -> list[IncomingError]:
    return [error for assessment in read(*rows).assessments for error in assessment.errors]


def test_an_error_comes_with_its_place_and_the_texts_without_tags() -> None:
    reading = read(row(comment="tense"))

    (article,) = reading.texts.articles
    (segment,) = article.segments
    assert (article.key, article.title, segment.key, segment.line) == ("harbour", "harbour", "1", 2)
    assert segment.source == "Phà rời bến."
    assert segment.translations == {"engine": "The ferry left the pier."}
    assert reading.assessments == (
        IncomingAssessment(
            line=2,
            article="harbour",
            segment="1",
            system="engine",
            rater="lan",
            campaign="",
            occasion=1,
            score=None,
            seconds=None,
            errors=(
                IncomingError(
                    2, MarkedSide.TARGET, 10, 14, OffsetUnit.CODE_POINT, "Fluency/Grammar", "Minor", "tense"
                ),
            ),
        ),
    )


def test_raters_and_systems_are_kept_apart_and_segments_stand_in_their_order() -> None:
    reading = read(
        row(doc_id="10"),
        row(doc_id="2", rater="minh", **CLEAN),
        row(doc_id="2", target="The <v>ferry</v> left the pier."),
        row(doc_id="2", target="The ferry left the <v>pier</v>."),
        row(doc_id="2", system="other", target="<v>Ferry</v> gone."),
        row(doc="mountain", doc_id="1", **CLEAN),
    )

    harbour, mountain = reading.texts.articles
    assert [segment.key for segment in harbour.segments] == ["2", "10"]
    assert harbour.segments[0].translations == {"engine": "The ferry left the pier.", "other": "Ferry gone."}
    assert mountain.key == "mountain"
    assert [
        (a.article, a.segment, a.system, a.rater, len(a.errors)) for a in reading.assessments
    ] == [
        ("harbour", "10", "engine", "lan", 1),
        ("harbour", "2", "engine", "minh", 0),
        ("harbour", "2", "engine", "lan", 2),
        ("harbour", "2", "other", "lan", 1),
        ("mountain", "1", "engine", "lan", 0),
    ]  # fmt: skip


@pytest.mark.parametrize("header", [HEADER, ""], ids=["header", "none"])
def test_the_header_may_be_missing(header: str) -> None:
    assert len(read(row(), header=header).assessments) == 1


@pytest.mark.parametrize("header", [OLD_HEADER, ""], ids=["header", "none"])
def test_files_of_2020_have_no_comment(header: str) -> None:
    (assessment,) = read(row().rpartition("\t")[0], header=header).assessments
    assert assessment.errors[0].note == ""


def test_the_header_decides_on_the_order() -> None:
    header = "\t".join(["system", "doc", *reversed(MQM_COLUMNS[2:])])
    cells = "\t".join([ROW["system"], ROW["doc"], *(ROW[name] for name in reversed(MQM_COLUMNS[2:]))])
    assert read(cells, header=header).assessments == read(row()).assessments


def test_an_error_may_lie_in_the_source_or_nowhere() -> None:
    in_source, nowhere, empty = errors_of(
        row(source="Phà <v>rời</v> bến.", target="The ferry left the pier.", category="Accuracy/Omission"),
        row(target="The ferry left the pier.", category="Non-translation!", severity="Major"),
        row(target="The ferry left<v></v> the pier."),
    )
    assert (in_source.side, in_source.start, in_source.end) == (MarkedSide.SOURCE, 4, 7)
    assert (nowhere.side, nowhere.start, nowhere.end) == (MarkedSide.TARGET, None, None)
    assert (empty.start, empty.end) == (None, None)


@pytest.mark.parametrize(
    ("category", "severity"),
    [("No-error", "No-error"), ("no_error", "no-error"), ("No-error", "Neutral"), ("-", "no-error")],
)
def test_a_rater_who_found_nothing_has_judged(category: str, severity: str) -> None:
    (assessment,) = read(row(**CLEAN | {"category": category, "severity": severity})).assessments
    assert assessment.errors == ()


def test_quotes_are_part_of_the_text() -> None:
    reading = read(row(target='"<v>Ferry</v> gone', source='"Phà'))
    assert reading.texts.articles[0].segments[0].translations == {"engine": '"Ferry gone'}


def test_rows_that_judge_nothing_are_left_out_and_named() -> None:
    reading = read(row(), "", row(rater=" "), row(severity="HOTW-test", category="Found"))
    assert reading.texts.skipped == (
        Skipped("talk.tsv", 3, "blank line"),
        Skipped("talk.tsv", 4, "names no rater"),
        Skipped("talk.tsv", 5, "is a test of the rater's attention"),
    )
    assert len(reading.assessments) == 1


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"doc_id": "0"}, 'doc_id "0" is no number from 1'),
        ({"doc_id": "1.5"}, 'doc_id "1.5" is no number from 1'),
        ({"doc_id": "٣"}, 'doc_id "٣" is no number from 1'),
        ({"system": " "}, "names no system"),
        ({"doc": ""}, "names no doc"),
        ({"rater": "a\u202eb"}, "The rater holds U+202E, which no name may."),
        ({"target": "The <v>ferry"}, "the target has not one <v> and one </v> after it"),
        ({"target": "</v>The <v>ferry"}, "the target has not one <v> and one </v> after it"),
        ({"target": "<v>The</v> <v>ferry</v>"}, "the target has not one <v> and one </v> after it"),
        ({"source": "<v>Phà", "target": "Ferry"}, "the source has not one <v> and one </v> after it"),
        ({"source": "<v>Phà</v>"}, "marks an error in the source and in the target; a row has one"),
        ({"category": "No-error"}, "says that there is no error, but marks one"),
        ({"target": "x" * 10_001}, "The text has 10,001 characters; the limit is 10,000."),
        ({"comment": "x" * (MAX_FIELD_CHARACTERS + 1)}, "has a field of more than 65,536 characters"),
    ],
)
def test_a_row_that_cannot_be_read_is_refused_by_its_line(cells: dict[str, str], reason: str) -> None:
    problems = problems_of(row(doc_id="9"), row(**cells))
    assert len(problems) == 1
    assert problems[0].startswith("talk.tsv, line 3: ")
    assert reason.removesuffix(".") in problems[0]


def test_two_outputs_of_one_system_are_a_leaked_post_edit() -> None:
    (problem,) = problems_of(row(), row(rater="minh", target="The ferry has left the pier."))
    assert problem == (
        'talk.tsv, line 3: segment 1 of "harbour" has another output of "engine" than on line 2: one of them '
        "is a rater's post-edit; take the release without post-edits, or leave its rows out"
    )


def test_two_sources_of_one_segment_are_refused() -> None:
    problems = problems_of(row(), row(source="Tàu rời bến.", rater="minh"))
    assert problems == ['talk.tsv, line 3: segment 1 of "harbour" has another source than on line 2']


@pytest.mark.parametrize(
    ("header", "rows", "problem"),
    [
        (HEADER + "\tmood", [], 'talk.tsv, line 1: unknown column "mood"'),
        (OLD_HEADER.removesuffix("\tseverity"), [], "talk.tsv, line 1: lacks the column severity"),
        ("", ["a\tb\tc"], "talk.tsv, line 1: lacks the column seg_id"),
        (HEADER, ["a\tb\tc"], "talk.tsv, line 2: has 3 fields, but the file has 10 columns"),
        ("", [row() + "\tmore"], "talk.tsv, line 1: has 11 fields, but the file has 10 columns"),
        (HEADER, [], "talk.tsv: holds no rating"),
    ],
)
def test_a_file_of_another_kind_is_refused(header: str, rows: list[str], problem: str) -> None:
    assert problems_of(*rows, header=header)[0].startswith(problem)


words = st.text(
    st.characters(codec="utf-8", exclude_categories=["C", "Zl", "Zp"], exclude_characters="<>"), max_size=12
)


@given(before=words, inside=words.filter(bool), after=words, in_source=st.booleans())
def test_what_the_tags_enclose_is_what_is_marked(
    before: str, inside: str, after: str, in_source: bool
) -> None:
    side = "source" if in_source else "target"
    plain = {"source": "Phà.", "target": "Ferry."}
    reading = read(row(**plain | {side: f"{before}<v>{inside}</v>{after}"}))

    segment = reading.texts.articles[0].segments[0]
    text = segment.source if in_source else segment.translations["engine"]
    (error,) = reading.assessments[0].errors
    assert text == before + inside + after
    assert error.start is not None
    assert error.end is not None
    assert Span(error.start, error.end).text_in(text) == inside
    assert error.side == side
