"""Vensim's statements: what stands on the left, and what a range, a lookup or an equation is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import numpy as np

from gaoxin.engine.reading.trees import Arithmetic, LineColumn
from gaoxin.engine.reading.unreadable import Unreadable
from gaoxin.engine.reading.vensim.grammar import Expressions, matrix
from gaoxin.engine.reading.vensim.tokens import Lines, Token, read_tokens
from gaoxin.names import canonical

MAX_RANGE = 100_000
"""Elements of one span of a subscript range."""

KEYWORDS = {
    ":INTERPOLATE:": "interpolate",
    ":RAW:": "raw",
    ":HOLD BACKWARD:": "hold_backward",
    ":LOOK FORWARD:": "look_forward",
}
"""How data goes on between its points."""

_SIGNS = {"=", "==", ":=", "(", ":IS:", ":THE CONDITION:", ":TEST INPUT:"}
_SUBSCRIPTS = {"get_direct_subscript", "get_xls_subscript"}
_END = re.compile(r"(.*?\D)(\d{1,9})")


@dataclass(frozen=True)
class Defined:
    """A statement that defines a variable, or that is set aside.

    Attributes
    ----------
    sign : str
        What stands after the left side: ``=``, ``==``, ``:=``, ``(`` of a lookup, a word as
        ``:IS:``, or nothing.
    tree : object
        The right side; None where there is none.
    """

    name: str
    at: LineColumn
    subscripts: tuple[str, ...]
    excepts: tuple[tuple[str, ...], ...]
    keyword: str
    sign: str
    tree: Any


@dataclass(frozen=True)
class DefinedRange:
    """A statement that defines a subscript range.

    Attributes
    ----------
    mappings : tuple of (str, tuple of str)
        Range that it is mapped to, and the elements there, in order; none for all of them.
    cells : tuple of str
        Where a file lists the elements.
    """

    name: str
    at: LineColumn
    elements: tuple[str, ...]
    mappings: tuple[tuple[str, tuple[str, ...]], ...] = ()
    cells: tuple[str, ...] = ()


class DefinitionParser(Expressions):
    """Reads one statement."""

    def statement(self) -> Defined | DefinedRange:
        """Read the tokens as a whole statement.

        Raises
        ------
        Unreadable
            They are none.
        """
        begin = self.here()
        if self.kind != "name":
            self._refuse_odd()
            self.fail(f"a statement begins with a name; {self.now()} is here")
        name = self.name = self.step()[1]
        if self.kind == ":":
            return self._range(name, begin)
        if self.kind == "<->":
            self.step()
            other = self.take("name", "after <->")[1]
            self.done()
            return DefinedRange(name, begin, (other,))
        subscripts = self.subscripts().subscripts if self.kind == "[" else ()
        excepts = self._excepts()
        keyword = KEYWORDS.get(self.kind, "")
        if keyword:
            self.step()
        sign = "" if self.kind == "end" else self.kind
        tree = self._right_side(name, sign)
        self.done()
        return Defined(name, begin, subscripts, excepts, keyword, sign, tree)

    def _excepts(self) -> tuple[tuple[str, ...], ...]:
        if self.kind != ":EXCEPT:":
            return ()
        found: list[tuple[str, ...]] = []
        while not found or self.kind == ",":
            self.step()
            if self.kind != "[":
                self.fail(f"'[' is missing after :EXCEPT:; {self.now()} is here")
            found.append(self.subscripts().subscripts)
        return tuple(found)

    def _right_side(self, name: str, sign: str) -> Any:
        if not sign:
            return None
        if sign not in _SIGNS:
            self._refuse_odd()
            self.fail(f"'=' is expected after '{name}'; {self.now()} is here")
        opened = self.step()
        if sign == "(":
            return self._from_file() if self.kind == "name" else self.points(opened)
        if sign == ":IS:":
            return self.take("text", "after :IS:")[1]
        if sign == ":THE CONDITION:":
            condition = self.expression()
            self.take(":IMPLIES:", "after the condition")
            return (condition, self.expression())
        if sign == ":TEST INPUT:":
            return self.expression()
        if self.kind == "end":
            self.fail(f"nothing follows '{sign}': the equation of '{name}' is not written")
        return self._numbers_or_expression()

    def _from_file(self) -> Any:
        """Read a lookup that stands in a file: ``table(GET DIRECT LOOKUPS(...))``."""
        found = self.expression()
        self.take(")", "after the lookup")
        return found

    def _numbers_or_expression(self) -> Any:
        """Read an expression, or a list of numbers: commas between columns, ``;`` after a row."""
        begin, first = self.here(), self.expression()
        if self.kind not in {",", ";"}:
            return folded(first)
        if not isinstance(first, float):
            raise Unreadable(
                "a list holds numbers alone; write an equation for each element", begin
            )
        rows: list[list[float]] = [[first]]
        while self.kind in {",", ";"}:
            ends_row = self.step()[0] == ";"
            if ends_row and self.kind == "end":
                break
            if ends_row:
                rows.append([])
            rows[-1].append(self._listed())
        return matrix(rows, begin)

    def _listed(self) -> float:
        if self.kind == ":NA:":
            self.step()
            return float("nan")
        return self.signed("a list of numbers")

    # -- ranges --------------------------------------------------------------------------------

    def _range(self, name: str, begin: LineColumn) -> DefinedRange:
        self.step()
        elements: list[str] = []
        cells: tuple[str, ...] = ()
        while not cells:
            if self.kind == "(":
                elements += self._span()
            else:
                token = self._element(f"among the elements of '{name}'")
                if self.kind == "(":
                    cells = self._cells(token[1])
                else:
                    elements.append(token[1])
            if self.kind != ",":
                break
            self.step()
        mappings: list[tuple[str, tuple[str, ...]]] = []
        while self.kind == "->" or (mappings and self.kind == ","):
            self.step()
            mappings.append(self._mapping())
        self.done()
        return DefinedRange(name, begin, tuple(elements), tuple(mappings), cells)

    def _element(self, where: str) -> Token:
        return self.step() if self.kind == "number" else self.take("name", where)

    def _span(self) -> list[str]:
        """Read ``(a1 - a9)``."""
        opened = self.step()
        first = self.take("name", "after '(' of a span of elements")[1]
        self.take("-", f"after '({first}'")
        last = self.take("name", "after '-' of a span of elements")[1]
        self.take(")", "after a span of elements")
        ends = [_END.fullmatch(end) for end in (first, last)]
        if not all(ends):
            self.fail("a span of elements is written (name1 - name9)", opened)
        (left, low), (right, high) = (end.groups() for end in ends if end)
        if canonical(left) != canonical(right) or int(low) >= int(high):
            self.fail("a span of elements goes up from a name to the same name: (a1 - a9)", opened)
        if int(high) - int(low) >= MAX_RANGE:
            self.fail(f"a span of more than {MAX_RANGE} elements", opened)
        return [f"{left}{i}" for i in range(int(low), int(high) + 1)]

    def _cells(self, function: str) -> tuple[str, ...]:
        """Read GET DIRECT SUBSCRIPT(file, tab, first cell, last cell, prefix)."""
        if canonical(function) not in _SUBSCRIPTS:
            self.fail(f"{function} gives no elements; GET DIRECT SUBSCRIPT does")
        found: list[str] = []
        while not found or self.kind == ",":
            self.step()
            if self.kind == "name":  # a file name in double quotes
                found.append(self.step()[1].strip('"'))
            else:
                found.append(self.take("text", f"in {function}")[1])
        if len(found) != 5:
            self.fail(f"{function} takes 5 texts, not {len(found)}")
        self.take(")", f"after {function}")
        return tuple(found)

    def _mapping(self) -> tuple[str, tuple[str, ...]]:
        """Read ``B`` or ``(B: b1, b2, part of B)``."""
        if self.kind != "(":
            return canonical(self.take("name", "after ->")[1]), ()
        self.step()
        target = self.take("name", "after '(' of a mapping")[1]
        self.take(":", f"after '({target}'")
        found: list[str] = []
        while True:
            if self.kind == "(":
                found += self._span()
            else:
                where = "among the elements of a mapping"
                found.append(
                    (self.step() if self.kind == "number" else self.take("name", where))[1]
                )
            if self.kind != ",":
                break
            self.step()
        self.take(")", "after a mapping")
        return canonical(target), tuple(canonical(element) for element in found)

    def done(self) -> None:
        """Refuse what stands after a whole statement."""
        if self.kind == "end":
            return
        self._refuse_odd()
        if self.kind == ")":
            self.fail("this ) closes no bracket; delete it, or write the ( that it belongs to")
        if self.kind in {"==", ":="}:
            self.fail(f"'{self.kind}' stands once, after the name on the left; to compare, write =")
        kinds = [kind for kind, _, _ in self.tokens[self.at : self.at + 3]]
        if kinds == [":", "name", ":"]:
            word = self.tokens[self.at + 1][1]
            self.fail(f":{word}: is no word of Vensim; write :AND:, :OR:, :NOT: or :NA:")
        if self.kind == ":EXCEPT:" or self.kind in KEYWORDS:
            self.fail(f"{self.kind} stands before the '=', not after it")
        self.fail(f"the equation is complete before {self.now()}; write an operator, or delete it")


def read_expression(text: str) -> Any:
    """Return the tree of an expression that stands alone.

    Raises
    ------
    Unreadable
        It is none.
    """
    lines = Lines(text)
    tokens, _ = read_tokens(lines, 0, len(text))
    parser = DefinitionParser(tokens, lines.place)
    tree = parser.expression()
    parser.done()
    return tree


def folded(tree: Any) -> Any:
    """Return the number of ``1 - 2``: what is numbers alone is a constant, as its sum."""
    if not isinstance(tree, Arithmetic) or not set(tree.operators) <= {"+", "-"}:
        return tree
    if not all(isinstance(value, float) for value in tree.arguments):
        return tree
    total = tree.arguments[0]
    for operator, value in zip(tree.operators, tree.arguments[1:], strict=True):
        total = total + value if operator == "+" else total - value
    return float(np.float64(total))
