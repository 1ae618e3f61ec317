"""Lowering: syntax trees to a graph of values and states, every name resolved.

The room knows trees and values; no array of members comes here, and no file is opened.

1. ``program``: a whole model, and cycles named; the table of rules by structure of the tree
2. ``lower``: the work, in the order in which equations need each other; ``order``, arrays parted
   where one order serves not all of their elements
3. ``context``, ``references``: where an expression stands, and what a name with subscripts means
   there; ``labels``, names of places that last
4. ``expressions``: one right side; ``functions``, ``lookups``, ``vectors``, ``noise``, ``macros``:
   what stands in it; ``numbered``, elements that numbers name; ``ranking``, RANK
5. ``stateful``, ``delays``: stocks, smooths, delays and the like, made of states; ``structural``,
   the numbers that must be known for it
6. ``specials``: functions with a rule of their own (``calls``): ``tables``, ``series``, ``market``,
   ``finance``, ``levels``, ``belts``
7. ``vocabulary``: the list of all that is known
"""
