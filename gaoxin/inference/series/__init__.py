"""Fits of any model to time series, in the order in which it happens.

1. ``blocks``: the readings of a series in an experiment, and their density around runs
2. ``runs``: the model run for every experiment, read at the readings' instants, and backwards
3. ``posterior``: priors times the densities, as samplers see it
4. ``build``: files, held against a model, made one
5. ``predictive``: readings drawn anew; ``optimum``: the mode and profiles; ``loo`` and
   ``sensitivity``: what single readings and the prior do
6. ``fit``: draws, with all of that as InferenceData
"""
