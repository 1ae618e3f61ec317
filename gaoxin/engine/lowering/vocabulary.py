"""What the language knows, in one list: for messages, for docs/language.md, and for its test."""

from __future__ import annotations

from gaoxin.engine.lowering.functions import FUNCTIONS
from gaoxin.engine.lowering.noise import NOISES
from gaoxin.engine.lowering.vectors import VECTORS

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
    "EXPRND": "exponential, with this mean",
    "FORCST": "FORECAST",
    "IF a THEN b ELSE c": "IF THEN ELSE",
    "LOG10": "LOG to base 10",
    "INIT": "INITIAL",
    "INT": "INTEGER",
    "MAX": "MAX, or VMAX of one array",
    "MIN": "MIN, or VMIN of one array",
    "a MOD b": "MODULO",
    "DT, STARTTIME, STOPTIME, PI": "TIME STEP, INITIAL TIME, FINAL TIME, 3.14159…",
    "NORMAL": "normal, with mean, deviation and, after the seed, limits",
    "PULSE": "the magnitude / DT for one step, at once or every interval",
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


_FILES = ("CONSTANTS", "DATA", "LOOKUPS")


def _groups() -> dict[str, list[str]]:
    """Return the names of functions by what they do."""
    plain = [f.name for f in FUNCTIONS.values()]
    timed = ["PULSE", "PULSE TRAIN", "RAMP", "STEP"]
    vectors = [name for name, _, _ in VECTORS.values()]
    external = [name for name in STRUCTURES if name.endswith(_FILES)]
    sharing = [name for name in STRUCTURES if name.startswith("ALLOCATE")]
    inert = ["GAME", "WITH LOOKUP"]
    memory = [n for n in STRUCTURES if n not in {*external, *sharing, *inert}]
    return {
        "of numbers": [name for name in plain if name not in timed] + ["GAME"],
        "of time": [*timed, "GET TIME VALUE"],
        "of a range, over subscripts marked `!`": [
            *("ELMCOUNT", "PROD", "SUM", "VMAX", "VMIN"),
            "VECTOR SELECT",
        ],
        "of a whole range": [*(v for v in vectors if v != "VECTOR SELECT"), *sharing],
        "with memory": [*memory, "ACTIVE INITIAL"],
        "of tables": ["WITH LOOKUP", "LOOKUP BACKWARD", "LOOKUP EXTRAPOLATE", "LOOKUP FORWARD"],
        "from files": [*external, "GET DIRECT SUBSCRIPT", "GET XLS SUBSCRIPT"],
        "random": [noise.name for noise in NOISES.values()],
    }


def markdown() -> str:
    """Return the tables of docs/language.md."""
    lines = ["| functions | names |", "|---|---|"]
    for group, names in _groups().items():
        lines.append(f"| {group} | {', '.join(sorted(set(names)))} |")
    lines += ["", "| XMILE | is |", "|---|---|"]
    lines += [f"| {name} | {meaning} |" for name, meaning in sorted(XMILE.items())]
    return "\n".join(lines)


def known() -> list[str]:
    """Return the name of every function, as Vensim spells it (or XMILE, where only it has it)."""
    names = [f.name for f in FUNCTIONS.values()]
    names += [name for name, _, _ in VECTORS.values()]
    names += [noise.name for noise in NOISES.values()]
    return sorted({*names, *STRUCTURES, *SPECIAL})
