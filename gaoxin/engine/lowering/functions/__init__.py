"""Functions of the language, a small pure function and a row in a table each.

1. ``numbers``: of numbers and of time; ``noise``, random ones
2. ``lookups``: curves and data; ``vectors``, of whole ranges; ``ranking``, RANK
3. ``macros``: a file's own functions
4. ``calls``: what functions with a rule of their own share; ``specials``, all of those: ``tables``,
   ``series``, ``market``, ``finance``, ``densities``
"""
