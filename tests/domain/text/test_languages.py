"""Tags are read as RFC 5646 writes them; names, scripts and directions come from the CLDR."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewapp.domain.text.languages import (
    Direction,
    UnknownLanguage,
    direction,
    is_unspaced,
    language_name,
    parse_language,
    primary_language,
    script_of,
)


@pytest.mark.parametrize(
    ("tag", "canonical"),
    [
        ("vi", "vi"),
        ("EN", "en"),
        ("zh-hant", "zh-Hant"),
        ("pt-br", "pt-BR"),
        ("PT_br", "pt-BR"),
        ("zho_Hans", "zh-Hans"),
        ("vie_Latn", "vi-Latn"),
        ("es-419", "es-419"),
        ("zh-yue", "yue"),
        ("zh-cmn-hans-cn", "zh-Hans-CN"),
        ("iw", "he"),
        ("tl", "fil"),
        ("sh", "sr-Latn"),
        ("sh-Cyrl", "sr-Cyrl"),
        ("de-1996", "de-1996"),
        ("sl-Rozaj-Biske", "sl-rozaj-biske"),
        ("ar-u-nu-Latn", "ar-u-nu-latn"),
        ("en-X-House", "en-x-house"),
        ("mas_KE", "mas-KE"),
        ("bho", "bho"),
    ],
)
def test_a_tag_gets_its_canonical_form(tag: str, canonical: str) -> None:
    assert parse_language(tag) == canonical


@pytest.mark.parametrize(
    "tag",
    [
        "",
        "e",
        "english",
        "en-",
        "-en",
        "en--US",
        "en US",
        "en-<script>",
        "en\n",
        "vi-x",
        "xx",
        "qqq",
        "und",
        "mul",
        "zxx",
        "ｅｎ",
        "en" + "-abcde" * 6,
        "a" * 10_000,
    ],
)
def test_what_is_no_known_language_is_refused(tag: str) -> None:
    with pytest.raises(UnknownLanguage) as refusal:
        parse_language(tag)
    assert len(str(refusal.value)) < 120


@given(st.text(max_size=40))
def test_any_text_is_a_language_or_refused(tag: str) -> None:
    try:
        canonical = parse_language(tag)
    except UnknownLanguage:
        return
    assert parse_language(canonical) == canonical


@given(
    st.sampled_from(["vi", "EN", "zho", "ar", "sr"]),
    st.sampled_from(["", "-latn", "_Hant", "-ARAB"]),
    st.sampled_from(["", "-vn", "_419", "-TW"]),
)
def test_reading_a_canonical_tag_changes_nothing(language: str, script: str, region: str) -> None:
    canonical = parse_language(language + script + region)
    assert parse_language(canonical) == canonical
    assert canonical.startswith(primary_language(canonical))


@pytest.mark.parametrize(
    ("tag", "script", "reads", "unspaced"),
    [
        ("vi", "Latn", Direction.LTR, False),
        ("ar", "Arab", Direction.RTL, False),
        ("fa-IR", "Arab", Direction.RTL, False),
        ("he", "Hebr", Direction.RTL, False),
        ("ur", "Arab", Direction.RTL, False),
        ("ckb", "Arab", Direction.RTL, False),
        ("yi", "Hebr", Direction.RTL, False),
        ("dv", "Thaa", Direction.RTL, False),
        ("pa", "Guru", Direction.LTR, False),
        ("pa-PK", "Arab", Direction.RTL, False),
        ("az-Arab", "Arab", Direction.RTL, False),
        ("ur-Latn", "Latn", Direction.LTR, False),
        ("zh", "Hans", Direction.LTR, True),
        ("zh-TW", "Hant", Direction.LTR, True),
        ("zh-Latn", "Latn", Direction.LTR, False),
        ("yue", "Hant", Direction.LTR, True),
        ("ja", "Jpan", Direction.LTR, True),
        ("ko", "Kore", Direction.LTR, False),
        ("th", "Thai", Direction.LTR, True),
        ("lo", "Laoo", Direction.LTR, True),
        ("km", "Khmr", Direction.LTR, True),
        ("my", "Mymr", Direction.LTR, True),
        ("bo", "Tibt", Direction.LTR, True),
        ("dz", "Tibt", Direction.LTR, True),
        ("hi", "Deva", Direction.LTR, False),
        ("tlh", "Zyyy", Direction.LTR, False),
        ("arn", "Latn", Direction.LTR, False),
        ("zbl", "Zyyy", Direction.LTR, False),
    ],
)
def test_the_script_decides_direction_and_spacing(
    tag: str, script: str, reads: Direction, unspaced: bool
) -> None:
    assert (script_of(tag), direction(tag), is_unspaced(tag)) == (script, reads, unspaced)


@pytest.mark.parametrize(
    ("tag", "locale", "name"),
    [
        ("vi", "en", "Vietnamese"),
        ("zh-Hant", "en", "Chinese (Traditional)"),
        ("pt-BR", "en", "Portuguese (Brazil)"),
        ("zh-Hant-TW", "en", "Chinese (Traditional, Taiwan)"),
        ("en", "vi", "Tiếng Anh"),
        ("de", "de", "Deutsch"),
        ("de", "fr-CA", "allemand"),
        ("vi", "sgs", "Vietnamese"),
        ("vi-ZZ-x-old", "en", "Vietnamese (Unknown Region)"),
        ("vi-QM", "en", "Vietnamese (QM)"),
    ],
)
def test_a_language_is_named_for_its_readers(tag: str, locale: str, name: str) -> None:
    assert language_name(tag, locale=locale) == name


def test_names_for_unknown_readers_are_refused() -> None:
    with pytest.raises(UnknownLanguage):
        language_name("vi", locale="qqq")
