"""What the language knows, in one list: for messages, for docs/language.md, and for its test."""

from __future__ import annotations

from gaoxin.engine.lowering.functions.noise import NOISES
from gaoxin.engine.lowering.functions.numbers import FUNCTIONS
from gaoxin.engine.lowering.functions.specials import SPECIALS
from gaoxin.engine.lowering.functions.vectors import VECTORS

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
"""Vensim's functions that are a structure of the tree, and that structure."""

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

READ = (
    *("GET DIRECT SUBSCRIPT", "GET XLS SUBSCRIPT", "TABBED ARRAY"),
    *("CUMULATE", "CUMULATEF", "TIME SHIFT", "DELAYP"),
)
"""Functions that are numbers, names or a macro once the file is read."""

_OUTSIDE = "another program's data: save them as a text table or a workbook"
_BINARY = "the file's format is not published: export the run as text"
_CHECK = "part of a reality check, which is set aside"
_QUEUE = "what waits in a queue is not followed by its age"

REFUSED: dict[str, str] = {
    "A FUNCTION OF": "an equation that is not written yet",
    "ALLOC P": "write ALLOCATE BY PRIORITY, as Vensim recommends",
    "DELAY BATCH": "batches are not published in full",
    "DELAY PROFILE": "its profile's rule is not published in full",
    "DEPRECIATE BY SCHEDULE": "its periods are not published in full",
    "FIND ZERO": "simultaneous equations are not solved",
    "GET 123 CONSTANTS": _OUTSIDE,
    "GET 123 DATA": _OUTSIDE,
    "GET 123 LOOKUPS": _OUTSIDE,
    "GET ODBC CONSTANTS": _OUTSIDE,
    "GET ODBC DATA": _OUTSIDE,
    "GET ODBC LOOKUPS": _OUTSIDE,
    "GET VDF CONSTANTS": _BINARY,
    "GET VDF DATA": _BINARY,
    "MARKETP": "write ALLOCATE BY PRIORITY, as Vensim recommends",
    "MESSAGE": "shows a window",
    "QUEUE AGE AVERAGE": _QUEUE,
    "QUEUE AGE IN RANGE": _QUEUE,
    "QUEUE AGE OLDEST": _QUEUE,
    "QUEUE ATTRIB AVERAGE": _QUEUE,
    "QUEUE ATTRIB IN RANGE": _QUEUE,
    "QUEUE ATTRIB MAX": _QUEUE,
    "QUEUE ATTRIB MIN": _QUEUE,
    "QUEUE ATTRIB QUANTITY": _QUEUE,
    "QUEUE FIFO": _QUEUE,
    "QUEUE FIFO ATTRIB": _QUEUE,
    "RC COMPARE": _CHECK,
    "RC COMPARE CHECK": _CHECK,
    "RC DECAY": _CHECK,
    "RC DECAY CHECK": _CHECK,
    "RC GROW": _CHECK,
    "RC GROW CHECK": _CHECK,
    "RC RAMP": _CHECK,
    "RC RAMP CHECK": _CHECK,
    "RC STEP": _CHECK,
    "RC STEP CHECK": _CHECK,
    "REINITIAL": "a level that begins anew in a run",
    "SHIFT IF TRUE": "whether it shifts before or after the step's flows is not published",
    "SIMULTANEOUS": "simultaneous equations are not solved",
}
"""Vensim's functions that are refused by name, and why."""

