"""Models made to be hard to weigh or to explain end quickly, with an answer."""

from __future__ import annotations

from pathlib import Path

import gaoxin
from tests.engine.support import build
from tests.engine.units.support import checked


def test_a_very_deep_equation(tmp_path: Path) -> None:
    deep = "people"
    for _ in range(15):
        deep = f"MAX({deep}, firms)"
    check = checked(tmp_path, f"x = {deep} ~ person ~|\n", "lenient")
    assert {f.rule for f in check.findings} == {"terms"}
    assert all(len(f.other) <= 60 for f in check.findings)


def test_sizes_beyond_all_numbers_and_very_long_sums(tmp_path: Path) -> None:
    text = "x = (weeks^12)^100 ~ second^1 ~|\nweeks = 1 ~ week^12 ~|\n"
    text += "z = days ~ week ~|\ndays = (weeks/weeks)*k^90 ~ day ~|\nk = 1 ~ day^12/week^12 ~|\n"
    told = {f.variable: f.rule for f in checked(tmp_path, text, "lenient").findings}
    assert told == {"x": "sides", "z": "sides", "days": "sides"}
    check = checked(tmp_path, f"x = {'+'.join(['people'] * 4000)} + firms ~ person ~|\n", "lenient")
    assert [f.other for f in check.findings] == ["firms"]


def test_macros_in_macros(tmp_path: Path) -> None:
    macros = ":MACRO: M0(a)\nM0 = a*a ~~|\n:END OF MACRO:\n"
    for i in range(1, 25):
        macros += f":MACRO: M{i}(a)\nM{i} = M{i - 1}(a) ~~|\n:END OF MACRO:\n"
    check = checked(tmp_path, macros + "x = M24(people) ~ person*person ~|\n", "lenient")
    assert check.findings == ()


def test_units_that_are_made_to_be_hard_to_read(tmp_path: Path) -> None:
    units = ["(" * 250, "a^9^9^9", "/" * 99, "a*" * 140, "$" * 299, "x" * 4000, "1/0", "__import__"]
    text = "".join(f"v{i} = people ~ {unit} ~|\n" for i, unit in enumerate(units))
    told = {f.variable: f.rule for f in checked(tmp_path, text).findings}
    assert {told[f"v{i}"] for i in range(len(units))} <= {"unread", "sides"}


def test_a_long_chain_of_variables_is_explained(tmp_path: Path) -> None:
    text = "".join(f"a{i} = a{i + 1} + 1 ~~|\n" for i in range(600)) + "a600 = INTEG(a0, 1) ~~|\n"
    model = build(tmp_path, text)
    loops = model.describe("a300").loops
    assert (loops.count, loops.complete) == (1, True)
    assert len(loops.shortest[0].variables) == 601
    assert loops.shortest[0].polarity == "R"
    assert model.summary().coupled == 601
    assert gaoxin.load(model.path).check_units().judged == 0
