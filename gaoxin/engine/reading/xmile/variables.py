"""The variables of a file as equations: each part of each, in order of the file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

import numpy as np

from gaoxin.engine.reading.equations import Equation
from gaoxin.engine.reading.trees import (
    InlineLookups,
    Integ,
    LineColumn,
    Reference,
    placed,
)
from gaoxin.engine.reading.unreadable import Unreadable
from gaoxin.engine.reading.variables import CONTROLS
from gaoxin.engine.reading.xmile.arrays import ArrayPlace, Arrays
from gaoxin.engine.reading.xmile.conveyors import FlowRules
from gaoxin.engine.reading.xmile.document import Tag
from gaoxin.engine.reading.xmile.entities import ArrayPart, Entity, Faults, Formula
from gaoxin.engine.reading.xmile.flows import may_not_be_negative
from gaoxin.engine.reading.xmile.functions import call
from gaoxin.engine.reading.xmile.look import Look
from gaoxin.engine.reading.xmile.modules import Module
from gaoxin.engine.reading.xmile.names import GRAPH, NameTable, is_lookup
from gaoxin.engine.reading.xmile.rates import driven, flow, flow_rules, queued, rate
from gaoxin.engine.reading.xmile.tables import points_of
from gaoxin.errors import nearest
from gaoxin.names import canonical

FlowMaker = Callable[[Look, Module, Entity, FlowRules], tuple[Any, str]]
"""Gives a flow that has no equation of its own, and its words."""


@dataclass
class VariableReader:
    """Makes equations of a file's variables; faults are noted, and reading goes on.

    Attributes
    ----------
    root : Tag
        ``<xmile>``.
    """

    root: Tag
    names: NameTable
    faults: Faults

    @property
    def arrays(self) -> Arrays:
        """The dimensions of the file."""
        return self.names.arrays

    def module(self, module: Module) -> Iterator[Equation]:
        """Yield the equations of a module's variables, in order of the file."""
        limits = flow_rules(module, self.root, self.faults)
        for entity in module.entities.values():
            if entity.key in CONTROLS and not module.key:
                continue  # <sim_specs> says it
            if self._known_dimensions(entity):
                yield from _merged(list(self.entity(module, entity, limits)), entity, self.arrays)

    def _known_dimensions(self, entity: Entity) -> bool:
        unknown = [dim for dim in entity.dims if dim not in self.arrays.dimensions]
        for dim in unknown:
            self.faults.add(
                f"'{entity.name}' is over dimension '{dim}', which is not defined"
                f"{nearest(dim, self.arrays.dimensions)}",
                entity.at,
            )
        return not unknown

    def entity(self, module: Module, entity: Entity, limits: FlowRules) -> Iterator[Equation]:
        """Yield the equations of a variable.

        Parameters
        ----------
        module : Module
            Where it stands.
        entity : Entity
        limits : FlowRules
            Of the module.

        Yields
        ------
        Equation
        """
        for odd in entity.tag.all("oven", "isee:oven"):
            self.faults.add(
                f"'{entity.name}' is a {odd.name.rpartition(':')[2]}; it is not supported", odd.at
            )
            return
        for rules, make in ((limits.driven, driven), (limits.queues, queued)):
            if entity.key in rules:
                yield from self._driven(module, entity, limits, make)
                return
        fed = module.fed.get(entity.key)
        if fed is not None:
            yield from self._input(module, entity, *fed)
            return
        for part in entity.parts:
            for elements, formula in self._spread(entity, part):
                places = self.arrays.places(entity.dims, elements)
                try:
                    yield from self._part(module, entity, part, places, formula, limits)
                except Unreadable as fault:
                    at = fault.at or (formula.at if formula else part.at)
                    self.faults.add(f"{fault.message} (in '{entity.name}')", at)

    def _driven(
        self, module: Module, entity: Entity, rules: FlowRules, make: FlowMaker
    ) -> Iterator[Equation]:
        """Yield the equation of a flow that a conveyor drives, or that leaves a queue."""
        places = self.arrays.places(entity.dims)
        look = self.names.look(module, entity, places)
        try:
            tree, words = make(look, module, entity, rules)
        except Unreadable as fault:
            self.faults.add(f"{fault.message} (in '{entity.name}')", fault.at or entity.at)
            return
        yield self._made(module, entity, places, tree, entity.at, "equation", words)

    def _input(
        self, module: Module, entity: Entity, home: Module, source: str, at: LineColumn
    ) -> Iterator[Equation]:
        """Yield the equation of a module's input: it is what it is connected to."""
        places = self.arrays.places(entity.dims)
        look = self.names.look(home, None, places)
        look.at = at
        try:
            tree = look.go(placed(Reference(source), at))
        except Unreadable as fault:
            name = module.full_name(entity.name)
            self.faults.add(f"{fault.message} (connected to '{name}')", at)
            return
        yield self._made(module, entity, places, tree, at, "equation", source)

    def _spread(
        self, entity: Entity, part: ArrayPart
    ) -> Iterator[tuple[tuple[str, ...], Formula | None]]:
        """Yield the elements of each equation of a part: none where it runs over all of them."""
        if any(formula.broken for formula in (*part.equations, part.start) if formula):
            return
        if part.elements:
            own = self._own_elements(entity, part)
            if own is None:
                return
            if len(part.equations) > 1:
                self.faults.add(f"'{entity.name}' has two equations for one element", part.at)
            yield own, part.equations[0] if part.equations else None
            return
        listed = _listed(part)
        if listed is None:
            yield (), part.equations[0] if part.equations else None
            return
        cells = list(product(*(self.arrays.dimensions[dim].elements for dim in entity.dims)))
        if not entity.dims or len(cells) != len(listed):
            many = f"{len(cells)} elements" if entity.dims else "no dimension"
            why = f"has {len(listed)} values and {many}"
            if entity.tag.first("conveyor") is not None:
                why = "is a conveyor that begins with batches; it is not supported"
            self.faults.add(f"'{entity.name}' {why}", part.at)
            return
        yield from zip(cells, listed, strict=True)

    def _own_elements(self, entity: Entity, part: ArrayPart) -> tuple[str, ...] | None:
        if len(part.elements) != len(entity.dims):
            self.faults.add(
                f"'{entity.name}' has {len(entity.dims)} dimensions, and an <element> with "
                f"{len(part.elements)} subscripts",
                part.at,
            )
            return None
        found = []
        for dim, written in zip(entity.dims, part.elements, strict=True):
            element = self.arrays.element(dim, written)
            if element is None and self.arrays.is_part(dim, written):
                element = written
            if element is None:
                dimension = self.arrays.dimensions[dim]
                self.faults.add(
                    f"'{written}' in '{entity.name}' is no element of dimension "
                    f"'{dimension.name}'{nearest(written, dimension.shown)}",
                    part.at,
                )
                return None
            found.append(element)
        return tuple(found)

    def _part(
        self,
        module: Module,
        entity: Entity,
        part: ArrayPart,
        places: tuple[ArrayPlace, ...],
        formula: Formula | None,
        limits: FlowRules,
    ) -> Iterator[Equation]:
        """Yield the equation of some elements of a variable."""
        look = self.names.look(module, entity, places)
        if formula is None:
            if part.table is None or entity.kind == "stock":
                what = "initial value" if entity.kind == "stock" else "equation"
                raise Unreadable(f"'{entity.name}' has no {what}", part.at)
            tree = points_of(part.table)
            yield self._made(module, entity, places, tree, part.at, "lookup", "")
            return
        look.at = formula.at
        tree = look.go(formula.tree)
        text = formula.text
        if entity.kind == "stock":
            change, words = rate(look, module, entity, part)
            floor = may_not_be_negative(entity, module, self.root)
            tree = Integ(change, tree, floor)
            text = f"INTEG({words}, {text})" + " {non-negative}" * floor
        else:
            if part.table is not None:
                tree = InlineLookups(tree, points_of(part.table))
            if entity.kind == "flow":
                tree, text = flow(look, module, entity, tree, text, limits, self.root)
            if part.start is not None:
                start = look.go(part.start.tree)
                tree, text = call("active initial", tree, start), f"{text}, {part.start.text}"
        made = self._made(module, entity, places, tree, formula.at, "equation", text)
        stand_in = self.faults.by_vensim and _stands_for_data(formula, part)
        yield replace(made, missing="interpolate") if stand_in else made

    def _made(
        self,
        module: Module,
        entity: Entity,
        places: Sequence[ArrayPlace],
        tree: Any,
        at: LineColumn,
        kind: str,
        text: str,
    ) -> Equation:
        """Return the equation of some elements of a variable."""
        name = module.full_name(entity.name)
        subscripts = tuple(place.element or canonical(place.name) for place in places)
        low, high = self._limits(entity)
        return replace(
            equation_of(name, subscripts, tree, at, f"{name} = {text}"),
            kind=kind,
            unit=entity.tag.words("units"),
            comment=entity.tag.words("doc"),
            low=low,
            high=high,
            group=entity.group or module.name,
        )

    def _limits(self, entity: Entity) -> tuple[float | None, float | None]:
        scale = entity.tag.first("range" if entity.kind != "gf" else "yscale")
        if scale is None:
            return None, None
        found: list[float | None] = []
        for end in ("min", "max"):
            text = scale.get(end)
            try:
                found.append(float(text) if text else None)
            except ValueError:
                self.faults.add(f"'{text[:40]}' in <{scale.name}> is no number", scale.at)
                found.append(None)
        return found[0], found[1]

    def graphs(self, whole: Module) -> Iterator[Equation]:
        """Yield the lookups of variables that have an equation too and are called by name."""
        for module in whole.walk():
            for entity in module.entities.values():
                key = module.full_key(entity.key)
                if key not in self.names.called or is_lookup(entity):
                    continue
                for part in entity.parts:
                    if part.table is None:
                        continue
                    own = self._own_elements(entity, part) if part.elements else ()
                    if own is None:
                        continue
                    try:
                        points = points_of(part.table)
                    except Unreadable:
                        continue  # told where the variable itself is read
                    places = self.arrays.places(entity.dims, own)
                    made = self._made(module, entity, places, points, part.at, "lookup", "")
                    name = GRAPH.format(module.full_name(entity.name))
                    yield replace(made, name=name, key=canonical(name))


