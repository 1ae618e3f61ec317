"""The version of the program, read without importing it."""

__version__ = "1.0.0rc1"
