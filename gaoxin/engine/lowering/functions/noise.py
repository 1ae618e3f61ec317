"""Random functions: each member's numbers are its own, whoever runs beside it.

A number belongs to the seed of the run, the place in the model's equations, the element, the step
and the member; it is the same in every block, on every core and after every restart. The seeds
that stand in the equations change nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from gaoxin.engine.lowering.context import Context
from gaoxin.engine.lowering.labels import label
from gaoxin.engine.lowering.lower import Lowering, lower_tree
from gaoxin.engine.values.data import Source
from gaoxin.engine.values.graph import Graph, Node, strip

Build = Callable[[Graph, Node, Sequence[Node]], Node]
"""What a random function makes of a uniform number, as every distribution below.

Parameters
----------
g : Graph
    Where its value is made.
u : Node
    A number between 0 and 1, one for each element and member.
x : sequence of Node
    Its operands, in the order in which the model writes them.

Returns
-------
Node
"""


@dataclass(frozen=True)
class RandomFunction:
    """A random function.

    Attributes
    ----------
    name : str
        In messages.
    operands : tuple of int
        How many it may have, its seed included.
    build : callable
        From a uniform number and the operands, the value.
    """

    name: str
    operands: tuple[int, ...]
    build: Build


def call_noise(work: Lowering, context: Context, tree: Any, noise: RandomFunction) -> Node:
    """Lower a call of a random function: a number of its own for each element of the equation.

    Parameters
    ----------
    work : Lowering
    context : Context
        Where the call stands.
    tree : syntax tree
        The call.
    noise : RandomFunction
        The function.

    Returns
    -------
    Node

    Raises
    ------
    ModelError
        It has more or fewer arguments than the function takes.
    """
    if len(tree.arguments) not in noise.operands:
        counts = " or ".join(map(str, noise.operands))
        raise work.error(
            context, f"{noise.name} takes {counts} arguments, not {len(tree.arguments)}"
        )
    operands = [work.graph.number(lower_tree(work, context, a)) for a in tree.arguments]
    name = label(context, (id(tree),))
    shape = strip(context.shape)
    drawn = work.graph.make("random", shape=shape, data=Source(name, context.initial))
    return noise.build(work.graph, drawn, operands)


def unit(g: Graph, u: Node, x: Sequence[Node]) -> Node:
    """RANDOM 0 1(): between 0 and 1."""
    return u


def uniform(g: Graph, u: Node, x: Sequence[Node]) -> Node:
    """RANDOM UNIFORM(least, greatest, seed)."""
    span = g.call("subtract", x[1], x[0])
    return g.call("add", x[0], g.call("multiply", span, u))


def normal(g: Graph, u: Node, x: Sequence[Node]) -> Node:
    """RANDOM NORMAL(least, greatest, mean, deviation, seed): drawn from between the limits."""
    return g.call("truncated_normal", u, *x[:4])


def exponential(g: Graph, u: Node, x: Sequence[Node]) -> Node:
    """RANDOM EXPONENTIAL(least, greatest, shift, stretch, seed): drawn from between the limits."""
    return g.call("truncated_exponential", u, *x[:4])


def drawn_by(kernel: str, given: int) -> Build:
    """Return a distribution that a kernel has, of so many operands before the seed."""

    def build(g: Graph, u: Node, x: Sequence[Node]) -> Node:
        return g.call(kernel, u, *x[:given])

    return build


def xmile_normal(g: Graph, u: Node, x: Sequence[Node]) -> Node:
    """XMILE's NORMAL(mean, deviation, seed, least, greatest)."""
    low = x[3] if len(x) == 5 else g.const(-np.inf)
    high = x[4] if len(x) == 5 else g.const(np.inf)
    return g.call("truncated_normal", u, low, high, x[0], x[1])


def xmile_exponential(g: Graph, u: Node, x: Sequence[Node]) -> Node:
    """XMILE's EXPRND(mean, seed)."""
    return g.call("truncated_exponential", u, g.const(0.0), g.const(np.inf), g.const(0.0), x[0])


def xmile_lognormal(g: Graph, u: Node, x: Sequence[Node]) -> Node:
    """XMILE's LOGNORMAL(mean, deviation, seed), both those of the result (XMILE 1.0, 3.5.2)."""
    ratio = g.call("square", g.call("divide", x[1], x[0]))
    variance = g.call("log", g.call("add", g.const(1.0), ratio))
    half = g.call("multiply", g.const(0.5), variance)
    mean = g.call("subtract", g.call("log", x[0]), half)
    low, high = g.const(-np.inf), g.const(np.inf)
    drawn = g.call("truncated_normal", u, low, high, mean, g.call("sqrt", variance))
    return g.call("exp", drawn)


def xmile_poisson(g: Graph, u: Node, x: Sequence[Node]) -> Node:
    """XMILE's POISSON(mean, seed)."""
    low, high, none, one = (g.const(v) for v in (0.0, np.inf, 0.0, 1.0))
    return g.call("poisson", u, low, high, x[0], none, one)


NOISES: dict[str, RandomFunction] = {
    "random_0_1": RandomFunction("RANDOM 0 1", (0,), unit),
    "random_uniform": RandomFunction("RANDOM UNIFORM", (3,), uniform),
    "random_normal": RandomFunction("RANDOM NORMAL", (5,), normal),
    "random_exponential": RandomFunction("RANDOM EXPONENTIAL", (5,), exponential),
    "random_beta": RandomFunction("RANDOM BETA", (7,), drawn_by("beta", 6)),
    "random_binomial": RandomFunction("RANDOM BINOMIAL", (7,), drawn_by("binomial", 6)),
    "random_gamma": RandomFunction("RANDOM GAMMA", (6,), drawn_by("gamma", 5)),
    "random_negative_binomial": RandomFunction(
        "RANDOM NEGATIVE BINOMIAL", (7,), drawn_by("negative_binomial", 6)
    ),
    "random_poisson": RandomFunction("RANDOM POISSON", (6,), drawn_by("poisson", 5)),
    "random_triangular": RandomFunction("RANDOM TRIANGULAR", (6,), drawn_by("triangular", 5)),
    "random_weibull": RandomFunction("RANDOM WEIBULL", (6,), drawn_by("weibull", 5)),
    "uniform": RandomFunction("UNIFORM", (2, 3), uniform),
    "random": RandomFunction("RANDOM", (2, 3), uniform),
    "normal": RandomFunction("NORMAL", (2, 3, 5), xmile_normal),
    "lognormal": RandomFunction("LOGNORMAL", (2, 3), xmile_lognormal),
    "poisson": RandomFunction("POISSON", (1, 2), xmile_poisson),
    "exprnd": RandomFunction("EXPRND", (1, 2), xmile_exponential),
}
"""Random functions by canonical name; the last six are XMILE's."""
