"""Sweeps: designs over levers or constants, crossed with draws that every point shares.

``zone`` reads a sweep over the levers of a workspace, ``anymodel`` one over constants of any model
file; ``points`` runs the points of their design.
"""
