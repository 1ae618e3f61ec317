"""Draws of a posterior: all that samplers know of it is a :class:`~.density.Density`.

1. ``density``: a posterior as samplers see it, and its counters of model runs
2. ``linear``: the linear model of what runs say, and the posterior that it has, exactly
3. ``chains``: where chains stand; scales redrawn without a run of the model
4. ``starts``: a smoother, and chains from two opposite starts
5. ``joint``: moves without gradients, through the linear model
6. ``metric``, ``hamiltonian``: moves with gradients
7. ``sampler``: chains burned in, then left alone until they are enough
8. ``bridge``: the evidence
9. ``diagnostics``: whether the draws are the posterior

All of it does its linear algebra on one core (``one_core``).
"""
