"""PySD's grammars read into trees, and nothing of the text is ever evaluated.

PySD's own visitors hand numbers, limits and strings of a model file to Python's ``eval``. These
read them as what they are. They also keep what PySD's trees lose: the minus of ``(-2)^2`` belongs
to the base, that of ``-2^2`` to the power.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields, is_dataclass, replace
from functools import cache, reduce
from operator import add
from pathlib import Path
from typing import Any

import numpy as np
from parsimonious.nodes import Node as Parsed
from pysd.translators.structures import abstract_expressions as ae
from pysd.translators.vensim import vensim_element, vensim_structures, vensim_utils
from pysd.translators.xmile import xmile_element, xmile_structures, xmile_utils

from gaoxin.engine.reading.unreadable import Unreadable
from gaoxin.errors import ModelError

MAX_DEPTH = 120
"""Deeper trees are refused: everything that walks them does so by recursion."""

MAX_RANGE = 100_000
"""Elements of one subscript range."""

_UNSIGNED = r"(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?"
_NUMBER = rf"[+-]?\s*{_UNSIGNED}"
_TERM = re.compile(_NUMBER)
_SUM = re.compile(rf"\s*{_NUMBER}\s*(?:[+-]\s*{_UNSIGNED}\s*)*+")
_PAIR = re.compile(rf"\(\s*({_NUMBER})\s*,\s*({_NUMBER})\s*\)")
_POINTS = rf"(?:{_PAIR.pattern}\s*,?\s*)"
_LIMITS = re.compile(rf"\s*{_PAIR.pattern}\s*-\s*{_PAIR.pattern}\s*(?:,\s*{_POINTS}*+)?")
_LOOKUP = re.compile(rf"\(\s*(?:\[{_LIMITS.pattern}\]\s*,\s*)?(?P<points>{_POINTS}++)\)")
_ARRAY = re.compile(r"[\d.,;eE+\-\s]*")

VENSIM_CALLS = {
    "allocate_available",
    "allocate_by_priority",
    "delay1",
    "delay1i",
    "delay3",
    "delay3i",
    "delay_fixed",
    "delay_n",
    "forecast",
    "game",
    "get_direct_constants",
    "get_direct_data",
    "get_direct_lookups",
    "get_xls_constants",
    "get_xls_data",
    "get_xls_lookups",
    "initial",
    "integ",
    "pulse_train",
    "sample_if_true",
    "smooth",
    "smooth3",
    "smooth3i",
    "smooth_n",
    "smoothi",
    "trend",
}
"""Functions that have a structure of their own; other names of PySD's table are free to be used."""

XMILE_CALLS = {
    "delay",
    "delay1",
    "delay3",
    "delayn",
    "forcst",
    "init",
    "int",
    "max",
    "min",
    "pulse",
    "ramp",
    "safediv",
    "smth1",
    "smth3",
    "smthn",
    "trend",
}


def number(text: str) -> float:
    """Read a number, or a sum of numbers: the grammar takes ``1 - 2`` for an array of one.

    Raises
    ------
    Unreadable
        It is none, or not finite.
    """
    if not _SUM.fullmatch(text):
        raise Unreadable(f"'{text.strip()[:40]}' is not a number")
    value = reduce(add, (float(re.sub(r"\s", "", term)) for term in _TERM.findall(text)))
    if not np.isfinite(value):
        raise Unreadable(f"'{text.strip()[:40]}' is too large a number")
    return value


def pairs(text: str) -> ae.LookupsStructure:
    """Read the points ``(x,y),(x,y)`` of a lookup, in order of x."""
    points = sorted(((number(x), number(y)) for x, y in _PAIR.findall(text)), key=lambda p: p[0])
    if not points:
        raise Unreadable("a lookup has no points; write (x,y),(x,y)")
    x, y = zip(*points, strict=True)
    nan = (float("nan"), float("nan"))
    return ae.LookupsStructure(x, y, nan, nan, "interpolate")


def numbers(text: str) -> float | np.ndarray[Any, Any]:
    """Read one number, or an array: commas between columns, semicolons between rows."""
    if not {",", ";"} & set(text):
        return number(text)
    rows = [row.split(",") for row in text.strip().strip(";").split(";")]
    if len({len(row) for row in rows}) > 1:
        raise Unreadable("the rows of an array differ in length")
    return np.squeeze(np.array([[number(cell) for cell in row] for row in rows]))


