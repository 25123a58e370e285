"""The field's knowledge in pure Python: no Django, no clock, no settings."""
