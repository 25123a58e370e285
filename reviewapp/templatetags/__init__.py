"""Tags that show texts of many languages."""
