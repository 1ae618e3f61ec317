"""A variable and a model explained, of models whose loops are known."""

from __future__ import annotations

from pathlib import Path

import pytest

import gaoxin
from gaoxin.engine.model import Model
from tests.engine.support import build

PREDATORS = """
********************************************************
	.Animals
********************************************************~
		Who eats whom.
	|
Hares = INTEG(hare births - hare deaths, start hares) ~ hare [0,1000] ~ Prey. |
Lynxes = INTEG(lynx births - lynx deaths, 5) ~ lynx ~ Predators. |
hare births = Hares*hare birth rate ~ hare/year ~|
hare deaths = Hares*Lynxes*hunting ~ hare/year ~|
lynx births = Lynxes*Hares*hunting*yield ~ lynx/year ~|
lynx deaths = Lynxes*lynx death rate ~ lynx/year ~|
start hares = 50 ~ hare ~|
hare birth rate = 0.5 ~ 1/year ~|
hunting = 0.02 ~ 1/(lynx*year) ~|
yield = 0.1 ~ lynx/hare ~|
lynx death rate = 0.3 ~ 1/year ~|
"""

EPIDEMIC = """
Susceptible = INTEG(-infection, 990) ~ person ~|
Infected = INTEG(infection - recovery, 10) ~ person ~|
Recovered = INTEG(recovery, 0) ~ person ~|
infection = contacts*Susceptible*Infected/population ~ person/day ~|
recovery = Infected/duration ~ person/day ~|
contacts = 0.4 ~ 1/day ~|
duration = 5 ~ day ~|
population = 1000 ~ person ~|
"""


@pytest.fixture
def predators(tmp_path: Path) -> Model:
    return build(tmp_path, PREDATORS)


def circles(model: Model, name: str | None = None) -> set[tuple[str, frozenset[str]]]:
    loops = model.summary().loops if name is None else model.describe(name).loops
    assert loops.complete
    assert loops.count == len(loops.shortest)
    return {(loop.polarity, frozenset(loop.variables)) for loop in loops.shortest}


def test_the_loops_of_predator_and_prey(predators: Model) -> None:
    own = {
        ("R", frozenset({"Hares", "hare births"})),
        ("B", frozenset({"Hares", "hare deaths"})),
    }
    both = ("B", frozenset({"Hares", "lynx births", "Lynxes", "hare deaths"}))
    others = {
        ("R", frozenset({"Lynxes", "lynx births"})),
        ("B", frozenset({"Lynxes", "lynx deaths"})),
    }
    assert circles(predators, "Hares") == {*own, both}
    assert circles(predators, "hare deaths") == {("B", frozenset({"Hares", "hare deaths"})), both}
    assert circles(predators) == {*own, *others, both}
    assert circles(predators, "yield") == set()


def test_the_loops_of_an_epidemic(tmp_path: Path) -> None:
    assert circles(build(tmp_path, EPIDEMIC)) == {
        ("R", frozenset({"Infected", "infection"})),
        ("B", frozenset({"Susceptible", "infection"})),
        ("B", frozenset({"Infected", "recovery"})),
    }


def test_a_variable_explained(predators: Model) -> None:
    about = predators.describe("hares")
    assert (about.name, about.kind, about.unit) == ("Hares", "stock", "hare")
    assert (about.comment, about.group) == ("Prey.", "Animals")
    assert (about.low, about.high) == (0, 1000)
    (equation,) = about.equations
    assert equation.text == "Hares = INTEG(hare births - hare deaths, start hares)"
    lines = predators.path.read_text("utf-8").splitlines()
    assert lines[equation.line - 1].startswith("Hares = ")
    assert [(link.name, link.polarity, link.at_start) for link in about.uses] == [
        ("hare births", "+", False),
        ("hare deaths", "-", False),
        ("start hares", "?", True),
    ]
    assert [(link.name, link.polarity) for link in about.used_by] == [
        ("hare births", "+"),
        ("hare deaths", "+"),
        ("lynx births", "+"),
    ]


def test_a_misspelt_name_is_told_with_the_nearest(predators: Model) -> None:
    with pytest.raises(gaoxin.ModelError, match="did you mean 'hare births'"):
        predators.describe("hare birth")


def test_a_model_explained(predators: Model) -> None:
    about = predators.summary()
    assert (about.variables, about.equations) == (15, 15)
    assert dict(about.kinds) == {"stock": 2, "auxiliary": 4, "constant": 5, "time": 4}
    assert dict(about.groups)["Animals"] == 15
    assert ("FINAL TIME", 4.0, "") in about.time
    assert about.coupled == 6


def test_subscripts_lookups_and_macros_are_links(tmp_path: Path) -> None:
    text = """
:MACRO: TWICE(a)
TWICE = 2*a*scale$ ~~|
:END OF MACRO:
scale = 3 ~~|
D: p, q ~~|
v[D] = 1, 2 ~~|
w[p] = v[p] ~~|
w[q] = TWICE(v[q]) ~~|
tab((0, 0), (1, 1)) ~~|
total = tab(SUM(w[D!])) ~~|
"""
    model = build(tmp_path, text)
    total, w = model.describe("total"), model.describe("w")
    assert [link.name for link in total.uses] == ["tab", "w"]
    assert {link.name for link in w.uses} == {"v", "scale"}
    assert w.subscripts == (("D", ("p", "q")),)
    assert [e.text for e in w.equations] == ["w[p] = v[p]", "w[q] = TWICE(v[q])"]
    assert [link.name for link in model.describe("scale").used_by] == ["w"]
    assert model.summary().macros == ("TWICE",)


def test_a_model_from_the_cache_is_explained_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GAOXIN_CACHE", str(tmp_path / "cache"))
    first, second = (build(tmp_path, PREDATORS) for _ in range(2))
    assert list((tmp_path / "cache").rglob("*.json"))
    assert first.summary() == second.summary()
    assert first.describe("Hares") == second.describe("Hares")
    assert first.check_units("strict") == second.check_units("strict")


def test_a_time_control_that_changes_has_no_one_value(tmp_path: Path) -> None:
    path = tmp_path / "model.mdl"
    path.write_text(
        "x = INTEG(1, 0) ~~|\nFINAL TIME = IF THEN ELSE(Time > 3, 4, 5) ~ day ~|\n"
        "INITIAL TIME = 0 ~~|\nTIME STEP = 1 ~~|\nSAVEPER = 1 ~~|\n",
        encoding="utf-8",
    )
    assert len(gaoxin.load(path).summary().time) == 4
