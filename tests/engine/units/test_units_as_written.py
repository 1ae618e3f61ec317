"""Unit texts of real models mean what their writers meant."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import gaoxin
from gaoxin.engine.units.definitions import define
from gaoxin.engine.units.text import UnreadableUnit, factors
from gaoxin.engine.units.unit import DIMENSIONLESS, Unit
from gaoxin.units import standard_registry
from tests.engine.units.support import CLOCK, checked, rules

WORDS = ("person", "household", "month", "year", "widget", "$", "kg", "percent")


def measure(text: str, *same: tuple[str, ...]) -> Unit:
    return define(standard_registry(), same).unit(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("people/(month*household)", "person/month/households"),
        ("people per month", "person/Months"),
        ("Dmnl", "1"),
        ("dimensionless", "Fraction"),
        ("1/year", "fraction/Years"),
        ("$", "Dollars"),
        ("$/Year", "dollar/yr"),
        ("widget*widget", "Widgets^2"),
        ("widget**2", "widget^(2)"),
        ("1/(widget)", "widget^-1"),
        ("person years", "Person Year"),
        ("person_years", "person year"),
        ("companies", "company"),
        ("boxes", "box"),
        ("kWh", "kW*hour"),
        ("人/年", "人/year"),
        ("%", "percent"),
    ],
)
def test_spellings_of_one_unit(one: str, other: str) -> None:
    assert measure(one).same(measure(other))


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [("year", "month", 12.0), ("week", "day", 7.0), ("Dmnl", "percent", 100.0)],
)
def test_one_kind_in_two_sizes(one: str, other: str, ratio: float) -> None:
    a, b = measure(one), measure(other)
    assert a.alike(b)
    assert not a.same(b)
    assert a.many(b) == pytest.approx(ratio)


@pytest.mark.parametrize(
    ("one", "other"),
    [("person", "firm"), ("glass", "gas"), ("bus", "bu"), ("m", "M"), ("year", "1/year")],
)
def test_words_that_only_look_alike(one: str, other: str) -> None:
    assert not measure(one).alike(measure(other))


@pytest.mark.parametrize(
    "text",
    ["person/", "*year", "(person", "person)", "a(b)", "a^b", "a^99", "100*a", "a^", "(" * 200],
)
def test_what_is_no_unit_is_refused(text: str) -> None:
    with pytest.raises(UnreadableUnit):
        factors(text)


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        read = factors(text)
    except UnreadableUnit:
        return
    assert all(word and isinstance(power, Fraction) for word, power in read)


powers = st.dictionaries(st.sampled_from(WORDS), st.integers(-3, 3), max_size=5)


@given(powers, powers)
def test_units_multiply_as_exponents_add(a: dict[str, int], b: dict[str, int]) -> None:
    words = define(standard_registry())

    def made(exponents: dict[str, int]) -> Unit:
        return words.unit("1*" + "*".join(f"{w}^{p}" for w, p in exponents.items()) + "*1")

    total = {w: a.get(w, 0) + b.get(w, 0) for w in {*a, *b}}
    assert (made(a) * made(b)).same(made(total))
    assert (made(a) * made(b) / made(b)).same(made(a))
    assert (made(a) / made(a)).same(DIMENSIONLESS)
    assert (made(a) ** Fraction(1, 2) * made(a) ** Fraction(1, 2)).same(made(a))
    assert words.unit(str(made(a))).same(made(a))


def test_what_the_settings_call_the_same_is_the_same() -> None:
    assert measure("heads", ("Person", "Head")).same(measure("people"))
    assert measure("N", ("N", "Newton", "kg*meter/second^2")).same(measure("kg*m/second/second"))
    assert measure("circle", ("circle", "round*a"), ("round", "circle*b")).base  # ends


def test_the_settings_of_a_vensim_file_are_read(tmp_path: Path) -> None:
    text = "x = people ~ head ~|\n"
    assert rules(checked(tmp_path, text)) == [("sides", "lenient")]
    path = tmp_path / "model.mdl"
    sketch = "\\\\\\---/// Sketch information\n///---\\\\\\\n:L<%^E!@\n22:Head,Person,People\n"
    path.write_text(path.read_text("utf-8") + sketch, encoding="utf-8")
    assert gaoxin.load(path).check_units("strict").findings == (
        *(f for f in gaoxin.load(path).check_units("strict").findings if f.rule == "none"),
    )


XMILE = """<?xml version="1.0" encoding="utf-8"?>
<xmile version="1.0" xmlns="http://docs.oasis-open.org/xmile/ns/XMILE/v1.0">
<header><name>m</name></header>
<model_units><unit name="Heads"><eqn>people</eqn><alias>skulls</alias></unit></model_units>
<sim_specs time_units="{time}"><start>0</start><stop>4</stop><dt>1</dt></sim_specs>
<model><variables>
<stock name="crowd"><eqn>10</eqn><inflow>coming</inflow><units>skulls</units></stock>
<flow name="coming"><eqn>crowd/stay</eqn><units>people/time</units></flow>
<aux name="stay"><eqn>3</eqn><units>{stay}</units></aux>
</variables></model></xmile>
"""


@pytest.mark.parametrize(
    ("time", "stay", "told"),
    [
        ("Months", "months", []),
        ("Months", "years", [("coming", "sides")]),
        ("Time", "months", []),  # 'time' says nothing, so nothing is told
    ],
)
def test_units_of_an_xmile_file(
    tmp_path: Path, time: str, stay: str, told: list[tuple[str, str]]
) -> None:
    path = tmp_path / "model.xmile"
    path.write_text(XMILE.format(time=time, stay=stay), encoding="utf-8")
    findings = gaoxin.load(path).check_units().findings
    assert [(f.variable, f.rule) for f in findings] == told


def test_a_definition_file_says_what_there_is(tmp_path: Path) -> None:
    definitions = tmp_path / "units.txt"
    definitions.write_text("person = [person]\ndozen = 12 * person\n", encoding="utf-8")
    world = "{UTF-8}\npeople = 12 ~ person ~|\n"
    text = "x = people ~ dozen ~|\ny = 1 ~ persn ~|\nz = 2*people ~ people ~|\n"
    check = checked(tmp_path, text, world=world, definitions=definitions)
    assert rules(check) == [("sides", "lenient")]
    assert check.findings[0].factor == pytest.approx(1 / 12)
    assert rules(check, "y") == [("unknown", "lenient")]
    assert "did you mean 'person'?" in str(check.findings[1])
    assert rules(check, "z") == []


def test_a_wrong_level_and_a_wrong_file_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "model.mdl"
    path.write_text("x = 1 ~~|\n" + CLOCK, encoding="utf-8")
    model = gaoxin.load(path)
    with pytest.raises(gaoxin.ModelError, match="write 'lenient' or 'strict'"):
        model.check_units("severe")  # type: ignore[arg-type]
    with pytest.raises(gaoxin.DataError, match=r"units\.txt"):
        model.check_units(definitions=tmp_path / "units.txt")
