"""What the tests send to the review page."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django.urls import reverse

if TYPE_CHECKING:
    from django.db.models import Model

    from reviewapp.models import Translation

HTMX = {"HX-Request": "true"}


def address(name: str, translation: Translation, *more: object) -> str:
    """Return the address of an action on a sentence."""
    return reverse(name, args=[translation.segment.article_id, translation.pk, *more])


def decision(translation: Translation, **fields: object) -> dict[str, Any]:
    """Return a form with the version that stands and a fresh key."""
    return {"version": translation.version, "operation": str(uuid.uuid4()), **fields}


def marking(translation: Translation, **fields: object) -> dict[str, Any]:
    """Return a form that marks the sentence with the first category of its profile."""
    category = translation.segment.article.corpus.profile.categories.order_by("position")[0]
    return {
        "text_number": translation.text_number,
        "operation": str(uuid.uuid4()),
        "category": category.pk,
        "severity": "minor",
        **fields,
    }


def state_of(row: Model) -> dict[str, Any]:
    """Return all columns of a row as the database has them now."""
    return type(row)._default_manager.filter(pk=row.pk).values().get()


def row_id(translation: Translation) -> str:
    """Return the id of a sentence's row on the page."""
    return f"segment-row-{translation.pk}"
