"""Lowering: syntax trees to a graph of values and states, every name resolved.

The room knows trees and values; no array of members comes here, and no file is opened.

1. ``program``: a whole model, and cycles named; the table of rules by kind of node
2. ``lower``: the work, in the order in which equations need each other; ``order``, arrays parted
   where one order serves not all of their elements
3. ``context``, ``references``: where an expression stands, and what a name with subscripts means
   there; ``labels``, names of places that last
4. ``expressions``: one right side; ``numbered``, elements that numbers name
5. the folder ``functions``: what is called in it
6. the folder ``memory``: stocks, smooths, delays and the like, made of states
7. ``vocabulary``: the list of all that is known
"""
