"""The kernel: a model's scalar code as a WebAssembly module, written byte by byte.

1. ``binary``: the format; ``lanes``, ``plain``: operations on two members at once, or on one
2. ``formulas``: what is written as a formula; ``powers``, ``trigonometry``, by name in
   ``elementary``: functions that the format lacks
3. ``times``: what members share, computed in the page; ``library``, ``parts``, ``emitter``: scalar
   code as functions
4. ``driver``: the loop over steps; ``kernel``: all of it together, and the map of its memory
"""
