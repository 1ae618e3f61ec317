"""A whole XMILE file: its variables as equations, its dimensions as ranges, its faults together."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np

from gaoxin.engine.reading.equations import Equation, Macro, Translated
from gaoxin.engine.reading.trees import (
    InlineLookupsStructure,
    IntegStructure,
    LineColumn,
    ReferenceStructure,
    marked,
    placed,
)
from gaoxin.engine.reading.unreadable import Unreadable, refusal
from gaoxin.engine.reading.variables import CONTROLS
from gaoxin.engine.reading.xmile.arrays import Arrays, Place
from gaoxin.engine.reading.xmile.controls import find_specs, read_controls, read_method
from gaoxin.engine.reading.xmile.document import Tag, read_document
from gaoxin.engine.reading.xmile.elaborate import looked_up
from gaoxin.engine.reading.xmile.entities import (
    ArrayPart,
    Entity,
    Faults,
    Formula,
    read_dimensions,
)
from gaoxin.engine.reading.xmile.flows import drains, limited, may_not_be_negative, net_flow
from gaoxin.engine.reading.xmile.functions import call, operation
from gaoxin.engine.reading.xmile.grammar import parse
from gaoxin.engine.reading.xmile.look import FREE, Look, Meaning
from gaoxin.engine.reading.xmile.macros import PARAMETER, MacroHead, read_macro_heads
from gaoxin.engine.reading.xmile.modules import Module, read_modules
from gaoxin.engine.reading.xmile.tables import points_of
from gaoxin.errors import GaoxinWarning, ModelError, nearest
from gaoxin.names import canonical, display

GRAPH = "{} (graphical function)"
"""Name of the lookup of a variable that has an equation too and whose table is called."""

OF_VENSIM = {"int": "integer", "mod": "modulo"}
"""Vensim's functions that it writes under names that mean others in XMILE."""


def translate_xmile(path: Path, content: bytes) -> Translated:
    """Translate an XMILE file.

    Parameters
    ----------
    path : Path
        Of the file, for messages.
    content : bytes

    Returns
    -------
    Translated

    Raises
    ------
    ModelError
        With line and column of what cannot be read, all such faults together.
    """
    root = read_document(path, content)
    if root.first("model") is None:
        raise ModelError("no <model> found", path=path, line=root.at[0])
    header = root.first("header")
    faults = Faults(header is not None and "ventana" in header.words("vendor").lower())
    found = _Reader(root, faults).read()
    if faults.found:
        raise refusal(path, faults.found)
    if faults.lost:
        warnings.warn(f"{path.name}: {'; '.join(faults.lost[:5])}", GaoxinWarning, stacklevel=2)
    return found


