"""The engine: any Vensim or XMILE model, from its file to trajectories of very many members.

A model goes through ``reading``, ``lowering``, ``contents`` (all that one file holds), ``running``
and ``keeping``, made of ``values``; ``cache`` keeps it for the next start, and ``compiled`` has its
step as one function. ``units``, ``structure``
and ``dominance`` explain it, and ``model`` is the door: :class:`gaoxin.engine.model.Model`. A room
imports only from rooms before it.
"""
