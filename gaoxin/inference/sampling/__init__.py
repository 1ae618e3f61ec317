"""Draws of a posterior: all that samplers know of it is a :class:`~.density.Density`.

1. ``density``: a posterior as samplers see it, and its counters of model runs
"""
