"""Take corrections out."""
