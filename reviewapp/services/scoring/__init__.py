"""Measure translations: statistics of each text, sums for articles, systems and corpora."""
