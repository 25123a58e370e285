"""Errors in a translation: their types, their severities, and the quality scores made from them."""
