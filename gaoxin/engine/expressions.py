"""Lowering of one right side: operators, references, calls, lookups and sums over subscripts."""

from __future__ import annotations

from typing import Any

import numpy as np

from gaoxin.engine.context import Axis, Context, reduction_axis
from gaoxin.engine.functions import FUNCTIONS, to_power
from gaoxin.engine.graph import Node, strip
from gaoxin.engine.lookups import call_lookup, interpolate
from gaoxin.engine.lower import Lowering, Rule, lower_tree, spelled_out
from gaoxin.engine.names import canonical
from gaoxin.errors import nearest

_ARITHMETIC = {"+": "add", "-": "subtract", "*": "multiply", "/": "divide"}
_LOGIC = {
    "=": "equal",
    "<>": "not_equal",
    "<": "less",
    "<=": "less_equal",
    ">": "greater",
    ">=": "greater_equal",
    ":AND:": "and",
    ":OR:": "or",
}
_FOLDS = {"sum": "add", "prod": "multiply", "vmin": "minimum", "vmax": "maximum"}
_LATER = {
    "allocate_available",
    "allocate_by_priority",
    "delay_material",
    "delay_information",
    "find_market_price",
    "get_direct_constants",
    "get_direct_data",
    "get_direct_lookups",
    "get_time_value",
    "get_xls_constants",
    "get_xls_data",
    "get_xls_lookups",
    "invert_matrix",
    "random_0_1",
    "random_exponential",
    "random_normal",
    "random_uniform",
    "vector_rank",
    "vector_reorder",
    "vector_select",
    "vector_sort_order",
}


def _arithmetic(work: Lowering, context: Context, tree: Any) -> Node:
    g, operators = work.graph, list(tree.operators)
    operands = [g.number(lower_tree(work, context, a)) for a in tree.arguments]
    if operators == ["negative"]:
        return g.call("negative", operands[0])
    if operators[0] == "^":
        return _powers(work, operands, tree.arguments)
    result = operands[0]
    for operator, operand in zip(operators, operands[1:], strict=True):
        result = g.call(_ARITHMETIC[operator], result, operand)
    return result


def _powers(work: Lowering, operands: list[Node], trees: Any) -> Node:
    """Take powers from the right; the minus of a literal base belongs to the power: -2^2 = -4.

    (PySD's tree has the same for (-2)^2; `source` writes that one as (0-2)^2.)
    """
    g = work.graph
    result = operands[-1]
    for base, tree in zip(reversed(operands[:-1]), reversed(trees[:-1]), strict=True):
        if isinstance(tree, (int, float)) and tree < 0:
            result = g.call("negative", to_power(g, g.const(-tree), result))
        else:
            result = to_power(g, base, result)
    return result


def _logic(work: Lowering, context: Context, tree: Any) -> Node:
    """Comparisons and logic; ``:AND:`` binds before ``:OR:``."""
    g = work.graph
    operators = [str(o).upper() for o in tree.operators]
    operands = [lower_tree(work, context, a) for a in tree.arguments]
    if operators == [":NOT:"]:
        return g.call("not", operands[0])
    if len(operators) == 1:
        return g.call(_LOGIC[operators[0]], *operands)
    alternatives = [operands[0]]
    for operator, operand in zip(operators, operands[1:], strict=True):
        if operator == ":AND:":
            alternatives[-1] = g.call("and", alternatives[-1], operand)
        else:
            alternatives.append(operand)
    result = alternatives[0]
    for operand in alternatives[1:]:
        result = g.call("or", result, operand)
    return result


def _reference(work: Lowering, context: Context, tree: Any) -> Node:
    subscripts = tuple(tree.subscripts.subscripts) if tree.subscripts else ()
    return work.refer(context, tree.reference, subscripts)


def _call(work: Lowering, context: Context, tree: Any) -> Node:
    name = canonical(tree.function.reference)
    variable = work.variables.get(name)
    if variable is not None:
        return call_lookup(work, context, tree)
    arguments = tuple(tree.arguments)
    if name in _FOLDS:
        return _fold(work, context, _FOLDS[name], arguments)
    if name == "elmcount":
        return _element_count(work, context, arguments)
    if name == "active_initial" and len(arguments) == 2:
        return lower_tree(work, context, arguments[1 if context.initial else 0])
    function = FUNCTIONS.get(name)
    if function is None:
        raise _unknown(work, context, name)
    if len(arguments) == 1 and function.operands == 2 and name in {"min", "max"}:
        return _fold(work, context, f"{name}imum", arguments)
    if len(arguments) != function.operands:
        raise work.error(
            context, f"{function.name} takes {function.operands} arguments, not {len(arguments)}"
        )
    operands = tuple(lower_tree(work, context, a) for a in arguments)
    return function.build(work.graph, work.clock(context), operands)


