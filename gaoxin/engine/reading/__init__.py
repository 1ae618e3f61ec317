"""Reading: a model file to variables, each with its equations and their lines.

The room knows text, lines and files; it knows no member and no run.

1. ``source``, ``encoding``: bytes to text; ``substance``, what of it the hash of a model is of
2. ``trees``: what a syntax tree is, in both languages; ``equations``, the records of what a file
   says; ``forms``, functions that are nodes; ``unreadable``, faults, all told at once
3. the folders ``vensim`` and ``xmile``: a text to trees, a grammar each
4. ``subscripts``: ranges, their elements and mappings
5. the folder ``data``: numbers that stand in other files
6. ``variables``: equations gathered into variables; ``catalogue``, the table of them;
   ``unknown``, names that nothing has
7. ``unparse``: a tree as text again, for whoever explains it
"""
