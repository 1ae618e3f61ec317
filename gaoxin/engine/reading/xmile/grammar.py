"""XMILE's grammar of equations: words into a syntax tree, by the precedence of operators.

From the tightest: subscripts and calls, the ``'`` of a transposition, ``^`` from the right, the
signs and ``NOT``, ``* / // MOD``, ``+ -``, ``< <= > >=``, ``= <>``, ``AND``, ``OR`` (XMILE 1.0,
section 3.3.1). A sign may follow an operator, also ``^``. ``IF c THEN a ELSE b`` reaches as far
to the right as it can.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from gaoxin.engine.reading.trees import (
    Arithmetic,
    Call,
    LineColumn,
    Logic,
    PositionSubscript,
    Reference,
    SliceSubscript,
    Subscripts,
    WildcardSubscript,
    placed,
)
from gaoxin.engine.reading.unreadable import Unreadable
from gaoxin.engine.reading.xmile.tokens import Token, tokens_of

MAX_LENGTH = 1_000_000
"""Characters of one equation."""

MAX_DEPTH = 120
"""Brackets, calls and conditions inside one another."""

IF, TRANSPOSED = "if then else", "'"
"""What a condition and a transposition call."""

_LEVELS = {
    "or": 0, "and": 1, "=": 2, "<>": 2, "<": 3, "<=": 3, ">": 3, ">=": 3,
    "+": 4, "-": 4, "*": 5, "/": 5, "//": 5, "mod": 5,
}  # fmt: skip
"""How tightly an operator between two operands binds."""

_FLAT = {0: Logic, 1: Logic, 4: Arithmetic, 5: Arithmetic}
_SPELLED = {"or": ":OR:", "and": ":AND:"}
_CALLED = frozenset({"//", "mod"})


def parse(text: str, place: Callable[[int], LineColumn], converted: bool = False) -> Any:
    """Return the syntax tree of an equation, as written: no name is looked up.

    Parameters
    ----------
    text : str
    place : callable
        From an offset in the text to line and column in the file.
    converted : bool
        Whether Vensim's converter wrote the file.

    Returns
    -------
    syntax tree, a list of them where commas or semicolons stand between, or None
        None where nothing is written, comments aside.

    Raises
    ------
    Unreadable
        With line and column of what the grammar does not take.
    """
    if len(text) > MAX_LENGTH:
        raise Unreadable(
            f"{len(text)} characters in one equation; at most {MAX_LENGTH} are read", place(0)
        )
    try:
        tokens = tokens_of(text, converted)
    except Unreadable as fault:
        raise Unreadable(fault.message, place(fault.at[1] if fault.at else 0)) from None
    return _Parser(tokens, place).equation()


class _Parser:
    def __init__(self, tokens: list[Token], place: Callable[[int], LineColumn]) -> None:
        self.tokens, self.place = tokens, place
        self.next = tokens[0]
        self.number = 0
        self.depth = 0

    # -- words ---------------------------------------------------------------------------------

    def take(self) -> Token:
        taken = self.next
        self.number += 1
        self.next = self.tokens[min(self.number, len(self.tokens) - 1)]
        return taken

    def expect(self, kind: str, opened: Token) -> None:
        if self.next.kind == kind:
            self.take()
            return
        if self.next.kind == "end":
            at = self.place(opened.start)
            raise Unreadable(f"'{opened.text}' is not closed; write '{kind}'", at)
        raise self.fault(f"expected '{kind}' or an operator before {self.here()}")

    def here(self) -> str:
        return "the end" if self.next.kind == "end" else f"'{self.next.text}'"

    def fault(self, message: str, token: Token | None = None) -> Unreadable:
        return Unreadable(message, self.place((token or self.next).start))

    # -- the whole -----------------------------------------------------------------------------

    def equation(self) -> Any:
        if self.next.kind == "end":
            return None
        listed = [self.expression()]
        several = False
        while self.next.kind in {",", ";"}:
            several = True
            self.take()
            if self.next.kind == "end":  # a list may end in a separator
                break
            listed.append(self.expression())
        if self.next.kind != "end":
            raise self.fault(
                f"the equation is complete before {self.here()}; an operator is missing"
            )
        return listed if several else listed[0]

    # -- operators -----------------------------------------------------------------------------

    def expression(self) -> Any:
        return self.deeper(lambda: self.binary(0))

    def binary(self, least: int) -> Any:
        found = self.signed()
        while (level := _LEVELS.get(self.next.kind, -1)) >= least:
            found = self.chain(found, level)
        return found

    def chain(self, first: Any, level: int) -> Any:
        """Return the operators of one level that follow one another; sums and products are flat."""
        operators: list[str] = []
        operands = [first]
        at = self.place(self.next.start)
        while _LEVELS.get(self.next.kind) == level:
            token = self.take()
            right = self.binary(level + 1)
            if token.kind in _CALLED:
                left = self.flat(level, operators, operands, at)
                at = self.place(token.start)
                call = Call(_named(token.kind, at), (left, right))
                operators, operands = [], [placed(call, at)]
                continue
            operators.append(_SPELLED.get(token.kind, token.kind))
            operands.append(right)
            if level not in _FLAT:  # a comparison is of two
                operands = [placed(Logic((operators.pop(),), tuple(operands)), at)]
        return self.flat(level, operators, operands, at)

    def flat(self, level: int, operators: list[str], operands: list[Any], at: LineColumn) -> Any:
        if not operators:
            return operands[0]
        return placed(_FLAT[level](tuple(operators), tuple(operands)), at)

    def signed(self) -> Any:
        token = self.next
        if token.kind not in {"+", "-", "not"}:
            return self.power()
        self.take()
        inner = self.deeper(self.signed)
        at = self.place(token.start)
        if token.kind == "+":
            return inner
        if token.kind == "not":
            return placed(Logic((":NOT:",), (inner,)), at)
        if isinstance(inner, float):
            return -inner
        return placed(Arithmetic(("negative",), (inner,)), at)

    def power(self) -> Any:
        base = self.operand()
        if self.next.kind != "^":
            return base
        at = self.place(self.take().start)
        return placed(Arithmetic(("^",), (base, self.deeper(self.signed))), at)

    def deeper(self, read: Callable[[], Any]) -> Any:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self.fault("is nested too deeply; split it into several variables")
        found = read()
        self.depth -= 1
        return found

    # -- operands ------------------------------------------------------------------------------

    def operand(self) -> Any:
        token = self.next
        if token.kind == "name":
            return self.named()
        if token.kind == "number":
            return self.number_of(self.take())
        if token.kind == "(":
            self.take()
            inner = self.expression()
            self.expect(")", token)
            return inner
        if token.kind == "if":
            return self.condition()
        if token.kind == "text":
            return self.take().text[1:-1]
        raise self.fault(f"expected a name, a number or '(' before {self.here()}")

    def number_of(self, token: Token) -> float:
        value = float(token.text)
        if value == float("inf"):
            raise self.fault(f"'{token.text[:40]}' is too large a number", token)
        return value

    def condition(self) -> Any:
        token = self.take()
        parts = [self.expression()]
        for word in ("then", "else"):
            if self.next.kind != word:
                raise self.fault(
                    f"expected {word.upper()} before {self.here()}; write IF condition THEN value "
                    "ELSE value"
                )
            self.take()
            parts.append(self.expression())
        at = self.place(token.start)
        return placed(Call(_named(IF, at), tuple(parts)), at)

    def named(self) -> Any:
        token = self.take()
        at = self.place(token.start)
        subscripts = None
        if self.next.kind == "[":
            subscripts = self.deeper(self.subscripts)
        name = placed(Reference(token.text, subscripts), at)
        found: Any = name
        if self.next.kind == "(":
            found = placed(Call(name, self.deeper(self.arguments)), at)
        while self.next.kind == "'":
            self.take()
            found = placed(Call(_named(TRANSPOSED, at), (found,)), at)
        return found

    def arguments(self) -> tuple[Any, ...]:
        opened = self.take()
        found: list[Any] = []
        while self.next.kind != ")":
            found.append(None if self.next.kind == "," else self.expression())
            if self.next.kind != ",":
                break
            self.take()
        self.expect(")", opened)
        return tuple(found)

    def subscripts(self) -> Subscripts:
        opened = self.take()
        found = [self.subscript()]
        while self.next.kind == ",":
            self.take()
            found.append(self.subscript())
        self.expect("]", opened)
        return Subscripts(tuple(found))

    def subscript(self) -> Any:
        token = self.next
        at = self.place(token.start)
        if token.kind == "*":
            self.take()
            if self.next.kind != ":":
                return placed(WildcardSubscript(), at)
            self.take()
            return placed(WildcardSubscript(self.word("the name of a subrange")), at)
        if token.kind == "@":
            self.take()
            if not self.next.text.isdigit():
                raise self.fault(f"expected the number of a dimension before {self.here()}")
            return placed(PositionSubscript(int(self.take().text)), at)
        low = self.expression()
        if self.next.kind == ":":
            self.take()
            return placed(SliceSubscript(low, self.expression()), at)
        plain = isinstance(low, Reference) and low.subscripts is None
        return low.reference if plain else low

    def word(self, what: str) -> str:
        if self.next.kind != "name":
            raise self.fault(f"expected {what} before {self.here()}")
        return self.take().text


def _named(name: str, at: LineColumn) -> Reference:
    return placed(Reference(name), at)
