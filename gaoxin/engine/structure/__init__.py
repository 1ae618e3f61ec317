"""Structure: what uses what, with which sign, and in which loops, as the equations tell.

1. ``mentions``: which variables an equation names
2. ``bounds``: between which numbers a value lies; ``signs``: whether it grows with another;
   ``switches``: which links a constant turns off
3. ``cycles``: feedback loops, the shortest first
4. ``describe``: a variable, or a model, explained as plain data; ``glance``, a model in some lines
"""
