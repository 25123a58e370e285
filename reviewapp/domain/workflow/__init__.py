"""Who may do what, and what an article needs before it moves on."""
