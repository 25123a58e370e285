"""One partition of the source for several translations; sentences joined again."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewapp.domain.alignment import Bead, Part, PartitionsDiffer, coarsest_partition, join_sentences
from reviewapp.domain.text.languages import UnknownLanguage


def beads(*shapes: tuple[int, int]) -> tuple[Bead, ...]:
    """Return beads of these shapes, one behind the other."""
    found, i, j = [], 0, 0
    for a, b in shapes:
        found.append(Bead((i, i + a), (j, j + b)))
        i, j = i + a, j + b
    return tuple(found)


@st.composite
def partitions(draw: st.DrawFn) -> list[tuple[Bead, ...]]:
    length = draw(st.integers(0, 9))
    return [draw(partition(length)) for _ in range(draw(st.integers(1, 4)))]


@st.composite
def partition(draw: st.DrawFn, length: int) -> tuple[Bead, ...]:
    shapes, left = [], length
    while left:
        a = draw(st.integers(0, min(left, 3)))
        shapes.append((a, draw(st.integers(0 if a else 1, 3 if a else 1))))
        left -= a
        if len(shapes) > 30:
            shapes.append((left, 1))
            break
    return beads(*shapes, *[(0, 1)] * draw(st.integers(0, 2)))


@pytest.mark.parametrize(
    ("aligned", "parts"),
    [
        ([], []),
        ([()], []),
        ([beads((1, 1), (1, 1))], [Part((0, 1), ((0, 1),)), Part((1, 2), ((1, 2),))]),
        (
            [beads((1, 1), (1, 1), (1, 1)), beads((2, 1), (1, 2))],
            [Part((0, 2), ((0, 2), (0, 1))), Part((2, 3), ((2, 3), (1, 3)))],
        ),
        (
            [beads((2, 1), (2, 1)), beads((1, 1), (2, 2), (1, 1))],
            [Part((0, 4), ((0, 2), (0, 4)))],
        ),
        (
            [beads((1, 1), (0, 1), (1, 1)), beads((1, 1), (1, 1))],
            [Part((0, 1), ((0, 1), (0, 1))), Part((1, 1), ((1, 2), (1, 1))), Part((1, 2), ((2, 3), (1, 2)))],
        ),
        (
            [beads((1, 1), (0, 1), (1, 1)), beads((2, 1))],
            [Part((0, 2), ((0, 3), (0, 1)))],
        ),
        (
            [beads((0, 1), (1, 0), (0, 1)), beads((1, 1), (0, 1))],
            [
                Part((0, 0), ((0, 1), (0, 0))),
                Part((0, 1), ((1, 1), (0, 1))),
                Part((1, 1), ((1, 2), (1, 1))),
                Part((1, 1), ((2, 2), (1, 2))),
            ],
        ),
        ([beads((0, 1)), ()], [Part((0, 0), ((0, 1), (0, 0)))]),
    ],
)
def test_partition(aligned: list[tuple[Bead, ...]], parts: list[Part]) -> None:
    assert list(coarsest_partition(aligned)) == parts


@settings(deadline=None)
@given(partitions())
def test_every_sentence_of_every_text_once_in_order(aligned: list[tuple[Bead, ...]]) -> None:
    parts = coarsest_partition(aligned)
    assert [i for part in parts for i in range(*part.source)] == list(
        range(max((b[-1].source[1] for b in aligned if b), default=0))
    )
    for index, own in enumerate(aligned):
        assert [j for part in parts for j in range(*part.targets[index])] == list(
            range(own[-1].target[1] if own else 0)
        )


@settings(deadline=None)
@given(partitions())
def test_no_bead_is_torn_and_no_part_could_be_smaller(aligned: list[tuple[Bead, ...]]) -> None:
    parts = coarsest_partition(aligned)
    for index, own in enumerate(aligned):
        for bead in own:
            assert sum(part.source[0] <= bead.source[0] and bead.source[1] <= part.source[1]
                       and part.targets[index][0] <= bead.target[0] and bead.target[1] <= part.targets[index][1]
                       for part in parts) >= 1  # fmt: skip
    for part in parts:
        for cut in range(part.source[0] + 1, part.source[1]):
            assert any(bead.source[0] < cut < bead.source[1] for own in aligned for bead in own)


@settings(deadline=None)
@given(partitions(), st.randoms())
def test_the_order_of_the_translations_does_not_move_the_parts(
    aligned: list[tuple[Bead, ...]], chance: object
) -> None:
    ranges = [part.source for part in coarsest_partition(aligned)]
    assert [part.source for part in coarsest_partition(aligned[::-1])] == ranges


@pytest.mark.parametrize(
    "aligned",
    [
        [beads((1, 1)), beads((2, 1))],
        [(Bead((0, 1), (0, 1)), Bead((2, 3), (1, 2)))],
        [(Bead((0, 1), (0, 1)), Bead((1, 2), (2, 3)))],
        [(Bead((1, 2), (0, 1)),)],
    ],
)
def test_alignments_of_another_source_or_with_a_gap_are_refused(aligned: list[tuple[Bead, ...]]) -> None:
    with pytest.raises(PartitionsDiffer):
        coarsest_partition(aligned)


@pytest.mark.parametrize(
    ("language", "texts", "joined"),
    [
        ("en", ["One.", "Two."], "One. Two."),
        ("vi", ["Một.", "", "Hai."], "Một. Hai."),
        ("zh", ["一。", "二。"], "一。二。"),
        ("zh-Hant-HK", ["一。", "二。"], "一。二。"),
        ("ja", ["一。", "二。"], "一。二。"),
        ("ko", ["하나.", "둘."], "하나. 둘."),
        ("th", ["หนึ่ง", "สอง"], "หนึ่ง สอง"),
        ("ar", ["واحد.", "اثنان."], "واحد. اثنان."),
        ("en", [], ""),
    ],
)
def test_join_sentences(language: str, texts: list[str], joined: str) -> None:
    assert join_sentences(texts, language=language) == joined


def test_join_sentences_needs_a_language() -> None:
    with pytest.raises(UnknownLanguage):
        join_sentences(["One."], language="")
