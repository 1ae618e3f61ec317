"""What the language knows, in one list: for messages, for docs/language.md, and for its test."""

from __future__ import annotations

from gaoxin.engine.functions import FUNCTIONS
from gaoxin.engine.noise import NOISES
from gaoxin.engine.vectors import VECTORS

STRUCTURES: dict[str, str] = {
    "INTEG": "Integ",
    "SMOOTH": "Smooth",
    "SMOOTHI": "Smooth",
    "SMOOTH3": "Smooth",
    "SMOOTH3I": "Smooth",
    "SMOOTH N": "SmoothN",
    "DELAY1": "Delay",
    "DELAY1I": "Delay",
    "DELAY3": "Delay",
    "DELAY3I": "Delay",
    "DELAY N": "DelayN",
    "DELAY FIXED": "DelayFixed",
    "SAMPLE IF TRUE": "SampleIfTrue",
    "TREND": "Trend",
    "FORECAST": "Forecast",
    "INITIAL": "Initial",
    "GAME": "Game",
    "WITH LOOKUP": "InlineLookups",
    "ALLOCATE AVAILABLE": "AllocateAvailable",
    "ALLOCATE BY PRIORITY": "AllocateByPriority",
    "GET DIRECT CONSTANTS": "GetConstants",
    "GET XLS CONSTANTS": "GetConstants",
    "GET DIRECT DATA": "GetData",
    "GET XLS DATA": "GetData",
    "GET DIRECT LOOKUPS": "GetLookups",
    "GET XLS LOOKUPS": "GetLookups",
}
"""Vensim's functions that are a structure of PySD's tree, and that structure."""

SPECIAL = (
    "ACTIVE INITIAL",
    "ELMCOUNT",
    "GET TIME VALUE",
    "LOOKUP BACKWARD",
    "LOOKUP EXTRAPOLATE",
    "LOOKUP FORWARD",
    "PROD",
    "SUM",
    "VMAX",
    "VMIN",
)
"""Functions that look at more than the values of their operands."""

XMILE: dict[str, str] = {
    "DELAY": "DELAY FIXED",
    "DELAY1": "DELAY1 or DELAY1I",
    "DELAY3": "DELAY3 or DELAY3I",
    "DELAYN": "DELAY N",
    "EXPRND": "EXPRND",
    "FORCST": "FORECAST",
    "IF THEN ELSE": "IF THEN ELSE",
    "INIT": "INITIAL",
    "INT": "INTEGER",
    "MAX": "MAX, or VMAX of one array",
    "MIN": "MIN, or VMIN of one array",
    "MOD": "MODULO",
    "NORMAL": "NORMAL",
    "PULSE": "magnitude / DT for one step, at once or every interval",
    "RAMP": "RAMP, without an end if none is given",
    "RANDOM": "RANDOM UNIFORM",
    "SAFEDIV": "ZIDZ or XIDZ",
    "SMTH1": "SMOOTH or SMOOTHI",
    "SMTH3": "SMOOTH3 or SMOOTH3I",
    "SMTHN": "SMOOTH N",
    "TREND": "TREND",
    "UNIFORM": "RANDOM UNIFORM",
}
"""XMILE's spelling, where it is not Vensim's, and what it means."""


def known() -> list[str]:
    """Return the name of every function, as Vensim spells it (or XMILE, where only it has it)."""
    names = [f.name for f in FUNCTIONS.values()]
    names += [name for name, _, _ in VECTORS.values()]
    names += [noise.name for noise in NOISES.values()]
    return sorted({*names, *STRUCTURES, *SPECIAL})
