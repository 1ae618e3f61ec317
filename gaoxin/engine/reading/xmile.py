"""XMILE files (.xmile, .stmx, .xml): the same trees as Vensim's, by PySD's grammar of equations.

The XML is read without entities, without a network and without repairing what is broken. How
variables, flows, stocks and graphical functions become equations follows PySD's translator; where
the standard says more than PySD does, the standard is followed (docs/language.md).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, fields, is_dataclass, replace
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np

from gaoxin.engine.reading.equations import Equation, RangeText, Translated
from gaoxin.engine.reading.variables import CONTROLS
from gaoxin.errors import ModelError
from gaoxin.names import canonical, display

MAX_BYTES = 32 * 1024 * 1024

_MODES = {"continuous": "interpolate", "extrapolate": "extrapolate", "discrete": "hold_backward"}
_DECLARED = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
_KEYWORDS = re.compile(r'"[^"]*"|\b(?:mod|if|then|else)\b', re.IGNORECASE)
_CONTROL_TAGS = {"initial_time": "start", "final_time": "stop", "time_step": "dt"}
_OVER_ARRAYS = {
    "sum": ("sum", "named"),
    "prod": ("prod", "named"),
    "vmin_xmile": ("vmin", "all"),
    "vmax_xmile": ("vmax", "all"),
}
_BUILT_IN = {"dt": "time_step", "starttime": "initial_time", "stoptime": "final_time"}
_SPELLED = {
    "initial_time": "INITIAL TIME",
    "final_time": "FINAL TIME",
    "time_step": "TIME STEP",
    "saveper": "SAVEPER",
}


def translate_xmile(path: Path, content: bytes) -> Translated:
    """Translate an XMILE file.

    Raises
    ------
    ModelError
        With the line of what cannot be read.
    """
    root = _parse(path, content)
    return _Reader(path, root).read()


def _parse(path: Path, content: bytes) -> Any:
    from lxml import etree

    if len(content) > MAX_BYTES:
        raise ModelError(f"{len(content)} bytes; a model of at most {MAX_BYTES} is read", path=path)
    plain = content.replace(b"\0", b"")  # UTF-16 hides what is searched for
    if found := _DECLARED.search(plain):
        line = plain.count(b"\n", 0, found.start()) + 1
        raise ModelError(
            "declares XML entities or a document type; remove them", path=path, line=line
        )
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        recover=True,
    )
    try:
        root = etree.fromstring(content, parser=parser)
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        raise ModelError(f"is no XML: {str(error)[:120]}", path=path, line=1) from None
    for entry in parser.error_log:
        if entry.domain_name != "NAMESPACE":  # many tools write prefixes that they never declare
            raise ModelError(f"is no XML: {entry.message[:120]}", path=path, line=entry.line)
    if root is None or _tag(root) != "xmile":
        raise ModelError("is no XMILE file; its first element must be <xmile>", path=path, line=1)
    return root


def _tag(node: Any) -> str:
    tag = node.tag
    return str(tag).rpartition("}")[2].lower() if isinstance(tag, str) else ""


def _children(node: Any, *tags: str) -> Iterator[Any]:
    """Yield the children of these names, in the namespace of the node or in none."""
    for child in node:
        if (
            _tag(child) in tags
            and str(child.tag).partition("}")[0] == str(node.tag).partition("}")[0]
        ):
            yield child


def _first(node: Any, tag: str) -> Any:
    return next(_children(node, tag), None)


def _text(node: Any) -> str:
    return re.sub(r"\s+", " ", "".join(node.itertext())).strip() if node is not None else ""


@dataclass
class _Reader:
    path: Path
    root: Any
    ranges: list[RangeText] = field(default_factory=list)

    def read(self) -> Translated:
        """Return all equations."""
        for dims in _children(self.root, "dimensions"):
            self.ranges += [self._range(dim) for dim in _children(dims, "dim")]
        equations = self._controls()
        models = list(_children(self.root, "model"))
        for node in (*_children(self.root, "macro"), *models[1:]):
            self._refuse(node, f"<{_tag(node)}> is not supported; one model a file is read")
        found = [
            equation
            for model in models
            for variables in _children(model, "variables")
            for node in variables
            for equation in self._variable(node)
        ]
        if not found:
            raise ModelError("no variable found in <model><variables>", path=self.path)
        written = self._with_subscripts(models, found)
        same = tuple(self._equivalences())
        return Translated([*written, *equations], self.ranges, equivalences=same)

    def _equivalences(self) -> Iterator[tuple[str, ...]]:
        """Yield a unit of <model_units> with its aliases and what it stands for."""
        for group in _children(self.root, "model_units"):
            for unit in _children(group, "unit"):
                names = [str(unit.get("name", "")).strip()]
                names += [_text(child) for child in _children(unit, "alias", "eqn")]
                yield tuple(name for name in names if name)

    def _with_subscripts(self, models: list[Any], equations: list[Equation]) -> list[Equation]:
        """Write out the subscripts of arrays that are named alone: all of their dimensions."""
        dims = {}
        for model in models:
            for variables in _children(model, "variables"):
                for node in variables:
                    group = _first(node, "dimensions")
                    names = (
                        [str(d.get("name", "")) for d in _children(group, "dim")]
                        if group is not None
                        else []
                    )
                    dims[canonical(str(node.get("name", "")).replace("\\n", " "))] = names
        ranges = frozenset(text.key for text in self.ranges)
        return [
            replace(e, tree=_Arrays(dims, ranges, frozenset(e.subscripts)).write_out(e.tree))
            for e in equations
        ]

    def _refuse(self, node: Any, message: str) -> None:
        raise ModelError(message, path=self.path, line=node.sourceline)

    def _range(self, node: Any) -> RangeText:
        name = str(node.get("name", "")).strip()
        elements = [str(e.get("name", "")).strip() for e in _children(node, "elem")]
        size = str(node.get("size", "")).strip()
        if not elements and size.isdigit() and 0 < int(size) <= 100_000:
            elements = [str(i) for i in range(1, int(size) + 1)]
        if not name or not elements or not all(elements):
            self._refuse(node, f"dimension '{name}' needs a name and elements with names")
        shown = tuple(display(m.replace("_", " ")) for m in elements)
        return RangeText(display(name), canonical(name), shown, (), node.sourceline)

    # -- time ----------------------------------------------------------------------------------

    def _controls(self) -> list[Equation]:
        specs = _first(self.root, "sim_specs")
        if specs is None:
            raise ModelError(
                "<sim_specs> is missing; write <start>, <stop> and <dt>", path=self.path
            )
        unit = str(specs.get("time_units", ""))
        found = []
        for key, tag in _CONTROL_TAGS.items():
            node = _first(specs, tag)
            if node is None:
                self._refuse(specs, f"<{tag}> is missing in <sim_specs>")
            text = _text(node)
            if str(node.get("reciprocal", "")).lower() == "true":
                text = f"1/({text})"
            tree = self._formula(node, text)
            found.append(self._equation(_SPELLED[key], tree, node.sourceline, unit=unit))
        step = self._formula(specs, "time_step")
        return [*found, self._equation(_SPELLED["saveper"], step, specs.sourceline, unit=unit)]

    def _equation(self, name: str, tree: Any, line: int, **other: Any) -> Equation:
        about: dict[str, Any] = {
            "subscripts": (),
            "excepts": (),
            "kind": "equation",
            "unit": "",
            "low": None,
            "high": None,
            "comment": "",
            "group": "",
            **other,
        }
        return Equation(name=name, key=canonical(name), tree=tree, line=line, **about)

    # -- variables -----------------------------------------------------------------------------

    def _variable(self, node: Any) -> list[Equation]:
        tag = _tag(node)
        makers = {"aux": self._aux, "flow": self._flow, "gf": self._table, "stock": self._stock}
        if tag in {"module", "group", "macro"}:
            if tag == "group":
                return []
            self._refuse(node, f"<{tag}> is not supported; write its variables in <variables>")
        if tag not in makers:
            return []
        name = display(str(node.get("name", "")).replace("\\n", " "))
        if not canonical(name):
            self._refuse(node, f"<{tag}> without a name")
        if canonical(name) in CONTROLS:
            return []  # <sim_specs> says it
        for odd in _children(node, "conveyor", "queue", "oven"):
            self._refuse(odd, f"'{name}' is a {_tag(odd)}; it is not supported")
        found = makers[tag](node, self._parts(node))
        about = {"unit": _text(_first(node, "units")), "comment": _text(_first(node, "doc"))}
        low, high = self._limits(node)
        return [
            self._equation(
                name, tree, line, subscripts=subscripts, kind=kind, low=low, high=high, **about
            )
            for subscripts, tree, line, kind in found
        ]

    def _limits(self, node: Any) -> tuple[float | None, float | None]:
        scale = _first(node, "range") if _tag(node) != "gf" else _first(node, "yscale")
        if scale is None:
            return None, None
        found = []
        for end in ("min", "max"):
            try:
                found.append(float(scale.get(end)) if scale.get(end) else None)
            except ValueError:
                self._refuse(scale, f"'{scale.get(end)}' is not a number")
        return found[0], found[1]

    def _parts(self, node: Any) -> list[tuple[tuple[str, ...], Any]]:
        """Return the subscripts of each part of a variable, and the node with its equation."""
        elements = list(_children(node, "element"))
        if elements:
            return [
                (tuple(canonical(s) for s in str(e.get("subscript", "")).split(",")), e)
                for e in elements
            ]
        dims = [d for group in _children(node, "dimensions") for d in _children(group, "dim")]
        return [(tuple(canonical(str(d.get("name", ""))) for d in dims), node)]

    def _aux(self, node: Any, parts: Any) -> list[tuple[tuple[str, ...], Any, int, str]]:
        from pysd.translators.structures import abstract_expressions as ae

        found: list[tuple[tuple[str, ...], Any, int, str]] = []
        for subscripts, part in parts:
            equations = list(_children(part, "eqn"))
            table = _first(part, "gf")
            table = _first(node, "gf") if table is None else table
            if not equations and table is not None:
                found.append((subscripts, self._points(table), part.sourceline, "lookup"))
                continue
            if not equations:
                self._refuse(part, f"'{node.get('name')}' has no equation")
            trees = [self._formula(eqn, _text(eqn)) for eqn in equations]
            if table is not None:
                points = self._points(table)
                trees = [ae.InlineLookupsStructure(tree, points) for tree in trees]
            for own, tree, eqn in zip(
                self._shared(part, subscripts, len(trees)), trees, equations, strict=True
            ):
                found.append((own, tree, eqn.sourceline, "equation"))
        return found

    def _shared(self, node: Any, subscripts: tuple[str, ...], count: int) -> list[tuple[str, ...]]:
        """Return the subscripts of each of several equations: they go through the elements."""
        if count == 1:
            return [subscripts]
        elements = {r.key: [canonical(m) for m in r.elements] for r in self.ranges}
        sides = [elements.get(s, [s]) for s in subscripts]
        cells = list(product(*sides))
        if not subscripts or len(cells) != count:
            self._refuse(node, f"has {count} equations for {len(cells)} elements")
        return [tuple(cell) for cell in cells]

    def _flow(self, node: Any, parts: Any) -> list[tuple[tuple[str, ...], Any, int, str]]:
        from pysd.translators.structures import abstract_expressions as ae

        found = self._aux(node, parts)
        if self._non_negative(node, "flow"):
            greatest = ae.ReferenceStructure("max")
            return [(s, ae.CallStructure(greatest, (tree, 0.0)), n, k) for s, tree, n, k in found]
        return found

    def _table(self, node: Any, parts: Any) -> list[tuple[tuple[str, ...], Any, int, str]]:
        found = []
        for subscripts, part in parts:
            inner = part if part is node else _first(part, "gf")
            table = part if inner is None else inner
            found.append((subscripts, self._points(table), part.sourceline, "lookup"))
        return found

    def _stock(self, node: Any, parts: Any) -> list[tuple[tuple[str, ...], Any, int, str]]:
        from pysd.translators.structures import abstract_expressions as ae

        gains = [self._formula(n, _text(n)) for n in _children(node, "inflow")]
        losses = [self._formula(n, _text(n)) for n in _children(node, "outflow")]
        flow: Any = 0.0
        if gains:
            signs = ["+"] * (len(gains) - 1) + ["-"] * len(losses)
            flow = ae.ArithmeticStructure(signs, (*gains, *losses)) if signs else gains[0]
        elif losses:
            flow = ae.ArithmeticStructure(["negative"], (losses[0],))
            if losses[1:]:
                flow = ae.ArithmeticStructure(["-"] * (len(losses) - 1), (flow, *losses[1:]))
        floor = self._non_negative(node, "stock")
        found = []
        for subscripts, part in parts:
            start = _first(part, "eqn")
            if start is None:
                self._refuse(part, f"stock '{node.get('name')}' has no initial value")
            first = self._formula(start, _text(start))
            found.append(
                (subscripts, ae.IntegStructure(flow, first, floor), part.sourceline, "equation")
            )
        return found

    def _non_negative(self, node: Any, kind: str) -> bool:
        """Whether a stock or flow may not fall below zero: its own word, else the model's."""
        own = _first(node, "non_negative")
        if own is not None:
            return "false" not in _text(own).lower()
        for behavior in _children(self.root, "behavior"):
            if _first(behavior, "non_negative") is not None:
                return True
            special = _first(behavior, kind)
            return special is not None and _first(special, "non_negative") is not None
        return False

    # -- expressions ---------------------------------------------------------------------------

    def _formula(self, node: Any, text: str) -> Any:
        from gaoxin.engine.reading.parse import read_xmile, reading

        with reading(self.path, text, node.sourceline):
            plain = re.sub(r"\{[^{}]*\}", " ", text).strip()
            return read_xmile(_KEYWORDS.sub(_spelled, plain))

    def _points(self, node: Any) -> Any:
        from pysd.translators.structures import abstract_expressions as ae

        values = _first(node, "ypts")
        if values is None:
            self._refuse(node, "a graphical function needs <ypts>")
        y = self._numbers(values)
        scale, places = _first(node, "xscale"), _first(node, "xpts")
        if places is not None:
            x = self._numbers(places)
        elif scale is not None:
            from gaoxin.engine.reading.parse import reading

            with reading(self.path, "xscale", node.sourceline):
                x = np.linspace(float(scale.get("min")), float(scale.get("max")), len(y)).tolist()
        else:
            self._refuse(node, "a graphical function needs <xscale> or <xpts>")
        if len(x) != len(y) or not np.isfinite([*x, *y]).all():
            self._refuse(node, f"a graphical function with {len(x)} x and {len(y)} y")
        kind = str(node.get("type") or "continuous")
        if kind not in _MODES:
            self._refuse(node, f"graphical function of type '{kind}'; write {', '.join(_MODES)}")
        points = sorted(zip(x, y, strict=True), key=lambda point: point[0])
        px, py = (tuple(side) for side in zip(*points, strict=True))
        nan = (float("nan"), float("nan"))
        return ae.LookupsStructure(px, py, nan, nan, _MODES[kind])

    def _numbers(self, node: Any) -> list[float]:
        from gaoxin.engine.reading.parse import reading

        separator = str(node.get("sep") or ",")
        found = []
        for cell in _text(node).split(separator):
            if cell.strip():
                with reading(self.path, cell, node.sourceline):
                    found.append(float(cell))
        if not found:
            self._refuse(node, f"<{_tag(node)}> has no numbers")
        return found


