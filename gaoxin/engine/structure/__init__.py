"""A model's structure in its own words: what uses what, with which sign, and in which loops."""
