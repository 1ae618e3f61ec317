"""Random equations of which the unit is known: they balance, and no longer with a word too many."""

from __future__ import annotations

import tempfile
from collections import Counter
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.units.support import checked

WORDS = ("person", "firm", "year", "widget")
Sized = tuple[str, Counter[str]]
"""An expression, and the exponents of its unit, counted without gaoxin."""


def unit_text(exponents: Counter[str]) -> str:
    return "*".join(["1", *(f"{w}^{p}" for w, p in sorted(exponents.items()) if p)])


def plus(a: Counter[str], b: Counter[str], sign: int = 1) -> Counter[str]:
    total = Counter(a)
    for word, power in b.items():
        total[word] += sign * power
    return Counter({w: p for w, p in total.items() if p})


def leaves() -> st.SearchStrategy[Sized]:
    return st.sampled_from([(f"v {word}", Counter({word: 1})) for word in WORDS])


@st.composite
def grown(draw: st.DrawFn, inner: st.SearchStrategy[Sized]) -> Sized:
    (a, ua), (b, ub) = draw(inner), draw(inner)
    match draw(st.integers(0, 8)):
        case 0:
            return f"({a})*({b})", plus(ua, ub)
        case 1:
            return f"({a})/({b})", plus(ua, ub, -1)
        case 2:
            return f"(({a}) + ({a})*3)", ua
        case 3:
            return f"MAX(({a})*({b})/({b}), 0)", ua
        case 4:
            return f"SMOOTH({a}, v year)", ua
        case 5:
            return f"IF THEN ELSE(({b}) > 0, ({a}), -({a}))", ua
        case 6:
            return f"ZIDZ({a}, {b})", plus(ua, ub, -1)
        case 7:
            return f"EXP(({a})/({a}))*({b})", ub
        case _:
            return f"SQRT(({a})^2)", ua


expressions = st.recursive(leaves(), grown, max_leaves=6)
WORLD = "{UTF-8}\n" + "".join(f"v {word} = 2 ~ {word} ~|\n" for word in WORDS)


@given(st.lists(expressions, min_size=1, max_size=4), st.sampled_from(WORDS))
@settings(max_examples=40, deadline=None)
def test_consistent_equations_balance_and_inconsistent_ones_do_not(
    made: list[Sized], word: str
) -> None:
    right, wrong = [], []
    for number, (text, exponents) in enumerate(made):
        more = plus(exponents, Counter({word: 1}))
        right.append(f"x{number} = {text} ~ {unit_text(exponents)} ~|\n")
        right.append(f"s{number} = INTEG(({text})/v year, {text}) ~ {unit_text(exponents)} ~|\n")
        wrong.append(f"x{number} = {text} ~ {unit_text(more)} ~|\n")
        wrong.append(f"s{number} = INTEG({text}, {text}) ~ {unit_text(exponents)} ~|\n")
    with tempfile.TemporaryDirectory() as folder:
        good = checked(Path(folder), "".join(right), world=WORLD)
        bad = checked(Path(folder), "".join(wrong), "lenient", world=WORLD)
    assert good.findings == ()
    assert good.judged == good.equations
    told = Counter((f.variable, f.rule) for f in bad.findings)
    expected = {(f"x{n}", "sides"): 1 for n in range(len(made))}
    assert told == expected | {(f"s{n}", "flow"): 1 for n in range(len(made))}
