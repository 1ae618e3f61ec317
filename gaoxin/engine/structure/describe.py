"""A variable, or a whole model, explained: plain data, for a terminal, a page or a machine."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from gaoxin.engine.reading.catalogue import kind, units_and_limits
from gaoxin.engine.reading.unparse import written
from gaoxin.engine.reading.variables import CONTROLS, Variable
from gaoxin.engine.structure.cycles import Found, around, components, loops_of, loops_through
from gaoxin.engine.structure.mentions import uses
from gaoxin.engine.structure.signs import Sign, Signs, times
from gaoxin.errors import ModelError

if TYPE_CHECKING:
    from gaoxin.engine.contents import Contents

Polarity = Literal["+", "-", "0", "?"]
LoopKind = Literal["R", "B", "?"]

SHORTEST = 5
"""Loops that are listed."""


@dataclass(frozen=True)
class EquationText:
    """One equation of a variable.

    Attributes
    ----------
    text : str
        As it stands in the file, on one line; of an XMILE file, in Vensim's spelling.
    """

    text: str
    line: int


@dataclass(frozen=True)
class Link:
    """A variable that is used, or that uses.

    Attributes
    ----------
    polarity : {"+", "-", "0", "?"}
        Whether what uses grows with what is used; "?" where the equation's form does not tell.
    at_start : bool
        Whether it counts at the start of a run alone.
    """

    name: str
    kind: str
    unit: str
    polarity: Polarity
    at_start: bool


@dataclass(frozen=True)
class Loop:
    """A feedback loop.

    Attributes
    ----------
    variables : tuple of str
        In the order of influence; the last acts on the first.
    polarity : {"R", "B", "?"}
        Reinforcing, balancing, or not to be told from the form of its equations.
    """

    variables: tuple[str, ...]
    polarity: LoopKind


@dataclass(frozen=True)
class Loops:
    """Loops, counted.

    Attributes
    ----------
    count : int
    complete : bool
        Whether that is all of them; else there are more.
    shortest : tuple of Loop
        At most :data:`SHORTEST`.
    """

    count: int
    complete: bool
    shortest: tuple[Loop, ...]


@dataclass(frozen=True)
class Description:
    """A variable explained.

    Attributes
    ----------
    subscripts : tuple of (str, tuple of str)
        Each range, and the elements the variable is defined for.
    low, high : float or None
        The limits that its equation states.
    """

    path: Path
    name: str
    kind: str
    unit: str
    comment: str
    group: str
    low: float | None
    high: float | None
    subscripts: tuple[tuple[str, tuple[str, ...]], ...]
    equations: tuple[EquationText, ...]
    uses: tuple[Link, ...]
    used_by: tuple[Link, ...]
    loops: Loops


@dataclass(frozen=True)
class ModelSummary:
    """A model explained.

    Attributes
    ----------
    kinds, groups : tuple of (str, int)
        Variables by kind, and by the sector of the file they stand in.
    time : tuple of (str, float or None, str)
        Time controls: name, value (None where it is not one number) and unit.
    subscripts : tuple of (str, tuple of str)
    files : tuple of str
        Files of the model's folder that it gets numbers from.
    coupled : int
        Variables of the largest set in which each acts on all others.
    notes : tuple of str
        What of the file was read and set aside.
    """

    path: Path
    variables: int
    equations: int
    kinds: tuple[tuple[str, int], ...]
    groups: tuple[tuple[str, int], ...]
    time: tuple[tuple[str, float | None, str], ...]
    subscripts: tuple[tuple[str, tuple[str, ...]], ...]
    macros: tuple[str, ...]
    files: tuple[str, ...]
    loops: Loops
    coupled: int
    notes: tuple[str, ...] = ()


class ModelStructure:
    """What uses what in one model; made once, asked often."""

    def __init__(self, contents: Contents) -> None:
        self.contents = contents
        variables = contents.variables
        self.uses = {k: uses(v, variables, contents.macros) for k, v in variables.items()}
        self.used_by: dict[str, list[str]] = {key: [] for key in variables}
        self.graph: dict[str, list[str]] = {key: [] for key in variables}
        for key, named in self.uses.items():
            for other, start in named.items():
                self.used_by[other].append(key)
                if not start:
                    self.graph[other].append(key)
        self.signs = Signs(variables, contents.macros)

    def describe(self, name: str) -> Description:
        """Return a variable explained.

        Raises
        ------
        ModelError
            The model has no such variable; the nearest name is given.
        """
        contents = self.contents
        variable = contents.variables[contents.key(name)]
        about, spelled = units_and_limits(variable), contents.ranges.spelling
        key = variable.key
        return Description(
            path=contents.path,
            name=variable.name,
            kind=kind(variable),
            unit=about["units"],
            comment=about["comment"],
            group=variable.equations[0].group,
            low=about.get("low"),
            high=about.get("high"),
            subscripts=tuple(
                (spelled[d.key], tuple(spelled[e] for e in d.elements)) for d in variable.dims
            ),
            equations=tuple(self.equations(variable)),
            uses=tuple(self._link(k, k, key) for k in self.uses[key]),
            used_by=tuple(self._link(k, key, k) for k in self.used_by[key]),
            loops=self._loops(loops_through(self.graph, key)),
        )

    def summary(self) -> ModelSummary:
        """Return the model explained."""
        contents = self.contents
        variables = list(contents.variables.values())
        groups = Counter(v.equations[0].group for v in variables)
        groups.pop("", None)
        spelled = contents.ranges.spelling
        return ModelSummary(
            path=contents.path,
            variables=len(variables),
            equations=sum(len(v.equations) for v in variables),
            kinds=tuple(Counter(map(kind, variables)).most_common()),
            groups=tuple(groups.items()),
            time=tuple(self._time()),
            subscripts=tuple(
                (spelled[k], tuple(spelled[e] for e in elements))
                for k, elements in contents.ranges.elements.items()
            ),
            macros=tuple(macro.name for macro in contents.macros.values()),
            files=tuple(sorted(contents.files)),
            loops=self._loops(loops_of(self.graph)),
            coupled=max((len(part) for part in components(self.graph)), default=0),
            notes=contents.notes,
        )

    def around(self, stations: Sequence[str]) -> tuple[str, ...]:
        """Return the variables of the loop through some, by the shortest way from each to the next.

        Raises
        ------
        ModelError
            A name is unknown, or no way leads from one to the next.
        """
        variables = self.contents.variables
        keys = [self.contents.key(name) for name in stations]
        try:
            return tuple(variables[key].name for key in around(self.graph, keys))
        except LookupError as error:
            one, other = (variables[key] for key in error.args)
            raise ModelError(
                f"no way leads from '{one.name}' to '{other.name}' that passes no variable twice; "
                "name the loop's variables in the order of influence",
                path=self.contents.path,
                line=other.line,
            ) from None

    def polarity(self, names: Sequence[str]) -> LoopKind:
        """Return the polarity of a loop that is given by name.

        Raises
        ------
        ModelError
            A name is unknown, or a variable does not use the one before it.
        """
        keys = tuple(self.contents.key(name) for name in names)
        for source, target in zip(keys, (*keys[1:], keys[0]), strict=True):
            if target not in self.graph[source]:
                one, other = (self.contents.variables[k] for k in (source, target))
                raise ModelError(
                    f"'{other.name}' does not use '{one.name}'; write a loop's variables in the "
                    "order of influence",
                    path=self.contents.path,
                    line=other.line,
                )
        return self._loop(keys).polarity

    def equations(self, variable: Variable) -> list[EquationText]:
        """Return a variable's equations as they stand in the file, or in Vensim's spelling."""
        names = {k: v.name for k, v in self.contents.variables.items()}
        names = {**self.contents.ranges.spelling, **names}
        found = []
        for equation in variable.equations:
            text = equation.text
            if not text:
                inside = ", ".join(names.get(s, s) for s in equation.subscripts)
                left = f"{variable.name}[{inside}]" if inside else variable.name
                text = f"{left} = {written(equation.tree, names)}"
            found.append(EquationText(text, equation.line))
        return found

    def _link(self, shown: str, source: str, target: str) -> Link:
        variable = self.contents.variables[shown]
        start = self.uses[target][source]
        polarity = "?" if start else _mark(self.signs.link(source, target))
        unit = units_and_limits(variable)["units"]
        return Link(variable.name, kind(variable), unit, polarity, start)

    def _loops(self, found: Found) -> Loops:
        shortest = tuple(self._loop(path) for path in found.paths[:SHORTEST])
        return Loops(len(found.paths), found.complete, shortest)

    def _loop(self, path: tuple[str, ...]) -> Loop:
        pairs = zip(path, (*path[1:], path[0]), strict=True)
        sign: Sign = 1
        for source, target in pairs:
            sign = times(sign, self.signs.link(source, target))
        names = tuple(self.contents.variables[key].name for key in path)
        return Loop(names, "R" if sign == 1 else "B" if sign == -1 else "?")

    def _time(self) -> list[tuple[str, float | None, str]]:
        variables = self.contents.variables
        try:
            values: dict[str, float] = self.contents.controls({})
        except ModelError:  # one changes during the run, or is missing
            values = {}
        return [
            (variables[k].name, values.get(k), str(units_and_limits(variables[k])["units"]))
            for k in CONTROLS
            if k in variables
        ]


def _mark(sign: Sign) -> Polarity:
    if sign is None:
        return "?"
    return "+" if sign > 0 else "-" if sign < 0 else "0"
