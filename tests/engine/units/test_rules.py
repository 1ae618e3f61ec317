"""Every rule fires where it should, and does not where units balance."""

from __future__ import annotations

from pathlib import Path

import pytest

import gaoxin
from gaoxin.engine.lowering.functions.noise import NOISES
from gaoxin.engine.lowering.functions.numbers import FUNCTIONS
from gaoxin.engine.lowering.functions.vectors import VECTORS
from gaoxin.engine.lowering.vocabulary import SPECIAL, STRUCTURES
from gaoxin.engine.units.expressions import EXPRESSIONS
from gaoxin.engine.units.finding import REMEDIES, WORDS
from gaoxin.engine.units.functions import CALLS
from gaoxin.engine.units.stateful import STATEFUL
from tests.engine.units.support import checked, rules

BALANCED = [
    ("people*rate", "person/year"),
    ("people*rate", "people per Year"),
    ("hiring*delay", "persons"),
    ("-people", "person"),
    ("people + people - people", "person"),
    ("people + 0", "person"),
    ("1 - share", "Dmnl"),
    ("5*60", "person"),
    ("MAX(0, people)", "person"),
    ("MIN(people, 7)", "person"),
    ("IF THEN ELSE(people > 0, people, 0)", "person"),
    ("IF THEN ELSE(people > people :AND: :NOT: firms < firms, 1, 2)", "firm"),
    ("(people > 0)*people", "person"),
    ("INTEG(hiring, people)", "person"),
    ("INTEG(hiring - people*rate, 100)", "person"),
    ("SMOOTH(people, delay)", "person"),
    ("SMOOTHI(people, delay, people)", "person"),
    ("SMOOTH3I(people, delay, 0)", "person"),
    ("SMOOTH N(people, delay, people, 3)", "person"),
    ("DELAY1(hiring, delay)", "person/year"),
    ("DELAY3I(hiring, delay, hiring)", "person/year"),
    ("DELAY N(hiring, delay, hiring, 2)", "person/year"),
    ("DELAY FIXED(hiring, 3, hiring)", "person/year"),
    ("TREND(people, delay, rate)", "1/year"),
    ("FORECAST(people, delay, delay)", "person"),
    ("SAMPLE IF TRUE(share > 0, people, people)", "person"),
    ("INITIAL(people)", "person"),
    ("ACTIVE INITIAL(people, people)", "person"),
    ("GAME(people)", "person"),
    ("EXP(rate*delay)", "Dmnl"),
    ("100*EXP(-rate*delay)", "Dmnl"),
    ("LN(people/people)", "Dmnl"),
    ("5*SIN(6.28*Time/delay)", "person"),
    ("SQRT(people*people)", "person"),
    ("people^2", "person*person"),
    ("people^0.5*people^0.5", "person"),
    ("POWER(people, 2)/people", "person"),
    ("share^share", "Dmnl"),
    ("2^share", "Dmnl"),
    ("XIDZ(people, delay, hiring)", "person/year"),
    ("ZIDZ(people, delay)", "person/year"),
    ("ABS(people) + INTEGER(people)", "person"),
    ("MODULO(people, people)", "person"),
    ("tab(share)", "firm"),
    ("LOOKUP EXTRAPOLATE(tab, share)", "firm"),
    ("WITH LOOKUP(share, ((0,0),(1,1)))", "person"),
    ("people*WITH LOOKUP(share, ((0,0),(1,1)))", "person"),
    ("STEP(people, delay)", "person"),
    ("STEP(5, 3)", "person"),
    ("RAMP(hiring, delay, delay)", "person"),
    ("5*PULSE(delay, delay) + 3*PULSE TRAIN(0, 1, 2, delay)", "person"),
    ("Time + TIME STEP", "year"),
    ("GET TIME VALUE(0, delay, 0)", "year"),
    ("SUM(staff[D!])", "person"),
    ("SUM(staff[D!]*weight[D!])", "person"),
    ("VMAX(staff[D!]) + VMIN(staff[D!])", "person"),
    ("PROD(weight[D!])", "Dmnl"),
    ("ELMCOUNT(D)*people", "person"),
    ("VECTOR SELECT(weight[D!], staff[D!], 0, 0, 0)", "person"),
    ("RANDOM UNIFORM(people, people, 1)", "person"),
    ("RANDOM NORMAL(0, 10, 5, 1, 3)", "person"),
    ("people*RANDOM 0 1()", "person"),
    ("given*people", "person"),
]

