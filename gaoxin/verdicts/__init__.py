"""Verdicts: trajectories and targets in, bands, tables, charts and the report out.

``read_targets`` and ``read_indicators`` read the tables, ``check_tables`` holds them against the
model, ``judge``, ``bands`` and ``bindings`` turn a run into a :class:`ScenarioResult`'s parts, and
``write_outputs`` writes folders and report. Import what draws or writes from its own module: it is
slow to load.
"""

from gaoxin.verdicts.bands import band, bands
from gaoxin.verdicts.binding import Binding, bindings
from gaoxin.verdicts.checks import check_tables
from gaoxin.verdicts.indicators import Indicator, read_indicators
from gaoxin.verdicts.results import Change, Provenance, ScenarioResult, provenance
from gaoxin.verdicts.targets import Target, read_targets
from gaoxin.verdicts.verdict import Verdict, judge, verdict

__all__ = [
    "Binding",
    "Change",
    "Indicator",
    "Provenance",
    "ScenarioResult",
    "Target",
    "Verdict",
    "band",
    "bands",
    "bindings",
    "check_tables",
    "judge",
    "provenance",
    "read_indicators",
    "read_targets",
    "verdict",
]