_NO_FUNCTIONS = {"ARITHMETIC", "CALL", "DELAY", "INLINE LOOKUPS", "LOGIC", "REFERENCE"}
"""Structures of the syntax tree that nobody writes as a function."""


def _unknown(work: Lowering, context: Context, name: str) -> Exception:
    spelled = name.replace("_", " ").upper()
    if name in _LATER:
        return work.error(context, f"function '{spelled}' is not supported yet; write it out")
    known = [f.name for f in FUNCTIONS.values()] + [spelled_out(n) for n in work.rules]
    known += ["SUM", "PROD", "VMIN", "VMAX", "ELMCOUNT", "ACTIVE INITIAL", "DELAY1", "DELAY3"]
    known += ["SMOOTHI", "SMOOTH3", "SMOOTH3I", "DELAY1I", "DELAY3I"]
    known = [name for name in known if name not in _NO_FUNCTIONS]
    close = nearest(spelled, known)
    remedy = close or f"; write it with what is known: {', '.join(sorted(known))}"
    return work.error(context, f"unknown function '{spelled}'{remedy}")


def _fold(work: Lowering, context: Context, op: str, arguments: tuple[Any, ...]) -> Node:
    """Sum, product, least or greatest over the subscripts marked ``!``."""
    if len(arguments) != 1:
        raise work.error(context, "a sum over subscripts takes one argument")
    axes: dict[str, Axis] = {}
    for subscript in marked(arguments[0]):
        axis = reduction_axis(subscript, context, work.ranges)
        axes.setdefault(axis.key, axis)
    inner = context.within(tuple(axes.values()))
    node = work.graph.number(lower_tree(work, inner, arguments[0]))
    if not axes:
        return node
    full = np.broadcast_shapes(node.shape, tuple(len(a.elements) for a in axes.values()))
    return work.graph.fold(op, work.graph.expand(node, full), len(axes))


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
            if inside_folds or canonical(item.function.reference) not in _FOLDS:
                stack.append(item.arguments)
            if item.function.subscripts:
                found.append(item.function)
        elif hasattr(item, "__dataclass_fields__"):
            stack.extend(reversed([getattr(item, f) for f in item.__dataclass_fields__]))
    return found


def _element_count(work: Lowering, context: Context, arguments: tuple[Any, ...]) -> Node:
    name = getattr(arguments[0], "reference", "") if len(arguments) == 1 else ""
    if canonical(name) not in work.ranges.elements:
        raise work.error(context, f"ELMCOUNT takes one subscript range, not '{name}'")
    return work.graph.const(len(work.ranges.elements[canonical(name)]))


def _initial(work: Lowering, context: Context, tree: Any) -> Node:
    """INITIAL(x): x at the start, for good."""
    node = lower_tree(work, context.at_start(), tree.initial)
    return work.freeze(context, (id(tree),), node)


def _game(work: Lowering, context: Context, tree: Any) -> Node:
    """GAME(x): x, when nobody plays."""
    return lower_tree(work, context, tree.expression)


def _with_lookup(work: Lowering, context: Context, tree: Any) -> Node:
    argument = work.graph.number(lower_tree(work, context, tree.argument))
    return interpolate(work, context, argument, tree.lookups)


def used_shape(work: Lowering, context: Context, trees: tuple[Any, ...]) -> tuple[int, ...]:
    """Return the shape over the axes of the context that some expressions can vary along."""
    used: set[str] = set()
    for reference in references(trees):
        subscripts = reference.subscripts.subscripts if reference.subscripts else ()
        used.update(canonical(s.rstrip("! ")) for s in (*subscripts, reference.reference))
    lengths = []
    for axis in context.axes:
        key = axis.key.rstrip("!")
        names = {key} | {t for s, t in work.ranges.mappings if s == key}
        names |= {s for s, t in work.ranges.mappings if t == key}
        lengths.append(len(axis.elements) if used & names else 1)
    return strip(lengths)


EXPRESSIONS: dict[str, Rule] = {
    "Arithmetic": _arithmetic,
    "Logic": _logic,
    "Reference": _reference,
    "Call": _call,
    "Initial": _initial,
    "Game": _game,
    "InlineLookups": _with_lookup,
}
"""What to do with each of PySD's structures without memory."""
