"""Lowering: equations to a graph of values and states, every name resolved. Knows no array."""
