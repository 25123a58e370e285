"""Error profiles: changed until their first error, afterwards only by a next version."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import admin, messages

from reviewapp.admin.scope import ScopedAdmin, ScopedInline, scope_of
from reviewapp.domain.annotation.profiles import ProfileInvalid
from reviewapp.models import Category, Error, Profile, SeverityMultiplier, WeightRule
from reviewapp.services.profiles import copy_as_next_version

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet
    from django.http import HttpRequest


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
    actions = ("copy_as_next",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Let superusers add profiles."""
        return super().has_add_permission(request) and scope_of(request).corpora is None

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Let superusers change a profile that no error refers to yet."""
        if not self.has_copy_permission(request):
            return False
        return not (isinstance(obj, Profile) and Error.objects.filter(category__profile=obj).exists())

    def has_copy_permission(self, request: HttpRequest) -> bool:
        """Let superusers copy profiles."""
        return scope_of(request).corpora is None

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
