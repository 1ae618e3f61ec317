"""Values: a graph of small typed operations on arrays, and how to compute it.

The room knows arrays; it knows no text of a model and no file.

1. ``graph``: a value and its operands, equal values once; ``data``, what a value holds besides
2. ``kernels``: operations elementwise along subscripts, a row of a table each; ``quantiles``, those
   that draw from a distribution
3. ``arrays``: operations on whole ranges, with ``curves`` (lookups, data), ``allocation`` and
   ``philox`` (random numbers)
4. ``state``: a value with memory, which starts and changes by other values
5. ``interpret``: the slow, obvious way to compute a graph, which all others are held against
"""