XMILE: dict[str, str] = {
    "ALLOCATE": "ALLOCATE BY PRIORITY, over a dimension that is named",
    "BETA, BINOMIAL, GAMMA, GEOMETRIC, LOGISTIC": "Stella's distributions, without limits",
    "NEGBINOMIAL, PARETO, TRIANGULAR, WEIBULL": "Stella's distributions, without limits",
    "CGROWTH": "((1 + fraction)^DT - 1) / DT",
    "CLOCKTIME": "refused: the computer's clock",
    "IRR": "INTERNAL RATE OF RETURN step by step, for a time unit",
    "RUNCOUNT, SENSIRUNCOUNT": "refused: there is one run",
    "COMBINATIONS, FACTORIAL, PERMUTATIONS, GAMMALN, ROOTN": "of numbers",
    "COOKTIME, OSTATE, QELEM": "refused: what is in ovens, and in a queue by its place",
    "COUNTER": "counts with time from one number to another, and begins again",
    "DERIVN": "differences of the steps before, over DT; 0 in the first steps",
    "ENDVAL": "what it is given as a start, or INIT: there is no run before",
    "HISTORY": "the value at a time of this run, once it is reached; else :NA:",
    "INTERPOLATE": "between elements of an array",
    "INVNORM, NORMALCDF": "of the normal distribution",
    "LOOKUPAREA, LOOKUPINV": "LOOKUP AREA from the first point, LOOKUP INVERT",
    "MONTECARLO": "1 in so many percent of the time units",
    "NPV": "NPV, from 0 and by factor 1 if none is given",
    "PROD": "product of an array's elements",
    "SUM": "sum of an array's elements",
    "COSWAVE": "amplitude * COS(2 * PI * (TIME - STARTTIME) / period)",
    "DELAY": "DELAY FIXED",
    "DELAY1": "DELAY1 or DELAY1I",
    "DELAY3": "DELAY3 or DELAY3I",
    "DELAYN": "DELAY N",
    "EXPRND": "exponential, with this mean",
    "FORCST": "FORECAST",
    "FV": "future value of even payments",
    "IF a THEN b ELSE c": "IF THEN ELSE",
    "INIT": "INITIAL",
    "INT": "the greatest whole number that is not above; INTEGER in files that Vensim wrote",
    "ISNAN": "whether a value is missing",
    "LOG10": "LOG to base 10",
    "LOOKUP": "a variable's graphical function at another argument",
    "LOGNORMAL": "of this mean and deviation of the result",
    "MAX": "MAX, or VMAX of arrays",
    "MEAN": "SUM of an array over its SIZE, or the mean of several numbers",
    "MIN": "MIN, or VMIN of arrays",
    "a MOD b": "what is left of a, with the sign of b",
    "DT, STARTTIME, STOPTIME, PI": "TIME STEP, INITIAL TIME, FINAL TIME, 3.14159…",
    "INF, NAN": "the greatest number, and :NA:",
    "NORMAL": "normal, with mean, deviation and, after the seed, limits",
    "PERCENT": "a hundred times",
    "PMT": "the even payment that pays a loan back",
    "POISSON": "of this mean",
    "PREVIOUS": "a value of the step before; PREVIOUS(SELF, start) the variable's own",
    "PULSE": "the magnitude / DT for one step, at once or every interval",
    "PV": "present value of even payments",
    "RAMP": "RAMP, without an end if none is given, from the start if none is given",
    "RANDOM": "RANDOM UNIFORM",
    "RANK": "which element of an array is the n-th in ascending order",
    "SAFEDIV": "a / b, or 0 (or a third argument) where b is 0; a // b is the same",
    "SINWAVE": "amplitude * SIN(2 * PI * (TIME - STARTTIME) / period)",
    "SIZE": "how many elements an array, a slice or a dimension has",
    "SMTH1": "SMOOTH or SMOOTHI",
    "SMTH3": "SMOOTH3 or SMOOTH3I",
    "SMTHN": "SMOOTH N",
    "STDDEV": "standard deviation of an array's elements, over their number",
    "STEP": "STEP, from the start if no time is given",
    "QUEUE FRONT": "in descriptions: the batch that waits longest in a queue",
    "TRANSIT STEPS": "in descriptions: a conveyor's transit time in steps, half of one is one",
    "TREND": "TREND",
    "UNIFORM": "RANDOM UNIFORM",
}
"""XMILE's spelling, where it is not Vensim's, and what it means."""

