"""What a diagram shows of a model: sectors, inputs of each variable, and the flows of stocks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from gaoxin.desks.spoken import chinese_name
from gaoxin.engine.reading.catalogue import kind, units_and_limits
from gaoxin.engine.structure.mentions import mentions
from gaoxin.names import canonical

if TYPE_CHECKING:
    from gaoxin.engine.model import Model
    from gaoxin.engine.reading.variables import Variable
    from gaoxin.engine.structure.describe import ModelStructure

TIME = "time"
WHOLE = "Model"
"""The view of variables that stand in no group."""


@dataclass(frozen=True)
class Flow:
    """A term of a stock's rate that is a variable of its own.

    Attributes
    ----------
    key : str
        The flow's canonical name.
    source, sink : str
        Canonical names of stocks; blank for a cloud.
    """

    key: str
    source: str
    sink: str


@dataclass(frozen=True)
class Network:
    """A model as a diagram needs it; all keys are canonical names.

    Attributes
    ----------
    names, chinese : dict of str
        Spelling of each variable, and its Chinese name, blank where the comment gives none.
    kinds, groups : dict of str
    inputs : dict of (str to bool)
        What each variable uses, and whether for its start alone; ``time`` among them.
    flows : tuple of Flow
    sectors : dict of tuple of str
        Sector to its variables, both in order of the file.
    known : dict
        Signs that were asked for before.
    """

    names: dict[str, str]
    chinese: dict[str, str]
    kinds: dict[str, str]
    groups: dict[str, str]
    inputs: dict[str, dict[str, bool]]
    flows: tuple[Flow, ...]
    sectors: dict[str, tuple[str, ...]]
    structure: ModelStructure
    known: dict[tuple[str, str], int | None] = field(default_factory=dict, repr=False)

    def sign(self, source: str, target: str) -> int | None:
        """Return whether `target` grows with `source`: 1, -1, 0, or None where form tells not."""
        if source == TIME or self.inputs[target].get(source):
            return None
        if (source, target) not in self.known:
            self.known[source, target] = self.structure.signs.link(source, target)
        return self.known[source, target]


def network(model: Model) -> Network:
    """Return a model's network."""
    structure = model._structure
    variables = structure.contents.variables
    sectors: dict[str, list[str]] = {}
    for key, variable in variables.items():
        sectors.setdefault(_sector(variable), []).append(key)
    return Network(
        names={k: v.name for k, v in variables.items()} | {TIME: "Time"},
        chinese={k: chinese_name(units_and_limits(v)["comment"]) for k, v in variables.items()}
        | {TIME: "时间"},
        kinds={k: kind(v) for k, v in variables.items()} | {TIME: "time"},
        groups={k: _sector(v) for k, v in variables.items()} | {TIME: ""},
        inputs={k: structure.uses[k] | _clock(v, structure) for k, v in variables.items()},
        flows=tuple(_flows(variables)),
        sectors={name: tuple(keys) for name, keys in sectors.items()},
        structure=structure,
    )


def meaning(comment: str) -> str:
    """Return a comment without the Chinese name that it begins with."""
    return comment.removeprefix(chinese_name(comment)).strip()


def _sector(variable: Variable) -> str:
    return variable.equations[0].group or WHOLE


def _clock(variable: Variable, structure: ModelStructure) -> dict[str, bool]:
    """Return the time itself, where an equation names it."""
    macros = structure.contents.macros
    named = [s for e in variable.equations for k, s in mentions(e.tree, macros) if k == TIME]
    return {TIME: all(named)} if named else {}


def _flows(variables: dict[str, Variable]) -> Iterator[Flow]:
    """Yield the flows of all stocks; one that leaves a stock for another is one flow."""
    sides: dict[str, tuple[list[str], list[str]]] = {}
    for stock in (k for k, v in variables.items() if kind(v) == "stock"):
        for flow, sign in _rates(stock, variables):
            side = sides.setdefault(flow, ([], []))[sign > 0]
            if stock not in side:
                side.append(stock)
    for flow, (sources, sinks) in sides.items():
        for place in range(max(len(sources), len(sinks))):
            source, sink = (s[place] if place < len(s) else "" for s in (sources, sinks))
            yield Flow(flow, source, sink)


def _rates(stock: str, variables: dict[str, Variable]) -> Iterator[tuple[str, int]]:
    unit = units_and_limits(variables[stock])["units"]
    for equation in variables[stock].equations:
        for term, sign in terms(getattr(equation.tree, "flow", 0.0)):
            bare = _referred(term)
            if bare in variables and kind(variables[bare]) != "stock":
                yield bare, sign
                continue
            for key in _factors(term):
                if (
                    key in variables
                    and kind(variables[key]) == "auxiliary"
                    and _per_time(units_and_limits(variables[key])["units"], unit)
                ):
                    yield key, sign
                    break


def terms(tree: Any, sign: int = 1) -> Iterator[tuple[Any, int]]:
    """Yield the terms of a sum with their signs, brackets opened."""
    operators = list(getattr(tree, "operators", ()))
    if operators == ["negative"]:
        yield from terms(tree.arguments[0], -sign)
    elif operators and set(operators) <= {"+", "-"}:
        for operator, part in zip(["+", *operators], tree.arguments, strict=True):
            yield from terms(part, sign if operator == "+" else -sign)
    else:
        yield tree, sign


def _referred(tree: Any) -> str:
    """Return the variable that a term is, summed over elements or not."""
    if hasattr(tree, "reference"):
        return canonical(tree.reference)
    if hasattr(tree, "function") and canonical(tree.function.reference) == "sum":
        return _referred(tree.arguments[0])
    return ""


def _factors(tree: Any) -> Iterator[str]:
    """Yield the variables that a product has as factors, not those that it divides by."""
    operators = list(getattr(tree, "operators", ()))
    if operators and set(operators) <= {"*", "/"}:
        for operator, part in zip(["*", *operators], tree.arguments, strict=True):
            if operator == "*" and (key := _referred(part)):
                yield key


def _per_time(rate: str, amount: str) -> bool:
    """Whether a unit is that of an amount per time, as their texts tell."""
    return bool(amount) and rate.replace(" ", "").startswith(amount.replace(" ", "") + "/")
