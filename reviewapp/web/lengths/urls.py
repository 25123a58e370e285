"""Addresses of unusual lengths."""

from django.urls import path

from reviewapp.web.lengths import views

urlpatterns = [
    path("<slug:slug>/lengths/", views.lengths, name="corpus-lengths"),
    path("<slug:slug>/lengths/train/", views.train, name="corpus-train-subwords"),
]
