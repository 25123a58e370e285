"""The tables over time, each step named by its purpose."""
