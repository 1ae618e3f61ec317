"""The cache: models that were read before, so that a second start reads nothing.

1. ``entries``: files in the user's folder, trusted only if they are whole and the user's own
2. ``codec``: a lowered model as plain data, and back
3. ``store``: models under the hash of all that they rest on
"""
