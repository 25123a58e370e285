"""Read an article and decide on its sentences."""
