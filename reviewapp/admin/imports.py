"""Imports: choose, upload, look at the preview, then store or discard."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html

from reviewapp.admin.import_forms import FORMS, ChoiceForm, UploadForm, too_large
from reviewapp.admin.scope import CorpusFilter, ScopedAdmin, operation_of, scope_of
from reviewapp.models import Corpus, Import, ImportKind, ImportState
from reviewapp.services.importing.store import CorpusMovedOn
from reviewapp.services.importing.uploads import (
    TooManyPreviews,
    confirm_import,
    discard_import,
    preview_upload,
)

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django.urls import URLPattern
    from django.utils.safestring import SafeString


@admin.register(Import)
class ImportAdmin(ScopedAdmin):
    """What was uploaded, what it would store, what it stored."""

    fields = ("corpus", "kind", "state", "author", "created_at", "stored_at", "outcome")
    readonly_fields = ("outcome",)
    list_display = ("created_at", "corpus", "kind", "state", "author", "stored_at", "preview_link")
    list_select_related = ("corpus", "author")
    list_filter = (CorpusFilter, "state", "kind")
    search_fields = ("=author__username", "corpus__name")
    search_help_text = "Log-in name of who imported, or the name of a corpus."
    sortable_by = ()
    change_list_template = "admin/reviewapp/import/change_list.html"

    def get_urls(self) -> list[URLPattern]:
        """Add the steps of an import before Django's own pages."""
        steps = (
            ("new/", self.new_view, "new"),
            ("<int:pk>/preview/", self.preview_view, "preview"),
            ("<int:pk>/confirm/", self.confirm_view, "confirm"),
            ("<int:pk>/discard/", self.discard_view, "discard"),
        )
        wrap = self.admin_site.admin_view
        ours = [path(route, wrap(view), name=f"reviewapp_import_{name}") for route, view, name in steps]
        return [*ours, *super().get_urls()]

    @admin.display(description="next")
    def preview_link(self, of_import: Import) -> SafeString | str:
        """Link to the preview of an import that waits."""
        if of_import.state != ImportState.PREVIEWED:
            return "–"
        return format_html('<a href="{}">Preview</a>', _address("preview", of_import))

    @admin.display(description="report")
    def outcome(self, of_import: Import) -> SafeString:
        """Return what was created, what was skipped, and what was wrong."""
        return render_to_string(
            "admin/reviewapp/import/_report.html", {"import": of_import, **of_import.report}
        )

    def new_view(self, request: HttpRequest) -> HttpResponse:
        """Ask for corpus and layout, then for the files; make the preview from them."""
        scope = scope_of(request)
        if scope.is_empty:
            raise PermissionDenied
        corpora = scope.narrow(Corpus.objects.filter(archived_at=None), "pk")
        is_chosen = "kind" in request.GET
        choice = ChoiceForm(request.GET if is_chosen else None, corpora=corpora, initial=request.GET.dict())
        if not choice.is_valid():
            return self._page(request, "choose", "Import texts", {"form": choice})
        corpus, kind = choice.cleaned_data["corpus"], ImportKind(choice.cleaned_data["kind"])
        is_sent = request.method == "POST"
        form = FORMS[kind](request.POST, request.FILES) if is_sent else FORMS[kind]()
        if is_sent:
            made = _previewed(request, corpus, kind, form)
            if made is not None:
                return redirect(
                    _address("preview" if made.state == ImportState.PREVIEWED else "change", made)
                )
        shown = {"form": form, "corpus": corpus, "kind": kind}
        return self._page(request, "upload", f"Import: {kind.label.lower()}", shown)

    def preview_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show what an import would store; one that does not wait any more shows its report."""
        of_import = self._of(request, pk)
        if of_import.state != ImportState.PREVIEWED:
            return redirect(_address("change", of_import))
        rows = of_import.report["rows"]
        names = list(dict.fromkeys(name for row in rows for name in row["texts"]))
        table = [{**row, "cells": [row["texts"].get(name) for name in names]} for row in rows]
        shown = {"import": of_import, "names": names, "table": table, **of_import.report}
        return self._page(request, "preview", "Preview of the import", shown)

    def confirm_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Store an import; confirming again changes nothing."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        of_import = self._of(request, pk)
        try:
            ended = confirm_import(of_import, operation=operation_of(request))
        except CorpusMovedOn as moved:
            self.message_user(request, f"{moved} Look at the preview again.", messages.ERROR)
            return redirect(_address("preview", of_import))
        if ended.state == ImportState.STORED:
            self.message_user(request, "The import is stored.", messages.SUCCESS)
        else:
            self.message_user(request, "Nothing was stored; the report says why.", messages.ERROR)
        return redirect(_address("change", ended))

    def discard_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Drop the files of an import that waits."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        ended = discard_import(self._of(request, pk))
        if ended.state == ImportState.DISCARDED:
            self.message_user(request, "The import is discarded; nothing was stored.", messages.SUCCESS)
        return redirect(reverse("admin:reviewapp_import_changelist"))

    def _of(self, request: HttpRequest, pk: int) -> Import:
        """Return an import that the person may see. Raise `Http404`."""
        found: Import | None = self.get_queryset(request).select_related("corpus").filter(pk=pk).first()
        if found is None:
            raise Http404
        return found

    def _page(self, request: HttpRequest, step: str, title: str, shown: dict[str, Any]) -> HttpResponse:
        context = {**self.admin_site.each_context(request), "opts": self.opts, "title": title, "step": step}
        return TemplateResponse(request, f"admin/reviewapp/import/{step}.html", {**context, **shown})


def _previewed(request: HttpRequest, corpus: Corpus, kind: ImportKind, form: UploadForm) -> Import | None:
    """Return the import made of an upload; None, with the reason on the form, where it cannot be."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > settings.IMPORT_UPLOAD_MAX_BYTES:
        # The upload was cut off while it arrived: what the form holds is not what was sent.
        form.errors.clear()
        form.add_error(None, too_large())
        return None
    if not form.is_valid():
        return None
    try:
        return preview_upload(
            corpus, kind=kind, uploads=form.uploads(), options=form.options(), operation=operation_of(request)
        )
    except TooManyPreviews as reason:
        form.add_error(None, str(reason))
        return None


def _address(view: str, of_import: Import) -> str:
    return reverse(f"admin:reviewapp_import_{view}", args=[of_import.pk])
