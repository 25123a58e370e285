"""One format, one file: readers that yield articles to store, and writers that stream corrections out."""
