"""What each response of ours says to caches."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse
from django.urls import reverse
from django.utils.cache import patch_vary_headers

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponseBase


def private_responses(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Keep pages out of shared caches, and a fragment from being served as a page by the back button."""

    def respond(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Cache-Control", "private, no-store")
        patch_vary_headers(response, ("HX-Request",))
        return response

    return respond


class LogInFirst(LoginRequiredMiddleware):
    """Let nobody in who is not logged in, and bring them back to a page that can be shown.

    A fragment asked for after the log-in has ended is answered 401: the log-in page must not take the place
    of a sentence. After a form the way back leads to the desk, since a form's address cannot be opened.
    """

    def handle_no_permission(  # type: ignore[override]  # the stubs know the redirect only
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]
    ) -> HttpResponseBase:
        """Answer instead of the view."""
        if request.headers.get("HX-Request"):
            return HttpResponse("Your log-in has ended.", status=401, content_type="text/plain")
        if request.method not in {"GET", "HEAD"}:
            return redirect_to_login(reverse("desk"))
        return super().handle_no_permission(request, view_func)
