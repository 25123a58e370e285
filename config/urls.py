"""The addresses, one include a feature."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("reviewapp.web.desk.urls")),
    path("", include("reviewapp.web.accounts.urls")),
    path("articles/", include("reviewapp.web.review.urls")),
    path("articles/", include("reviewapp.web.reports.urls")),
    path("", include("reviewapp.web.comparison.urls")),
    path("corpora/", include("reviewapp.web.judgements.urls")),
    path("corpora/", include("reviewapp.web.lengths.urls")),
    path("corpora/", include("reviewapp.web.corpora.urls")),
    path("corpora/", include("reviewapp.web.exchange.urls")),
    path("admin/", admin.site.urls),
]
