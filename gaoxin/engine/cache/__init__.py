"""The cache: models that were read before, so that a second start reads nothing.

1. ``store``: entries in the user's folder, under the hash of all that they rest on
2. ``codec``: a lowered model as plain data, and back
"""
