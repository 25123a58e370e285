"""Pages of unusual lengths."""
