"""The list of a person's articles."""
