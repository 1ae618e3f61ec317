"""Keeping: what is left of a run: trajectories, columns, statistics, or why it failed."""
