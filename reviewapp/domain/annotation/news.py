"""Twelve types for newsrooms: MQM-Core's where it has them, and what newsrooms retract stories for.

MQM advises about twelve active types a profile. Figures, names and attributions are children of our own; each
leaves the house as the MQM-Core type it belongs to.
"""

from __future__ import annotations

from reviewapp.domain.annotation.mqm_core import CORE_PIDS, MQM_CORE_CATEGORIES
from reviewapp.domain.annotation.typology import Category

_CORE = {category.path: category for category in MQM_CORE_CATEGORIES}

_DIMENSIONS = tuple(_CORE[path] for path in ("accuracy", "terminology", "fluency", "style", "verity"))

NEWS_TYPES: tuple[Category, ...] = (
    _CORE["accuracy/mistranslation"],
    _CORE["accuracy/omission"],
    _CORE["accuracy/addition"],
    _CORE["accuracy/untranslated"],
    Category(
        "accuracy/figures",
        "Figures",
        "A number, date, amount, rank or unit is not the source's.",
        CORE_PIDS["accuracy/mistranslation"],
    ),
    _CORE["terminology/wrong-term"],
    Category(
        "terminology/names",
        "Names",
        "A person, place, body or title is misnamed, or not in the form the newsroom uses.",
        CORE_PIDS["terminology/wrong-term"],
    ),
    _CORE["fluency/grammar"],
    Category(
        "fluency/spelling-punctuation",
        "Spelling and punctuation",
        "A word is misspelt, or a punctuation mark is wrong, missing or too many.",
        CORE_PIDS["fluency/spelling"],
    ),
    _CORE["style/awkward"],
    _CORE["style/register"],
    Category(
        "verity/attribution-tone",
        "Attribution or tone",
        "A statement is given to another speaker, a claim becomes a fact, or the report takes a side.",
        CORE_PIDS["style/third-party-style"],
    ),
)

NEWS_CATEGORIES: tuple[Category, ...] = tuple(
    category
    for dimension in _DIMENSIONS
    for category in (dimension, *(kind for kind in NEWS_TYPES if kind.parent == dimension.path))
)
