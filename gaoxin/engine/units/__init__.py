"""Units: whether those of every equation balance, told in the modeller's own words.

1. ``text``: a unit as it is written, to words with powers
2. ``definitions``: what each word means; ``unit``, products of words, and what is inferred
3. ``equation``: one equation while it is checked, and what is noted of it
4. ``expressions``, ``stateful``, ``functions``: the rules, a row each
5. ``check``: a whole model; ``finding``, what is found, in words and with a remedy
"""
