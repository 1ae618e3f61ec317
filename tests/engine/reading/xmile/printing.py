"""Syntax trees of XMILE as text again, with no more brackets than they need."""

from __future__ import annotations

from typing import Any

from gaoxin.engine.reading.trees import (
    Arithmetic,
    Call,
    Logic,
    PositionSubscript,
    Reference,
    SliceSubscript,
    WildcardSubscript,
)

OR, AND, EQUAL, LESS, SUM, PRODUCT, SIGN, POWER, ATOM = range(9)
LEVELS = {
    ":OR:": OR, ":AND:": AND, "=": EQUAL, "<>": EQUAL, "<": LESS, "<=": LESS, ">": LESS,
    ">=": LESS, "+": SUM, "-": SUM, "*": PRODUCT, "/": PRODUCT, "negative": SIGN, ":NOT:": SIGN,
    "^": POWER, "//": PRODUCT, "mod": PRODUCT,
}  # fmt: skip
WORDS = {":OR:": " OR ", ":AND:": " and ", "mod": " Mod "}


def printed(tree: Any, least: int = OR) -> str:
    """Return a tree as text that means the same where something binds as `least` around it."""
    text, own = _printed(tree)
    return f"({text})" if own < least else text


def _printed(tree: Any) -> tuple[str, int]:
    if isinstance(tree, float):
        return (f"{tree!r}", ATOM) if tree >= 0 else (f"-{-tree!r}", SIGN)
    if isinstance(tree, str):
        return f"'{tree}'", ATOM
    if isinstance(tree, Reference):
        return _reference(tree), ATOM
    if isinstance(tree, Call):
        return _call(tree)
    assert isinstance(tree, (Arithmetic, Logic))
    own = LEVELS[tree.operators[0]]
    if len(tree.arguments) == 1:
        sign = "-" if tree.operators[0] == "negative" else "NOT "
        return sign + printed(tree.arguments[0], SIGN), SIGN
    if own == POWER:
        left, right = tree.arguments
        return f"{printed(left, ATOM)}^{printed(right, SIGN)}", POWER
    text = printed(tree.arguments[0], own + 1)
    for operator, argument in zip(tree.operators, tree.arguments[1:], strict=True):
        text += WORDS.get(operator, operator) + printed(argument, own + 1)
    return text, own


def _reference(tree: Reference) -> str:
    if tree.subscripts is None:
        return tree.reference
    return f"{tree.reference}[{', '.join(map(_subscript, tree.subscripts.subscripts))}]"


def _subscript(one: Any) -> str:
    if isinstance(one, str):
        return one
    if isinstance(one, WildcardSubscript):
        return f"*:{one.within}" if one.within else "*"
    if isinstance(one, SliceSubscript):
        return f"{printed(one.low)}:{printed(one.high)}"
    return f"@{one.number}" if isinstance(one, PositionSubscript) else printed(one)


def _call(tree: Call) -> tuple[str, int]:
    name, given = tree.function.reference, tree.arguments
    if name == "if then else":
        condition, yes, no = map(printed, given)
        return f"IF {condition} THEN {yes} ELSE {no}", OR - 1
    if name in {"//", "mod"}:
        left, right = printed(given[0], PRODUCT), printed(given[1], SIGN)
        return f"{left}{WORDS.get(name, name)}{right}", PRODUCT
    if name == "'":
        return f"{_reference(given[0])}'", ATOM
    return f"{_reference(tree.function)}({', '.join(map(printed, given))})", ATOM
