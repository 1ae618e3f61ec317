"""Vensim's text format (.mdl): what it says as equations over the shared syntax tree.

1. ``statements``: the text cut into statements, macros, groups and settings
2. ``tokens``: a statement cut into words and signs
3. ``grammar``: an expression as a tree; ``definitions``, what stands left of it, and ranges
4. ``delayp``: a function that is a macro
5. ``translate``: a whole file, every fault of it told at once
"""