AMISS = [
    ("people*delay", "person/year", "sides"),
    ("people*firms", "person", "sides"),
    ("1/people", "person", "sides"),
    ("people*0.02", "person/year", "sides"),
    ("people + firms", "person", "terms"),
    ("people - hiring", "person", "terms"),
    ("IF THEN ELSE(people > firms, 1, 0)", "Dmnl", "terms"),
    ("IF THEN ELSE(share > 0, people, firms)", "person", "terms"),
    ("MIN(people, firms)", "person", "terms"),
    ("MODULO(people, firms)", "person", "terms"),
    ("INTEG(people, 100)", "person", "flow"),
    ("INTEG(hiring, firms)", "person", "initial"),
    ("SMOOTH(people, people)", "person", "time"),
    ("SMOOTHI(people, delay, firms)", "person", "terms"),
    ("SMOOTH N(people, delay, people, people)", "person", "pure"),
    ("SMOOTH(people, delay)", "firm", "sides"),
    ("DELAY1(hiring, months)", "person/year", "time"),
    ("DELAY FIXED(hiring, firms, 0)", "person/year", "time"),
    ("DELAY N(hiring, firms, hiring, 2)", "person/year", "time"),
    ("TREND(people, delay, 0)", "Dmnl", "sides"),
    ("TREND(people, delay, delay)", "1/year", "rate"),
    ("FORECAST(people, delay, firms)", "person", "time"),
    ("SAMPLE IF TRUE(share > 0, people, firms)", "person", "terms"),
    ("INITIAL(people)", "firm", "sides"),
    ("ACTIVE INITIAL(people, firms)", "person", "terms"),
    ("GAME(people)", "firm", "sides"),
    ("EXP(delay)", "Dmnl", "pure"),
    ("LN(people)", "Dmnl", "pure"),
    ("SIN(people)", "Dmnl", "pure"),
    ("EXP(share)", "person", "sides"),
    ("SQRT(people)", "person", "sides"),
    ("people^share", "person", "base"),
    ("share^people", "Dmnl", "exponent"),
    ("POWER(share, delay)", "Dmnl", "exponent"),
    ("XIDZ(people, delay, people)", "person/year", "terms"),
    ("ZIDZ(people, delay)", "person", "sides"),
    ("ABS(people)", "firm", "sides"),
    ("tab(share)", "person", "sides"),
    ("LOOKUP FORWARD(tab, share)", "person", "sides"),
    ("tab(share) + tab(people)", "firm", "table"),
    ("STEP(people, months)", "person", "time"),
    ("RAMP(hiring, people, delay)", "person", "time"),
    ("RAMP(people, delay, delay)", "person", "sides"),
    ("PULSE(people, delay)", "Dmnl", "time"),
    ("PULSE TRAIN(0, 1, 2, months)", "Dmnl", "time"),
    ("GET TIME VALUE(0, people, 0)", "year", "time"),
    ("Time", "month", "sides"),
    ("SUM(staff[D!])", "firm", "sides"),
    ("SUM(staff[D!] + weight[D!])", "person", "terms"),
    ("VMAX(staff[D!])", "firm", "sides"),
    ("VECTOR SELECT(weight[D!], staff[D!], firms, 0, 0)", "person", "terms"),
    ("RANDOM UNIFORM(people, firms, 1)", "person", "terms"),
]

