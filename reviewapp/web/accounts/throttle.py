"""Slow down whoever guesses passwords, without locking anybody's account."""

from __future__ import annotations

import ipaddress
import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

from axes.helpers import get_cool_off
from django.conf import settings
from django.shortcuts import render

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

IPV6_NETWORK_BITS = 64
"""One household or server has a whole /64: its addresses are one client."""


def client_address(request: HttpRequest) -> str:
    """Return whom attempts are counted against: an IPv4 address, or the first of an IPv6 network.

    Behind `TRUSTED_PROXIES` proxies it is the address that the outermost of them saw, counted from the right
    of X-Forwarded-For; what stands further left a client can invent.
    """
    address = request.META.get("REMOTE_ADDR", "")
    if settings.TRUSTED_PROXIES:
        forwarded = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
        if len(forwarded) >= settings.TRUSTED_PROXIES and forwarded[0]:
            address = forwarded[-settings.TRUSTED_PROXIES]
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "0.0.0.0"  # noqa: S104  (a name for "unknown", not an interface to listen on)
    if parsed.version == 4:
        return str(parsed)
    return str(ipaddress.ip_network((parsed, IPV6_NETWORK_BITS), strict=False).network_address)


def too_many_attempts(
    request: HttpRequest,
    response: HttpResponse | None,  # noqa: ARG001  (axes' signature)
    credentials: Mapping[str, str] | None,  # noqa: ARG001
) -> HttpResponse:
    """Answer 429, and say how long to wait."""
    refused = render(request, "registration/locked_out.html", status=429)
    if wait := get_cool_off(request):
        refused.headers["Retry-After"] = str(math.ceil(wait.total_seconds()))
    return refused
