"""Read, name and describe language tags (BCP 47)."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.core import get_global

from reviewapp.domain.text.scripts import RIGHT_TO_LEFT_SCRIPTS, UNSPACED_SCRIPTS

MAX_TAG_LENGTH = 35

# RFC 5646 section 2.1, without the grandfathered tags; letters are ASCII whatever the locale.
_TAG = re.compile(
    r"(?P<language>[a-z]{2,3})(?:-(?P<extended>[a-z]{3}))?"
    r"(?:-(?P<script>[a-z]{4}))?"
    r"(?:-(?P<region>[a-z]{2}|[0-9]{3}))?"
    r"(?P<variants>(?:-(?:[a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*)"
    r"(?P<extensions>(?:-[a-wy-z0-9](?:-[a-z0-9]{2,8})+)*)"
    r"(?P<private>(?:-x(?:-[a-z0-9]{1,8})+)?)",
    re.ASCII | re.IGNORECASE,
)

# They stand for "no language known", "several" and "no language at all": nothing can be reviewed in them.
_NOT_ONE_LANGUAGE = frozenset({"und", "mul", "zxx"})


class UnknownLanguage(ValueError):
    """The text is not a language tag, or its primary language is not in the CLDR."""


class Direction(StrEnum):
    """The direction in which a language's lines are read."""

    LTR = "ltr"
    RTL = "rtl"


@lru_cache(maxsize=1024)
def parse_language(tag: str) -> str:
    """Return the canonical form of a language tag.

    Accepts "_" for "-". Replaces old and three-letter codes by the CLDR's (iw -> he, zho_Hans -> zh-Hans,
    zh-yue -> yue, sh -> sr-Latn) and writes each subtag in the case RFC 5646 section 2.1.1 recommends.
    Raises UnknownLanguage, without any look-up where the tag is longer than 35 characters.
    """
    match = _TAG.fullmatch(tag.replace("_", "-")) if len(tag) <= MAX_TAG_LENGTH else None
    if match is None:
        raise UnknownLanguage(f"{tag[:MAX_TAG_LENGTH]!r} is not a language tag such as vi or zh-Hant")
    written = (match["extended"] or match["language"]).lower()
    language, _, implied_script = get_global("language_aliases").get(written, written).partition("_")
    if language in _NOT_ONE_LANGUAGE or language not in Locale("en").languages:
        raise UnknownLanguage(f"{tag!r} names no language that the CLDR knows")
    script = (match["script"] or implied_script).title()
    region = (match["region"] or "").upper()
    rest = (match["variants"] + match["extensions"] + match["private"]).lower()
    return "-".join(filter(None, (language, script, region))) + rest


def primary_language(tag: str) -> str:
    """Return the language subtag alone: "zh-Hant" -> "zh". Raises UnknownLanguage."""
    return parse_language(tag).partition("-")[0]


def direction(tag: str) -> Direction:
    """Return the direction in which the language is read. Raises UnknownLanguage."""
    return Direction.RTL if script_of(tag) in RIGHT_TO_LEFT_SCRIPTS else Direction.LTR


def is_unspaced(tag: str) -> bool:
    """Say whether the language is written without spaces between words. Raises UnknownLanguage."""
    return script_of(tag) in UNSPACED_SCRIPTS


def script_of(tag: str) -> str:
    """Return the ISO 15924 code of the script the tag names or, by the CLDR's likely subtags, implies.

    Returns "Zyyy" (undetermined) where neither says. Raises UnknownLanguage.
    """
    language, script, region = _main_subtags(tag)
    likely = get_global("likely_subtags")
    implied = likely.get(f"{language}_{region}") or likely.get(language) or "und_Zyyy"
    return script or implied.split("_")[1]


def language_name(tag: str, *, locale: str = "en") -> str:
    """Return the language's name as the readers of `locale` call it: "Chinese (Traditional)".

    Falls back to English, then to the code itself, where the CLDR has no name. Raises UnknownLanguage for
    either tag.
    """
    language, script, region = _main_subtags(tag)
    names, english = _names_for(locale), Locale("en")
    name = names.languages.get(language) or english.languages[language]
    details = [names.scripts.get(script, script), names.territories.get(region, region)]
    shown = ", ".join(filter(None, details))
    return f"{name} ({shown})" if shown else name


def _main_subtags(tag: str) -> tuple[str, str, str]:
    """Return language, script and region of a tag, "" for what it does not name."""
    match = _TAG.fullmatch(parse_language(tag))
    assert match is not None  # noqa: S101 - a canonical tag has the form it was read by
    return match["language"], match["script"] or "", match["region"] or ""


def _names_for(locale: str) -> Locale:
    """Return the CLDR's names for the readers of a locale, English where it has none for them."""
    language, script, region = _main_subtags(locale)
    try:
        return Locale.parse("_".join(filter(None, (language, script, region))))
    except UnknownLocaleError:
        return Locale("en")
