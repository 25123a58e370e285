"""A page as a tree, to assert on its structure and not on its wording."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)


@dataclass(slots=True, eq=False)
class Element:
    """An element with its attributes, what is in it and what it is in."""

    tag: str
    attributes: dict[str, str]
    parent: Element | None = None
    parts: list[Element | str] = field(default_factory=list)

    def __getitem__(self, name: str) -> str:
        return self.attributes[name]

    def get(self, name: str) -> str | None:
        return self.attributes.get(name)

    @property
    def classes(self) -> set[str]:
        return set(self.attributes.get("class", "").split())

    @property
    def text(self) -> str:
        return "".join(part if isinstance(part, str) else part.text for part in self.parts)

    @property
    def own_words(self) -> str:
        """Return the text without what is only there for readers of the screen's hidden words."""
        return "".join(
            part if isinstance(part, str) else ("" if "visually-hidden" in part.classes else part.own_words)
            for part in self.parts
        )

    def everything(self) -> Iterator[Element]:
        for part in self.parts:
            if isinstance(part, Element):
                yield part
                yield from part.everything()

    def all(self, tag: str | None = None, **attributes: str) -> list[Element]:
        """Return the elements with this tag and these attributes; `class_` names one of the classes."""
        wanted_class = attributes.pop("class_", None)
        wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
        return [
            found
            for found in self.everything()
            if (tag is None or found.tag == tag)
            and (wanted_class is None or wanted_class in found.classes)
            and all(found.get(name) == value for name, value in wanted.items())
        ]

    def one(self, tag: str | None = None, **attributes: str) -> Element:
        found = self.all(tag, **attributes)
        assert len(found) == 1, f"{len(found)} elements {tag} {attributes}"
        return found[0]

    def ids(self) -> list[str]:
        return [found["id"] for found in self.everything() if "id" in found.attributes]

    def within(self, name: str) -> bool:
        """Say whether an ancestor has this id."""
        above = self.parent
        while above is not None:
            if above.get("id") == name:
                return True
            above = above.parent
        return False

    def form(self, action: str) -> Element:
        """Return the one form that is sent to an address."""
        return self.one("form", action=action)

    def fields(self) -> dict[str, str]:
        """Return what a browser would send of a form, without the buttons."""
        sent: dict[str, str] = {}
        for found in self.everything():
            name = found.get("name")
            if name is None or found.tag == "button":
                continue
            if found.tag == "textarea":
                # The parser of HTML drops one line end right after the tag.
                sent[name] = found.text.removeprefix("\n")
            elif found.tag == "select":
                options = found.all("option")
                chosen = [option for option in options if option.get("selected") is not None] or options[:1]
                sent[name] = chosen[0].get("value") or "" if chosen else ""
            elif found.get("type") not in {"radio", "checkbox"} or found.get("checked") is not None:
                sent[name] = found.get("value") or ""
        return sent


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = self.at = Element("", {})

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = Element(tag, {name: value or "" for name, value in attrs}, self.at)
        self.at.parts.append(found)
        if tag not in VOID:
            self.at = found

    def handle_endtag(self, tag: str) -> None:
        above: Element | None = self.at
        while above is not None and above.tag != tag:
            above = above.parent
        if above is not None and above.parent is not None:
            self.at = above.parent

    def handle_data(self, data: str) -> None:
        self.at.parts.append(data)


def read(html: str) -> Element:
    """Return a page, or some regions of one."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.root


def page_of(response: Any) -> Element:
    """Return the page of a response."""
    return read(response.content.decode())
