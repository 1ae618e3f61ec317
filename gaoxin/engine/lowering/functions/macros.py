"""Macros: each call is the macro's equations over again, with names of its own.

Where a call stands, its subscripts run in the macro too: a macro written for a number works for
each element of an array.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from gaoxin.engine.lowering.context import Context, Scope
from gaoxin.engine.lowering.labels import label
from gaoxin.engine.lowering.lower import Lowering, lower_tree
from gaoxin.engine.lowering.references import elements_of, refer
from gaoxin.engine.reading.equations import Macro
from gaoxin.engine.reading.variables import CONTROLS
from gaoxin.engine.values.data import Along
from gaoxin.engine.values.graph import Node
from gaoxin.errors import nearest
from gaoxin.names import canonical

MAX_CALLS = 10_000
"""Values inside macros; macros that call macros twice each would multiply without end."""


def call_macro(
    work: Lowering, context: Context, tree: Any, macro: Macro, result: str | None = None
) -> Node:
    """Return what a macro gives for the arguments of a call.

    Parameters
    ----------
    work : Lowering
    context : Context
        Where the call stands.
    tree : syntax tree
        The call.
    macro : Macro
    result : str, optional
        Which of its results, by canonical name; by default the one of its own name.

    Returns
    -------
    Node

    Raises
    ------
    ModelError
        It has no such result, it has more or fewer arguments than the macro takes, or the macro
        calls itself.
    """
    if len(tree.arguments) != len(macro.takes):
        raise work.error(
            context,
            f"macro '{macro.name}' takes {len(macro.takes)} arguments, not {len(tree.arguments)}",
        )
    if result is not None and result not in macro.equations:
        raise work.error(context, f"macro '{macro.name}' has no equation of its result '{result}'")
    outer = context.scope
    while outer is not None:
        if outer.macro.key == macro.key:
            raise work.error(context, f"macro '{macro.name}' calls itself")
        outer = outer.caller.scope
    given = tuple(zip(macro.takes, tree.arguments, strict=True))
    path = (*(context.scope.path if context.scope else ()), id(tree))
    scope = Scope(macro, given, context, path, label(context, (id(tree),)), macro.key)
    return local(work, replace(context, scope=scope), result or macro.key)


def macro_output(work: Lowering, context: Context, tree: Any) -> Node:
    """Return a further result of a call of a macro.

    Parameters
    ----------
    work : Lowering
    context : Context
        Where the call stands.
    tree : syntax tree
        The call, and the canonical name of the result.

    Returns
    -------
    Node

    Raises
    ------
    ModelError
        There is no such macro, or see :func:`call_macro`.
    """
    macro = work.macros.get(canonical(tree.call.function.reference))
    if macro is None:
        raise work.error(
            context, f"'{tree.call.function.reference}' is no macro of several results"
        )
    return call_macro(work, context, tree.call, macro, tree.output)


def inside(work: Lowering, context: Context, name: str, subscripts: tuple[str, ...]) -> Node | None:
    """Return the value of a name inside a macro, or None where it is one of the whole model.

    Parameters
    ----------
    work : Lowering
    context : Context
        Where the name stands.
    name : str
        As written.
    subscripts : tuple of str
        As written.

    Returns
    -------
    Node or None

    Raises
    ------
    ModelError
        Nothing has this name there, or it is given subscripts.
    """
    scope = context.scope
    if scope is None:
        return None
    key = canonical(name)
    if key in scope.macro.equations or key in dict(scope.given):
        if subscripts:
            raise work.error(context, f"'{name}' has no subscripts in macro '{scope.macro.name}'")
        return (
            local(work, context, key) if key in scope.macro.equations else given(work, context, key)
        )
    if key.endswith("$"):
        return refer(work, replace(context, scope=None), key[:-1], subscripts)
    if key != "time" and key not in CONTROLS:
        known = [*scope.macro.equations, *(k for k, _ in scope.given)]
        raise work.error(
            context,
            f"'{name}' is not of macro '{scope.macro.name}'{nearest(key, known)}; "
            f"write '{name}$' for a variable of the whole model",
        )
    return None


def local(work: Lowering, context: Context, key: str) -> Node:
    """Return the value of one of a macro's own variables.

    Parameters
    ----------
    work : Lowering
    context : Context
        Inside the macro.
    key : str
        Canonical.

    Returns
    -------
    Node

    Raises
    ------
    ModelError
        It is a lookup without an argument, or macros give more values than are followed.
    """
    scope = context.scope
    assert scope is not None  # noqa: S101  (only names inside a macro come here)
    equation = scope.macro.equations[key]
    if equation.kind == "lookup":
        raise work.error(context, f"lookup '{equation.name}' needs an argument")
    inner = replace(
        context,
        axes=scope.caller.axes,
        scope=replace(scope, local=key),
        reading=equation.reading,
    )
    return _once(work, context, inner, (*inner.owner, "local", key), equation.tree)


def given(work: Lowering, context: Context, key: str) -> Node:
    """Return the value of what a call gives to a macro.

    Parameters
    ----------
    work : Lowering
    context : Context
        Inside the macro.
    key : str
        Canonical name of what the macro takes.

    Returns
    -------
    Node

    Raises
    ------
    ModelError
        Macros give more values than are followed.
    """
    scope = context.scope
    assert scope is not None  # noqa: S101  (only names inside a macro come here)
    outer = replace(scope.caller, initial=context.initial, reading=context.reading)
    identity = (*context.owner, "given", key, context.reading)
    return _once(work, context, outer, identity, dict(scope.given)[key])


def _once(
    work: Lowering, context: Context, place: Context, identity: tuple[Any, ...], tree: Any
) -> Node:
    """Lower a tree where it belongs, once, and bring it to where it is used."""
    number = work.numbers.setdefault(identity, len(work.numbers))
    if number > MAX_CALLS:
        raise work.error(context, f"macros give more than {MAX_CALLS} values; write some out")
    task = ("macro", context.variable.key, number, context.initial)
    if task not in work.work:
        work.work[task] = lambda: work.graph.number(lower_tree(work, place, tree))
    node = work.demand(task)
    if len(place.axes) == len(context.axes) or not place.axes:
        return node
    whole = work.graph.expand(node, place.shape)
    picks = [Along(i, tuple(range(n))) for i, n in enumerate(place.shape)]
    return elements_of(work, whole, picks, context)
