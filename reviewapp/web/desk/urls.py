"""Addresses of the desk."""

from django.urls import path

from reviewapp.web.desk import views

urlpatterns = [path("", views.desk, name="desk")]
