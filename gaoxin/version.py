"""The version of the program, read without importing it."""

__version__ = "0.1.0"
