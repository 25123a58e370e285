"""Figures of articles."""
