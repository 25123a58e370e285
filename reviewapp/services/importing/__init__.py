"""Bring texts in: read, plan, store; nothing is stored unless all of it can be."""
