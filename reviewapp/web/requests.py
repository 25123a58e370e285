"""The request as our middleware leaves it."""

from __future__ import annotations

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from reviewapp.models import User


class PersonRequest(HttpRequest):
    """A request of somebody logged in, with what htmx says of it."""

    user: User
    htmx: HtmxDetails
