"""Designs: tables of members for any model, a column a constant and a row a member.

Each function returns a pandas table that :meth:`gaoxin.Model.run` takes as its overrides. A column
is named as the model names the constant, or ``name[element]`` for one of its elements.
"""

from gaoxin.design.check import from_table
from gaoxin.design.points import grid, latin_hypercube, sobol

__all__ = ["from_table", "grid", "latin_hypercube", "sobol"]
