"""Verdicts: trajectories and targets in; bands, probabilities and differences out.

Pure functions of what runs have left: no drawing, no file, and no words of their own.
"""
