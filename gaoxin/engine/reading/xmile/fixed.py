"""Which values never change in a run, as far as their equations tell."""

from __future__ import annotations

from typing import Any

from gaoxin.engine.reading.trees import (
    Arithmetic,
    Call,
    Logic,
    Reference,
)
from gaoxin.engine.reading.xmile.modules import Module
from gaoxin.names import canonical

_FIXED_CALLS = frozenset(
    {"abs", "min", "max", "exp", "ln", "log10", "sqrt", "int", "mod", "//", "safediv", "sum"}
    | {"mean", "size", "if_then_else", "init", "percent"}
)
_MOVING = frozenset({"time", "self"})


def is_fixed(module: Module, tree: Any, seen: frozenset[tuple[str, str]] = frozenset()) -> bool:
    """Return whether a value never changes in a run, as far as its equations tell.

    What a macro is given counts as fixed.

    Parameters
    ----------
    module : Module
        Where the tree stands.
    tree : syntax tree
        As written.
    seen : frozenset
        Variables on the way here.

    Returns
    -------
    bool
    """
    if isinstance(tree, Reference):
        target = module.find(tree.reference)
        if target is None:
            return canonical(tree.reference) not in _MOVING
        home, key = target
        entity = home.entities[key]
        if (home.key, key) in seen or entity.kind in {"stock", "flow"}:
            return False
        onward = seen | {(home.key, key)}
        if key in home.fed:
            above, source, _ = home.fed[key]
            return is_fixed(above, Reference(source), onward)
        trees = [formula.tree for part in entity.parts for formula in part.equations]
        return all(is_fixed(home, one, onward) for one in trees)
    if isinstance(tree, Call):
        name = canonical(tree.function.reference)
        if name == "init":
            return True
        return name in _FIXED_CALLS and all(is_fixed(module, a, seen) for a in tree.arguments)
    if isinstance(tree, (Arithmetic, Logic)):
        return all(is_fixed(module, a, seen) for a in tree.arguments)
    if isinstance(tree, list):
        return all(is_fixed(module, one, seen) for one in tree)
    return True
