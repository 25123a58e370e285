"""Chromium against a live server: whatever a page reports on its console fails the test."""

from __future__ import annotations

import os
import pathlib
import re
import shutil
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from playwright.sync_api import sync_playwright

from tests.browser.newsroom import Story, write_story
from tests.browser.visitors import Visitor

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from pytest_django.live_server_helper import LiveServer

    from tests.conftest import Cast

# Playwright's sync API runs an event loop in this thread, in which Django would else refuse its queries.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

ARTEFACTS = pathlib.Path(__file__).resolve().parents[2] / "artefacts"
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

Enter = Callable[..., Visitor]


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Keep SQLite in a file: in memory, the server's threads would share one connection and its transaction."""
    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Start the installed Chromium; skip where there is none, unless REQUIRE_BROWSER forbids it."""
    program = os.environ.get("CHROMIUM", "/usr/bin/chromium")
    if shutil.which(program) is None:
        reason = f"no Chromium at {program}: install one, or name it in CHROMIUM"
        if os.environ.get("REQUIRE_BROWSER") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def enter(chromium: Browser, live_server: LiveServer, request: pytest.FixtureRequest) -> Iterator[Enter]:
    """Return a way to come in as somebody, in a context of their own; complaints of any page fail the test."""
    visitors: list[Visitor] = []

    def come_in(user: Any = None, **options: Any) -> Visitor:
        context = chromium.new_context(base_url=live_server.url, accept_downloads=True, **options)
        visitor = Visitor(context, live_server.url)
        visitors.append(visitor)
        if user is not None:
            visitor.log_in(user)
        return visitor

    yield come_in
    ARTEFACTS.mkdir(exist_ok=True)
    name = re.sub(r"[^\w-]+", "-", request.node.name)
    for number, visitor in enumerate(visitors):
        visitor.page.screenshot(path=ARTEFACTS / f"{name}-{number}.png")
        visitor.context.close()
    complaints = [complaint for visitor in visitors for complaint in visitor.complaints]
    assert not complaints, f"the pages complained: {complaints}"


@pytest.fixture
def story(live_server: LiveServer, cast: Cast) -> Story:
    """Return an article of three sentences with references, assigned to the reviewer."""
    return write_story(cast.corpus, assignee=cast.colleague)


@pytest.fixture
def at_story(enter: Enter, cast: Cast, story: Story) -> Visitor:
    """Return the reviewer, with the article open at its second sentence."""
    visitor = enter(cast.colleague)
    visitor.open(story.article, sentence=2)
    return visitor
