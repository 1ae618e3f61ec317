"""Overrides: what a run is given instead of what the model says.

Names first (:mod:`read`), then numbers (:mod:`numbers`), pandas tables into named dimensions
(:mod:`frames`, :mod:`designs`), labels paired with members and elements (:mod:`alignment`), times
with the run's instants (:mod:`paths`), and all of it in the shape that a run computes with
(:mod:`shape`). What cannot be paired by its labels is refused, never guessed.
"""

from gaoxin.engine.running.overrides.read import Overrides, read_overrides

__all__ = ["Overrides", "read_overrides"]