class _Checked:
    """What the visitors of all grammars share."""

    unwrapped_exceptions = (Unreadable, RecursionError)

    def visit_limits(self, n: Parsed, vc: Any) -> str:
        inside = n.text.strip().strip(",").strip()[1:-1]
        if not _LIMITS.fullmatch(inside):
            short = inside if len(inside) < 60 else inside[:59] + "…"
            raise Unreadable(f"lookup limits '[{short}]' are not numeric; write [(x0,y0)-(x1,y1)]")
        return ""


class _Expressions(_Checked):
    """What the visitors of right sides share; nothing here evaluates text."""

    elements: dict[str, Any]
    negatives: set[str]

    def add_element(self, element: Any) -> str:
        return str(vensim_utils.add_element(self.elements, element))

    def visit_array(self, n: Parsed, vc: Any) -> str:
        return self.add_element(numbers(n.text))

    def visit_expr(self, n: Parsed, vc: Any) -> str:
        found = str(vc[0])
        return found if found in self.elements else self.add_element(number(found))

    def visit_neg_expr(self, n: Parsed, vc: Any) -> str:
        if vc[0] == "-":
            self.negatives.add(vc[2])
        return str(vc[2])

    def visit_arguments(self, n: Parsed, vc: Any) -> str:
        return self.add_element(tuple(self.elements[x.strip(",")] for x in vc))

    def call(self, name: str, build: Any, function: Any, given: tuple[Any, ...]) -> str:
        """Note a call; `build` makes the structure that stands for this function, if it has one."""
        if build is None:
            return self.add_element(ae.CallStructure(function, given))
        try:
            return self.add_element(build(*given))
        except (TypeError, KeyError):
            raise Unreadable(
                f"{name.replace('_', ' ').upper()} does not take {len(given)} arguments"
            ) from None


class VensimVisitor(_Expressions, vensim_element.EquationVisitor):  # type: ignore[misc]
    """The right side of a Vensim equation."""

    def visit_lookup_with_def(self, n: Parsed, vc: Any) -> str:
        return self.add_element(ae.InlineLookupsStructure(self.elements[vc[4]], pairs(vc[11])))

    def visit_string(self, n: Parsed, vc: Any) -> str:
        return self.add_element(n.text.strip()[1:-1])

    def visit_tabbed_array_call(self, n: Parsed, vc: Any) -> str:
        return self.add_element(np.array([number(x) for x in vc[4]]))

    def visit_call(self, n: Parsed, vc: Any) -> str:
        function, given = self.elements[vc[0]], self.elements[vc[4]]
        name = re.sub(r"[\s_]+", "_", function.reference)
        build = vensim_structures.structures[name] if name in VENSIM_CALLS else None
        return self.call(name, build, function, given)


class XmileVisitor(_Expressions, xmile_element.EquationVisitor):  # type: ignore[misc]
    """The right side of an XMILE equation."""

    def visit_call(self, n: Parsed, vc: Any) -> str:
        function, given = self.elements[vc[0]], self.elements[vc[4]]
        name = str(function.reference)
        build = xmile_structures.structures[name] if name in XMILE_CALLS else None
        if isinstance(build, dict):
            choices = build
            build = lambda *args: choices[len(args)](*args)  # noqa: E731
        return self.call(name, build, function, given)


class LookupVisitor(_Checked, vensim_element.LookupsVisitor):  # type: ignore[misc]
    """The points of a Vensim lookup."""

    def visit_regularLookup(self, n: Parsed, vc: Any) -> None:  # noqa: N802 - the grammar's name
        self.translation = pairs(vc[2])


class LeftVisitor(_Checked, vensim_element.ElementsComponentVisitor):  # type: ignore[misc]
    """The left side of a Vensim equation."""

    def visit_subscript_range(self, n: Parsed, vc: Any) -> None:
        ends = [re.fullmatch(r"(.*?\D)(\d{1,9})", str(vc[i]).strip()) for i in (2, 6)]
        if not all(ends):
            raise Unreadable("a numeric range is written (name1 - name9)")
        (left, low), (right, high) = (end.groups() for end in ends if end)
        if left != right or int(low) >= int(high):
            raise Unreadable("a numeric range goes up from a name to the same name: (a1 - a9)")
        if int(high) - int(low) >= MAX_RANGE:
            raise Unreadable(f"a range of more than {MAX_RANGE} elements")
        self.subscripts += [f"{left}{i}" for i in range(int(low), int(high) + 1)]


