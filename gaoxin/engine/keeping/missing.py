"""What a run has no number for: ``:NA:``, and elements without an equation.

``:NA:`` is a number while a run computes with it, as in Vensim, and NaN in what the run returns. An
element without an equation is NaN all through.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from gaoxin.engine.running.parameters import Parameters
from gaoxin.engine.running.plan import Plan
from gaoxin.engine.running.stores import Store
from gaoxin.engine.values.curves import NA
from gaoxin.engine.values.graph import Node, dependants
from gaoxin.engine.values.state import feedback

Blanks = dict[str, npt.NDArray[np.bool_]]


def unknown(plan: Plan, parameters: Parameters) -> frozenset[str]:
    """Return the outputs that may be ``:NA:``.

    Parameters
    ----------
    plan : Plan
    parameters : Parameters
        Of the run; a constant may be ``:NA:`` too.

    Returns
    -------
    frozenset of str
        Canonical names.
    """
    held = parameters.values
    given = {name for name in plan.parameters & held.keys() if (held[name] == NA).any()}
    sources = [node.number for node in plan.giving_na]
    if given:
        sources += [n.number for n in plan.order if n.op == "param" and n.data.name in given]
    if not sources:
        return frozenset()
    found = dependants(plan.order, sources, feedback(plan.states))
    return frozenset(key for key, node in plan.outputs.items() if node.number in found)


def as_nan(filled: Mapping[str, Store], keys: frozenset[str]) -> None:
    """Write NaN where some outputs are ``:NA:``."""
    for key in keys & filled.keys():
        values = filled[key].values
        values[values == NA] = np.nan


def blanks(plan: Plan, parameters: Parameters) -> Blanks:
    """Return, for each output that may be NaN, in which of its elements.

    A value computed from an element without an equation may be NaN everywhere.

    Parameters
    ----------
    plan : Plan
    parameters : Parameters
        Of the run; a constant may lack elements too.

    Returns
    -------
    dict of canonical name to array of bool, shape (*subscripts,)
    """
    lacking = _lacking(parameters)
    missing = missing_nodes(plan, parameters)
    found: Blanks = {}
    for key, node in plan.outputs.items():
        if node.number not in missing:
            continue
        if node.op == "param":
            found[key] = lacking[node.data.name]
            continue
        whole = node.op != "assemble" or any(a.number in missing for a in node.args)
        found[key] = np.ones(node.shape, dtype=bool) if whole else ~_covered(node)
    return found


def missing_nodes(plan: Plan, parameters: Parameters) -> set[int]:
    """Return the values, by number of the node, that rest on elements without an equation."""
    lacking = _lacking(parameters)
    sources = [
        n.number
        for n in plan.order
        if (n.op == "assemble" and not _covered(n).all())
        or (n.op == "param" and n.data.name in lacking)
    ]
    return dependants(plan.order, sources, feedback(plan.states)) if sources else set()


def _lacking(parameters: Parameters) -> Blanks:
    """Return the constants that lack elements, and which: those that are NaN."""
    found = {}
    for name, values in parameters.values.items():
        if values.ndim > 2 and values.shape[-2:] == (1, 1) and np.isnan(values).any():
            found[name] = np.isnan(values[..., 0, 0])
    return found


def _covered(node: Node) -> npt.NDArray[np.bool_]:
    """Return which elements of a variable have an equation."""
    covered = np.zeros(node.shape, dtype=bool)
    for part in node.data:
        covered[np.ix_(*part.positions)] = True
    return covered
