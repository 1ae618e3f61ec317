"""Numbers that stand in other files: tables of data, spreadsheets, lookups.

1. ``grid``: the cells of a sheet; ``books``, spreadsheets
2. ``sheets``: the files of the model's folder that it names; ``externals``, GET DIRECT and its kin
3. ``datafiles``: tables that are given with a model; ``series``, data variables that they hold
4. ``derived``: data made of data
5. ``points``: pairs of lookups and data, as values
"""
