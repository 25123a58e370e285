"""What a page costs to load."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.browser.conftest import Enter
    from tests.browser.newsroom import Story
    from tests.conftest import Cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_review_page_stays_small(enter: Enter, cast: Cast, story: Story) -> None:
    visitor = enter(cast.colleague)
    sizes: list[int] = []
    addresses: list[str] = []
    session = visitor.context.new_cdp_session(visitor.page)
    session.send("Network.enable")
    session.on("Network.loadingFinished", lambda event: sizes.append(int(event["encodedDataLength"])))
    # Playwright leaves the icon out, which a browser fetches once for the whole site.
    visitor.page.on("request", lambda request: addresses.append(request.url))
    visitor.open(story.article, sentence=2)
    visitor.page.wait_for_load_state("networkidle")
    assert len(addresses) <= 8, f"too many requests: {addresses}"
    assert all(address.startswith(visitor.address) for address in addresses)
    assert sum(sizes) <= 150_000, f"{sum(sizes)} bytes"
