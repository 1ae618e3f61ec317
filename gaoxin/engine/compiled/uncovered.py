"""What the compiled step does not cover: such a run is NumPy's, whole."""

from __future__ import annotations


class NotCovered(Exception):
    """Something of a run has no scalar form; the text says what."""
