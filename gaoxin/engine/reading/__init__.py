"""Reading: a model file to variables, each with its equations and their lines.

The room knows text, lines and files; it knows no member and no run.

1. ``source``, ``xmile``: the text of a Vensim or XMILE file, cut into equations; ``substance``,
   what of its text the hash of a model is of
2. ``translate``, ``parse``: each equation a syntax tree; ``trees``, what trees are made of;
   ``equations``, the records of what a file says; ``unreadable``, its faults, all told at once
3. ``subscripts``: ranges, their elements and mappings
4. ``externals``, ``sheets``, ``datafiles``: numbers that stand in other files; ``books`` are
   spreadsheets, a ``grid`` the cells of a sheet, ``points`` those of lookups and data
5. ``variables``: equations gathered into variables; ``catalogue``, the table of them
6. ``unparse``: a tree as text again, for whoever explains it
"""
