"""Reads across models for pages, reports and exports."""
