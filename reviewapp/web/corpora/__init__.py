"""Pages of a corpus."""
