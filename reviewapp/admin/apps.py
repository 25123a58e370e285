"""Put our own site in place of Django's."""

from importlib import import_module

from django.contrib.admin.apps import AdminConfig

MODULES = (
    "corpora",
    "articles",
    "translations",
    "errors",
    "assessments",
    "scores",
    "profiles",
    "imports",
    "jobs",
    "users",
    "events",
)


class ReviewAdminConfig(AdminConfig):
    """The admin with our name and look."""

    default_site = "reviewapp.admin.site.ReviewAdminSite"

    def ready(self) -> None:
        """Register our tables; roles are memberships, so Django's groups are left out.

        This module is imported before the tables are, so the package cannot import its modules by itself.
        """
        super().ready()
        from django.contrib import admin  # noqa: PLC0415  (apps must be loaded first)
        from django.contrib.auth.models import Group  # noqa: PLC0415

        for name in MODULES:
            import_module(f"reviewapp.admin.{name}")
        admin.site.unregister(Group)
