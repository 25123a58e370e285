"""Time what the product does beside its bound, as ratios within one run."""
