"""The Localization Quality Issue types of ITS 2.0, which XLIFF carries, for our categories.

Source: https://www.w3.org/TR/its20/#lqissue-typevalues
"""

from __future__ import annotations

from reviewapp.domain.annotation.typology import paths_upwards

# A category that is not listed has the type of the one above it.
_ITS_TYPES = {
    "accuracy": "mistranslation",
    "accuracy/addition": "addition",
    "accuracy/figures": "numbers",
    "accuracy/omission": "omission",
    "accuracy/source-language-fragment": "untranslated",
    "accuracy/untranslated": "untranslated",
    "design": "formatting",
    "design/markup": "markup",
    "design/truncation-text-expansion": "length",
    "fluency": "grammar",
    "fluency/character-encoding": "characters",
    "fluency/inconsistency": "inconsistency",
    "fluency/punctuation": "typographical",
    "fluency/register": "register",
    "fluency/spelling": "misspelling",
    "fluency/spelling-punctuation": "misspelling",
    "fluency/textual-conventions": "style",
    "fluency/unintelligible": "uncategorized",
    "locale-convention": "locale-violation",
    "non-translation": "mistranslation",
    "style": "style",
    "style/inconsistent-style": "inconsistency",
    "style/register": "register",
    "terminology": "terminology",
    "verity": "locale-specific-content",
    "verity/attribution-tone": "style",
}


def its_type(path: str) -> str:
    """Return the ITS type of a category path: its own, or that of the nearest category above it.

    Returns "other", ITS's type for what its list does not have, where none is known.
    """
    return next((_ITS_TYPES[above] for above in paths_upwards(path) if above in _ITS_TYPES), "other")