def _listed(part: ArrayPart) -> list[Formula] | None:
    """Return the equations of a part that go through the elements, or None where it has one."""
    if len(part.equations) > 1:
        return list(part.equations)
    if part.equations and isinstance(part.equations[0].tree, list):
        whole = part.equations[0]
        return [replace(whole, tree=tree) for tree in whole.tree]
    return None


def _stands_for_data(formula: Formula, part: ArrayPart) -> bool:
    """Whether this is what Vensim's converter writes for a data variable: TIME through (1, 1)."""
    if part.table is None:
        return False
    places, values = part.table.words("xpts"), part.table.words("ypts")
    time = isinstance(formula.tree, Reference) and canonical(formula.tree.reference)
    return time == "time" and (places, values) == ("0,1", "1,1")


def _merged(equations: list[Equation], entity: Entity, arrays: Arrays) -> list[Equation]:
    """Write numbers of all elements as one array; other equations stay as they are."""
    if len(equations) < 2 or not all(type(e.tree) is float for e in equations):
        return equations
    dims = [arrays.dimensions[dim] for dim in entity.dims]
    cells = list(product(*(dim.elements for dim in dims)))
    values = {e.subscripts: e.tree for e in equations}
    if len(values) != len(equations) or set(values) != set(cells):
        return equations
    array = np.array([values[cell] for cell in cells]).reshape([len(d.elements) for d in dims])
    places = arrays.places(entity.dims)
    names = tuple(canonical(place.name) for place in places)
    text = equations[0].text.partition(" = ")[0] + " = " + ",".join(map(str, values.values()))
    return [replace(equations[0], subscripts=names, tree=array, text=text)]


def equation_of(
    name: str, subscripts: tuple[str, ...], tree: Any, at: LineColumn, text: str
) -> Equation:
    """Return an equation without unit, limits and comment.

    Parameters
    ----------
    name : str
    subscripts : tuple of str
        Canonical.
    tree : syntax tree
    at : tuple of (line, column)
    text : str
        As it stands in the file.

    Returns
    -------
    Equation
    """
    return Equation(
        name=name,
        key=canonical(name),
        subscripts=subscripts,
        excepts=(),
        tree=tree,
        kind="equation",
        unit="",
        low=None,
        high=None,
        comment="",
        group="",
        line=at[0],
        text=text,
        column=at[1],
    )
