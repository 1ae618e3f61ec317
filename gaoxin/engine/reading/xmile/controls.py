"""``<sim_specs>``: when a run starts and ends, its step, and the method of integration."""

from __future__ import annotations

import re
from typing import Any

from gaoxin.engine.reading.equations import Equation
from gaoxin.engine.reading.trees import Arithmetic, Reference
from gaoxin.engine.reading.unreadable import Unreadable
from gaoxin.engine.reading.xmile.document import Tag
from gaoxin.engine.reading.xmile.entities import Faults
from gaoxin.engine.reading.xmile.grammar import parse
from gaoxin.names import canonical

SPELLED = {
    "start": "INITIAL TIME",
    "stop": "FINAL TIME",
    "dt": "TIME STEP",
    "saveper": "SAVEPER",
}
"""Tags of time, and Vensim's names for what they say."""

METHODS = {"euler": "euler", "rk2": "rk2", "rk4": "rk4", "runge-kutta 4": "rk4"}
"""Methods of integration that are run as they are."""

_INSTEAD = {
    "rk45": "rk4",
    "runge-kutta 2": "rk2",
    "cycletime": "euler",
    "cycle time": "euler",
}
_NAMED = re.compile(r"^\s*[A-Za-z_][\w ]*=")


def find_specs(root: Tag, model: Tag) -> Tag | None:
    """Return ``<sim_specs>`` of the file, or of its root model."""
    return root.first("sim_specs") or model.first("sim_specs")


def read_controls(specs: Tag, faults: Faults, make: Any) -> list[Equation]:
    """Return the equations of the time controls.

    Parameters
    ----------
    specs : Tag
        ``<sim_specs>``.
    faults : Faults
    make : callable
        ``make(name, tree, tag, unit, text)`` looks up the names of a tree and returns an equation.

    Returns
    -------
    list of Equation
    """
    unit = specs.get("time_units") or specs.words("time_units")
    found = []
    for name in ("start", "stop", "dt"):
        tag = specs.first(name)
        if tag is None and name == "dt":
            found.append(make(SPELLED[name], 1.0, specs, unit, "1"))
            continue
        if tag is None:
            faults.add(f"<{name}> is missing in <sim_specs>", specs.at)
            continue
        tree = _time(tag, faults)
        if tree is not None:
            found.append(make(SPELLED[name], tree, tag, unit, tag.text.strip()))
    step = Reference("time_step")
    found.append(make(SPELLED["saveper"], step, specs, unit, "TIME STEP"))
    return [equation for equation in found if equation is not None]


def _time(tag: Tag, faults: Faults) -> Any:
    named = _NAMED.match(tag.text)  # some write <dt>TIME STEP = 0.25</dt>
    skipped = named.end() if named else 0
    try:
        tree = parse(tag.text[skipped:], lambda offset: tag.place(offset + skipped))
    except Unreadable as fault:
        faults.add(f"{fault.message} (in <{tag.name}>)", fault.at)
        return None
    if tree is None or isinstance(tree, list):
        faults.add(f"<{tag.name}> needs one number", tag.at)
        return None
    if tag.get("reciprocal").lower() == "true":
        return 1.0 / tree if isinstance(tree, float) and tree else _share(tree)
    return tree


def _share(tree: Any) -> Any:
    return Arithmetic(("/",), (1.0, tree))


def read_method(specs: Tag, faults: Faults) -> tuple[str, str]:
    """Return the method of integration, and what to note where another is run instead.

    Parameters
    ----------
    specs : Tag
    faults : Faults

    Returns
    -------
    tuple of (str, str)
    """
    written = specs.get("method") or specs.words("method")
    words = [" ".join(word.lower().split()) for word in written.split(",") if word.strip()]
    for word in words:
        if word in METHODS:
            return METHODS[word], ""
    for word in words:
        if word in _INSTEAD or canonical(word) in _INSTEAD:
            method = _INSTEAD.get(word) or _INSTEAD[canonical(word)]
            return method, f"method '{written}' is run as '{method}' (line {specs.at[0]})"
    if words:
        faults.add(
            f"method '{written}' of integration is not known; write Euler, RK2 or RK4", specs.at
        )
    return "euler", ""