@cache
def _grammar(name: str) -> Any:
    if name == "equations":
        return xmile_utils.Grammar.get(name, xmile_structures.parsing_ops)
    return vensim_utils.Grammar.get(name, vensim_structures.parsing_ops)


def read_left(equation: str) -> Any:
    """Read the left side of a Vensim equation; the right side stays text."""
    return LeftVisitor(_grammar("element_object").parse(equation)).component


def read_right(expression: str) -> Any:
    """Read the right side of a Vensim equation into a tree."""
    if _ARRAY.fullmatch(expression):  # the grammar takes a second for 20,000 numbers
        return numbers(expression)
    return tidy(VensimVisitor(_grammar("components").parse(expression)).translation)


def read_lookup(expression: str) -> Any:
    """Read the right side of a Vensim lookup."""
    if plain := _LOOKUP.fullmatch(expression):
        return pairs(plain["points"])
    return LookupVisitor(_grammar("lookups").parse(expression)).translation


def read_xmile(expression: str) -> Any:
    """Read the right side of an XMILE equation into a tree."""
    return tidy(XmileVisitor(_grammar("equations").parse(expression)).translation)


def tidy(tree: Any, depth: int = 0) -> Any:
    """Make a negative number one number, and refuse a tree that is too deep."""
    if depth > MAX_DEPTH:
        raise RecursionError
    if isinstance(tree, (tuple, list)):
        return tuple(tidy(item, depth) for item in tree)
    if not is_dataclass(tree) or isinstance(tree, (ae.LookupsStructure, type)):
        return tree
    if isinstance(tree, ae.ArithmeticStructure) and list(tree.operators) == ["negative"]:
        inner = tidy(tree.arguments[0], depth + 1)
        if isinstance(inner, float):
            return -inner
    found = {f.name: tidy(getattr(tree, f.name), depth + 1) for f in fields(tree)}
    return replace(tree, **found)


MAX_LENGTH = 1_000_000
"""Characters of one equation."""

MAX_FORMULA = 50_000
"""Characters of one equation that is more than numbers: reading it takes three seconds."""

_NUMBERS = re.compile(r"[=(][\d.,;eE+\-\s()\[\]]*+$")


@contextmanager
def reading(path: Path, text: str, line: int | None, unit: str = "") -> Iterator[None]:
    """Turn whatever goes wrong in reading a text into a ModelError that shows it.

    Parameters
    ----------
    path : Path
        Of the model, for messages.
    text : str
        What is read.
    line : int or None
        Where it stands.
    unit : str
        Shown beside it in a message.

    Yields
    ------
    None

    Raises
    ------
    ModelError
        The text is too long or nested too deeply, or something in it cannot be read.
    """
    from parsimonious.exceptions import ParseError, VisitationError

    most = MAX_LENGTH if _NUMBERS.search(text) else MAX_FORMULA
    if len(text) > most:
        raise ModelError(
            f"'{text[:40]}…' is {len(text)} characters long; at most {most} are read",
            path=path,
            line=line,
        )
    try:
        yield
    except ParseError as error:
        raise ModelError(_expected(text, error), path=path, line=line) from None
    except (RecursionError, MemoryError):
        raise ModelError(
            f"'{text[:40]}…' is nested too deeply; split it into several variables",
            path=path,
            line=line,
        ) from None
    except Unreadable as error:
        raise ModelError(f"{error} (in '{text[:60]}')", path=path, line=line) from None
    except (VisitationError, ValueError, TypeError, LookupError, AttributeError) as error:
        reason = str(error).strip().splitlines() or [type(error).__name__]
        raise ModelError(
            f"cannot read '{text[:60]}' [{unit[:30]}]: {reason[0][:160]}", path=path, line=line
        ) from None


def _expected(text: str, error: Any) -> str:
    position = max(0, int(getattr(error, "pos", 0)))
    rest = str(getattr(error, "text", text))[position : position + 30]
    if not rest.strip():
        return f"'{text[:60]}' breaks off; expected an operand or ')' at its end"
    return (
        f"cannot read '{text[:60]}' at '{rest}'; expected 'name = expression' with "
        "balanced brackets and an operator between operands"
    )
