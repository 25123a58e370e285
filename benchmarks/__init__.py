"""How long the main job takes, each part beside the least that it could cost. Run by `make bench`."""
