"""Take the pictures of README and docs: the demo after a little review work.

They are written to the folder that SCREENSHOTS names (`make screenshots`).
"""

from __future__ import annotations

import os
import pathlib
import uuid
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from reviewapp.domain.annotation.severities import Severity
from reviewapp.models import Article, Side, Translation, User
from reviewapp.services.demo import load_demo
from reviewapp.services.marking import Marking, Place, mark_error
from reviewapp.services.operations import Operation
from reviewapp.services.reviewing import accept_translation, save_correction
from tests.browser.newsroom import work

if TYPE_CHECKING:
    from pytest_django.live_server_helper import LiveServer

    from tests.browser.conftest import Enter
    from tests.browser.visitors import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MOST_BYTES = 300_000
WIDE = {"viewport": {"width": 1440, "height": 900}}
PHONE = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 1.5,
    "has_touch": True,
    "is_mobile": True,
}


def operation(editor: User) -> Operation:
    return Operation(actor=editor, at=timezone.now(), key=uuid.uuid4())


def mark(translation: Translation, words: str, path: str, severity: Severity, editor: User) -> None:
    start = translation.text.index(words)
    category = translation.segment.article.corpus.profile.categories.get(path=path)
    place = Place(Side.TARGET, start, start + len(words))
    mark_error(
        translation,
        marking=Marking(category, severity, place),
        seen_text_number=translation.text_number,
        operation=operation(editor),
    )


def review_a_little(article: Article, editor: User) -> None:
    """Accept, correct and mark the first sentences."""
    sentences = list(
        Translation.objects.of_article(article.pk)
        .filter(system=article.review_system)
        .select_related("segment__article__corpus__profile", "system")
    )
    headline, lead, third = sentences[:3]
    mark(third, "later", "accuracy/mistranslation", Severity.MAJOR, editor)
    mark(sentences[3], "23.5 million", "accuracy/mistranslation", Severity.CRITICAL, editor)
    save_correction(
        headline,
        text="Four students’ flood gauge gives a mountain village 90 minutes’ warning",
        seen_version=headline.version,
        operation=operation(editor),
    )
    save_correction(
        lead,
        text=lead.text.replace("night of January 9", "night of September 1"),
        seen_version=lead.version,
        operation=operation(editor),
    )
    for sentence in sentences[4:7]:
        accept_translation(sentence, seen_version=sentence.version, operation=operation(editor))


def take(visitor: Visitor, folder: pathlib.Path, name: str) -> None:
    visitor.page.wait_for_load_state("networkidle")
    path = folder / f"{name}.png"
    visitor.page.screenshot(path=path)
    assert path.stat().st_size < MOST_BYTES, f"{path.name} is too large to keep"


def test_pictures(live_server: LiveServer, enter: Enter) -> None:
    if "SCREENSHOTS" not in os.environ:
        pytest.skip("the pictures are taken by `make screenshots`: SCREENSHOTS names no folder")
    folder = pathlib.Path(os.environ["SCREENSHOTS"])
    folder.mkdir(parents=True, exist_ok=True)
    load_demo(operation=Operation(actor=None, at=timezone.now(), key=None))
    editor = User.objects.get(username="editor")
    article = Article.objects.filter(corpus__slug="demo-news").order_by("position", "pk")[0]
    work()
    review_a_little(article, editor)
    work()
    for name, options in (
        ("review", WIDE),
        ("review-dark", WIDE | {"color_scheme": "dark"}),
        ("review-phone", PHONE),
    ):
        visitor = enter(editor, **options)
        visitor.open(article, sentence=3)
        visitor.field.fill(visitor.field.input_value().replace("90 minutes later", "90 minutes earlier"))
        visitor.open_row.locator(".changes ins").first.wait_for()
        visitor.page.evaluate("document.activeElement.blur()")
        if name == "review-phone":
            visitor.open_row.evaluate("(row) => row.scrollIntoView({ block: 'start' })")
        take(visitor, folder, name)
    visitor = enter(editor, **WIDE)
    for name, path in (
        ("desk", "/"),
        ("corpus", "/corpora/demo-news/"),
        ("compare", "/corpora/demo-news/compare/"),
        ("summary", f"/articles/{article.pk}/summary/"),
    ):
        visitor.go(path)
        take(visitor, folder, name)
