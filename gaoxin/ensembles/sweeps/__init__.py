"""Sweeps: designs over levers or constants, crossed with draws that every point shares.

``lever_sweep`` reads a sweep over the levers of a workspace, ``constant_sweep`` one over constants
of any model file; ``points`` runs the points of their design.
"""
