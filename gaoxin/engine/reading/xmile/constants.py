"""Trees of numbers alone, computed; and trees in the place of names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from gaoxin.engine.reading.trees import (
    Arithmetic,
    Call,
    Logic,
    Reference,
)
from gaoxin.engine.reading.xmile.tokens import plain_name
from gaoxin.names import canonical

_EXACT: dict[str, Callable[..., float]] = {
    "int": lambda x: x // 1,
    "mod": lambda a, b: a % b if b else a,
}


def constant(tree: Any) -> Any:
    """Return a tree of whole numbers alone as its number, others as they are."""
    if isinstance(tree, Arithmetic):
        operands = [constant(argument) for argument in tree.arguments]
        if all(isinstance(operand, float) for operand in operands):
            return _computed(list(tree.operators), operands, tree)
    if isinstance(tree, Call):
        operands = [constant(argument) for argument in tree.arguments]
        name = canonical(tree.function.reference)
        if name in _EXACT and all(isinstance(operand, float) for operand in operands):
            return float(_EXACT[name](*operands))
    return tree


def _computed(operators: list[str], operands: list[float], tree: Any) -> Any:
    if operators == ["negative"]:
        return -operands[0]
    found = operands[0]
    for sign, operand in zip(operators, operands[1:], strict=True):
        if sign == "^" or (sign == "/" and operand == 0):
            return tree
        found = {
            "+": found + operand,
            "-": found - operand,
            "*": found * operand,
            "/": found / operand if operand else found,
        }[sign]
    return found


def substituted(tree: Any, given: Mapping[str, Any]) -> Any:
    """Return a tree with trees in the place of some names.

    Parameters
    ----------
    tree : syntax tree
    given : mapping of str to syntax tree
        By canonical name.

    Returns
    -------
    syntax tree
    """
    if isinstance(tree, Reference):
        return given.get(canonical(plain_name(tree.reference)), tree)
    if isinstance(tree, Call):
        return replace(tree, arguments=tuple(substituted(a, given) for a in tree.arguments))
    if isinstance(tree, (Arithmetic, Logic)):
        return replace(tree, arguments=tuple(substituted(a, given) for a in tree.arguments))
    return tree
