"""XMILE files (.xmile, .stmx, .xml): what they say as equations over the shared syntax tree.

1. ``document``: the XML as tags with lines and columns
2. ``tokens``, ``grammar``: an equation's text as a tree, as written
3. ``entities``, ``dimensions``, ``modules``: what tags say, models inside models
4. ``look``, ``elaborate``: the names of an equation; ``arrays``, ``brackets``: subscripts;
   ``calls``, ``folds``, ``functions``, ``stella``: what is called; ``constants``, ``fixed``: what
   never changes
5. ``flows``, ``conveyors``, ``queues``, ``rates``: stocks and flows; ``tables``, ``macros``,
   ``controls``
6. ``names``, ``variables``, ``translate``: a whole file

XMILE 1.0 of OASIS decides; what only Stella has follows its documentation (docs/language.md).
"""
