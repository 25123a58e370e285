"""Texts to score: many scripts, what tokenizers trip over, and sentences that differ as translations do."""

from __future__ import annotations

from typing import TypeVar

from hypothesis import strategies as st

T = TypeVar("T")

REFERENCES = [1, 2, 3]

_SENTENCES = {
    "en": "the ferry left harbour before noon , and nobody 's Dog didn't (bark) at 3.5 or 4-2 U.S. &amp; co .",
    "vi": "con đò rời bến trước buổi trưa và không ai hay biết gì Thuyền trưởng",
    "ar": "غادرت السفينة الميناء قبل الظهر، ولم يعلم أحد بذلك وَلَدٌ",
    "hi": "नाव दोपहर से पहले बंदरगाह से निकल गई क्षि और किसी को पता नहीं चला।",
}
WORDS = {language: sentence.split() for language, sentence in _SENTENCES.items()}
UNSPACED = {
    "zh": "渡轮在中午前离开了港口，没有人知道（真的）。2024年ABC、㍿",
    "ja": "フェリーは正午前に港を出た。誰も知らなかった「本当」ーｶﾞ３",
    "th": "เรือเฟอร์รี่ออกจากท่าก่อนเที่ยงโดยไม่มีใครรู้ กำลังน้ำ",
    "ko": "배는 정오 전에 항구를 떠났고 아무도 몰랐다.",
}
# Pieces at which one of the tokenizers does something of its own.
ODD = [
    *" \t\n\r\x0b\x0c\x1c\x1f\x85\xa0\u1680\u2009\u200a\u200b\u2028\u2029\u202f\u205f\u3000\ufeff\x00",
    *("&quot;", "&amp;", "&lt;", "&gt;", "&amp;lt;", "&QUOT;", "&", "<skipped>", "<skip<skipped>ped>"),
    *(
        "-\n",
        "\n-",
        "--\n\n",
        "'s",
        "'s ",
        "'S",
        "'",
        "1.5",
        "3,4",
        "5-6",
        "-7",
        "8-",
        "...",
        ".,.,",
        "9.",
        ",1",
    ),
    *("((", "))", "[x]", "{~}", "\\", "/", "@", "_", "``", "İ", "ΑΣ", "Σ", "ß", "ǅ", "ﬁ"),
    *(
        "e\u0301",
        "é",
        "ế",
        "e\u0302\u0301",
        "\u0301",
        "क्षि",
        "กำลัง",
        "👩‍👩‍👧",
        "🇻🇳",
        "한국어",
        "ᄒ",
        "々",
        "〇",
    ),
    *(
        "。",
        "、",
        "「",
        "，",
        "！",
        "（",
        "ー",
        "カ",
        "ﾊﾟ",
        "\u2a6d",
        "\u2a6e",
        "\u2f81",
        "\u3f22",
        "\u4dbf",
        "\u9fbc",
    ),
    *("\U00020000", "\U0001f600", "a", "b", "A", "the"),
]


def soups() -> st.SearchStrategy[str]:
    """Return odd pieces in a row, or whatever characters there are."""
    pieces = st.lists(st.sampled_from(ODD), max_size=12).map("".join)
    return pieces | st.text(max_size=12)


def edited(words: st.SearchStrategy[list[T]]) -> st.SearchStrategy[list[T]]:
    """Return sentences after a few shifts, deletions and repetitions of a run, and exchanges of a word."""
    edits = st.lists(
        st.tuples(st.integers(0, 3), st.integers(0, 40), st.integers(1, 8), st.integers(0, 40)), max_size=5
    )
    return st.builds(_edit, words, edits)


def _edit(words: list[T], edits: list[tuple[int, int, int, int]]) -> list[T]:
    words = list(words)
    for kind, source, length, target in edits:
        start = source % (len(words) + 1)
        run = words[start : start + length]
        if kind <= 1:
            del words[start : start + length]
        if kind in {0, 2}:
            place = target % (len(words) + 1)
            words[place:place] = run
        if kind == 3 and run:
            words[start] = words[target % len(words)]
    return words


@st.composite
def pairs(
    draw: st.DrawFn, words: list[str], *, between: str, references: int, longest: int = 14
) -> tuple[str, list[str]]:
    """Return a hypothesis and its references: edits of one sentence, or soups."""
    if draw(st.integers(0, 3)) == 0:
        return draw(soups()), [draw(soups()) for _ in range(references)]
    original = draw(st.lists(st.sampled_from(words), max_size=longest))
    hypothesis, *others = (draw(edited(st.just(original))) for _ in range(references + 1))
    return between.join(hypothesis), [between.join(other) for other in others]


def pairs_in(language: str, *, references: int) -> st.SearchStrategy[tuple[str, list[str]]]:
    """Return pairs in a language of `WORDS` or `UNSPACED`."""
    if language in WORDS:
        return pairs(WORDS[language], between=" ", references=references)
    return pairs(list(UNSPACED[language]), between="", references=references)
