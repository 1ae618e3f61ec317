"""The cache: models that were read before, as plain data."""
