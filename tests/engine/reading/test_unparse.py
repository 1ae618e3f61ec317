"""A tree that is written out reads back as the same tree."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gaoxin.engine.reading.parse import read_right
from gaoxin.engine.reading.unparse import shortened, written

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
        ("a^b c^2", "a^B c^2"),
        ("(a^b c)^2", "(a^B c)^2"),
        (":NOT: a > 1 :AND: b c = 2", ":NOT: (a > 1) :AND: B c = 2"),
        ("if then else(a>=1,a,0)", "IF THEN ELSE(a >= 1, a, 0)"),
        ("sum(a[d!]*t[d!])", "SUM(a[D!]*t[D!])"),
        ("pulse train(1, 2, 3, 4)", "PULSE TRAIN(1, 2, 3, 4)"),
        ("integ(a-b c, 5)", "INTEG(a - B c, 5)"),
        ("smooth3i(a, t, 0)", "SMOOTH3I(a, t, 0)"),
        ("delay1(a, t)", "DELAY1(a, t)"),
        ("with lookup(a, ((0,1),(2,-3)))", "WITH LOOKUP(a, ((0, 1), (2, -3)))"),
        ("if then else(a > 0, :NA:, 1)", "IF THEN ELSE(a > 0, :NA:, 1)"),
    ],
)
def test_a_tree_is_written_as_the_language_spells_it(text: str, out: str) -> None:
    assert written(read_right(text), NAMES) == out


leaves = st.sampled_from(["a", "b c", "2", "0.25", "t[D]", "1e+20"])


def grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    pair = st.tuples(inner, inner)
    marks = ["+", "-", "*", "/", "^"]
    return st.one_of(
        *(pair.map(f"({{0[0]}} {mark} {{0[1]}})".format) for mark in marks),
        *(pair.map(f"{{0[0]}} {mark} {{0[1]}}".format) for mark in marks),
        inner.map("-({})".format),
        pair.map("MAX({0[0]}, {0[1]})".format),
        pair.map("IF THEN ELSE({0[0]} < {0[1]}, {0[0]}, {0[1]})".format),
        inner.map("SMOOTH({}, t)".format),
    )


@given(st.recursive(leaves, grown, max_leaves=6))
@settings(max_examples=50, deadline=None)
def test_what_is_written_reads_back_as_it_was(text: str) -> None:
    tree = read_right(f"MAX(a, {text})")  # PySD adds up what is numbers alone, unless it is inside
    assert repr(read_right(written(tree, NAMES))) == repr(tree)


def test_a_long_text_is_cut() -> None:
    assert shortened("abcdef", 4) == "abc…"
    assert shortened("abcd", 4) == "abcd"
