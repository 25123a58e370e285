"""Deployment: settings, addresses, server entry points."""
