"""Summaries, comparisons, cautions and the geometry of charts, built from the other rooms of the domain."""
