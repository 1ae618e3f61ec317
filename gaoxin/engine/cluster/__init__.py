"""Cluster: a run whose members are computed by other processes, with the bits of this one.

1. ``pieces``: what is sent of a run, and what is done with it there
2. ``divided``: the engine that sends pieces and puts together what comes back
"""
