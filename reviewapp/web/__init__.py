"""HTTP: from a request to one service or query, and to HTML."""
