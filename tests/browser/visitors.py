"""Somebody at a browser: the steps that journeys share, and an ear for what the pages complain of."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from playwright.sync_api import expect

from tests.factories import PASSWORD

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Request

    from reviewapp.models import Article, Translation, User


class Visitor:
    """One browser context with one page open."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.context = context
        self.address = address
        self.complaints: list[str] = []
        self.expected: list[str] = []
        """Patterns of complaints that a journey brings about on purpose."""
        self.page = context.new_page()
        self.page.set_default_timeout(8_000)
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        self.page.on("request", self._watch)

    def _hear(self, message: ConsoleMessage) -> None:
        is_expected = any(re.search(pattern, message.text) for pattern in self.expected)
        if message.type in {"error", "warning"} and not is_expected:
            self.complaints.append(f"{message.type}: {message.text}")

    def _watch(self, request: Request) -> None:
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.complaints.append(f"external request: {request.url}")

    def log_in(self, user: User) -> None:
        """Come in with a session of this person, without the log-in page."""
        session = SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.create()
        self.context.add_cookies(
            [
                {
                    "name": settings.SESSION_COOKIE_NAME,
                    "value": str(session.session_key),
                    "url": self.address,
                }
            ]
        )

    def log_in_by_form(self, user: User) -> None:
        """Come in through the log-in page."""
        self.go("/login/")
        self.page.get_by_label("Username").fill(user.get_username())
        self.page.get_by_label("Password").fill(PASSWORD)
        self.page.get_by_role("button", name="Log in").click()
        self.page.wait_for_url(f"{self.address}/")

    def go(self, path: str) -> None:
        """Open an address and wait until its modules have run."""
        self.page.goto(path, wait_until="load")

    def open(self, article: Article, sentence: int | None = None) -> None:
        """Open an article, at a sentence or where the reader left off."""
        self.go(f"/articles/{article.pk}/" + (f"?sentence={sentence}" if sentence else ""))

    def row(self, translation: Translation) -> Locator:
        """Return the row of a sentence."""
        return self.page.locator(f"#segment-row-{translation.pk}")

    @property
    def open_row(self) -> Locator:
        """Return the row that carries the controls."""
        return self.page.locator(".row-open")

    @property
    def field(self) -> Locator:
        """Return the text field of the open row."""
        return self.page.locator(".row-open textarea[data-stored]")

    def press(self, *keys: str) -> None:
        """Press keys one after the other."""
        for key in keys:
            self.page.keyboard.press(key)

    def wait_for_open(self, translation: Translation) -> None:
        """Wait until this sentence is the open one."""
        self.page.locator(f".row-open#segment-row-{translation.pk}").wait_for()
        expect(self.page.locator(".htmx-request, .htmx-settling, .htmx-swapping")).to_have_count(0)

    def overflow(self) -> int:
        """Return by how many pixels the page is wider than its window."""
        width: int = self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        return width

    def select_words(self, selector: str, words: str) -> None:
        """Select these words with the mouse, from their first to their last character."""
        box = self.page.evaluate(
            """([selector, words]) => {
              const text = document.querySelector(selector);
              const at = text.textContent.indexOf(words);
              const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
              const range = document.createRange();
              let passed = 0, started = false;
              for (let node = walker.nextNode(); node; node = walker.nextNode()) {
                const length = node.nodeValue.length;
                if (!started && at < passed + length) { range.setStart(node, at - passed); started = true; }
                if (started && at + words.length <= passed + length) { range.setEnd(node, at + words.length - passed); break; }
                passed += length;
              }
              const { left, right, top, height } = range.getBoundingClientRect();
              const isRtl = getComputedStyle(text).direction === "rtl";
              return { from: isRtl ? right - 1 : left + 1, to: isRtl ? left + 1 : right - 1, y: top + height / 2 };
            }""",
            [selector, words],
        )
        mouse = self.page.mouse
        mouse.move(box["from"], box["y"])
        mouse.down()
        mouse.move((box["from"] + box["to"]) / 2, box["y"])
        mouse.move(box["to"], box["y"])
        mouse.up()