STRICT = [
    ("people + 5", "person", "bare"),
    ("IF THEN ELSE(people > 5, 1, 0)", "Dmnl", "bare"),
    ("IF THEN ELSE(share > 0, people, 5)", "person", "bare"),
    ("months/12", "year", "conversion"),
    ("12*delay", "month", "conversion"),
    ("100*share", "person", "sides"),
    ("SIN(2*Time)", "Dmnl", "pure"),
]


@pytest.mark.parametrize(("equation", "unit"), BALANCED)
def test_what_balances_is_no_finding(tmp_path: Path, equation: str, unit: str) -> None:
    assert rules(checked(tmp_path, f"x = {equation} ~ {unit} ~|\n")) == []


@pytest.mark.parametrize(("equation", "unit", "rule"), AMISS)
def test_what_does_not_balance_is_told_once(
    tmp_path: Path, equation: str, unit: str, rule: str
) -> None:
    check = checked(tmp_path, f"x = {equation} ~ {unit} ~|\n", "lenient")
    assert rules(check) == [(rule, "lenient")]
    (finding,) = check.findings
    lines = (tmp_path / "model.mdl").read_text("utf-8").splitlines()
    assert finding.line == lines.index(f"x = {equation} ~ {unit} ~|") + 1
    assert finding.right in finding.text("en")
    assert finding.right in finding.text("zh")


@pytest.mark.parametrize(("equation", "unit", "rule"), STRICT)
def test_what_practice_allows_is_told_when_strict(
    tmp_path: Path, equation: str, unit: str, rule: str
) -> None:
    text = f"x = {equation} ~ {unit} ~|\n"
    assert rules(checked(tmp_path, text, "lenient")) == []
    assert rules(checked(tmp_path, text)) == [(rule, "strict")]


def test_both_sides_and_the_remedy_are_named(tmp_path: Path) -> None:
    (finding,) = checked(tmp_path, "x = people*delay ~ person/year ~|\n", "lenient").findings
    assert (finding.left, finding.right) == ("person/year", "person*year")
    assert str(finding) == (
        f"{tmp_path / 'model.mdl'}:14: 'x': its unit is person/year, its equation gives "
        "person*year; write person*year as its unit, or multiply the right side by something in "
        "1/year^2"
    )
    assert "所标单位为 person/year，方程得出 person*year" in finding.text("zh")


def test_a_difference_in_size_is_told_with_the_constant_that_converts(tmp_path: Path) -> None:
    (finding,) = checked(tmp_path, "x = delay ~ month ~|\n", "lenient").findings
    assert finding.factor == pytest.approx(12)
    assert finding.remedy() == "multiply 'delay' by a constant of 12 month/year"
    assert finding.remedy("zh") == "将“delay”乘以常数 12（单位 month/year）"


def test_the_odd_one_out_of_a_sum_is_told(tmp_path: Path) -> None:
    (finding,) = checked(tmp_path, "x = firms + people - people ~ person ~|\n").findings[-1:]
    assert (finding.subject, finding.other) == ("people", "firms")


def test_what_follows_from_a_finding_is_not_told_again(tmp_path: Path) -> None:
    for following in ("*rate", " + firms", "^2 + delay", "*given + rate"):
        text = f"x = (people + firms){following} ~ Dmnl ~|\n"
        assert rules(checked(tmp_path, text)) == [("terms", "lenient")], following


def test_a_variable_without_a_unit_is_told_when_strict_and_judged_never(tmp_path: Path) -> None:
    text = "x = people + firms*y ~ person ~|\ny = 3*share ~~|\n"
    check = checked(tmp_path, text)
    assert rules(check) == []
    assert rules(check, "y") == [("none", "strict")]
    assert check.without_unit == ("given", "y")
    assert check.equations - check.judged == 2
    assert checked(tmp_path, text, "lenient").findings == ()


def test_a_unit_that_cannot_be_read_is_told_when_strict(tmp_path: Path) -> None:
    check = checked(tmp_path, "x = people ~ person)/(year ~|\n")
    assert rules(check) == [("unread", "strict")]


