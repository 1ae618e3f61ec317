"""Sweeps judged: tables, netCDF and charts of targets over the points of a design.

``measures`` says what is judged, ``summary`` reduces runs to quantiles and counts, ``store`` keeps
finished parts for a second start, ``write`` writes the folder.
"""
