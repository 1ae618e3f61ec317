"""Compiled: a model's step as one function, with the bits of NumPy and several times its speed.

1. ``operations``, ``scalar``: the scalar form, code over single numbers, and its printer
2. ``expand``, with ``elements``, ``curves``, ``vectors``, ``allocation``: values on arrays taken
   apart
3. ``layout``: a plan as scalar code, and which row is what; ``uncovered``, why there is none
4. ``ir``, ``llvm``: that code as LLVM IR over tiles of members; ``driver``, the loop over tiles and
   time, the same for all models, with ``slots``, what it works on, and ``philox``, random numbers
5. ``build``, ``keep``, ``routines``: machine code, kept for the next start, and NumPy's inner loops
6. ``kept``: what is made once for all runs of a shape
7. ``bind``, ``frame``, ``engine``: a run bound to its code, and blocks on threads
8. ``trial``, ``choose``: whether compiled code can be had here, and what computes a run
9. ``derivatives``, ``adjoint``, ``backward``, ``gradient``: the same code read backwards
"""
