"""Which way an equation moves when something it uses does, as far as its form tells.

The sign of a product's part needs the signs of the others, which :mod:`bounds` finds.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from gaoxin.engine.reading.equations import Macro
from gaoxin.engine.reading.variables import Variable
from gaoxin.engine.structure.bounds import INPUTS, Bounds
from gaoxin.engine.structure.mentions import mentions
from gaoxin.names import canonical

Sign = int | None
"""1, -1 or 0; None where the form does not tell."""

_RISING = frozenset({
    "exp", "ln", "log", "log10", "sqrt", "integer", "int", "tanh", "sinh", "arctan", "arcsin",
    "sum", "vmin", "vmax", "max", "min", "quantum", "vector_reorder",
})  # fmt: skip


@dataclass
class Signs:
    """The signs of a model's values, found when they are asked for."""

    variables: Mapping[str, Variable]
    macros: Mapping[str, Macro]

    def __post_init__(self) -> None:
        self.bounds = Bounds(self.variables, self.macros)

    def link(self, source: str, target: str) -> Sign:
        """Return how `target` moves when `source` grows."""
        trees = [e.tree for e in self.variables[target].equations]
        try:
            return _together(self.slope(tree, source) for tree in trees)
        except RecursionError:  # a chain of very long equations
            return None

    # -- slopes --------------------------------------------------------------------------------

    def slope(self, tree: Any, key: str) -> Sign:
        """Return the sign of the change of an expression with a variable; 0 where it has none."""
        kind = type(tree).__name__
        if kind == "Reference":
            return int(canonical(tree.reference) == key)
        named = {k for k, start in mentions(tree, self.macros) if not start}
        if key not in named:
            return 0
        if kind == "Arithmetic":
            return self._slope_of_arithmetic(tree, key)
        if kind == "Call":
            return self._slope_of_call(tree, key)
        if kind == "InlineLookups":
            return times(_course(tree.lookups), self.slope(tree.argument, key))
        if kind in INPUTS:
            others = [f for f in tree.__dataclass_fields__ if f not in INPUTS[kind]]
            if any(self.names(getattr(tree, f), key) for f in others if f != "initial"):
                return None
            return _together(self.slope(getattr(tree, f), key) for f in INPUTS[kind])
        return None

    def names(self, tree: Any, key: str) -> bool:
        """Whether an expression names a variable for the run."""
        return any(k == key and not start for k, start in mentions(tree, self.macros))

    def _slope_of_arithmetic(self, tree: Any, key: str) -> Sign:
        operators, parts = list(tree.operators), list(tree.arguments)
        if operators == ["negative"]:
            return times(-1, self.slope(parts[0], key))
        if operators[0] in {"+", "-"}:
            signs = [1, *(1 if o == "+" else -1 for o in operators)]
            return _together(
                times(s, self.slope(p, key)) for s, p in zip(signs, parts, strict=True)
            )
        if operators[0] == "^":
            return self._slope_of_power(parts[0], parts[1], key) if len(parts) == 2 else None
        signs = [1, *(1 if o == "*" else -1 for o in operators)]
        return self._slope_of_product(list(zip(parts, signs, strict=True)), key)

    def _slope_of_product(self, parts: list[tuple[Any, int]], key: str) -> Sign:
        signs = [self.sign(part) for part, _ in parts]
        counts = Counter(signs)
        return _together(
            times(sign, times(self.slope(part, key), _beside(counts, own)))
            for (part, sign), own in zip(parts, signs, strict=True)
        )

    def _slope_of_power(self, base: Any, exponent: Any, key: str) -> Sign:
        if self.names(exponent, key):
            return None
        if self.sign(base) != 1:
            return None
        return times(self.sign(exponent), self.slope(base, key))

    def _slope_of_call(self, tree: Any, key: str) -> Sign:
        name, given = canonical(tree.function.reference), list(tree.arguments)
        if name == key:
            return None  # the table itself
        if name in self.macros:
            return None
        if name in self.variables:
            return times(self._table(name), self.slope(given[0], key))
        if name in _RISING:
            return _together(self.slope(a, key) for a in given)
        if name in {"xidz", "zidz"}:
            quotient = self._slope_of_product([(given[0], 1), (given[1], -1)], key)
            return _together([quotient, *(self.slope(a, key) for a in given[2:])])
        if name == "if_then_else":
            if self.names(given[0], key):
                return None
            return _together(self.slope(a, key) for a in given[1:])
        if name == "power":
            return self._slope_of_power(given[0], given[1], key)
        if name == "abs":
            return times(self.sign(given[0]), self.slope(given[0], key))
        if name in {"step", "ramp", "xramp", "active_initial"}:
            later = any(self.names(a, key) for a in given[1:]) and name != "active_initial"
            return None if later else self.slope(given[0], key)
        return None

    def _table(self, name: str) -> Sign:
        equations = self.variables[name].equations
        return _together([_course(e.tree) for e in equations])

    def sign(self, tree: Any) -> Sign:
        """Return the sign of an expression's value, as far as its form tells."""
        low, high = self.bounds.of(tree)
        if low == high == 0:
            return 0
        return 1 if low >= 0 else -1 if high <= 0 else None


def _beside(counts: Mapping[Sign, int], own: Sign) -> Sign:
    """Return the sign of the product of all parts but one, from how often each sign occurs."""
    left = {sign: count - (sign == own) for sign, count in counts.items()}
    if left.get(0):
        return 0
    return None if left.get(None) else 1 if left.get(-1, 0) % 2 == 0 else -1


def times(a: Sign, b: Sign) -> Sign:
    """Return the sign of a product."""
    if a == 0 or b == 0:
        return 0
    return None if a is None or b is None else a * b


def _together(signs: Iterable[Sign]) -> Sign:
    """Return the sign of a sum: that of its parts, where those that are not 0 agree."""
    found = set(signs) - {0}
    if not found:
        return 0
    return found.pop() if len(found) == 1 else None


def _course(table: Any) -> Sign:
    """Return whether a table rises or falls throughout."""
    values = getattr(table, "y", None)
    if values is None or np.ndim(values) != 1:
        return None
    steps = np.diff(np.asarray(values, dtype=np.float64))
    if not steps.any():
        return 0
    return 1 if (steps >= 0).all() else -1 if (steps <= 0).all() else None
