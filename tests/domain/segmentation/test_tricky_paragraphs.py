"""Tricky paragraphs: `¦` stands where a sentence ends and another begins."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewapp.domain.segmentation import Sentence, split_article

TRICKY = [
    ("en", "Mr. Tan met Dr. Osei at noon.¦ They shook hands."),
    ("en", "The novel by J. K. Marrow sold out.¦ Nobody had expected it."),
    ("en", "The U.S. Senate votes on Friday.¦ The House waits."),
    ("en", "She grew up in the U.S. before the war.¦ He did not."),
    ("en", "He has lived in the U.S. for years.¦ It suits him."),
    ("en", "They moved to the U.S.¦ The children stayed behind."),
    ("en", "The train leaves at 5 p.m. on Monday.¦ Do not be late."),
    ("en", "We met at 9 a.m.¦ The hall was empty."),
    ("en", "Prices rose 3.5 percent in May.¦ Wages rose 0.4 percent."),
    ("en", "“Is it over?” he asked.¦ Nobody answered."),
    ("en", "“We won!” shouted the coach.¦ The crowd roared."),
    ("en", '"Stop it." he said.¦ She laughed.'),
    ("en", "She called it “a mistake.”¦ The minister agreed."),
    ("en", "He left (at last.)¦ We went home."),
    ("en", "(Nothing was signed.)¦ The talks go on."),
    ("en", "The fund backs No. 5 on the list.¦ It owns No. 7 too."),
    ("en", "He paused... and then went on.¦ The room was silent."),
    ("en", "I waited...¦ Nobody came."),
    ("en", "(Baonghean.vn) - The river rose again on Sunday.¦ Two roads were closed."),
    ("en", "Visit www.example.org today.¦ It is free."),
    ("en", "What?!¦ You sold the boat?"),
    ("en", "Acme Inc. hired Lt. Col. Ray Boone.¦ He starts in Sept. 2031."),
    ("en", "Gov. Lena Ortiz and Sen. Paul Reyes spoke.¦ Both left early."),
    ("en", "St. Mary's is closed.¦ Try the school on Oak St. instead."),
    ("en", "Compare Smith et al. 2019 with our data.¦ See fig. 3 for more."),
    ("en", "Apples, pears, etc. are cheap.¦ Plums are not."),
    ("en", "Martin Luther King Jr. spoke there.¦ Thousands listened."),
    ("en", "Version 2.0.1 is out.¦ Get it now!"),
    ("en", "He has a Ph.D. from Hue.¦ She has an M.A. from Paris."),
    ("en", "‘It's fine.’¦ That was all he said."),
    ("en", "John F. Kennedy visited in 1962.¦ George W. Bush did not."),
    ("en", "The firm (est. 1902) is old.¦ Its owner, e.g. Mr. Lam, is not."),
    ("en", "He scored for Real vs. Inter.¦ It was late."),
    ("en", "![](https://img.example.org/a.jpg) |"),
    ("en", "Fans in Leeds.¦ Photo: AP |"),
    ("vi", "TP. Vinh mưa lớn suốt đêm.¦ Nhiều tuyến đường bị ngập."),
    ("vi", "PGS.TS. Trần Văn Bình phát biểu khai mạc.¦ Ông cảm ơn các đại biểu."),
    ("vi", "GS. Lê Thị Mai và ThS. Phạm Hùng cùng dự.¦ Hội thảo kéo dài hai ngày."),
    ("vi", "Chợ bán rau, cá, thịt, v.v. từ sáng sớm.¦ Khách rất đông."),
    ("vi", "Họ trồng lúa, ngô, khoai, v.v.¦ Năm nay được mùa."),
    ("vi", "“Chúng tôi đã cố gắng hết sức!” ông nói.¦ Mọi người vỗ tay."),
    ("vi", "“Xin chờ một chút.”¦ Bà quay vào nhà."),
    ("vi", "(Baonghean.vn) - Sáng 5/6, đoàn công tác đến thăm bản.¦ Bà con rất vui."),
    ("vi", "Giá xăng tăng lên 21.500 đồng/lít.¦ Giá dầu giữ nguyên."),
    ("vi", "Q. 1 và P. Bến Nghé cấm xe tải.¦ Lệnh có hiệu lực từ thứ Hai."),
    ("vi", "Tại Tp.HCM, trời nắng nóng.¦ Tại TP.Hà Nội, trời mát."),
    ("vi", "TS.BS. Nguyễn An khám cho trẻ em.¦ Bệnh viện miễn phí thuốc."),
    ("vi", "Anh chần chừ...¦ Rồi anh bước vào."),
    ("vi", "Anh chần chừ... rồi bước vào.¦ Cửa đóng lại."),
    ("vi", "Nghị định số 15/2020/NĐ-CP.¦ Ảnh: T.L."),
    ("vi", "Ông Nguyễn Văn A. cho biết đã nộp đơn.¦ Công an đang xác minh."),
    ("vi", "“Sao lại thế?” Hà hỏi.¦ Không ai đáp."),
    ("en", "“Who was that?” Marlow asked.¦ Nobody knew."),
    ("vi", "“Đủ rồi.” Ông Lâm nói.¦ Cuộc họp kết thúc."),
    ("zh", "他昨天来了。¦今天又走了。"),
    ("zh", "“你去哪儿？”他问。¦没有人回答。"),
    ("zh", "她说：“我累了。”¦然后她睡着了。"),
    ("zh", "真的吗？！¦我不信。"),
    ("zh", "我……我不知道。¦你问他吧。"),
    ("zh", "（天已经黑了。）¦他还在等。"),
    ("zh", "气温升到35.5度。¦大家都很热！"),
    ("zh", "他读了《去哪里？》一书。¦书很厚。"),
    ("zh", "“快走！”¦大家都跑了。"),
    ("ja", "雨が降った。¦試合は中止になった。"),
    ("ja", "「もう帰ろう。」と彼は言った。¦誰も動かなかった。"),
    ("ja", "「本当？」¦彼女は笑った。"),
    ("ja", "えっ……そうなの？¦知らなかった！"),
    ("ja", "価格は3.5%上がった。¦（前月は横ばい。）¦来月も上がる。"),
    ("ja", "『行くな！』って叫んだ。¦遅かった。"),
    ("ar", "هل وصل القطار؟¦ لا أحد يعرف."),
    ("ar", "قال د. سامي إن النتائج جيدة.¦ وشكر الفريق."),
    ("ar", "ارتفعت الأسعار بنسبة 3.5 في المئة.¦ وبقيت الأجور كما هي."),
    ("ar", "«لن نغادر!» قال الرجل.¦ ثم صمت."),
    ("ur", "بارش ہو رہی ہے۔¦ ہم گھر پر ہیں۔"),
    ("hi", "डॉ. मेहता आज नहीं आए।¦ उनकी जगह रवि आए।"),
    ("hi", "क्या ट्रेन आ गई?¦ हाँ, अभी आई है।"),
    ("hi", "तापमान 42.5 डिग्री तक पहुँचा।¦ लोग परेशान हैं॥"),
    ("de", "Dr. Weiß kommt am 3. Oktober nach Bonn.¦ Er bleibt zwei Tage."),
    ("de", "Das gilt z. B. für Obst, Gemüse usw. im Laden.¦ Mehr steht in Nr. 7."),
    ("de", "„Wir gehen!“, rief sie.¦ Dann ging das Licht aus."),
    ("de", "Der Kurs fiel auf 1.250,50 Euro.¦ Niemand kaufte."),
    ("de", "Im 19. Jahrhundert stand hier ein Dorf.¦ Heute ist es ein See."),
    ("de", "„Ist das alles?“¦ Er nickte."),
    ("fr", "M. Dupré est arrivé à 8 h. avec Mme. Leroy.¦ Ils sont repartis."),
    ("fr", "« Tu viens ? » demanda-t-elle.¦ Il ne répondit pas."),
    ("fr", "Quelle journée !¦ Tout le monde dort."),
    ("fr", "« Jamais ! »¦ La porte claqua."),
    ("ru", "А. С. Орлов жил в г. Туле в 1890 г. и писал стихи.¦ Его забыли."),
    ("ru", "«Пора домой!» — сказал он.¦ Все встали."),
    ("ru", "Книги, карты и т. д. лежали на столе.¦ Окно было открыто."),
    ("ru", "На ул. Садовой открыли школу.¦ Она большая."),
    ("th", "ปี พ.ศ. 2561 ฝนตกหนักมาก ชาวบ้านเดือดร้อน"),
    ("th", "ดร. สมชาย มาถึงแล้ว ทุกคนดีใจ"),
    ("th", "คุณจะไปไหม?¦ ฉันไม่ไป"),
    ("ko", "비가 온다.¦ 우리는 집에 있다."),
    ("ko", '"정말요?" 그가 물었다.¦ 나는 웃었다.'),
    ("ko", "물가가 3.5% 올랐다.¦ 임금은 그대로다!"),
]

LANGUAGES = sorted({language for language, _ in TRICKY})


@pytest.mark.parametrize(("language", "marked"), TRICKY)
def test_a_tricky_paragraph_is_split_as_a_reader_would(language: str, marked: str) -> None:
    expected = [part.strip() for part in marked.split("¦")]
    assert [
        sentence.text for sentence in split_article(marked.replace("¦", ""), language=language)
    ] == expected


@pytest.mark.parametrize("language", ["vi", "en", "zh", "ja", "ar", "hi", "de", "fr", "ru", "th", "ko"])
def test_every_language_we_promise_has_its_tricky_paragraphs(language: str) -> None:
    assert sum(language == other for other, _ in TRICKY) >= 3


@settings(deadline=None)
@given(
    paragraphs=st.lists(
        st.sampled_from([marked.replace("¦", "") for _, marked in TRICKY]), min_size=1, max_size=4
    ),
    language=st.sampled_from(LANGUAGES),
    newline=st.sampled_from(["\n", "\r\n", "\n\n", "\r\n \t\r\n"]),
)
def test_paragraphs_do_not_touch_each_other(paragraphs: list[str], language: str, newline: str) -> None:
    alone = [
        sentence.text for paragraph in paragraphs for sentence in split_article(paragraph, language=language)
    ]
    together = split_article(newline.join(paragraphs), language=language)
    assert [sentence.text for sentence in together] == alone
    assert together[-1].paragraph == len(paragraphs) - 1


TEXTS = st.text(
    st.one_of(st.characters(exclude_categories=["Cs"]), st.sampled_from("  ..!?…\n\r\u00a0\u2028\u3000。！？“”«»「」()（）\"'aAéĐд中の5١|-")),
    max_size=60,
)  # fmt: skip


@settings(deadline=None)
@given(text=TEXTS, language=st.sampled_from([*LANGUAGES, "pt-BR", "zh-Hant", "tlh"]))
def test_sentences_are_the_text_in_order_and_only_white_space_is_left_out(text: str, language: str) -> None:
    sentences = split_article(text, language=language)
    end = 0
    for sentence in sentences:
        assert text[end : sentence.start].strip() == ""
        end = sentence.start + len(sentence.text)
        assert text[sentence.start : end] == sentence.text == sentence.text.strip() != ""
    assert text[end:].strip() == ""
    assert [sentence.paragraph for sentence in sentences] == sorted(
        sentence.paragraph for sentence in sentences
    )


@settings(deadline=None)
@given(text=TEXTS)
def test_paragraphs_are_the_lines_that_hold_text(text: str) -> None:
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    sentences = split_article(text, language="en")
    assert {sentence.paragraph for sentence in sentences} == set(range(len(lines)))
    assert all(sentence.text in lines[sentence.paragraph] for sentence in sentences)


@pytest.mark.parametrize("space", ["\u00a0", "\u2009", "\u202f", "\u2028", "\u3000", "\t"])
def test_initials_before_any_white_space(space: str) -> None:
    text = f"The poet J.{space}K.{space}Marrow read.{space}We listened."
    assert [sentence.text for sentence in split_article(text, language="en")] == [
        f"The poet J.{space}K.{space}Marrow read.",
        "We listened.",
    ]


def test_sentence_is_a_value() -> None:
    assert split_article(" Ready.\n", language="en") == (Sentence("Ready.", 0, 1, is_headline=False),)
