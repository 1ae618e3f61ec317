"""A tree that is written out reads back as the same tree."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gaoxin.engine.reading.trees import (
    Arithmetic,
    Call,
    DelayFixed,
    InlineLookups,
    Integ,
    Logic,
    Lookups,
    Reference,
    SampleIfTrue,
    Smooth,
    Subscripts,
)
from gaoxin.engine.reading.unparse import shortened, written
from gaoxin.engine.reading.vensim.definitions import read_expression

NAMES = {"a": "a", "b_c": "B c", "t": "t", "d": "D"}


@pytest.mark.parametrize(
    ("text", "out"),
    [
        ("a+b c*2", "a + B c*2"),
        ("(a + b c)*2", "(a + B c)*2"),
        ("a - (b c - 2)", "a - (B c - 2)"),
        ("a/(b c*t)", "a/(B c*t)"),
        ("(-2)^2", "(-2)^2"),
        ("-a^2", "-a^2"),
        ("a^-b c", "a^(-B c)"),
        ("a*-t", "a*-t"),
        ("a^b c^2", "a^B c^2"),
        ("(a^b c)^2", "(a^B c)^2"),
        ("+a--2", "a - (-2)"),
        (":NOT: a > 1 :AND: b c = 2", ":NOT: a > 1 :AND: B c = 2"),
        ("(:not: a) > 1 :or: t", "(:NOT: a) > 1 :OR: t"),
        ("a < t < 2", "(a < t) < 2"),
        ("if then else(a>=1,a,0)", "IF THEN ELSE(a >= 1, a, 0)"),
        ("sum(a[d!]*t[d!])", "SUM(a[D!]*t[D!])"),
        ("a[ d, e 1{the third}, 2 ]", "a[D, e 1, 2]"),
        ("pulse train(1, 2, 3, 4)", "PULSE TRAIN(1, 2, 3, 4)"),
        ("integ(a-b c, 5)", "INTEG(a - B c, 5)"),
        ("smooth3i(a, t, 0)", "SMOOTH3I(a, t, 0)"),
        ("delay1(a, t)", "DELAY1(a, t)"),
        ("with lookup(a, ((0,1),(2,-3)))", "WITH LOOKUP(a, ((0, 1), (2, -3)))"),
        (
            "WITH LOOKUP(a,([(-1,0)-(9,+9),(0,0),(1,1)],(2,1)(-1,.5)))",
            "WITH LOOKUP(a, ((-1, 0.5), (2, 1)))",
        ),
        ("with lookup(a, (0, 1, 7, 8))", "WITH LOOKUP(a, ((0, 7), (1, 8)))"),
        ("if then else(a > 0, :NA:, 1)", "IF THEN ELSE(a > 0, :NA:, 1)"),
        ("a = :na:", "a = :NA:"),
        ("get xls data('?t', 'S', '1', 'B2')", "GET DIRECT DATA('?t', 'S', '1', 'B2')"),
        ('"x \\"y\\" ~ |"  (t)', '"x \\"y\\" ~ |"(t)'),
        ("b\\\n  \tc {one { and } two} *\\\n2", "B c*2"),
        ("random 0 1( )", "RANDOM 0 1()"),
    ],
)
def test_a_tree_is_written_as_the_language_spells_it(text: str, out: str) -> None:
    assert written(read_expression(text), NAMES) == out


def test_operators_bind_as_in_vensims_own_runs() -> None:
    """-2^2 is -4 there, and ``:NOT: a > 5`` the reverse of ``a > 5``; ``^`` goes from the right."""
    for text, same in {
        "-2^2": "-(2^2)",
        "2^-3^2": "2^(-(3^2))",
        ":NOT: a > 5": ":NOT: (a > 5)",
        "a :OR: b :AND: c": "a :OR: (b :AND: c)",
        ":NOT: a :AND: b": "(:NOT: a) :AND: b",
        "a = b + c * d": "a = (b + (c * d))",
        "- a * b": "(- a) * b",
    }.items():
        assert read_expression(text) == read_expression(same), text
    for text, other in {"-a^2": "(-a)^2", "a - b - c": "a - (b - c)", "a^b^c": "(a^b)^c"}.items():
        assert read_expression(text) != read_expression(other), text


def test_a_node_knows_its_place() -> None:
    tree = read_expression("a +\n  MAX(b,\n (c))")
    assert tree.at == (1, 1)
    call = tree.arguments[1]
    assert (call.at, [argument.at for argument in call.arguments]) == ((2, 3), [(2, 7), (3, 3)])


# -- trees made at random ------------------------------------------------------------------------

plain = st.sampled_from(["a", "b c", "x_1", "t$", "d'", '"q (1) ~"', "产值"])
subscripts = st.lists(st.sampled_from(["D", "e1", "D!", "sub 2"]), min_size=1, max_size=3)
numbers = (
    st.floats(0, 1e300, allow_nan=False) | st.just(float("-2.5")) | st.integers(0, 9).map(float)
)


def _name(name: str, inside: list[str] | None) -> Reference:
    brackets = Subscripts(tuple(inside)) if inside else None
    return Reference(name, brackets)


names = st.builds(_name, plain, st.none() | subscripts)
called = st.builds(_name, st.sampled_from(["MAX", "T 2", '"q (1) ~"']), st.none() | subscripts)
points = st.lists(st.tuples(numbers, numbers), min_size=1, max_size=3).map(
    lambda pairs: _points(sorted(pairs, key=lambda pair: pair[0]))
)


def _points(pairs: list[tuple[float, float]]) -> Lookups:
    x, y = zip(*pairs, strict=True)
    return Lookups(x, y, None, None, "interpolate")


def _chain(kind: Any, operators: st.SearchStrategy[str], inner: Any) -> st.SearchStrategy[Any]:
    rest = st.lists(st.tuples(operators, inner), min_size=1, max_size=3)
    return st.builds(
        lambda first, more: kind([o for o, _ in more], (first, *(value for _, value in more))),
        inner,
        rest,
    )


def _grown(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    signed = inner.filter(lambda tree: not isinstance(tree, float))
    compared = st.sampled_from(["=", "<>", "<", ">", "<=", ">="])
    return st.one_of(
        _chain(Arithmetic, st.sampled_from("+-"), inner),
        _chain(Arithmetic, st.sampled_from("*/"), inner),
        _chain(Arithmetic, st.just("^"), inner),
        _chain(Logic, st.just(":AND:"), inner),
        _chain(Logic, st.just(":OR:"), inner),
        st.builds(lambda o, a, b: Logic([o], (a, b)), compared, inner, inner),
        inner.map(lambda tree: Logic([":NOT:"], (tree,))),
        signed.map(lambda tree: Arithmetic(["negative"], (tree,))),
        st.builds(Call, called, st.tuples(inner, inner)),
        st.builds(Call, called, st.tuples(inner)),
        st.builds(Integ, inner, inner),
        st.builds(Smooth, inner, inner, inner, st.sampled_from([1.0, 3.0])),
        st.builds(DelayFixed, inner, inner, inner),
        st.builds(SampleIfTrue, inner, inner, inner),
        st.builds(InlineLookups, inner, points),
    )


trees = st.recursive(numbers | names, _grown, max_leaves=12)


@given(trees)
@settings(max_examples=200, deadline=None)
def test_a_tree_that_is_written_reads_back_as_it_was(tree: Any) -> None:
    assert _without_limits(read_expression(written(tree))) == _without_limits(tree)


def _without_limits(tree: Any) -> str:
    """Return what a tree says; the limits of a graph, NaN here and never compared, are no part."""
    return repr(tree).replace("(nan, nan)", "None")


def test_a_long_text_is_cut() -> None:
    assert shortened("abcdef", 4) == "abc…"
    assert shortened("abcd", 4) == "abcd"
