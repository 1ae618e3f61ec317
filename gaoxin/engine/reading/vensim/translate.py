"""A Vensim file to equations, ranges and macros; every fault of it is told at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from gaoxin.engine.reading.equations import Equation, Macro, RangeText, Translated
from gaoxin.engine.reading.trees import (
    Call,
    MacroOutput,
    Reference,
    placed,
)
from gaoxin.engine.reading.unreadable import Unreadable, refusal
from gaoxin.engine.reading.vensim import delayp
from gaoxin.engine.reading.vensim.definitions import Defined, DefinedRange, DefinitionParser
from gaoxin.engine.reading.vensim.grammar import Results
from gaoxin.engine.reading.vensim.statements import Cutter, MacroText, StatementText, settings
from gaoxin.engine.reading.vensim.tokens import Lines
from gaoxin.errors import ModelError
from gaoxin.names import canonical, display

_ASIDE = {":THE CONDITION:": "a reality check", ":TEST INPUT:": "a test input"}
_FILES = {"GetConstants", "GetData", "GetLookups"}
_KINDS = {"GetData": "data", "GetLookups": "lookup"}


def translate(path: Path, text: str) -> Translated:
    """Translate a Vensim text.

    Raises
    ------
    ModelError
        With the places of all that cannot be read.
    """
    reader = _VensimReader(text)
    reader.read()
    if not reader.faults and not reader.equations and not reader.macros:
        raise ModelError(
            "no equation found before the sketch; is this a Vensim .mdl file?", path=path
        )
    if reader.faults:
        raise refusal(path, reader.faults)
    run = settings(text)
    notes = [*reader.notes, f"integration: {run.note}"] if run.note else reader.notes
    return Translated(
        reader.equations,
        reader.ranges,
        reader.macros,
        run.equivalences,
        run.method,
        run.tags,
        tuple(notes),
    )


class _VensimReader:
    """Reads the statements of a text; what cannot be read is noted, and the rest is read."""

    def __init__(self, text: str) -> None:
        self.cutter = Cutter(Lines(text))
        self.faults: list[Unreadable] = []
        self.equations: list[Equation] = []
        self.ranges: list[RangeText] = []
        self.macros: dict[str, Macro] = {}
        self.notes: list[str] = []
        self.texts: dict[str, str] = {}
        self.heads: dict[str, MacroText] = {}

    def read(self) -> None:
        """Read all statements, then what needs all of them: texts by name, macros' results."""
        self.cutter.cut()
        self.faults += self.cutter.faults
        self.heads = {canonical(head.name): head for head in self.cutter.macros}
        if delayp.USED.search(self.cutter.lines.text) and "delayp" not in self.heads:
            self._take_delayp()
        inner: dict[str, list[Equation]] = {head.name: [] for head in self.cutter.macros}
        for statement in self.cutter.statements:
            own = inner[statement.macro] if statement.macro else self.equations
            try:
                own += self._statement(statement)
            except Unreadable as fault:
                self.faults.append(fault)
        self.equations = self._with_texts(self.equations)
        for head in self.cutter.macros:
            self._macro(head, inner[head.name])

    def _take_delayp(self) -> None:
        """Take the macro that Vensim's DELAYP is."""
        cutter = Cutter(Lines(delayp.TEXT))
        cutter.cut()
        (head,) = cutter.macros
        equations = []
        for statement in cutter.statements:
            found = DefinitionParser(statement.tokens, cutter.lines.place).statement()
            assert isinstance(found, Defined)  # noqa: S101  (it is a text of ours)
            equations.append(_equation(statement, found))
        self.heads[canonical(head.name)] = head
        self._macro(head, equations)

    def _statement(self, statement: StatementText) -> list[Equation]:
        """Return the equations of a statement; a range, and what is set aside, is noted."""
        macros = self.heads.keys() - {canonical(statement.macro or "")}
        parser = DefinitionParser(statement.tokens, self.cutter.lines.place, macros)
        found = parser.statement()
        if isinstance(found, DefinedRange):
            self.ranges.append(_range(found))
            return []
        if found.sign == ":IS:":
            self.texts[canonical(found.name)] = found.tree
            return []
        if found.sign in _ASIDE:
            line, _ = found.at
            self.notes.append(f"line {line}: '{found.name}' is {_ASIDE[found.sign]}; it is not run")
            return []
        equation = _equation(statement, found)
        return [equation, *self._besides(equation, parser.results)]

    # -- texts ---------------------------------------------------------------------------------

    def _with_texts(self, equations: list[Equation]) -> list[Equation]:
        """Put texts that have a name, and those in double quotes, where a file is named."""
        found = []
        for equation in equations:
            if type(equation.tree).__name__ not in _FILES:
                found.append(equation)
                continue
            try:
                found.append(replace(equation, tree=self._from_file(equation.tree)))
            except Unreadable as fault:
                self.faults.append(fault)
        return found

    def _from_file(self, tree: Any) -> Any:
        fields = {name: getattr(tree, name) for name in tree.__dataclass_fields__}
        return placed(replace(tree, **{k: self._text(v, tree) for k, v in fields.items()}), tree.at)

    def _text(self, value: Any, tree: Any) -> str:
        if isinstance(value, str):
            return value
        if isinstance(value, Reference) and value.subscripts is None:
            key = canonical(value.reference)
            if key in self.texts:
                return self.texts[key]
            if value.reference.startswith('"'):
                return value.reference[1:-1]
        raise Unreadable(
            "files, sheets and cells are texts in single quotes, as 'data.xlsx'", tree.at
        )

    # -- macros --------------------------------------------------------------------------------

    def _besides(self, equation: Equation, results: Iterable[Results]) -> list[Equation]:
        """Return an equation for each variable that takes what a macro gives besides."""
        found = []
        for name, arguments, taken in results:
            head = self.heads.get(canonical(name.reference))
            if head is None:
                raise Unreadable(
                    f"'{name.reference}' is no macro; ':' in a call names what a macro gives "
                    "besides its result",
                    name.at,
                )
            if len(head.gives) != len(taken):
                raise Unreadable(
                    f"macro '{head.name}' gives {len(head.gives)} results besides its own, not "
                    f"{len(taken)}",
                    name.at,
                )
            call = placed(Call(name, arguments), name.at)
            for give, target in zip(head.gives, taken, strict=True):
                subscripts = target.subscripts.subscripts if target.subscripts else ()
                found.append(
                    replace(
                        equation,
                        name=display(target.reference),
                        key=canonical(target.reference),
                        subscripts=tuple(canonical(s) for s in subscripts),
                        excepts=(),
                        tree=placed(MacroOutput(call, canonical(give)), name.at),
                        line=target.at[0],
                        column=target.at[1],
                    )
                )
        return found

    def _macro(self, head: MacroText, equations: list[Equation]) -> None:
        """Note a macro."""
        own: dict[str, Equation] = {}
        for equation in equations:
            read = equation.tree is None or type(equation.tree).__name__ in _FILES
            if equation.subscripts or equation.key in own or read:
                self.faults.append(
                    Unreadable(
                        f"'{equation.name}' of macro '{head.name}': a macro's variables are "
                        "defined once, without subscripts and without data of their own",
                        (equation.line, equation.column or 1),
                    )
                )
            own[equation.key] = equation
        for result in (head.name, *head.gives):
            if canonical(result) not in own:
                self.faults.append(
                    Unreadable(
                        f"macro '{head.name}' has no result '{result}'; write '{result} = "
                        "expression' in it",
                        head.at,
                    )
                )
        takes, gives = (tuple(map(canonical, names)) for names in (head.takes, head.gives))
        key = canonical(head.name)
        self.macros[key] = Macro(head.name, key, takes, own, head.at[0], gives)


