"""Reading: a model file to variables, each with its equations and their lines.

The room knows text, lines and files; it knows no member and no run.

1. ``source``, ``encoding``: bytes to text; ``substance``, what of it the hash of a model is of
2. ``trees``: what a syntax tree is, in both languages; ``equations``, the records of what a file
   says; ``unreadable``, its faults, all told at once
3. Vensim: ``statements`` cut the text, ``tokens`` cut a statement, ``grammar`` reads expressions,
   ``definitions`` what stands on the left, ``forms`` functions that are nodes; ``translate`` does
   all of it. XMILE: the folder ``xmile``
4. ``subscripts``: ranges, their elements and mappings
5. ``externals``, ``sheets``, ``datafiles``, ``series``: numbers that stand in other files;
   ``books`` are spreadsheets, a ``grid`` the cells of a sheet, ``points`` those of lookups and data
6. ``variables``: equations gathered into variables; ``catalogue``, the table of them;
   ``unknown``, names that nothing has
7. ``unparse``: a tree as text again, for whoever explains it
"""
