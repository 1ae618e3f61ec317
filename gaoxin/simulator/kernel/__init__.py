"""The kernel: a model's scalar code as a WebAssembly module, written byte by byte.

1. ``binary``: the format; ``lanes``: operations on two members at once, or on one
2. ``formulas``, ``elementary``: exponential, powers and their kin, which the format lacks
3. ``times``: what members share, computed in the page; ``emitter``: scalar code as functions
4. ``driver``: the loop over steps; ``kernel``: all of it together, and the map of its memory
"""