def unit_and_limits(text: str) -> tuple[str, tuple[float | None, float | None]]:
    """Split ``Dmnl [0,?]`` into the unit and its limits; a step after them says nothing here.

    Raises
    ------
    ValueError
        A limit is neither a number nor ``?``.
    """
    if not text.endswith("]") or "[" not in text:
        return text, (None, None)
    unit, _, inside = text[:-1].rpartition("[")
    found = [None if x.strip() == "?" else float(x) for x in inside.split(",")]
    low, high = (*found, None, None)[:2]
    return unit.strip(), (low, high)


def _equation(statement: StatementText, found: Defined) -> Equation:
    line, column = found.at
    kind = {"(": "lookup", ":=": "data", "": "data"}.get(found.sign, "equation")
    kind = _KINDS.get(type(found.tree).__name__, kind)
    try:
        unit, (low, high) = unit_and_limits(statement.unit)
    except ValueError:
        raise Unreadable(
            f"cannot read the limits of the unit '{statement.unit[:60]}'; write [low, high], with "
            "? for none",
            found.at,
        ) from None
    return Equation(
        name=display(found.name),
        key=canonical(found.name),
        subscripts=tuple(canonical(s) for s in found.subscripts),
        excepts=tuple(tuple(canonical(s) for s in group) for group in found.excepts),
        tree=found.tree,
        kind=kind,
        unit=unit,
        low=low,
        high=high,
        comment=statement.comment,
        group=statement.group,
        line=line,
        missing=found.keyword if kind == "data" else "",
        text=statement.equation,
        column=column,
    )


def _range(found: DefinedRange) -> RangeText:
    return RangeText(
        name=display(found.name),
        key=canonical(found.name),
        elements=tuple(display(element) for element in found.elements),
        mappings=found.mappings,
        line=found.at[0],
        cells=found.cells,
    )
