"""The evidence pages of the zone model: made by running what they report.

``python -m tests.zone.evidence`` writes ``docs/model-tests.md``, ``docs/surprises.md``,
``docs/loops.md`` and their Chinese twins. No number in them is typed by hand.
"""
