"""The grammar of equations: a printed tree is read again as itself, faults are at their place."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gaoxin.engine.reading.trees import (
    Arithmetic,
    Call,
    Logic,
    PositionSubscript,
    Reference,
    SliceSubscript,
    Subscripts,
    WildcardSubscript,
    place_of,
)
from gaoxin.engine.reading.unreadable import Unreadable
from gaoxin.engine.reading.xmile.grammar import parse
from tests.engine.reading.xmile.printing import printed

NAMES = ["a", "Bc_d", '"e f-g"', ".cost", "part.x", 'Plant."net cost"', "größe", "x1$"]


def at(offset: int) -> tuple[int, int]:
    return 1, offset + 1


def read(text: str) -> Any:
    return parse(text, at)


def flat(kind: Any, signs: list[str], trees: Any) -> Any:
    """Return sums, products or chains of logic, not directly inside one of the same."""

    def build(parts: tuple[list[Any], list[str]]) -> Any:
        operands, operators = parts
        first, *rest = operands
        if isinstance(first, kind) and first.operators[0] in signs:
            first = 1.0
        return kind(tuple(operators[: len(rest)]), (first, *rest))

    several = st.lists(trees, min_size=2, max_size=3)
    return st.tuples(several, st.lists(st.sampled_from(signs), min_size=2, max_size=2)).map(build)


def whole(trees: Any) -> Any:
    subscript = st.one_of(
        st.sampled_from(["Age", "A1"]),
        st.just(WildcardSubscript()),
        st.just(WildcardSubscript("Sub")),
        st.builds(PositionSubscript, st.integers(1, 9)),
        st.builds(SliceSubscript, trees, trees),
        trees.filter(lambda t: not isinstance(t, (str, Reference))),
    )
    brackets = st.lists(subscript, min_size=1, max_size=2).map(
        lambda found: Subscripts(tuple(found))
    )
    array = st.builds(Reference, st.sampled_from(NAMES), brackets)

    def call(name: str, count: int) -> Any:
        parts = st.tuples(*[trees] * count)
        return parts.map(lambda found: Call(Reference(name), found))

    def negative(tree: Any) -> Any:
        return -tree if isinstance(tree, float) else Arithmetic(("negative",), (tree,))

    pairs = st.sampled_from(["=", "<>", "<", "<=", ">", ">="])
    return st.one_of(
        array,
        flat(Arithmetic, ["+", "-"], trees),
        flat(Arithmetic, ["*", "/"], trees),
        flat(Logic, [":AND:"], trees),
        flat(Logic, [":OR:"], trees),
        st.builds(lambda o, a, b: Logic((o,), (a, b)), pairs, trees, trees),
        st.builds(lambda a, b: Arithmetic(("^",), (a, b)), trees, trees),
        trees.map(negative),
        trees.map(lambda tree: Logic((":NOT:",), (tree,))),
        call("if then else", 3),
        call("//", 2),
        call("mod", 2),
        call("MAX", 2),
        array.map(lambda one: Call(Reference("'"), (one,))),
    )


NUMBERS = st.floats(0, 1e6).map(lambda value: float(f"{value:.6g}"))
TREES = st.recursive(
    st.one_of(NUMBERS, st.sampled_from(NAMES).map(Reference), st.just("a text")),
    whole,
    max_leaves=12,
)


@settings(max_examples=300, deadline=None)
@given(TREES)
def test_a_tree_that_is_printed_is_read_again(tree: Any) -> None:
    text = printed(tree)
    assert read(text) == tree, text


def test_a_printer_that_forgets_brackets_is_caught() -> None:
    tree = Arithmetic(("*",), (Arithmetic(("+",), (1.0, 2.0)), 3.0))
    assert read("1.0+2.0*3.0") != tree
    assert read(printed(tree)) == tree


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("-2^2", "-(2^2)"),
        ("2^3^2", "2^(3^2)"),
        ("2^-1", "2^(-1)"),
        ("NOT a = b", "(NOT a) = b"),
        ("a < b = c", "(a < b) = c"),
        ("a OR b AND c", "a OR (b AND c)"),
        ("a < b + c", "a < (b + c)"),
        ("a + b * c", "a + (b * c)"),
        ("a // b mod c", "(a // b) mod c"),
        ("1 + IF a THEN b ELSE c + 2", "1 + (IF a THEN b ELSE (c + 2))"),
        ("x * - - y", "x * (-(-y))"),
        ("a {one {inside} another} + b", "a + b"),
        ("IF a then b Else c", "if a THEN b ELSE c"),
        ("VECTOR SELECT(a)", "VECTOR_SELECT(a)"),
    ],
)
def test_how_tightly_operators_bind(text: str, same: str) -> None:
    left, right = printed(read(text)), printed(read(same))
    assert left.replace("_", " ") == right.replace("_", " ")


def test_rows_and_columns_are_one_list() -> None:
    assert read("1, 2; 3, 4;") == [1.0, 2.0, 3.0, 4.0]
    assert read(" {nothing} ") is None


def test_a_node_knows_where_it_begins() -> None:
    tree = read("total + SUM(x[*])")
    assert place_of(tree.arguments[0]) == (1, 1)
    assert place_of(tree.arguments[1]) == (1, 9)


def test_many_terms_are_no_depth() -> None:
    tree = read("+".join(["a"] * 50_000))
    assert len(tree.arguments) == 50_000


@pytest.mark.parametrize(
    ("text", "column", "message"),
    [
        ("a + ", 5, "before the end"),
        ("a b c d +* 2", 10, "before '*'"),
        ("(a + b", 1, "'(' is not closed"),
        ("x[1, 2", 2, "'[' is not closed"),
        ("MAX(a, b", 4, "'(' is not closed"),
        ("a + b) * 2", 6, "the equation is complete before ')'"),
        ("2 x", 3, "an operator is missing"),
        ("IF a THEN b", 12, "expected ELSE"),
        ("a + # b", 5, "'#' is no sign"),
        ('"a + b', 1, "is not closed"),
        ("a + {b", 5, "comment that begins here is not closed"),
        ("a } b", 3, "closes no comment"),
        ("x[@b]", 4, "number of a dimension"),
        ("1e999", 1, "too large"),
    ],
)
def test_a_fault_is_told_where_it_is(text: str, column: int, message: str) -> None:
    with pytest.raises(Unreadable, match=r".") as caught:
        read(text)
    assert message in caught.value.message
    assert caught.value.at == (1, column)


@pytest.mark.parametrize("text", ["(" * 5000, "-" * 5000 + "a", "a^" * 5000 + "a", "f(" * 5000])
def test_what_is_nested_too_deeply_is_refused(text: str) -> None:
    with pytest.raises(Unreadable, match=r"deeply|signs|closed"):
        read(text)
