"""Put our own site in place of Django's."""

from django.contrib.admin.apps import AdminConfig


class ReviewAdminConfig(AdminConfig):
    """The admin with our name and look."""

    default_site = "reviewapp.admin.site.ReviewAdminSite"
