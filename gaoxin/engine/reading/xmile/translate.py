"""A whole XMILE file: its variables as equations, its dimensions as ranges, its faults together."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from gaoxin.engine.reading.equations import Equation, Macro, Translated
from gaoxin.engine.reading.unreadable import Unreadable, refusal
from gaoxin.engine.reading.xmile.arrays import Arrays
from gaoxin.engine.reading.xmile.controls import find_specs, read_controls, read_method
from gaoxin.engine.reading.xmile.dimensions import read_dimensions
from gaoxin.engine.reading.xmile.document import Tag, read_document
from gaoxin.engine.reading.xmile.entities import Faults
from gaoxin.engine.reading.xmile.macros import PARAMETER, MacroHead, read_macro_heads
from gaoxin.engine.reading.xmile.modules import Module, read_modules
from gaoxin.engine.reading.xmile.names import NameTable
from gaoxin.engine.reading.xmile.rates import flow_rules
from gaoxin.engine.reading.xmile.variables import VariableReader, equation_of
from gaoxin.errors import GaoxinWarning, ModelError
from gaoxin.names import display


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
    found = _XmileReader(root, faults).read()
    if faults.found:
        raise refusal(path, faults.found)
    if faults.lost:
        warnings.warn(f"{path.name}: {'; '.join(faults.lost[:5])}", GaoxinWarning, stacklevel=2)
    return found


class _XmileReader:
    def __init__(self, root: Tag, faults: Faults) -> None:
        self.root, self.faults = root, faults
        self.arrays = Arrays(read_dimensions(root.all("dimensions"), faults))
        self.whole = read_modules(root, faults)
        self.heads = read_macro_heads(root, faults)
        macros = {head.key: head.takes for head in self.heads}
        self.names = NameTable(self.arrays, macros, faults.by_vensim)
        self.variables = VariableReader(root, self.names, faults)
        self.notes: list[str] = []

    def read(self) -> Translated:
        equations: list[Equation] = []
        for module in self.whole.walk():
            equations += self.variables.module(module)
        macros = {head.key: self.macro(head) for head in self.heads}
        if not equations and not self.faults.found:
            self.faults.add("no variable found in <model><variables>", self.whole.model.at)
        controls, method = self.controls()
        return Translated(
            [*equations, *self.variables.graphs(self.whole), *controls],
            list(self.arrays.range_texts()),
            macros,
            tuple(self.equivalences()),
            method=method,
            notes=(*self.notes, *self.imports(), *self.faults.lost),
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
                tree = self.names.look(self.whole, None, ()).go(tree)
            except Unreadable as fault:
                self.faults.add(f"{fault.message} (in <{tag.name}>)", fault.at or tag.at)
                return None
            made = equation_of(name, (), tree, tag.at, f"{name} = {text}")
            return replace(made, unit=unit)

        return read_controls(specs, self.faults, make), method

    def equivalences(self) -> Iterator[tuple[str, ...]]:
        """Yield a unit of <model_units> with its aliases and what it stands for."""
        for group in self.root.all("model_units"):
            for unit in group.all("unit"):
                names = [unit.get("name")]
                names += [display(child.text) for child in unit.all("alias", "eqn")]
                yield tuple(name for name in names if name)

    def imports(self) -> Iterator[str]:
        """Yield a note of each table that the program that wrote the file reads besides it."""
        for tag in self.root.all("data"):
            for table in tag.all("import"):
                yield (
                    f"line {table.at[0]}: the import of '{table.get('resource')}' is not read; "
                    "what it gives has its own equation, or takes data=[file]"
                )

    def macro(self, head: MacroHead) -> Macro:
        """Return a macro with its own equations."""
        inner = Module("", "", head.tag, entities=head.entities)
        rules = flow_rules(inner, self.root, self.faults)
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
            for equation in self.variables.entity(inner, entity, rules):
                own[equation.key] = equation
        if head.result is not None and head.key not in own:
            try:
                tree = self.names.look(inner, None, ()).go(head.result.tree)
                own[head.key] = equation_of(head.name, (), tree, head.result.at, head.result.text)
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
