"""A database that several connections can share, as in production."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from django.db import connections

from reviewapp.models import Translation
from tests.factories import ArticleFactory, make_sentence

if TYPE_CHECKING:
    import pathlib

    from reviewapp.models import Article
    from tests.conftest import Cast


@pytest.fixture
def shared_database(transactional_db: None, tmp_path: pathlib.Path) -> Iterator[None]:
    """Let threads open connections of their own, with commits that the others see.

    An SQLite test database lives in memory, where connections lock each other in another way than over a
    file: it is copied into a file, which is opened with the project's own options.
    """
    in_memory = connections["default"]
    if in_memory.vendor != "sqlite":
        yield
        return
    in_memory.ensure_connection()
    path = tmp_path / "shared.sqlite3"
    with closing(sqlite3.connect(path)) as copy:
        in_memory.connection.backup(copy)
    settings = connections.settings["default"]
    connections.settings["default"] = {**settings, "NAME": str(path)}
    del connections["default"]
    yield
    connections["default"].close()
    connections.settings["default"] = settings
    connections["default"] = in_memory


@pytest.fixture
def article(cast: Cast) -> Article:
    """Return an article of two sentences that nobody has touched."""
    article = ArticleFactory.create(corpus=cast.corpus)
    make_sentence(
        article, "The first ferry left wharf at 6 hours.", source="Chuyến phà đầu tiên rời bến lúc sáu giờ."
    )
    make_sentence(article, "It rains on the old pier.", source="Trời mưa trên bến cũ.")
    return article


@pytest.fixture
def sentence(article: Article) -> Translation:
    """Return the article's first sentence."""
    return Translation.objects.of_article(article.pk)[0]
