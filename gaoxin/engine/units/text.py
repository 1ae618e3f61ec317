"""Unit texts as modellers write them: ``people/(month*household)``, ``$ per Year``, ``1/Months``.

Only products, quotients and powers of words mean anything; a word may hold spaces. Nothing is
evaluated.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

MAX_LENGTH = 300
"""Characters of a unit."""

MAX_POWER = 12

_MARK = re.compile(r"(\*\*|[*/()^·×])")
_PER = re.compile(r"\s+per\s+", re.IGNORECASE)
_ONE = re.compile(r"1(?:\.0*)?")
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?")
_IRREGULAR = {"people": "person", "men": "man", "women": "woman", "children": "child"}
_LONG_PLURAL = ("sses", "xes", "ches", "shes")

Factors = list[tuple[str, Fraction]]


class UnreadableUnit(ValueError):
    """A text that is no product of words; the message shows where it stops being one."""


def factors(text: str) -> Factors:
    """Return the words of a unit with their powers, in order.

    Raises
    ------
    UnreadableUnit

    Examples
    --------
    >>> factors("people/(month*household)")
    [('people', Fraction(1, 1)), ('month', Fraction(-1, 1)), ('household', Fraction(-1, 1))]
    """
    if len(text) > MAX_LENGTH:
        raise UnreadableUnit(f"it has {len(text)} characters")
    tokens = [t.strip() for t in _MARK.split(_PER.sub(" / ", text)) if t.strip()]
    tokens = ["*" if t in "·×" else "^" if t == "**" else t for t in tokens]
    rest = iter([*tokens, ""])
    found, end = _products(rest, next(rest))
    if end:
        raise UnreadableUnit(f"'{end}' stands where '*' or '/' should")
    return found


def _products(rest: Iterator[str], mark: str) -> tuple[Factors, str]:
    """Read a product; return it with the mark after it."""
    found, mark = _power(rest, mark)
    while mark in {"*", "/"}:
        sign = 1 if mark == "*" else -1
        more, mark = _power(rest, next(rest))
        found += [(word, sign * power) for word, power in more]
    return found, mark


def _power(rest: Iterator[str], mark: str) -> tuple[Factors, str]:
    if mark == "(":
        found, mark = _products(rest, next(rest))
        if mark != ")":
            raise UnreadableUnit("')' is missing")
    elif mark in {"", ")", "*", "/", "^"}:
        raise UnreadableUnit(f"a unit is missing before '{mark}'" if mark else "it breaks off")
    elif _NUMBER.fullmatch(mark):
        if not _ONE.fullmatch(mark):
            raise UnreadableUnit(f"'{mark}' is a number, not a unit")
        found = []
    else:
        found = [(mark, Fraction(1))]
    mark = next(rest)
    if mark != "^":
        return found, mark
    exponent = _exponent(rest)
    return [(word, power * exponent) for word, power in found], next(rest)


def _exponent(rest: Iterator[str]) -> Fraction:
    mark = next(rest)
    inside = next(rest) if mark == "(" else mark
    if not _NUMBER.fullmatch(inside) or (mark == "(" and next(rest) != ")"):
        raise UnreadableUnit(f"'{inside}' is no exponent")
    exponent = Fraction(inside).limit_denominator(100)
    if abs(exponent) > MAX_POWER:
        raise UnreadableUnit(f"the exponent {inside} is beyond {MAX_POWER}")
    return exponent


def singular(word: str) -> str:
    """Return a word in lower case and in the singular, as far as its ending tells."""
    text = " ".join(word.replace("_", " ").casefold().split())
    before, _, last = text.rpartition(" ")
    return f"{before} {_one_of(last)}".strip()


def _one_of(word: str) -> str:
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if len(word) > 4 and word.endswith("ies"):
        return f"{word[:-3]}y"
    if len(word) > 4 and word.endswith(_LONG_PLURAL):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word
