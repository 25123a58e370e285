"""The app's configuration."""

from django.apps import AppConfig


class ReviewappConfig(AppConfig):
    """One app for the whole product."""

    name = "reviewapp"
    verbose_name = "Review"

    def ready(self) -> None:
        """Register the system checks."""
        from reviewapp import system_checks  # noqa: F401, PLC0415  (apps must be loaded first)
