"""What a run is given instead of what the model says: values, tables, initial values of stocks."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from gaoxin.engine.contents import Contents
from gaoxin.engine.lowering.functions.lookups import POINTS
from gaoxin.engine.lowering.lower import Free
from gaoxin.engine.lowering.references import START
from gaoxin.engine.reading.catalogue import kind
from gaoxin.engine.reading.variables import CONTROLS, Variable
from gaoxin.engine.running.overrides.designs import by_variable, is_table
from gaoxin.engine.running.overrides.frames import named
from gaoxin.engine.running.overrides.numbers import numbers
from gaoxin.engine.running.overrides.overridden import TIME, Overridden
from gaoxin.engine.running.overrides.shape import shaped, shaped_table, table_points
from gaoxin.engine.running.timing import Timing
from gaoxin.engine.values.graph import Array, reachable
from gaoxin.errors import ModelError
from gaoxin.names import canonical

_START = re.compile(r"\s*INITIAL\s*\((?P<name>.+)\)\s*", re.IGNORECASE | re.DOTALL)


@dataclass
class Overrides:
    """Overrides by canonical name, each of the kind that its variable is.

    Attributes
    ----------
    values, starts, tables : dict
        Of constants and exogenous variables, of initial values of stocks, of lookups.
    controls : dict
        Of time controls.
    freed : set of str
        Variables that lose their equation.
    """

    contents: Contents
    values: dict[str, Any] = field(default_factory=dict)
    starts: dict[str, Any] = field(default_factory=dict)
    tables: dict[str, Any] = field(default_factory=dict)
    controls: dict[str, float] = field(default_factory=dict)
    freed: set[str] = field(default_factory=set)

    def free(self) -> Free:
        """Return what the model takes from outside."""
        points = {(k, table_points(self.slot(k), v)) for k, v in self.tables.items()}
        return Free(frozenset(self.freed), frozenset(self.starts), frozenset(points))

    def slot(self, key: str) -> Overridden:
        """Return the variable of an override."""
        return Overridden(self.contents.path, self.contents.variables[key], self.contents.ranges)

    def refuse_starts(self) -> None:
        """Refuse initial values in a run that goes on from another.

        Raises
        ------
        ModelError
        """
        for key in self.starts:
            raise self.contents.refused(
                self.contents.variables[key],
                "has the initial value of the run that this one goes on from; leave INITIAL() out",
            )

    def arrays(self, timing: Timing, first: int = 0) -> dict[str, tuple[Variable, Array]]:
        """Return each override in shape, ``(*subscripts, instants or 1, members or 1)``.

        Parameters
        ----------
        timing : Timing
        first : int
            The number of the run's first member.

        Raises
        ------
        ModelError
            One does not fit its variable.
        """
        found: dict[str, tuple[Variable, Array]] = {}
        for key, value in self.values.items():
            slot = self.slot(key)
            found[key] = slot.variable, shaped(slot, value, timing, first)
        for key, value in self.starts.items():
            slot = self.slot(key)
            if TIME in getattr(value, "dims", ()):
                raise slot.refused("has one initial value; leave 'time' out")
            found[START + key] = slot.variable, shaped(slot, value, timing, first)
        for key, value in self.tables.items():
            slot = self.slot(key)
            x, y = shaped_table(slot, value, timing, first)
            found[POINTS + key] = slot.variable, x[:, None, None]
            found[key] = slot.variable, y
        return found


def read_overrides(contents: Contents, overrides: Any) -> Overrides:
    """Say what each override means.

    Parameters
    ----------
    contents : Contents
    overrides : mapping of str to object, pandas.DataFrame or None
        A table has a column a variable (or an element of it), and a row a member.

    Returns
    -------
    Overrides

    Raises
    ------
    ModelError
        A name is unknown or stands twice, or what it names cannot be overridden.
    """
    found = Overrides(contents)
    spelled: dict[tuple[str, bool], str] = {}
    for name, value in by_name(contents, overrides).items():
        key, is_start = what_is_named(contents, name)
        variable = contents.variables[key]
        if (key, is_start) in spelled:
            raise contents.refused(
                variable,
                f"is overridden twice, as '{spelled[key, is_start]}' and as '{name}'; "
                "leave one of them out",
            )
        spelled[key, is_start] = name
        slot = found.slot(key)
        if key in CONTROLS:
            found.controls[key] = _scalar(slot, value)
        elif is_start:
            _check_stock(contents, variable)
            found.starts[key] = named(slot, value)
        elif slot.is_lookup:
            found.tables[key] = named(slot, value)
        else:
            if _loses_its_equation(contents, variable):
                found.freed.add(key)
            found.values[key] = named(slot, value)
    return found


def by_name(contents: Contents, overrides: Any) -> Mapping[Any, Any]:
    """Return overrides by the names that the caller gave, those of a table too.

    Raises
    ------
    ModelError
        They are neither a mapping nor a table.
    """
    if overrides is None:
        return {}
    if is_table(overrides):
        overrides = by_variable(contents, overrides, partial(what_is_named, contents))
    if not isinstance(overrides, Mapping):
        raise ModelError(
            f"overrides is a {type(overrides).__name__}; write {{'variable name': value}}, or a "
            "pandas.DataFrame with a column a variable and a row a member"
        )
    return overrides


def what_is_named(contents: Contents, name: Any) -> tuple[str, bool]:
    """Return a canonical name, and whether the initial value is meant."""
    match = _START.fullmatch(name) if isinstance(name, str) else None
    if match is None or canonical(name) in contents.variables:
        return contents.key(name), False
    return contents.key(match["name"]), True


def _scalar(slot: Overridden, value: Any) -> float:
    found = numbers(slot, value)
    if found.size != 1:
        raise slot.refused(f"has {found.size} numbers; it is the same for all members: write one")
    return float(found.flat[0])


def _check_stock(contents: Contents, variable: Variable) -> None:
    if not any(type(e.tree).__name__ == "Integ" for e in variable.equations):
        raise contents.refused(
            variable, "is no stock and has no initial value; leave INITIAL() out"
        )


def _loses_its_equation(contents: Contents, variable: Variable) -> bool:
    """Check that a variable may be overridden, and say whether it has an equation to lose."""
    program = contents.program()
    if variable.key in program.structural:
        raise contents.refused(variable, "sets the order of a delay and cannot be overridden")
    if variable.is_constant:
        return False
    if any(node.op == "state" for node in reachable([program.values[variable.key]])):
        stock = variable.name if kind(variable) == "stock" else "stock"
        raise contents.refused(
            variable,
            "rests on stocks and cannot be overridden; override the constants in its "
            f"equation, or a stock's initial value, as 'INITIAL({stock})'",
        )
    return True
