"""Alignment of texts in our own words, and what holds for any."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from reviewapp.domain.alignment import Bead, ParagraphsDoNotFit, align_sentences, aligner

ENGLISH = [
    "The Lam river rose by 2.5 metres on Sunday.",
    "Two roads near Cua Lo were closed.",
    "Nobody was hurt.",
    "“We moved 130 families to the school,” said Nguyen Van Hai, who leads the commune.",
    "The water is expected to fall by Thursday.",
    "Will the market open?",
]
VIETNAMESE = [
    "Nước sông Lam dâng thêm 2,5 mét hôm Chủ nhật.",
    "Hai tuyến đường gần Cửa Lò bị cấm.",
    "Không ai bị thương.",
    "“Chúng tôi đã chuyển 130 hộ dân đến trường học”, ông Nguyễn Văn Hải, người đứng đầu xã, nói.",
    "Nước dự kiến rút vào thứ Năm.",
    "Chợ có mở cửa không?",
]


def align(
    source: Sequence[str],
    target: Sequence[str],
    *,
    embedder: Dictionary | None = None,
    source_paragraphs: Sequence[int] | None = None,
    target_paragraphs: Sequence[int] | None = None,
) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    beads = align_sentences(
        source,
        target,
        source_language="en",
        target_language="vi",
        embedder=embedder,
        source_paragraphs=source_paragraphs,
        target_paragraphs=target_paragraphs,
    )
    return [(bead.source, bead.target) for bead in beads]


class Dictionary:
    """Embed a text by the sum of the vectors of its words; words that translate each other share one."""

    def __init__(self, pairs: dict[str, str]) -> None:
        self._pairs = pairs

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        rows = np.array([sum((self._word(word) for word in text.split()), np.zeros(64)) for text in texts])
        unit = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
        return np.asarray(unit, dtype=np.float32)

    def _word(self, word: str) -> NDArray[np.float64]:
        known = self._pairs.get(word, word)
        return np.random.default_rng(zlib.crc32(known.encode())).standard_normal(64)


def one_to_one(count: int) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    return [((i, i + 1), (i, i + 1)) for i in range(count)]


def test_sentence_by_sentence() -> None:
    assert align(ENGLISH, VIETNAMESE) == one_to_one(6)


def test_a_merged_sentence() -> None:
    merged = [VIETNAMESE[0], f"{VIETNAMESE[1]} {VIETNAMESE[2]}", *VIETNAMESE[3:]]
    assert align(ENGLISH, merged)[:3] == [((0, 1), (0, 1)), ((1, 3), (1, 2)), ((3, 4), (2, 3))]
    assert align(merged, ENGLISH)[:3] == [((0, 1), (0, 1)), ((1, 2), (1, 3)), ((2, 3), (3, 4))]


def test_an_omission_and_an_addition() -> None:
    whole = [f"In {1950 + i} the mine at Orel {i} sold {i * i + 7} tonnes of ore abroad." for i in range(12)]
    without = [
        f"Năm {1950 + i} mỏ Orel {i} bán {i * i + 7} tấn quặng ra nước ngoài." for i in range(12) if i != 5
    ]
    assert ((5, 6), (5, 5)) in align(whole, without)
    assert ((5, 5), (5, 6)) in align(without, whole)


@pytest.mark.parametrize(
    ("source", "target", "shapes"),
    [
        ([], [], []),
        (["One."], [], [(1, 0)]),
        ([], ["Một.", "Hai."], [(0, 1), (0, 1)]),
        (["One."], ["Một."], [(1, 1)]),
    ],
)
def test_few_sentences(source: list[str], target: list[str], shapes: list[tuple[int, int]]) -> None:
    assert [Bead(*ranges).shape for ranges in align(source, target)] == shapes
    assert [Bead(*ranges).shape for ranges in align(source, target, embedder=Dictionary({}))] == shapes


@settings(deadline=None)
@given(
    source=st.lists(st.text(max_size=30), max_size=12),
    target=st.lists(st.text(max_size=30), max_size=12),
    embedded=st.booleans(),
)
def test_every_sentence_once_in_order(source: list[str], target: list[str], embedded: bool) -> None:
    beads = align(source, target, embedder=Dictionary({}) if embedded else None)
    assert [i for span, _ in beads for i in range(*span)] == list(range(len(source)))
    assert [j for _, span in beads for j in range(*span)] == list(range(len(target)))


def test_embeddings_decide_where_nothing_is_shared_on_paper() -> None:
    source = ["red house stands", "old man walks", "rain falls hard", "cold wind blows"]
    target = ["casa roja queda", "lluvia cae fuerte", "viento frio sopla"]
    words = dict(zip(" ".join(target).split(), " ".join([source[0], *source[2:]]).split(), strict=True))
    assert align(source, target, embedder=Dictionary(words)) == [
        ((0, 1), (0, 1)),
        ((1, 2), (1, 1)),
        ((2, 3), (1, 2)),
        ((3, 4), (2, 3)),
    ]


def test_paragraphs_are_a_soft_hint() -> None:
    source, target = ["aaa bbb ccc", "ddd eee", "fff ggg hhh"], ["xxx yyy zzz uu vvv", "www qqq ppp"]
    plain = align(source, target)
    assert align(source, target, source_paragraphs=[0, 0, 0], target_paragraphs=[4, 4]) == plain
    assert align(source, target, source_paragraphs=[0, 0, 1], target_paragraphs=[0, 1]) == [
        ((0, 2), (0, 1)),
        ((2, 3), (1, 2)),
    ]


@pytest.mark.parametrize(("left", "right"), [([0], None), (None, [0]), ([0, 0], [0]), ([0], [0, 1])])
def test_paragraphs_are_given_for_each_sentence_of_both_sides(
    left: list[int] | None, right: list[int] | None
) -> None:
    with pytest.raises(ParagraphsDoNotFit, match="on both sides"):
        align(["One."], ["Một."], source_paragraphs=left, target_paragraphs=right)


def test_another_measure_of_length() -> None:
    asked: list[str] = []

    def count_words(text: str) -> float:
        asked.append(text)
        return len(text.split())

    beads = align_sentences(
        ENGLISH, VIETNAMESE, source_language="en", target_language="vi", measure=count_words
    )
    assert [bead.shape for bead in beads] == [(1, 1)] * 6
    assert asked == [*ENGLISH, *VIETNAMESE]


@pytest.mark.parametrize("window", [3, 10, 25])
def test_long_texts_are_aligned_window_by_window(monkeypatch: pytest.MonkeyPatch, window: int) -> None:
    monkeypatch.setattr(aligner, "WINDOW", window)
    source = [f"Item number {i} weighs {i * i + 7} kilos." for i in range(60)]
    target = [f"Món thứ {i} nặng {i * i + 7} cân." for i in range(60)]
    assert align(source, target) == one_to_one(60)


@settings(deadline=None)
@given(n=st.integers(0, 40), m=st.integers(0, 40), window=st.integers(1, 9))
def test_windows_cover_every_sentence_once(n: int, m: int, window: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(aligner, "WINDOW", window)
        beads = align([f"a{i}" for i in range(n)], [f"b {i}" for i in range(m)])
    assert [i for span, _ in beads for i in range(*span)] == list(range(n))
    assert [j for _, span in beads for j in range(*span)] == list(range(m))


def test_a_text_that_repeats_itself_is_not_merged() -> None:
    refrain = [
        "Photo: Orel 7",
        "The boat sails at noon.",
        "Photo: Orel 7",
        "The boat sails at noon.",
        "Photo: Orel 7",
    ]
    assert align(refrain, refrain) == one_to_one(5)
