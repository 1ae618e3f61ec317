"""Which variables, and which subscripts, a tree names."""

from __future__ import annotations

from typing import Any

from gaoxin.names import canonical

FOLDS = {"sum": "add", "prod": "multiply", "vmin": "minimum", "vmax": "maximum"}
"""Functions over the subscripts marked ``!``, and the kernel that combines two elements."""

_BINDING = {*FOLDS, "vector_select"}


def marked(tree: Any) -> list[str]:
    """Return the subscripts marked ``!`` in a tree, without those of sums inside it."""
    found: list[str] = []
    for reference in references(tree, inside_folds=False):
        if reference.subscripts:
            found += [s for s in reference.subscripts.subscripts if s.strip().endswith("!")]
    return found


def references(tree: Any, inside_folds: bool = True) -> list[Any]:
    """Return every reference in a tree, in order."""
    found: list[Any] = []
    stack: list[Any] = [tree]
    while stack:
        item = stack.pop()
        if isinstance(item, (tuple, list)):
            stack.extend(reversed(item))
        elif hasattr(item, "reference"):
            found.append(item)
        elif hasattr(item, "function"):
            if inside_folds or canonical(item.function.reference) not in _BINDING:
                stack.append(item.arguments)
            if item.function.subscripts:
                found.append(item.function)
        elif hasattr(item, "__dataclass_fields__"):
            stack.extend(reversed([getattr(item, f) for f in item.__dataclass_fields__]))
    return found