class _Reader:
    def __init__(self, root: Tag, faults: Faults) -> None:
        self.root, self.faults = root, faults
        self.arrays = Arrays(read_dimensions(root.all("dimensions"), faults))
        self.whole = read_modules(root, faults)
        self.heads = read_macro_heads(root, faults)
        self.macros = {head.key: head.takes for head in self.heads}
        self.called: set[str] = set()
        self.meanings: dict[int, Meaning] = {}
        self.notes: list[str] = []

    def read(self) -> Translated:
        equations: list[Equation] = []
        for module in self.whole.walk():
            equations += self.module(module)
        macros = {head.key: self.macro(head) for head in self.heads}
        if not equations and not self.faults.found:
            self.faults.add("no variable found in <model><variables>", self.whole.model.at)
        controls, method = self.controls()
        return Translated(
            [*equations, *self.graphs(), *controls],
            list(self.arrays.range_texts()),
            macros,
            tuple(self.equivalences()),
            method=method,
            notes=(*self.notes, *self.faults.lost),
        )

    def controls(self) -> tuple[list[Equation], str]:
        specs = find_specs(self.root, self.whole.model)
        if specs is None:
            self.faults.add("<sim_specs> is missing; write <start>, <stop> and <dt>", self.root.at)
            return [], "euler"
        for module in list(self.whole.walk())[1:]:
            own = module.model.first("sim_specs")
            if own is not None:
                self.faults.add(
                    f"model '{module.name}' has <sim_specs> of its own; one time step for the "
                    "whole file is read",
                    own.at,
                )
        method, note = read_method(specs, self.faults)
        if method == "rk4" and _exported(self.root):
            method = "euler"
            note = (
                f"method '{specs.get('method')}' says nothing, Vensim writes it into every file "
                f"that it exports: the run is by Euler's (line {specs.at[0]})"
            )
        self.notes += [note] * bool(note)

        def make(name: str, tree: Any, tag: Tag, unit: str, text: str) -> Equation | None:
            try:
                tree = self.look(self.whole, None, ()).go(tree)
            except Unreadable as fault:
                self.faults.add(f"{fault.message} (in <{tag.name}>)", fault.at or tag.at)
                return None
            made = _equation(name, (), tree, tag.at, f"{name} = {text}")
            return replace(made, unit=unit)

        return read_controls(specs, self.faults, make), method

    def equivalences(self) -> Iterator[tuple[str, ...]]:
        """Yield a unit of <model_units> with its aliases and what it stands for."""
        for group in self.root.all("model_units"):
            for unit in group.all("unit"):
                names = [unit.get("name")]
                names += [display(child.text) for child in unit.all("alias", "eqn")]
                yield tuple(name for name in names if name)

    # -- names ---------------------------------------------------------------------------------

    def meaning(self, module: Module, written: str) -> Meaning | None:
        """Return the variable that a name means in a module."""
        target = module.find(written)
        if target is None:
            return None
        home, key = target
        return self.meaning_of(home, home.entities[key])

    def meaning_of(self, module: Module, entity: Entity) -> Meaning:
        if id(entity) not in self.meanings:
            self.meanings[id(entity)] = self.meant(module, entity)
        return self.meanings[id(entity)]

    def meant(self, module: Module, entity: Entity) -> Meaning:
        name, key = module.full_name(entity.name), module.full_key(entity.key)
        dims = tuple(dim for dim in entity.dims if dim in self.arrays.dimensions)
        table = next((part.table for part in entity.parts if part.table is not None), None)
        if table is None:
            return Meaning(name, key, dims)
        try:
            begins = points_of(table).x[0]
        except Unreadable:
            begins = 0.0  # told where the variable itself is read
        shown = name if _is_lookup(entity) else GRAPH.format(name)
        return Meaning(name, key, dims, shown, begins)

    def look(self, module: Module, entity: Entity | None, places: tuple[Place, ...]) -> Look:
        """Return what looks up the names of an equation of a variable, or of the file."""
        return Look(
            looked_up,
            self.arrays,
            places,
            None if entity is None else self.meaning_of(module, entity),
            lambda written: self.meaning(module, written),
            lambda: [one.name for one in module.entities.values()],
            self.macros,
            at=None if entity is None else entity.at,
            graphs=self.called,
            renamed=OF_VENSIM if self.faults.by_vensim else {},
        )

    # -- variables -----------------------------------------------------------------------------

    def module(self, module: Module) -> Iterator[Equation]:
        """Yield the equations of a module's variables, in order of the file."""
        limits = drains(module, self.root)
        for entity in module.entities.values():
            if entity.key in CONTROLS and not module.key:
                continue  # <sim_specs> says it
            if self.known_dimensions(entity):
                yield from _merged(list(self.entity(module, entity, limits)), entity, self.arrays)

    def known_dimensions(self, entity: Entity) -> bool:
        unknown = [dim for dim in entity.dims if dim not in self.arrays.dimensions]
        for dim in unknown:
            self.faults.add(
                f"'{entity.name}' is over dimension '{dim}', which is not defined"
                f"{nearest(dim, self.arrays.dimensions)}",
                entity.at,
            )
        return not unknown

    def entity(self, module: Module, entity: Entity, limits: Any) -> Iterator[Equation]:
        """Yield the equations of a variable."""
        for odd in entity.tag.all("conveyor", "queue", "oven", "isee:oven"):
            self.faults.add(
                f"'{entity.name}' is a {odd.name.rpartition(':')[2]}; it is not supported", odd.at
            )
            return
        fed = module.fed.get(entity.key)
        if fed is not None:
            yield from self.input(module, entity, *fed)
            return
        for part in entity.parts:
            for elements, formula in self.spread(entity, part):
                places = self.arrays.places(entity.dims, elements)
                try:
                    yield from self.part(module, entity, part, places, formula, limits)
                except Unreadable as fault:
                    at = fault.at or (formula.at if formula else part.at)
                    self.faults.add(f"{fault.message} (in '{entity.name}')", at)

    def input(
        self, module: Module, entity: Entity, home: Module, source: str, at: LineColumn
    ) -> Iterator[Equation]:
        """Yield the equation of a module's input: it is what it is connected to."""
        places = self.arrays.places(entity.dims)
        look = self.look(home, None, places)
        look.at = at
        try:
            tree = look.go(placed(ReferenceStructure(source), at))
        except Unreadable as fault:
            name = module.full_name(entity.name)
            self.faults.add(f"{fault.message} (connected to '{name}')", at)
            return
        yield self.made(module, entity, places, tree, at, "equation", source)

    def spread(
        self, entity: Entity, part: ArrayPart
    ) -> Iterator[tuple[tuple[str, ...], Formula | None]]:
        """Yield the elements of each equation of a part: none where it runs over all of them."""
        if any(formula.broken for formula in (*part.equations, part.start) if formula):
            return
        if part.elements:
            own = self.own_elements(entity, part)
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
            self.faults.add(f"'{entity.name}' has {len(listed)} values and {many}", part.at)
            return
        yield from zip(cells, listed, strict=True)

    def own_elements(self, entity: Entity, part: ArrayPart) -> tuple[str, ...] | None:
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

    def part(
        self,
        module: Module,
        entity: Entity,
        part: ArrayPart,
        places: tuple[Place, ...],
        formula: Formula | None,
        limits: Any,
    ) -> Iterator[Equation]:
        """Yield the equation of some elements of a variable."""
        look = self.look(module, entity, places)
        if formula is None:
            if part.table is None or entity.kind == "stock":
                what = "initial value" if entity.kind == "stock" else "equation"
                raise Unreadable(f"'{entity.name}' has no {what}", part.at)
            tree = points_of(part.table)
            yield self.made(module, entity, places, tree, part.at, "lookup", "")
            return
        look.at = formula.at
        tree = look.go(formula.tree)
        text = formula.text
        if entity.kind == "stock":
            rate, words = self.rate(look, module, entity, part)
            floor = may_not_be_negative(entity, module, self.root)
            tree = IntegStructure(rate, tree, floor)
            text = f"INTEG({words}, {text})" + " {non-negative}" * floor
        else:
            if part.table is not None:
                tree = InlineLookupsStructure(tree, points_of(part.table))
            if entity.kind == "flow":
                tree, text = self.flow(look, module, entity, tree, text, limits)
            if part.start is not None:
                start = look.go(part.start.tree)
                tree, text = call("active initial", tree, start), f"{text}, {part.start.text}"
        made = self.made(module, entity, places, tree, formula.at, "equation", text)
        stand_in = self.faults.by_vensim and _stands_for_data(formula, part)
        yield replace(made, missing="interpolate") if stand_in else made

    def rate(self, look: Look, module: Module, entity: Entity, part: ArrayPart) -> tuple[Any, str]:
        """Return what a stock adds up, and its words."""
        gains: list[Any] = []
        losses: list[Any] = []
        for flows, side in ((part.inflows, gains), (part.outflows, losses)):
            for name, at in flows:
                tree = self.flow_reference(look, module, name, at, entity)
                target = module.find(name)
                assert target is not None  # noqa: S101  (looked up the line before)
                factor = target[0].entities[target[1]].tag.words("multiplier")
                if factor and side is gains:
                    tree = operation("*", look.go(parse(factor, partial(_constantly, at))), tree)
                side.append(tree)
        words = " + ".join(name for name, _ in part.inflows)
        return net_flow(gains, losses), words + "".join(f" - {n}" for n, _ in part.outflows)

    def flow_reference(
        self, look: Look, module: Module, name: str, at: LineColumn, entity: Entity
    ) -> Any:
        if module.find(name) is None:
            known = [one.name for one in module.entities.values() if one.kind == "flow"]
            raise Unreadable(
                f"stock '{entity.name}' names the flow '{name}', which is not defined"
                f"{nearest(name, known)}",
                at,
            )
        tree = look.go(placed(ReferenceStructure(name), at), FREE)
        return call("sum", tree) if marked(tree) else tree  # an array into what is none of it

    def flow(
        self, look: Look, module: Module, entity: Entity, tree: Any, text: str, limits: Any
    ) -> tuple[Any, str]:
        """Return a flow as it really is, where it or its stock may not be negative."""
        if may_not_be_negative(entity, module, self.root):
            tree, text = call("max", tree, 0.0), f"MAX({text}, 0)"
        drain = limits.get(entity.key)
        if drain is None:
            return tree, text
        if set(entity.dims) - set(drain.stock.dims):
            raise Unreadable(
                f"'{entity.name}' drains '{drain.stock.name}', which may not be negative, by more "
                "dimensions than it has; no rule shares it out",
                entity.at,
            )
        stock = look.go(ReferenceStructure(drain.stock.name))
        before = [look.go(placed(ReferenceStructure(n), at)) for n, at in drain.before]
        return limited(tree, stock, before), f"{text} {{from {drain.stock.name}}}"

    def made(
        self,
        module: Module,
        entity: Entity,
        places: Sequence[Place],
        tree: Any,
        at: LineColumn,
        kind: str,
        text: str,
    ) -> Equation:
        """Return the equation of some elements of a variable."""
        name = module.full_name(entity.name)
        subscripts = tuple(place.element or canonical(place.name) for place in places)
        low, high = self.limits(entity)
        return replace(
            _equation(name, subscripts, tree, at, f"{name} = {text}"),
            kind=kind,
            unit=entity.tag.words("units"),
            comment=entity.tag.words("doc"),
            low=low,
            high=high,
            group=entity.group or module.name,
        )

    def limits(self, entity: Entity) -> tuple[float | None, float | None]:
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

    def graphs(self) -> Iterator[Equation]:
        """Yield the lookups of variables that have an equation too and are called by name."""
        for module in self.whole.walk():
            for entity in module.entities.values():
                key = module.full_key(entity.key)
                if key not in self.called or _is_lookup(entity):
                    continue
                for part in entity.parts:
                    if part.table is None:
                        continue
                    own = self.own_elements(entity, part) if part.elements else ()
                    if own is None:
                        continue
                    try:
                        points = points_of(part.table)
                    except Unreadable:
                        continue  # told where the variable itself is read
                    places = self.arrays.places(entity.dims, own)
                    made = self.made(module, entity, places, points, part.at, "lookup", "")
                    name = GRAPH.format(module.full_name(entity.name))
                    yield replace(made, name=name, key=canonical(name))

    # -- macros --------------------------------------------------------------------------------

    def macro(self, head: MacroHead) -> Macro:
        """Return a macro with its own equations."""
        inner = Module("", "", head.tag, entities=head.entities)
        own: dict[str, Equation] = {}
        for entity in head.entities.values():
            if entity.kind == PARAMETER:
                continue
            if entity.dims:
                self.faults.add(
                    f"'{entity.name}' of macro '{head.name}' is an array; inside a macro there are "
                    "none",
                    entity.at,
                )
                continue
            for equation in self.entity(inner, entity, drains(inner, self.root)):
                own[equation.key] = equation
        if head.result is not None and head.key not in own:
            try:
                tree = self.look(inner, None, ()).go(head.result.tree)
                own[head.key] = _equation(head.name, (), tree, head.result.at, head.result.text)
            except Unreadable as fault:
                at = fault.at or head.result.at
                self.faults.add(f"{fault.message} (in macro '{head.name}')", at)
        takes = tuple(key for key, _ in head.takes)
        return Macro(head.name, head.key, takes, own, head.tag.at[0])


