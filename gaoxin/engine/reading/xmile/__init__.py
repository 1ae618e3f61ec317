"""XMILE files (.xmile, .stmx, .xml): what they say as equations over the shared syntax tree.

1. ``document``: the XML as tags with lines and columns
2. ``tokens``, ``grammar``: an equation's text as a tree, as written
3. ``entities``, ``modules``: variables and dimensions as their tags say, models inside models
4. ``arrays``, ``functions``, ``elaborate``: names, subscripts and functions of an equation
5. ``tables``, ``flows``, ``conveyors``, ``macros``, ``controls``: what is more than an equation
6. ``translate``: a whole file

XMILE 1.0 of OASIS decides; what only Stella has follows its documentation (docs/language.md).
"""
