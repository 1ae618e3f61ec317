"""Syntax trees written out again, as an equation of the model spells them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from gaoxin.names import canonical

_OR, _AND, _NOT, _COMPARE, _SUM, _PRODUCT, _SIGN, _POWER = range(8)
_LEVELS = {
    ":OR:": _OR, ":AND:": _AND, ":NOT:": _NOT, "+": _SUM, "-": _SUM, "*": _PRODUCT,
    "/": _PRODUCT, "negative": _SIGN, "^": _POWER,
}  # fmt: skip

_CALLS: dict[str, tuple[str, tuple[str, ...]]] = {
    "Game": ("GAME", ("expression",)),
    "AllocateAvailable": ("ALLOCATE AVAILABLE", ("request", "pp", "avail")),
    "AllocateByPriority": (
        "ALLOCATE BY PRIORITY",
        ("request", "priority", "size", "width", "supply"),
    ),
    "Initial": ("INITIAL", ("initial",)),
    "Integ": ("INTEG", ("flow", "initial")),
    "DelayN": ("DELAY N", ("input", "delay_time", "initial", "order")),
    "DelayFixed": ("DELAY FIXED", ("input", "delay_time", "initial")),
    "SmoothN": ("SMOOTH N", ("input", "smooth_time", "initial", "order")),
    "Trend": ("TREND", ("input", "average_time", "initial_trend")),
    "Forecast": ("FORECAST", ("input", "average_time", "horizon")),
    "GetConstants": ("GET DIRECT CONSTANTS", ("file", "tab", "cell")),
    "GetData": ("GET DIRECT DATA", ("file", "tab", "time_row_or_col", "cell")),
    "GetLookups": ("GET DIRECT LOOKUPS", ("file", "tab", "x_row_or_col", "cell")),
    "SampleIfTrue": ("SAMPLE IF TRUE", ("condition", "input", "initial")),
}
_ORDERED = {"Delay": ("DELAY", "delay_time"), "Smooth": ("SMOOTH", "smooth_time")}
_SPELLED = {"xramp": "RAMP", "xpulse": "PULSE", "xpulse_train": "PULSE"}
_TURNED = {"xpulse": (1, 0), "xpulse_train": (2, 0, 1), "pulse_train": (0, 2, 1, 3)}
"""Where the tree has a call's arguments in another order than the text."""


def written(tree: Any, names: Mapping[str, str] | None = None, level: int = _OR) -> str:
    """Return a tree as text.

    Parameters
    ----------
    tree : syntax tree or None
    names : mapping of str to str, optional
        Canonical name to the model's spelling.
    level : int
        How tightly the operator around it binds: what binds less is put in parentheses.

    Returns
    -------
    str
        Blank for None.
    """
    if tree is None:
        return ""
    if isinstance(tree, (int, float, np.floating)):
        return _number(float(tree), level)
    if isinstance(tree, np.ndarray):
        return ", ".join(_number(float(v), _OR) for v in tree.ravel())
    if isinstance(tree, str):
        return f"'{tree}'"
    names = names or {}
    kind = type(tree).__name__
    if kind in {"Arithmetic", "Logic"}:
        return _operators(tree, names, level)
    if kind == "Reference":
        return _reference(tree, names)
    if kind == "Call":
        return _call(tree, names)
    if kind == "MacroOutput":
        return f"{_call(tree.call, names).removesuffix(')')} : {tree.output})"
    if kind == "InlineLookups":
        return f"WITH LOOKUP({written(tree.argument, names)}, ({written(tree.lookups)}))"
    if kind == "Lookups":
        points = zip(tree.x, tree.y, strict=True)
        return ", ".join(f"({_number(x, _OR)}, {_number(y, _OR)})" for x, y in points)
    if kind == "ElementPlace":
        return _subscript(tree.dimension, names)
    return _structure(kind, tree, names)


def _number(value: float, level: int) -> str:
    if np.isnan(value):
        return ":NA:"
    text = str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return f"({text})" if value < 0 and level > _SUM else text


def _operators(tree: Any, names: Mapping[str, str], level: int) -> str:
    operators = [str(o) for o in tree.operators]
    operators = [o.upper() if o.upper() in _LEVELS else o for o in operators]
    own = min(_LEVELS.get(o, _COMPARE) for o in operators)
    arguments = tree.arguments
    if operators == ["negative"]:
        text = f"-{written(arguments[0], names, own)}"
    elif operators == [":NOT:"]:
        text = f":NOT: {written(arguments[0], names, own)}"
    else:
        text = written(arguments[0], names, own + 1)
        for operator, argument in zip(operators, arguments[1:], strict=True):
            space = "" if own > _SUM else " "
            text += f"{space}{operator}{space}{written(argument, names, own + 1)}"
    return f"({text})" if own < level else text


def _reference(tree: Any, names: Mapping[str, str]) -> str:
    key = canonical(tree.reference)
    name = names.get(key, "Time" if key == "time" else tree.reference)
    inside = tree.subscripts.subscripts if tree.subscripts else ()
    shown = [_subscript(s, names) for s in inside]
    return f"{name}[{', '.join(shown)}]" if shown else name


def _subscript(text: str, names: Mapping[str, str]) -> str:
    plain = text.strip().rstrip("!")
    return names.get(canonical(plain), plain) + "!" * text.strip().endswith("!")


def _call(tree: Any, names: Mapping[str, str]) -> str:
    key = canonical(tree.function.reference)
    name = _reference(tree.function, names)
    if key not in names and not tree.function.subscripts and '"' not in name:
        name = _SPELLED.get(key, key.replace("_", " ").upper())
    given = [written(a, names) for a in tree.arguments]
    turned = [given[i] for i in _TURNED.get(key, range(len(given)))]
    return f"{name}({', '.join(turned)})"


def _structure(kind: str, tree: Any, names: Mapping[str, str]) -> str:
    if kind in _ORDERED:
        name, time = _ORDERED[kind]
        order = "" if tree.order == 1 and name == "SMOOTH" else f"{tree.order:g}"
        given = [tree.input, getattr(tree, time)]
        starts = written(tree.initial, names) != written(tree.input, names)
        given += [tree.initial] * starts
        return f"{name}{order}{'I' * starts}({', '.join(written(g, names) for g in given)})"
    if kind in _CALLS:
        name, fields = _CALLS[kind]
        return f"{name}({', '.join(written(getattr(tree, f), names) for f in fields)})"
    return ""


def shortened(text: str, width: int = 60) -> str:
    """Return a text cut to a width, with an ellipsis where something is left out."""
    return text if len(text) <= width else f"{text[: width - 1]}…"
