"""Whom wrong log-ins are counted against, and what the answer says."""

from __future__ import annotations

import pytest
from django.test import Client, RequestFactory

from reviewapp.web.accounts.throttle import client_address


@pytest.mark.parametrize(
    ("remote", "forwarded", "proxies", "address"),
    [
        ("203.0.113.7", "", 0, "203.0.113.7"),
        ("203.0.113.7", "198.51.100.1", 0, "203.0.113.7"),
        ("10.0.0.1", "198.51.100.1", 1, "198.51.100.1"),
        ("10.0.0.1", "6.6.6.6, 198.51.100.1", 1, "198.51.100.1"),
        ("10.0.0.1", "6.6.6.6, 198.51.100.1, 10.0.0.2", 2, "198.51.100.1"),
        ("10.0.0.1", "198.51.100.1", 2, "10.0.0.1"),
        ("10.0.0.1", "", 1, "10.0.0.1"),
        ("10.0.0.1", "not an address", 1, "0.0.0.0"),
        ("2001:db8:1:2:3:4:5:6", "", 0, "2001:db8:1:2::"),
        ("2001:db8:1:2:ffff::9", "", 0, "2001:db8:1:2::"),
        ("", "", 0, "0.0.0.0"),
    ],
)
def test_attempts_are_counted_against(
    settings: object, remote: str, forwarded: str, proxies: int, address: str
) -> None:
    settings.TRUSTED_PROXIES = proxies  # type: ignore[attr-defined]
    request = RequestFactory().post("/login/", REMOTE_ADDR=remote, HTTP_X_FORWARDED_FOR=forwarded)
    assert client_address(request) == address


@pytest.mark.django_db
def test_too_many_attempts_say_how_long_to_wait(client: Client) -> None:
    for _ in range(11):
        answer = client.post("/login/", {"username": "lan", "password": "wrong"})
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) == 15 * 60
