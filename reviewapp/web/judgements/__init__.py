"""Pages of what people judged."""
