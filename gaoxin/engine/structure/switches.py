"""Which links a switch turns off: 1 + s (m - 1) names in m what acts only where s is not 0."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from gaoxin.engine.reading.equations import Macro
from gaoxin.engine.reading.variables import Variable
from gaoxin.engine.structure.mentions import mentions
from gaoxin.names import canonical

Pair = tuple[str, str]


def switched_links(
    variables: Mapping[str, Variable],
    macros: Mapping[str, Macro],
    switch: str,
    *,
    alone: bool = True,
) -> set[Pair]:
    """Return the links (source, target) that stand in a product with a switch.

    Parameters
    ----------
    variables : mapping of canonical name to Variable
    macros : mapping of canonical name to Macro
    switch : str
        Canonical name of the constant.
    alone : bool
        Only those that stand nowhere else in the equation, so that 0 turns them off whole.

    Returns
    -------
    set of (str, str)
    """
    found: set[Pair] = set()
    for key, variable in variables.items():
        inside: set[str] = set()
        for equation in variable.equations:
            for factor in _factors(equation.tree, switch):
                inside |= _named(factor, macros)
        if inside:
            trees = [e.tree for e in variable.equations] if alone else []
            open_ = {n for tree in trees for n in _open(tree, switch, macros)}
            found |= {(n, key) for n in inside - open_ - {switch} if n in variables}
    return found


def _factors(tree: Any, switch: str) -> Iterator[Any]:
    """Yield what a switch is multiplied with."""
    for item in _walk(tree):
        if _is_product(item, switch):
            yield from (a for a in item.arguments if not _is(a, switch))


def _open(tree: Any, switch: str, macros: Mapping[str, Macro]) -> set[str]:
    """Return what is named outside of the products with a switch."""
    if _is_product(tree, switch):
        return set()
    if isinstance(tree, (tuple, list)):
        return set().union(*(_open(part, switch, macros) for part in tree)) if tree else set()
    if type(tree).__name__ in {"Arithmetic", "Logic", "Call"}:
        return set().union(*(_open(part, switch, macros) for part in tree.arguments))
    return _named(tree, macros)


def _named(tree: Any, macros: Mapping[str, Macro]) -> set[str]:
    return {name for name, start in mentions(tree, macros) if not start}


def _is_product(tree: Any, switch: str) -> bool:
    """Whether it is a product of which a switch is a factor."""
    if type(tree).__name__ != "Arithmetic" or tree.operators[0] != "*":
        return False
    return any(_is(argument, switch) for argument in tree.arguments)


def _is(tree: Any, name: str) -> bool:
    return hasattr(tree, "reference") and canonical(tree.reference) == name


def _walk(tree: Any) -> Iterator[Any]:
    stack = [tree]
    while stack:
        item = stack.pop()
        yield item
        if isinstance(item, (tuple, list)):
            stack += item
        elif hasattr(item, "__dataclass_fields__") and not hasattr(item, "reference"):
            stack += [getattr(item, name) for name in item.__dataclass_fields__]
