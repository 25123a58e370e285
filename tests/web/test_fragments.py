"""Regions of a page as one response."""

from __future__ import annotations

import pytest
from django.test import RequestFactory

from reviewapp.web.fragments import Region, render_regions
from tests.web.markup import page_of

OPEN_ROW = "review/_open_row.html"


@pytest.mark.parametrize("status", [200, 409, 422])
def test_the_first_region_is_what_was_asked_for_and_the_rest_go_out_of_band(status: int) -> None:
    regions = [Region(OPEN_ROW, {"open_translation": number}) for number in (1, 2, 3)]

    response = render_regions(RequestFactory().get("/"), regions, status=status)

    assert response.status_code == status
    parts = page_of(response).all("input")
    assert [part["value"] for part in parts] == ["1", "2", "3"]
    assert [part.get("hx-swap-oob") for part in parts] == [None, "true", "true"]


def test_what_is_announced_goes_to_the_live_region() -> None:
    response = render_regions(RequestFactory().get("/"), [], announce="<b>Saved</b>")

    live = page_of(response).one(id="announcement")
    assert (live["role"], live["aria-live"], live["hx-swap-oob"]) == ("status", "polite", "true")
    assert live.text == "<b>Saved</b>"
    assert not live.all("b")


def test_nothing_announced_leaves_the_live_region_alone() -> None:
    assert render_regions(RequestFactory().get("/"), []).content == b""
