"""Modules and macros: the same numbers as the model written out in one piece."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from gaoxin.errors import ModelError
from tests.engine.reading.xmile.test_files import aux, read

SPECS = "<sim_specs><start>0</start><stop>4</stop><dt>0.5</dt></sim_specs>"
TANK = (
    "<model name='tank'><variables><aux name='inflow rate' access='input'><eqn>7</eqn></aux>"
    "<stock name='level' access='output'><eqn>10</eqn><inflow>fill</inflow><outflow>drain</outflow>"
    "</stock><flow name='fill'><eqn>inflow_rate</eqn></flow>"
    "<flow name='drain'><eqn>level/.share</eqn></flow></variables></model>"
)


def file(variables: str, models: str = "", more: str = "") -> str:
    """Return a file of a root model and others."""
    return f"<xmile>{SPECS}{more}<model><variables>{variables}</variables></model>{models}</xmile>"


def module(name: str, *connections: tuple[str, str]) -> str:
    inner = "".join(f"<connect to='{to}' from='{source}'/>" for to, source in connections)
    return f"<module name='{name}'>{inner}</module>"


@pytest.mark.parametrize("to", ["inflow_rate", "tank.inflow_rate", 'tank."inflow rate"'])
def test_a_module_is_its_model_written_out(to: str, tmp_path: Path) -> None:
    whole = aux("share", "4") + aux("supply", "2 + TIME") + aux("seen", "tank.level*2")
    parts = read(tmp_path, file(whole + module("tank", (to, ".supply")), TANK)).run()
    alone = (
        "<stock name='level'><eqn>10</eqn><inflow>fill</inflow><outflow>drain</outflow></stock>"
        "<flow name='fill'><eqn>supply</eqn></flow><flow name='drain'><eqn>level/share</eqn></flow>"
    )
    one = read(tmp_path, file(aux("share", "4") + aux("supply", "2 + TIME") + alone)).run()
    np.testing.assert_array_equal(parts["tank.level"].values, one["level"].values)
    np.testing.assert_array_equal(parts["seen"].values, 2 * one["level"].values)


def test_an_input_that_nothing_feeds_has_its_own_equation(tmp_path: Path) -> None:
    runs = read(tmp_path, file(aux("share", "4") + module("tank"), TANK)).run()
    assert float(runs["tank.inflow rate"]) == 7


def test_modules_feed_each_other_and_stand_in_each_other(tmp_path: Path) -> None:
    inner = (
        "<model name='outer'><variables>"
        + module("inner", ("x", "given"))
        + aux("given", "1").replace("<aux ", "<aux access='input' ")
        + aux("twice", "inner.y*2")
        + "</variables></model><model name='inner'><variables>"
        + aux("x", "0").replace("<aux ", "<aux access='input' ")
        + aux("y", "x + 1")
        + "</variables></model>"
    )
    whole = module("outer", ("outer.given", "start")) + aux("start", "20") + aux("z", "inner.y")
    runs = read(tmp_path, file(whole, inner)).run()
    assert float(runs["outer.twice"]) == 42
    assert float(runs["z"]) == 21


def test_a_module_over_dimensions(tmp_path: Path) -> None:
    dims = "<dimensions><dim name='D'/></dimensions>"
    more = "<dimensions><dim name='D'><elem name='a'/><elem name='b'/></dim></dimensions>"
    models = (
        "<model name='part'><variables>"
        f"<aux name='x' access='input'>{dims}<eqn>0</eqn></aux>"
        f"<aux name='y'>{dims}<eqn>x*10</eqn></aux></variables></model>"
    )
    whole = module("part", ("x", ".k")) + f"<aux name='k'>{dims}<eqn>1,2</eqn></aux>"
    assert read(tmp_path, file(whole, models, more)).run()["part.y"].values.tolist() == [10, 20]


MACROS = (
    "<macro name='LAGGED'><parm>x</parm><parm>wait</parm><parm default='x'>first</parm>"
    "<eqn>kept</eqn><variables><stock name='kept'><eqn>first</eqn><inflow>change</inflow></stock>"
    "<flow name='change'><eqn>(x - kept)/wait</eqn></flow></variables></macro>"
    "<macro name='HYPOTENUSE'><parm>a</parm><parm>b</parm><eqn>SQRT(a^2 + b^2)</eqn></macro>"
)


def test_a_macro_is_its_equations_written_out(tmp_path: Path) -> None:
    variables = (
        aux("input", "TIME^2")
        + aux("mine", "LAGGED(input, 3)")
        + aux("other", "LAGGED(input, 2, 5)")
        + aux("theirs", "SMTH1(input, 3)")
        + aux("others", "SMTH1(input, 2, 5)")
        + aux("five", "hypotenuse(3, 4)")
    )
    runs = read(tmp_path, file(variables, more=MACROS)).run()
    np.testing.assert_allclose(runs["mine"].values, runs["theirs"].values, rtol=1e-14)
    np.testing.assert_allclose(runs["other"].values, runs["others"].values, rtol=1e-14)
    assert float(runs["five"]) == 5


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (file(module("m") + aux("a", "m.b"), "<model name='m'/>"), "unknown variable"),
        (file(module("m", ("x", ".a"), ("x", ".b")) + aux("a", "1") + aux("b", "1"),
              f"<model name='m'><variables>{aux('x', '0')}</variables></model>"), "both '.a' and"),
        (file(module("m", ("x", ".q")) + aux("a", "1"),
              f"<model name='m'><variables>{aux('x', '0')}</variables></model>"), "'.q'"),
        (file(module("m") + aux("m", "1"), "<model name='m'/>"), "has the name of a variable"),
        (file(module("m"), f"<model name='m'><variables>{module('m')}</variables></model>"),
         "stands in itself"),
        (file(aux("a", "LAGGED(1)"), more=MACROS), "LAGGED takes 2 to 3 arguments"),
        (file(aux("a", "F(1)"), more="<macro name='F'><parm>x</parm><eqn>F(x)</eqn></macro>"),
         "calls itself"),
        (file(aux("a", "F(1)"), more="<macro name='F'><parm>x</parm><eqn>y</eqn></macro>"),
         "unknown variable 'y'"),
    ],
)  # fmt: skip
def test_a_fault_of_modules_and_macros_is_told(text: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(ModelError) as caught:
        read(tmp_path, text)
    assert message in str(caught.value)
