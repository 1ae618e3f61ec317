"""A model's documentation as one page: every variable, assumption and diagram, and the boundary."""
