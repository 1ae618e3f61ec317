"""Distributions by the points that a table states, and the scales on which errors are normal."""
