"""Log-in and preferences."""
