"""Telling: verdicts in words, tables, charts and pages, in two languages. Runs no model.

Its rooms in the order in which they may import each other: ``words``, ``drawing``, ``report``,
``writing``, ``terminal``.
"""
