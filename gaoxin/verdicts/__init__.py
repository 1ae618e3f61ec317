"""Verdicts: trajectories and targets in; bands, probabilities and differences out.

Pure functions of what runs have left: no language, no drawing, no file.
"""