def _spelled(word: re.Match[str]) -> str:
    """Return a keyword as PySD's grammar spells it; a quoted name stays as it is."""
    found = word[0]
    return found if found.startswith('"') else "mod" if found.lower() == "mod" else found.upper()


@dataclass(frozen=True)
class _Arrays:
    """Writes out what XMILE leaves out: the dimensions of arrays, and over which a sum goes."""

    dims: dict[str, list[str]]
    ranges: frozenset[str]
    left: frozenset[str]

    def write_out(self, tree: Any, over: str = "") -> Any:
        """Return a tree with all subscripts.

        Parameters
        ----------
        over : {"", "named", "all"}
            In a function of arrays: whether it goes over the dimensions that do not run on the
            left side, or over all of them.
        """
        from pysd.translators.structures import abstract_expressions as ae

        if isinstance(tree, (tuple, list)):
            return tuple(self.write_out(item, over) for item in tree)
        if isinstance(tree, ae.ReferenceStructure):
            key = canonical(tree.reference)
            if key in _BUILT_IN and key not in self.dims:
                return replace(tree, reference=_BUILT_IN[key])
            if key == "pi" and key not in self.dims:
                return math.pi
            names = self._subscripts(tree, over)
            subscripts = ae.SubscriptsReferenceStructure(names) if names else None
            return replace(tree, subscripts=subscripts)
        if isinstance(tree, ae.CallStructure):
            name = canonical(tree.function.reference)
            function = tree.function if name == "pi" else self.write_out(tree.function)
            if name in _OVER_ARRAYS:
                function = ae.ReferenceStructure(_OVER_ARRAYS[name][0])
            inner = _OVER_ARRAYS[name][1] if name in _OVER_ARRAYS else over
            return ae.CallStructure(function, self.write_out(tree.arguments, inner))
        if not is_dataclass(tree) or isinstance(tree, (ae.LookupsStructure, type)):
            return tree
        found = {f.name: self.write_out(getattr(tree, f.name), over) for f in fields(tree)}
        return replace(tree, **found)

    def _subscripts(self, reference: Any, over: str) -> tuple[str, ...]:
        if reference.subscripts is None:
            mark = "!" if over else ""
            return tuple(n + mark for n in self.dims.get(canonical(reference.reference), ()))
        names = []
        for name in reference.subscripts.subscripts:
            key = canonical(name.rstrip("! "))
            whole = over == "all" or (over == "named" and key not in self.left)
            names.append(f"{name}!" if whole and key in self.ranges and "!" not in name else name)
        return tuple(names)