def _exported(root: Tag) -> bool:
    """Whether Vensim itself wrote the file; its published runs of such models are by Euler's."""
    header = root.first("header")
    vendor = "" if header is None else header.words("vendor").lower()
    return "ventana" in vendor and "xmutil" not in vendor


def _is_lookup(entity: Entity) -> bool:
    """Whether a variable is its graphical function and nothing else."""
    return entity.kind == "gf" or not any(part.equations for part in entity.parts)


def _stands_for_data(formula: Formula, part: ArrayPart) -> bool:
    """Whether this is what Vensim's converter writes for a data variable: TIME through (1, 1)."""
    if part.table is None:
        return False
    places, values = part.table.words("xpts"), part.table.words("ypts")
    time = isinstance(formula.tree, ReferenceStructure) and canonical(formula.tree.reference)
    return time == "time" and (places, values) == ("0,1", "1,1")


def _listed(part: ArrayPart) -> list[Formula] | None:
    """Return the equations of a part that go through the elements, or None where it has one."""
    if len(part.equations) > 1:
        return list(part.equations)
    if part.equations and isinstance(part.equations[0].tree, list):
        whole = part.equations[0]
        return [replace(whole, tree=tree) for tree in whole.tree]
    return None


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


def _equation(
    name: str, subscripts: tuple[str, ...], tree: Any, at: LineColumn, text: str
) -> Equation:
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


def _constantly(at: LineColumn, _: int) -> LineColumn:
    return at
