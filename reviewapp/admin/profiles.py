"""Error profiles: changed until their first error, afterwards only by a next version.

Weights are changed by a next version too, which is looked at before it is stored.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from reviewapp.admin.profile_forms import RuleForms, WeightsForm, fingerprint, rule_rows
from reviewapp.admin.scope import ScopedAdmin, ScopedInline, operation_of, scope_of
from reviewapp.domain.annotation.profiles import NotInProfile, ProfileInvalid
from reviewapp.models import Category, Corpus, Error, Profile, SeverityMultiplier, WeightRule
from reviewapp.queries.reweighing import reweigh
from reviewapp.services.profiles import (
    VersionTaken,
    adopt_profile,
    copy_as_next_version,
    next_version,
    reweighted,
)

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet
    from django.http import HttpRequest, HttpResponse
    from django.urls import URLPattern

    from reviewapp.queries.reweighing import Reweighed


class CategoryInline(ScopedInline):
    """Kinds of error."""

    model = Category
    fields = ("position", "path", "name", "definition", "pid")
    ordering = ("position",)


class SeverityInline(ScopedInline):
    """Severities and what they cost."""

    model = SeverityMultiplier
    fields = ("severity", "multiplier")


class WeightRuleInline(ScopedInline):
    """Exceptions to the multipliers."""

    model = WeightRule
    fields = ("category_path", "severity", "weight", "overrides")


@admin.register(Profile)
class ProfileAdmin(ScopedAdmin):
    """Profiles; managers read them, superusers write them."""

    corpus_path = None
    can_add = can_change = True
    fields = (
        "key",
        "version",
        "name",
        "maximum_score",
        "passing_score",
        "acceptable_penalty",
        "reference_words",
        "minimum_words",
        "failing_severity",
    )
    list_display = ("name", "key", "version", "passing_score", "acceptable_penalty")
    list_filter = ("failing_severity",)
    search_fields = ("name", "key")
    inlines = (CategoryInline, SeverityInline, WeightRuleInline)
    actions = ("change_weights", "copy_as_next")

    def get_urls(self) -> list[URLPattern]:
        """Add the change of weights before Django's own pages."""
        view = self.admin_site.admin_view(self.weights_view)
        return [path("<int:pk>/weights/", view, name="reviewapp_profile_weights"), *super().get_urls()]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Let superusers add profiles."""
        return super().has_add_permission(request) and scope_of(request).corpora is None

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Let superusers change a profile by which no error is counted yet."""
        if not self.has_copy_permission(request):
            return False
        return not (isinstance(obj, Profile) and _counts_errors(obj))

    def has_copy_permission(self, request: HttpRequest) -> bool:
        """Let superusers copy profiles."""
        return scope_of(request).corpora is None

    @admin.action(description="Change weights …", permissions=["copy"])
    def change_weights(self, request: HttpRequest, queryset: QuerySet[Profile]) -> HttpResponse | None:
        """Go to the page on which the weights of one profile are changed."""
        if queryset.count() != 1:
            self.message_user(request, "Choose one profile.", messages.ERROR)
            return None
        return redirect(reverse("admin:reviewapp_profile_weights", args=[queryset.get().pk]))

    def weights_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask for weights, show what they would change, and store them as the next version."""
        if not self.has_copy_permission(request):
            raise PermissionDenied
        profile = get_object_or_404(Profile, pk=pk)
        try:
            page = WeightsPage(request, profile)
        except ProfileInvalid as invalid:
            self.message_user(request, f"{profile} contradicts itself: {invalid}", messages.ERROR)
            return redirect(reverse("admin:reviewapp_profile_change", args=[pk]))
        adopted = page.answer()
        if adopted is not None:
            self.message_user(request, f"Added {adopted}; {page.moved}.", messages.SUCCESS)
            return redirect(reverse("admin:reviewapp_profile_change", args=[adopted.pk]))
        context = {
            **self.admin_site.each_context(request),
            "title": f"Change the weights of {profile}",
            "opts": self.opts,
            "page": page,
        }
        status = 422 if page.is_refused else 200
        return TemplateResponse(request, "admin/reviewapp/profile/weights.html", context, status=status)

    @admin.action(description="Copy as next version", permissions=["copy"])
    def copy_as_next(self, request: HttpRequest, queryset: QuerySet[Profile]) -> None:
        """Add the next version of each, to be changed before it is used."""
        for profile in queryset:
            try:
                added = copy_as_next_version(profile)
            except ProfileInvalid as invalid:
                self.message_user(request, f"{profile} is not copied: {invalid}", messages.ERROR)
            else:
                self.message_user(request, f"Added {added}.", messages.SUCCESS)


def _counts_errors(profile: Profile) -> bool:
    """Say whether errors have its categories, or are in a corpus that uses it."""
    marked = Error.objects.filter(category__profile=profile)
    weighed = Error.objects.filter(translation__segment__article__corpus__profile=profile)
    return marked.exists() or weighed.exists()


class WeightsPage:
    """The change of a profile's weights: what is asked for, what it would make, and whether it is stored.

    Raise `ProfileInvalid` where the stored profile contradicts itself.
    """

    def __init__(self, request: HttpRequest, profile: Profile) -> None:
        self.profile = profile
        self.operation = operation_of(request)
        self.sent = request.POST if request.method == "POST" else None
        definition = profile.definition()
        corpora = Corpus.objects.filter(profile__key=profile.key, archived_at=None).select_related("profile")
        paths = [category.path for category in definition.categories]
        self.form = WeightsForm(self.sent, definition=definition, corpora=corpora)
        self.rules = RuleForms(
            self.sent, initial=rule_rows(definition), prefix="rule", form_kwargs={"paths": paths}
        )
        self.next_version = next_version(profile.key)
        self.lines: list[Reweighed] | None = None
        self.seen = ""

    @property
    def is_refused(self) -> bool:
        """Say whether what was sent cannot be stored."""
        return self.form.is_bound and self.lines is None

    @property
    def moved(self) -> str:
        """Return how many corpora use the new version."""
        count = len(self.form.cleaned_data["corpora"])
        return f"{count} {'corpus uses' if count == 1 else 'corpora use'} it"

    def answer(self) -> Profile | None:
        """Make the preview of what was sent; store it where that preview was seen before.

        Return the stored version, or None.
        """
        if not (self.form.is_valid() and self.rules.is_valid()):
            return None
        rules = [rule for form in self.rules if (rule := form.rule())]
        corpora = list(self.form.cleaned_data["corpora"])
        try:
            proposed = reweighted(self.profile, self.form.weights(rules))
            self.lines = reweigh(corpora, proposed)
            self.seen = fingerprint(proposed, corpora)
            if self.sent is not None and "store" in self.sent and self.sent.get("seen") == self.seen:
                return adopt_profile(proposed, corpora=corpora, operation=self.operation)
        except (ProfileInvalid, NotInProfile, VersionTaken) as refused:
            self.lines = None
            self.form.add_error(None, str(refused))
        return None