def test_two_units_for_one_variable_are_told(tmp_path: Path) -> None:
    text = "x[a] = 1 ~ person ~|\nx[b] = 2 ~ firm ~|\ny[a] = 1 ~~|\ny[b] = 2 ~ person ~|\n"
    check = checked(tmp_path, text)
    assert rules(check) == [("stated", "lenient")]
    assert rules(check, "y") == []


def test_a_time_control_in_another_unit_is_told(tmp_path: Path) -> None:
    path = tmp_path / "model.mdl"
    checked(tmp_path, "")
    path.write_text(path.read_text("utf-8").replace("1 ~ yr", "1 ~ month"), encoding="utf-8")
    assert rules(gaoxin.load(path).check_units(), "SAVEPER") == [("clock", "lenient")]


MACRO = """:MACRO: HELD(flow, time)
HELD = INTEG(flow - HELD/time, flow*time) ~ a*b ~|
:END OF MACRO:
:MACRO: GROWN(what)
GROWN = EXP(what) ~ Dmnl ~|
:END OF MACRO:
"""


@pytest.mark.parametrize(
    ("equation", "unit", "told"),
    [
        ("HELD(hiring, delay)", "person", []),
        ("HELD(rate, delay)", "Dmnl", []),
        ("HELD(hiring, delay)", "firm", [("x", "sides")]),
        ("HELD(people, firms)", "person*firm", [("HELD", "flow")]),
        ("GROWN(share)", "Dmnl", []),
        ("GROWN(people)", "Dmnl", [("GROWN", "pure")]),
    ],
)
def test_a_macro_is_weighed_with_what_a_call_gives_it(
    tmp_path: Path, equation: str, unit: str, told: list[tuple[str, str]]
) -> None:
    check = checked(tmp_path, MACRO + f"x = {equation} ~ {unit} ~|\n", "lenient")
    assert [(f.variable, f.rule) for f in check.findings] == told


ALLOCATION = """
want[D] = 3, 4 ~ person ~|
P: type, priority, breadth, extra ~~|
profile[D, P] = 3, 1, 1, 0; 3, 2, 1, 0; ~ Dmnl ~|
x[D] = ALLOCATE AVAILABLE(want[D], profile[D, type], {supply}) ~ person ~|
z[D] = ALLOCATE BY PRIORITY(want[D], weight[D], ELMCOUNT(D), {width}, people) ~ person ~|
"""


def test_allocation_shares_out_what_is_asked_for(tmp_path: Path) -> None:
    right = checked(tmp_path, ALLOCATION.format(supply="people", width="share"), "lenient")
    assert right.findings == ()
    wrong = checked(tmp_path, ALLOCATION.format(supply="firms", width="people"), "lenient")
    assert [(f.variable, f.rule) for f in wrong.findings] == [("x", "terms"), ("z", "terms")]


def test_matrices_and_orders(tmp_path: Path) -> None:
    text = """E: p, q ~~|
m[D, E] = 1, 2; 3, 4; ~ person ~|
x[D, E] = INVERT MATRIX(m[D, E], 2) ~ 1/person ~|
y[D] = VECTOR SORT ORDER(staff[D], 1) + VECTOR RANK(staff[D], 1) ~ Dmnl ~|
z[D] = VECTOR REORDER(staff[D], y[D]) ~ firm ~|
"""
    check = checked(tmp_path, text, "lenient")
    assert [(f.variable, f.rule) for f in check.findings] == [("z", "sides")]


def test_every_function_and_structure_of_the_language_has_a_rule() -> None:
    own = {*FUNCTIONS, *NOISES, *VECTORS}
    special = {name.lower().replace(" ", "_") for name in SPECIAL}
    assert (own | special) - set(CALLS) == set()
    external = {"GetConstants", "GetData", "GetLookups"}  # numbers by the time a model is read
    assert set(STRUCTURES.values()) - external - set(EXPRESSIONS) - set(STATEFUL) == set()
    assert set(WORDS) == set(REMEDIES)
