"""The admin site."""

from django.contrib import admin


class ReviewAdminSite(admin.AdminSite):
    """Where corpora are run."""

    site_header = "reviewapp"
    site_title = "reviewapp admin"
    index_title = "Corpora, imports, jobs and people"
    site_url = "/"
