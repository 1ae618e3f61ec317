"""The engine: model text -> typed equations -> tape of NumPy calls -> trajectories.

It knows any Vensim model and no equation of the zone. See :class:`gaoxin.engine.model.Model`.
"""
