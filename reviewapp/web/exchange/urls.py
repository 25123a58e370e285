"""Addresses of exports."""

from django.urls import path

from reviewapp.web.exchange import views

urlpatterns = [
    path("<slug:slug>/export/", views.export, name="export"),
    path("<slug:slug>/export/file/", views.download, name="export-file"),
]
