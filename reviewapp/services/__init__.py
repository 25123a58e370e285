"""Writes: one use case a function, atomic, with its audit row in the same transaction."""
