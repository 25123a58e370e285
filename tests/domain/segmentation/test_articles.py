"""Headlines, paragraphs, leftover markup, and the less usual turns of the rules."""

from __future__ import annotations

import pytest

from reviewapp.domain.segmentation import split_article


def texts(article: str, language: str = "en") -> list[str]:
    return [sentence.text for sentence in split_article(article, language=language)]


@pytest.mark.parametrize(
    ("article", "headline"),
    [
        ("Ferry service resumes\nBoats sail again. Tickets are free.", ["Ferry service resumes"]),
        ("\n\r\n  Ferry service resumes \r\n\r\nBoats sail again.", ["Ferry service resumes"]),
        ("Mưa lớn ở Vinh: nhiều tuyến phố ngập\n(Baonghean.vn) - Sáng nay trời tạnh.", ["Mưa lớn ở Vinh: nhiều tuyến phố ngập"]),
        ("Is it over? Mayor says no\nThe strike goes on.", ["Is it over?", "Mayor says no"]),
        ("Boats sail again.\nTickets are free.", []),
        ("“Boats sail again.”\nTickets are free.", []),
        ("Is it over?\nNobody knows.", []),
        ("船又开了。\n票是免费的。", []),
        ("![](boat.jpg) |\nBoats sail again.", []),
        ("Ferry service resumes", []),
        ("Ferry service resumes\n \n", []),
        ("word " * 40 + "end\nBoats sail again.", []),
        ("", []),
        (" \r\n\t\n", []),
    ],
)  # fmt: skip
def test_headline(article: str, headline: list[str]) -> None:
    sentences = split_article(article, language="en")
    assert [sentence.text for sentence in sentences if sentence.is_headline] == headline


def test_offsets_are_code_points_of_the_article() -> None:
    article = "Lễ hội 🎉 mở màn\r\n\r\n  Trời đẹp. Mọi người vui. \r\nHết.\n"
    sentences = split_article(article, language="vi")
    assert [(sentence.paragraph, sentence.start, sentence.text) for sentence in sentences] == [
        (0, 0, "Lễ hội 🎉 mở màn"),
        (1, 21, "Trời đẹp."),
        (1, 31, "Mọi người vui."),
        (2, 48, "Hết."),
    ]


@pytest.mark.parametrize(
    "markup", ["![]() |", "![](a.jpg) |", "![A. Boat! Two.](https://x.example/a.b?c=1)", "![]()"]
)
def test_leftover_image_markup_is_one_sentence(markup: str) -> None:
    assert texts(f"Boats sail\n{markup}\nThey left. Early.") == ["Boats sail", markup, "They left.", "Early."]


def test_markup_before_a_caption_on_the_same_line_stays_with_it() -> None:
    assert texts("![](a.jpg) The ferry.") == ["![](a.jpg) The ferry."]


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", ["He met (who?) John there.", "They ate."]),
        ("en", ["He met her (at last!) in Rome.", "They ate."]),
        ("en", ["(HANOI.) – The ministry said no.", "It gave no reason."]),
        ("en", ["Sales fell in May.", "They rose in June."]),
        ("en", ["This was plan B.", "It failed."]),
        ("en", ["He asked Anna B. Carter first.", "She agreed."]),
        ("en", ["See the shop on p. 7.", "It is cheap."]),
        ("en", ["The shop shuts at 5 p.m.", "“We know,” he said."]),
        ("en", ["Made by Orel Inc. Founder Ana Orel sold it.", "She left."]),
        ("vi", ["Họ trồng lúa, ngô, v.v.", "“Tốt lắm,” ông nói."]),
        ("en", ["They sell pears, etc. Plums are sold out."]),
        ("en", ["He left.", "– Who?", "– The cook."]),
        ("zh", ["他（真的？）走了。", "她没走。"]),
        ("zh", ["他用iPhone。", "iPad也有。"]),
        ("zh", ["你好吗?", "我很好!", "真的."]),
        ("zh", ["版本是2.0版。", "他说Node.js很好。"]),
        ("ar", ["«هل انتهى الأمر؟» سأل الرجل.", "لم يجب أحد."]),
        ("de", ["Er wurde Dritter, sie wurde 2.", "Der Rest kam später an."]),
    ],
)  # fmt: skip
def test_less_usual_turns(language: str, expected: list[str]) -> None:
    assert texts(("" if language == "zh" else " ").join(expected), language) == expected


def test_an_unknown_language_is_split_by_its_punctuation() -> None:
    assert texts("Qapla'! batlh. Heghlu'meH QaQ.", "tlh") == ["Qapla'! batlh.", "Heghlu'meH QaQ."]
    assert texts("他来了。她走了。", "zh-Hant-TW") == ["他来了。", "她走了。"]
