"""Lowering of one right side: operators, references, calls, lookups and sums over subscripts."""

from __future__ import annotations

from typing import Any

import numpy as np

from gaoxin.engine.lowering.context import Axis, Context, reduction_axis
from gaoxin.engine.lowering.functions.lookups import call_lookup, data, is_table, with_lookup
from gaoxin.engine.lowering.functions.macros import call_macro, inside, macro_output
from gaoxin.engine.lowering.functions.noise import NOISES, call_noise
from gaoxin.engine.lowering.functions.numbers import FUNCTIONS, to_power
from gaoxin.engine.lowering.functions.vectors import VECTORS
from gaoxin.engine.lowering.lower import Lowering, Rule, lower_tree, spelled_out
from gaoxin.engine.lowering.memory.structural import value_now
from gaoxin.engine.lowering.numbered import numbered, place_in_dimension
from gaoxin.engine.lowering.references import refer
from gaoxin.engine.lowering.vocabulary import READ, REFUSED, known
from gaoxin.engine.reading.trees import marked
from gaoxin.engine.values.graph import Node
from gaoxin.errors import nearest
from gaoxin.names import canonical

FOLDS = {"sum": "add", "prod": "multiply", "vmin": "minimum", "vmax": "maximum"}
"""Functions over the subscripts marked ``!``, and the kernel that combines two elements."""

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


def _arithmetic(work: Lowering, context: Context, tree: Any) -> Node:
    g, operators = work.graph, list(tree.operators)
    operands = [g.number(lower_tree(work, context, a)) for a in tree.arguments]
    if operators == ["negative"]:
        return g.call("negative", operands[0])
    if operators[0] == "^":
        return _powers(work, operands)
    result = operands[0]
    for operator, operand in zip(operators, operands[1:], strict=True):
        result = g.call(_ARITHMETIC[operator], result, operand)
    return result


def _powers(work: Lowering, operands: list[Node]) -> Node:
    """Take powers from the right: 2^3^2 is 2^(3^2)."""
    result = operands[-1]
    for base in reversed(operands[:-1]):
        result = to_power(work.graph, base, result)
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
    if not all(isinstance(subscript, str) for subscript in subscripts):
        return numbered(work, context, tree)
    if (node := inside(work, context, tree.reference, subscripts)) is not None:
        return node
    return refer(work, context, tree.reference, subscripts)


def _call(work: Lowering, context: Context, tree: Any) -> Node:
    name = canonical(tree.function.reference)
    if is_table(work, context, name) and not (context.scope is None and _is_function(work, name)):
        return call_lookup(work, context, tree)
    if name in work.macros:
        return call_macro(work, context, tree, work.macros[name])
    arguments = tuple(tree.arguments)
    if name in FOLDS:
        return _fold(work, context, FOLDS[name], arguments)
    if name == "elmcount":
        return _element_count(work, context, arguments)
    if name == "active_initial" and len(arguments) == 2:
        return lower_tree(work, context, arguments[1 if context.initial else 0])
    if name == "get_time_value" and len(arguments) == 3:
        return _time_value(work, context, arguments)
    if name in work.rules:
        return work.rules[name](work, context, tree)
    if name in NOISES:
        return call_noise(work, context, tree, NOISES[name])
    if name in VECTORS:
        spelled, count, build = VECTORS[name]
        _check_count(work, context, spelled, count, arguments)
        return build(work, context, arguments)
    function = FUNCTIONS.get(name)
    if function is None:
        raise _unknown(work, context, name)
    if len(arguments) == 1 and function.operands == 2 and name in {"min", "max"}:
        return _fold(work, context, f"{name}imum", arguments)
    _check_count(work, context, function.name, function.operands, arguments)
    operands = tuple(lower_tree(work, context, a) for a in arguments)
    return function.build(work.graph, work.clock(context), operands)


def _is_function(work: Lowering, name: str) -> bool:
    """Whether a name that is called is a function, though a variable that is no table has it too.

    A Stella model may call a variable as Vensim calls a function that it is lowered to.
    """
    tables = (FUNCTIONS, NOISES, VECTORS, FOLDS, work.rules)
    return not work.variables[name].is_lookup and any(name in table for table in tables)


def _check_count(
    work: Lowering, context: Context, name: str, count: int, arguments: tuple[Any, ...]
) -> None:
    if len(arguments) != count:
        raise work.error(context, f"{name} takes {count} arguments, not {len(arguments)}")


def _unknown(work: Lowering, context: Context, name: str) -> Exception:
    spelled = name.replace("_", " ").upper()
    if spelled in REFUSED:
        return work.error(context, f"'{spelled}' is not supported: {REFUSED[spelled]}")
    if spelled in READ:
        return work.error(context, f"{spelled} stands alone after the sign of its equation")
    remedy = nearest(spelled, [n for n in known() if n != spelled])
    remedy = remedy or "; docs/language.md lists those that are known"
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


def _element_count(work: Lowering, context: Context, arguments: tuple[Any, ...]) -> Node:
    name = getattr(arguments[0], "reference", "") if len(arguments) == 1 else ""
    if canonical(name) not in work.ranges.elements:
        raise work.error(context, f"ELMCOUNT takes one subscript range, not '{name}'")
    return work.graph.const(len(work.ranges.elements[canonical(name)]))


def _time_value(work: Lowering, context: Context, arguments: tuple[Any, ...]) -> Node:
    """GET TIME VALUE(0 now or 1 the start, offset, 0 model time)."""
    since, offset, measure = arguments
    base, what = value_now(work, context, since), value_now(work, context, measure)
    if base not in {0, 1} or what != 0:
        raise work.error(
            context,
            "GET TIME VALUE gives the model's time alone: write it with 0 (now) or 1 (the start) "
            "first and 0 last; calendars and the computer's clock are not supported",
        )
    clock = work.clock(context.at_start() if base == 1 else context)
    return work.graph.call("add", clock.time, lower_tree(work, context, offset))


def _initial(work: Lowering, context: Context, tree: Any) -> Node:
    """INITIAL(x): x at the start, for good."""
    node = lower_tree(work, context.at_start(), tree.initial)
    return work.freeze(context, (id(tree),), node)


def _game(work: Lowering, context: Context, tree: Any) -> Node:
    """GAME(x): x, when nobody plays."""
    return lower_tree(work, context, tree.expression)


def _not_alone(work: Lowering, context: Context, tree: Any) -> Node:
    kind = spelled_out(type(tree).__name__)
    raise work.error(context, f"'{kind}' must stand alone on the right side of an equation")


EXPRESSIONS: dict[str, Rule] = {
    "Arithmetic": _arithmetic,
    "Logic": _logic,
    "Reference": _reference,
    "Call": _call,
    "MacroOutput": macro_output,
    "Initial": _initial,
    "Game": _game,
    "InlineLookups": with_lookup,
    "ElementPlace": place_in_dimension,
    "Points": data,
    "GetConstants": _not_alone,
    "GetData": _not_alone,
    "GetLookups": _not_alone,
}
"""What to do with each of PySD's structures without memory."""
