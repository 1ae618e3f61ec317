"""Vensim's expressions: a precedence parser, one method a construct.

How tightly operators bind, loosest first: ``:OR:``, ``:AND:``, ``:NOT:``, comparisons, ``+ -``,
``* /``, a sign, ``^``. So ``-2^2`` is -4 and ``:NOT: a > 5`` is NOT (a > 5), as in Vensim's own
runs, though its page on operators says otherwise. A sign may follow an operator: ``a^-b``.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from math import isfinite
from typing import Any, NoReturn

import numpy as np

from gaoxin.engine.reading.forms import VENSIM, call_or_node
from gaoxin.engine.reading.trees import (
    Arithmetic,
    Call,
    InlineLookups,
    LineColumn,
    Logic,
    Lookups,
    Reference,
    Subscripts,
    placed,
)
from gaoxin.engine.reading.unreadable import Unreadable
from gaoxin.engine.reading.vensim.tokens import Token, lookalike, shown
from gaoxin.names import canonical

MAX_DEPTH = 120
"""Deeper trees are refused: everything that walks them does so by recursion."""

MAX_OPERANDS = 100_000
"""Names and numbers of one formula; lists of numbers may be longer."""

_OR, _AND, _NOT, _COMPARE, _SUM, _PRODUCT, _SIGN, _POWER = range(8)
_INFIX = {
    ":OR:": _OR, ":AND:": _AND, "+": _SUM, "-": _SUM, "*": _PRODUCT, "/": _PRODUCT, "^": _POWER,
    **dict.fromkeys(("=", "<>", "<", ">", "<=", ">="), _COMPARE),
}  # fmt: skip
_PREFIX = {":NOT:": _NOT, "-": _SIGN, "+": _SIGN}
_STARTS = {"name", "number", "text", "(", ":NA:", *_PREFIX}
_PAIR = ["(", "number", ",", "number", ")"]
_NAN = (float("nan"), float("nan"))

Results = tuple[Reference, tuple[Any, ...], list[Reference]]
"""A macro that is called, what it is given, and the variables that take what it gives besides."""


class Expressions:
    """Reads the tokens of one statement; what defines a variable is in ``definitions``.

    Parameters
    ----------
    tokens : sequence of Token
        The last is the end.
    place : callable
        Offset to line and column.
    macros : collection of str
        Canonical names of the file's own macros, which go before functions.
    """

    def __init__(
        self,
        tokens: Sequence[Token],
        place: Callable[[int], LineColumn],
        macros: Collection[str] = (),
    ) -> None:
        self.tokens, self.place, self.macros = tokens, place, macros
        self.at = self.deep = self.operands = 0
        self.name = ""
        self.results: list[Results] = []
        self.kind = tokens[0][0]

    # -- tokens --------------------------------------------------------------------------------

    def step(self) -> Token:
        """Return the token at hand and go to the next."""
        token = self.tokens[self.at]
        self.at += 1
        self.kind = self.tokens[self.at][0]
        return token

    def here(self) -> LineColumn:
        """Line and column of the token at hand."""
        return self.place(self.tokens[self.at][2])

    def now(self) -> str:
        """Return the token at hand as a message names it."""
        return shown(self.tokens[self.at])

    def fail(self, message: str, token: Token | None = None) -> NoReturn:
        """Refuse the text, at a token or the one at hand."""
        raise Unreadable(message, self.place((token or self.tokens[self.at])[2]))

    def take(self, kind: str, where: str) -> Token:
        """Return the token at hand, which must be of a kind, and go to the next."""
        if self.kind != kind:
            wanted = "a name" if kind == "name" else f"'{kind}'"
            self.fail(f"{wanted} is missing {where}; {self.now()} is here")
        return self.step()

    # -- operators -----------------------------------------------------------------------------

    def expression(self, least: int = _OR) -> Any:
        """Read an expression whose operators bind at least as tightly as `least`."""
        self.deep += 1
        if self.deep > MAX_DEPTH:
            self.fail("is nested too deeply; split it into several variables")
        begin, left = self.here(), self.operand()
        while (level := _INFIX.get(self.kind, -1)) >= least:
            left = placed(self._chain(left, level), begin)
        self.deep -= 1
        return left

    def _chain(self, left: Any, level: int) -> Any:
        """Read what follows a first operand: operators of one level, each with its operand."""
        operators: list[str] = []
        operands = [left]
        while _INFIX.get(self.kind) == level and not (level == _COMPARE and operators):
            operators.append(self.step()[0])
            self._value_follows(operators[-1])
            operands.append(self._tighter(level))
        kind = Logic if level < _SUM else Arithmetic
        if level == _COMPARE and _INFIX.get(self.kind) == _COMPARE:
            self.deep += 1  # a < b < c is (a < b) < c
            if self.deep > MAX_DEPTH:
                self.fail("is nested too deeply; split it into several variables")
        return kind(operators, tuple(operands))

    def _value_follows(self, operator: str) -> None:
        if self.kind not in _STARTS:
            self._refuse_odd()
            self.fail(f"'{operator}' needs a value after it; {self.now()} is here")

    def _tighter(self, level: int) -> Any:
        """Read the operand after an operator; what follows ``^`` may have a sign."""
        return self.operand() if level == _POWER else self.expression(level + 1)

    def operand(self) -> Any:
        """Read a name, a number, a call, brackets, or one of these with a sign."""
        self.operands += 1
        if self.operands > MAX_OPERANDS:
            self.fail(f"has more than {MAX_OPERANDS} operands; split it into several variables")
        kind, text, _ = self.tokens[self.at]
        begin = self.here()
        if kind not in _STARTS:
            self._refuse_odd()
            self.fail(f"a value is expected; {self.now()} is here")
        if kind == "name":
            return self._named(begin)
        if kind == "number":
            self.step()
            self._no_operator_missing(f"the number {text}")
            return self.number_of(text, begin)
        if kind == "(":
            return self._brackets()
        if kind in _PREFIX:
            self.step()
            self._value_follows(kind)
            return _signed(kind, self.expression(_PREFIX[kind]), begin)
        if kind == ":NA:":
            self.step()
            return float("nan")
        return self.step()[1]

    def _refuse_odd(self) -> None:
        """Refuse a character that has no meaning."""
        kind, text, _ = self.tokens[self.at]
        if kind == "other" and text in "\"'":
            what = "quoted name" if text == '"' else "text"
            self.fail(f"this {what} is not ended on its line; write {text} after it")
        if kind == "other":
            self.fail(f"{self.now()} has no meaning here; a name with it stands in double quotes")

    def _named(self, begin: LineColumn) -> Any:
        token = self.step()
        subscripts = self.subscripts() if self.kind == "[" else None
        name = placed(Reference(token[1], subscripts), begin)
        if self.kind == "(":
            return self.call(name, token)
        self._no_operator_missing(f"'{token[1]}'")
        return name

    def _brackets(self) -> Any:
        opened = self.step()
        inner = self.expression()
        if self.kind == ",":
            self.fail("a comma stands in brackets that belong to no function; write its name")
        if self.kind != ")":
            self.fail(f"this bracket is not closed; write ) before {self.now()}", opened)
        self.step()
        self._no_operator_missing("')'")
        return inner

    def _no_operator_missing(self, before: str) -> None:
        if self.kind in {"name", "number", "text", "("}:
            hint = lookalike(self.tokens[self.at][1])
            self.fail(f"an operator is missing between {before} and {self.now()}{hint}")

    def number_of(self, text: str, at: LineColumn) -> float:
        """Return a number as written; one that no computer holds is refused."""
        value = float(text)
        if not isfinite(value):
            raise Unreadable(f"'{text[:40]}' is too large a number", at)
        return value

    # -- calls and subscripts ------------------------------------------------------------------

    def call(self, name: Reference, token: Token) -> Any:
        """Read the arguments of a function, a lookup or a macro."""
        key = canonical(name.reference)
        if key == "a_function_of":
            self.fail(
                f"the equation of '{self.name}' is not written yet: A FUNCTION OF lists what it "
                "will use; write the equation, or a number",
                token,
            )
        opened = self.step()
        if key == "tabbed_array":
            return self.table()
        arguments: list[Any] = []
        while self.kind != ")" or arguments:
            if self.kind in {",", ")"}:
                self.fail(
                    f"an argument of {name.reference} is left out; write it before {self.now()}"
                )
            if key == "with_lookup" and len(arguments) == 1:
                arguments.append(self._inline_points(opened))
            else:
                arguments.append(self.expression())
            if self.kind == ":":
                return self._with_results(name, tuple(arguments), opened)
            if self.kind == ")":
                break
            self._next_argument(name.reference, opened)
        self.step()
        return self._made(name, tuple(arguments))

    def _made(self, name: Reference, arguments: tuple[Any, ...]) -> Any:
        at = name.at
        if canonical(name.reference) in self.macros:  # before a function of the same name
            return placed(Call(name, arguments), at)
        if canonical(name.reference) == "with_lookup":
            if len(arguments) != 2:
                raise Unreadable(f"WITH LOOKUP takes 2 arguments, not {len(arguments)}", at)
            return placed(InlineLookups(*arguments), at)
        try:
            return placed(call_or_node(VENSIM, name, arguments), at)
        except ValueError as error:
            raise Unreadable(str(error), at) from None

    def _next_argument(self, name: str, opened: Token) -> None:
        if self.kind == "end":
            self.fail(f"the bracket of {name}( is not closed; write ) before {self.now()}", opened)
        if self.kind != ",":
            self.fail(f"a comma or ) is expected in {name}(...); {self.now()} is here")
        self.step()

    def _with_results(self, name: Reference, arguments: tuple[Any, ...], opened: Token) -> Any:
        """Read what a macro gives besides: ``f(x : y, z)``."""
        results: list[Reference] = []
        while not results or self.kind == ",":
            self.step()
            begin, token = self.here(), self.take("name", "after ':' in the call of a macro")
            subscripts = self.subscripts() if self.kind == "[" else None
            results.append(placed(Reference(token[1], subscripts), begin))
        if self.kind != ")":
            self.fail(f"this bracket is not closed; write ) before {self.now()}", opened)
        self.step()
        self.results.append((name, arguments, results))
        return placed(Call(name, arguments), name.at)

    def subscripts(self) -> Subscripts:
        """Read ``[a, B!]``."""
        opened = self.step()
        found: list[str] = []
        while True:
            token = self.step() if self.kind == "number" else self.take("name", "in [...]")
            marked = self.kind == "!"
            found.append(f"{token[1]}!" if marked else token[1])
            if marked:
                self.step()
            if self.kind == "]":
                self.step()
                return placed(Subscripts(tuple(found)), self.place(opened[2]))
            if self.kind != ",":
                self.fail(f"this bracket is not closed; write ] before {self.now()}", opened)
            self.step()

    # -- numbers and points --------------------------------------------------------------------

    def signed(self, where: str) -> float:
        """Read a number with any signs."""
        negative = False
        while self.kind in {"+", "-"}:
            negative ^= self.step()[0] == "-"
        if self.kind != "number":
            self._refuse_odd()
            self.fail(f"a number is expected in {where}; {self.now()} is here")
        at = self.here()
        value = self.number_of(self.step()[1], at)
        return -value if negative else value

    def table(self) -> Any:
        """Read the numbers of TABBED ARRAY: rows are lines."""
        rows: list[list[float]] = []
        last = 0
        while self.kind != ")":
            line, _ = self.here()
            if line != last:
                rows.append([])
            rows[-1].append(self.signed("TABBED ARRAY"))
            last = line
        begin = self.here()
        self.step()
        return matrix(rows, begin)

    def _inline_points(self, opened: Token) -> Lookups:
        if self.kind != "(":
            self.fail(f"WITH LOOKUP needs points, as ((0,0),(1,1)); {self.now()} is here")
        self.step()
        return self.points(opened)

    def points(self, opened: Token) -> Lookups:
        """Read the points of a lookup and the bracket after them: pairs, or all x then all y."""
        if self.kind == "[":
            self._limits()
        if self.kind == "(":
            pairs = [self._pair("a point of the lookup")]
            while self.kind in {",", "("}:
                if self.kind == ",":
                    self.step()
                pairs.append(self._pair("a point of the lookup"))
        else:
            pairs = self._flat(opened)
        if self.kind != ")":
            self.fail(f"the lookup is not closed; write ) before {self.now()}", opened)
        self.step()
        x, y = zip(*sorted(pairs, key=lambda pair: pair[0]), strict=True)
        return placed(Lookups(x, y, _NAN, _NAN, "interpolate"), self.place(opened[2]))

    def _flat(self, opened: Token) -> list[tuple[float, float]]:
        numbers = [self.signed("the lookup")]
        while self.kind == ",":
            self.step()
            numbers.append(self.signed("the lookup"))
        half = len(numbers) // 2
        if len(numbers) % 2:
            self.fail(
                f"a lookup as a plain list has all its x, then all its y; {len(numbers)} numbers "
                "are no pairs",
                opened,
            )
        return list(zip(numbers[:half], numbers[half:], strict=True))

    def _pair(self, where: str) -> tuple[float, float]:
        plain = self.tokens[self.at : self.at + 5]
        if [kind for kind, _, _ in plain] == _PAIR:  # of a lookup of thousands
            x, y = float(plain[1][1]), float(plain[3][1])
            if isfinite(x) and isfinite(y):
                self.at += 5
                self.kind = self.tokens[self.at][0]
                return x, y
        self.take("(", f"before {where}")
        x = self.signed(where)
        self.take(",", f"in {where}")
        y = self.signed(where)
        self.take(")", f"after {where}")
        return x, y

    def _limits(self) -> None:
        """Read the limits of a lookup's graph, and its points of reference; they say nothing."""
        where = "the limits of the lookup, which are written [(x0,y0)-(x1,y1)]"
        self.step()
        self._pair(where)
        self.take("-", f"in {where}")
        self._pair(where)
        while self.kind == ",":
            self.step()
            self._pair(where)
        self.take("]", f"after {where}")
        if self.kind == ",":
            self.step()


def _signed(kind: str, value: Any, at: LineColumn) -> Any:
    """Return a value with a sign; that of a number is part of the number."""
    if kind == ":NOT:":
        return placed(Logic([kind], (value,)), at)
    if kind == "+":
        return value
    if isinstance(value, float) and value == value:
        return -value
    return placed(Arithmetic(["negative"], (value,)), at)


def matrix(rows: list[list[float]], at: LineColumn) -> Any:
    """Return rows of numbers as one array, without axes of one number."""
    if not rows or len({len(row) for row in rows}) > 1:
        raise Unreadable("the rows of this list of numbers differ in length", at)
    return np.squeeze(np.array(rows))
