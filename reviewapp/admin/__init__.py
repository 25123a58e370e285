"""The manager's side: one module per group of models."""
