"""Which links a switch turns off.

1 + s (m - 1) names in m what acts only where s is not 0, and so does m^(s e).
"""

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

    Where a switch is one element of a vector of strengths, what stands in a product with the vector
    is followed back to where that element has an equation of its own: its links are the switch's.

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
    return found | _of_elements(variables, macros, switch)


def _of_elements(
    variables: Mapping[str, Variable], macros: Mapping[str, Macro], switch: str
) -> set[Pair]:
    """Return the links of those elements of vectors that are the switch."""
    found: set[Pair] = set()
    for vector in variables.values():
        for own in (e for e in vector.equations if e.subscripts and _is(e.tree, switch)):
            for key, variable in variables.items():
                trees = [e.tree for e in variable.equations]
                inside = set().union(
                    *(_named(factor, macros) for t in trees for factor in _factors(t, vector.key))
                )
                for name in inside:
                    found |= _leading_to(variables, macros, own.subscripts, name, key)
    return found


def _leading_to(
    variables: Mapping[str, Variable],
    macros: Mapping[str, Macro],
    element: tuple[str, ...],
    name: str,
    target: str,
) -> set[Pair]:
    """Return the links into an element's own equation, from where it leads to a target alone."""
    variable = variables.get(name)
    if variable is None or variable.is_constant or not variable.dims:
        return set()
    users = {
        key
        for key, other in variables.items()
        if any(name in _named(e.tree, macros) for e in other.equations)
    }
    if users != {target}:
        return set()
    for equation in variable.equations:
        if equation.subscripts == element:
            return {(n, name) for n in _named(equation.tree, macros) if n in variables}
    whole = [e for e in variable.equations if e.kind == "equation"]
    named = set().union(*(_named(e.tree, macros) for e in whole))
    return {pair for n in named for pair in _leading_to(variables, macros, element, n, name)}


def _factors(tree: Any, switch: str) -> Iterator[Any]:
    """Yield what a switch is multiplied with, or the exponent of."""
    for item in _walk(tree):
        if _is_product(item, switch):
            yield from (a for a in item.arguments if not _is(a, switch))
        elif _is_power(item, switch):
            yield item.arguments[0]


def _open(tree: Any, switch: str, macros: Mapping[str, Macro]) -> set[str]:
    """Return what is named outside of the products with a switch."""
    if _is_product(tree, switch) or _is_power(tree, switch):
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


def _is_power(tree: Any, switch: str) -> bool:
    """Whether it is raised to a switch, or to a product of which a switch is a factor."""
    if type(tree).__name__ != "Arithmetic" or list(tree.operators) != ["^"]:
        return False
    return _is(tree.arguments[1], switch) or _is_product(tree.arguments[1], switch)


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
