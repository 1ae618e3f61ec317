"""Telling: verdicts in words, tables, charts and pages, in two languages. Runs no model."""