XMILE_ONLY = frozenset(
    {
        "EXPRND",
        "INT",
        "INVNORM",
        "ISNAN",
        "NORMALCDF",
        "LOG10",
        "LOGNORMAL",
        "MOD",
        "NORMAL",
        "POISSON",
        "PREVIOUS",
        "RANDOM",
        "RANK",
        "SAFEDIV",
        "QUEUE FRONT",
        "TRANSIT STEPS",
        "UNIFORM",
    }
)
"""Functions that XMILE has and Vensim has not."""

_ABOUT = {
    "PULSE": "of time",
    "PULSE TRAIN": "of time",
    "RAMP": "of time",
    "STEP": "of time",
    "GET TIME VALUE": "of time",
    "GAME": "of numbers",
    "ACTIVE INITIAL": "with memory",
    "WITH LOOKUP": "of tables",
    "VECTOR LOOKUP": "of tables",
    **dict.fromkeys(
        ("ELMCOUNT", "PROD", "SUM", "VMAX", "VMIN", "VECTOR SELECT"), "of subscripts with `!`"
    ),
    **dict.fromkeys(("ALLOCATE AVAILABLE", "ALLOCATE BY PRIORITY"), "of a whole range"),
    **dict.fromkeys(
        ("FIND MARKET PRICE", "DEMAND AT PRICE", "SUPPLY AT PRICE"), "of a whole range"
    ),
    "DELAYP": "with memory, and what is under way besides",
    **dict.fromkeys(("CUMULATE", "CUMULATEF", "TIME SHIFT"), "of data, alone after `:=`"),
    **dict.fromkeys(("NPV", "NPVE", "DEPRECIATE STRAIGHTLINE"), "of money, with memory"),
    "INTERNAL RATE OF RETURN": "of money, with memory",
    "RANDOM LOOKUP": "random",
    "TIME BASE": "of time",
}
"""What a function does, where its name does not tell."""


BY_NUMPY = frozenset(
    {
        *("DELAY CONVEYOR", "DELAY INFORMATION", "DELAY MATERIAL", "INTERNAL RATE OF RETURN"),
        *("DEMAND AT PRICE", "FIND MARKET PRICE", "SUPPLY AT PRICE"),
    }
)
"""Functions with which a run is NumPy's: the compiled step has no form of them."""


def about(name: str) -> str:
    """Return in a few words what a function does."""
    if name in _ABOUT:
        return _ABOUT[name]
    if name.startswith("GET DATA"):
        return "of a data variable"
    if name in READ or name.startswith("GET "):
        return "from files"
    if name.startswith("LOOKUP"):
        return "of tables"
    if name in {noise.name for noise in NOISES.values()}:
        return "random"
    if name in {spelled for spelled, _, _ in VECTORS.values()}:
        return "of a whole range"
    if name in STRUCTURES or name in {special.name for special in SPECIALS.values()}:
        return "with memory"
    return "of numbers"


def supported() -> list[str]:
    """Return the name of every function of Vensim's that is supported."""
    names = {f.name for f in FUNCTIONS.values()}
    names |= {name for name, _, _ in VECTORS.values()}
    names |= {noise.name for noise in NOISES.values()}
    names |= {special.name for special in SPECIALS.values()}
    return sorted({*names, *STRUCTURES, *SPECIAL, *READ} - XMILE_ONLY)


def markdown() -> str:
    """Return the tables of docs/language.md."""
    rows = {
        name: f"yes, {about(name)}" + "; not compiled: by NumPy" * (name in BY_NUMPY)
        for name in supported()
    }
    rows |= {name: f"no: {why}" for name, why in REFUSED.items()}
    lines = ["| Vensim | |", "|---|---|"]
    lines += [f"| {name} | {what} |" for name, what in sorted(rows.items())]
    lines += ["", "| XMILE | is |", "|---|---|"]
    lines += [f"| {name} | {meaning} |" for name, meaning in sorted(XMILE.items())]
    return "\n".join(lines)


def known() -> list[str]:
    """Return the name of every function, as Vensim spells it (or XMILE, where only it has it)."""
    return sorted({*supported(), *XMILE_ONLY} - set(READ))
