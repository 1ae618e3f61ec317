"""XMILE files: each part of the format is what the Vensim equation beside it is."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import gaoxin
from gaoxin.engine.model import Model
from gaoxin.errors import ModelError
from tests.engine.support import build

XMLNS = "http://docs.oasis-open.org/xmile/ns/XMILE/v1.0"
DIMENSIONS = '<dim name="D"><elem name="d1"/><elem name="d two"/></dim><dim name="N" size="3"/>'


def document(variables: str, specs: str = "", other: str = "") -> str:
    """Return an XMILE file with these variables."""
    times = specs or "<start>0</start><stop>4</stop><dt>0.5</dt>"
    return (
        f'<?xml version="1.0" encoding="utf-8"?>\n<xmile version="1.0" xmlns="{XMLNS}">{other}'
        f'<sim_specs time_units="Year">{times}</sim_specs>\n<dimensions>{DIMENSIONS}</dimensions>'
        f"<model><variables>\n{variables}\n</variables></model></xmile>"
    )


def read(folder: Path, text: str) -> Model:
    """Write and load an XMILE file."""
    path = folder / "model.xmile"
    path.write_text(text, encoding="utf-8")
    return gaoxin.load(path)


def aux(name: str, equation: str, more: str = "") -> str:
    """Return an auxiliary."""
    plain = equation.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f'<aux name="{name}"><eqn>{plain}</eqn>{more}</aux>'


SAME = {
    "DELAY(x, 1)": "DELAY FIXED(x, 1, x)",
    "DELAY(x, 1, 7)": "DELAY FIXED(x, 1, 7)",
    "DELAY1(x, 2)": "DELAY1(x, 2)",
    "DELAY3(x, 2, 1)": "DELAY3I(x, 2, 1)",
    "DELAYN(x, 2, 4)": "DELAY N(x, 2, x, 4)",
    "DELAYN(x, 2, 4, 1)": "DELAY N(x, 2, 1, 4)",
    "SMTH1(x, 2)": "SMOOTH(x, 2)",
    "SMTH3(x, 2, 1)": "SMOOTH3I(x, 2, 1)",
    "SMTHN(x, 2, 4)": "SMOOTH N(x, 2, x, 4)",
    "TREND(x, 2)": "TREND(x, 2, 0)",
    "FORCST(x, 2, 3)": "FORECAST(x, 2, 3)",
    "INIT(x)": "INITIAL(x)",
    "INT(x*3) + INT(-1.5)": "INTEGER(x*3) - 2",
    "SAFEDIV(x, Time - 2)": "ZIDZ(x, Time - 2)",
    "SAFEDIV(x, Time - 2, 9)": "XIDZ(x, Time - 2, 9)",
    "x MOD 2 + (-7) MOD 3": "MODULO(x, 2) + 2",
    "RAMP(0.5, 1)": "RAMP(0.5, 1, 1000)",
    "RAMP(0.5, 1, 3)": "RAMP(0.5, 1, 3)",
    "STEP(2, 1.5)": "STEP(2, 1.5)",
    "PULSE(3, 1)": "6*PULSE(1, 0.25)",
    "PULSE(3, 1, 2)": "6*PULSE TRAIN(1, 0.25, 2, 1000)",
    "IF x > 3 AND NOT (Time > 2) OR x = 2 THEN 1 ELSE -1": (
        "IF THEN ELSE(x > 3 :AND: :NOT: (Time > 2) :OR: x = 2, 1, -1)"
    ),
    "NOT Time = 1": "IF THEN ELSE((:NOT: Time) = 1, 1, 0)",
    "1 < Time = 1": "IF THEN ELSE((1 < Time) = 1, 1, 0)",
    "(-2)^2 + -2^2 - 2^-1": "4 - 4 - 0.5",
    "MIN(x, 3) + MAX(x, 3) + ABS(-x) + EXP(-x) + LN(x) + SQRT(x) + COS(x)": (
        "MIN(x, 3) + MAX(x, 3) + ABS(x) + EXP(-x) + LN(x) + SQRT(x) + COS(x)"
    ),
    "LOG10(x) + PI + PI()": "LOG(x, 10) + 2*3.141592653589793",
    "DT + STARTTIME*10 + STOPTIME*100 + TIME": "TIME STEP + FINAL TIME*100 + Time",
    "x {a comment} + 1": "x + 1",
}


def test_each_function_is_that_of_vensim(tmp_path: Path) -> None:
    ours = [aux("x", "2 + Time^1.5")]
    theirs = ["x=2 + Time^1.5~~|"]
    for number, (xmile, vensim) in enumerate(SAME.items()):
        ours.append(aux(f"y{number}", xmile))
        theirs.append(f"y{number}={vensim}~~|")
    runs = read(tmp_path, document("\n".join(ours))).run()
    other = build(tmp_path, "\n".join(theirs), save=0.5).run()
    for number, xmile in enumerate(SAME):
        mine = np.asarray(runs[f"y{number}"].values, dtype=np.float64)
        vensims = np.asarray(other[f"y{number}"].values, dtype=np.float64)
        assert np.isclose(mine, vensims, rtol=1e-12, atol=1e-12).all(), xmile


def test_time_step_may_be_a_share(tmp_path: Path) -> None:
    specs = '<start>1</start><stop>2</stop><dt reciprocal="true">4</dt>'
    runs = read(tmp_path, document(aux("a", "TIME"), specs)).run()
    assert runs["a"].values.tolist() == [1, 1.25, 1.5, 1.75, 2]
    assert float(runs["TIME STEP"]) == 0.25


def test_stocks_and_flows_that_may_not_be_negative(tmp_path: Path) -> None:
    stock = "<stock name='{0}'><eqn>2</eqn><outflow>{0} out</outflow>{1}</stock>"
    flow = "<flow name='{0}'><eqn>1 - Time</eqn>{1}</flow>"
    variables = (
        stock.format("free", "<non_negative>false</non_negative>")
        + stock.format("held", "<non_negative/>")
        + flow.format("free out", "<non_negative>false</non_negative>").replace("1 - Time", "2")
        + flow.format("held out", "<non_negative>false</non_negative>").replace("1 - Time", "2")
        + flow.format("up", "<non_negative/>")
        + flow.format("plain", "")
    )
    runs = read(tmp_path, document(variables)).run()
    assert runs["free"].values.tolist() == [2, 1, 0, -1, -2, -3, -4, -5, -6]
    assert runs["held"].values.tolist() == [2, 1, 0, 0, 0, 0, 0, 0, 0]
    assert runs["held out"].values.tolist() == [2, 2, 0, 0, 0, 0, 0, 0, 0]
    assert runs["up"].values.tolist() == [1, 0.5, 0, 0, 0, 0, 0, 0, 0]
    assert runs["plain"].values[-1] == -3
    behavior = "<behavior><flow><non_negative/></flow></behavior>"
    runs = read(tmp_path, document(variables, other=behavior)).run()
    assert runs["plain"].values[-1] == 0
    assert runs["free"].values[-1] == -6


@pytest.mark.parametrize("method", ["euler", "rk4"])
def test_a_stock_that_stops_at_zero_stops_there_for_each_member(
    method: str, tmp_path: Path
) -> None:
    variables = (
        "<stock name='s'><eqn>first</eqn><inflow>in</inflow><outflow>out</outflow><non_negative/>"
        "</stock><flow name='in'><eqn>IF Time > 2 THEN 1 ELSE 0</eqn></flow>"
        "<flow name='out'><eqn>2</eqn></flow>" + aux("first", "1")
    ).replace("Time >", "Time &gt;")
    model = read(tmp_path, document(variables))
    first = np.array([0.5, 1.0, 6.0, 9.0])
    runs = model.run({"first": first}, method=method)
    assert (runs["s"].values >= 0).all()
    assert runs["out"].values[0, 2] < 2  # no more than the stock held
    assert runs["s"].values[3, -1] > 1
    for member, value in enumerate(first):
        alone = model.run({"first": value}, method=method)["s"].values
        assert np.array_equal(alone, runs["s"].values[member])


def test_graphical_functions(tmp_path: Path) -> None:
    points = "<xscale min='1' max='3'/><ypts>0,2,1</ypts>"
    variables = (
        aux("lines", "TIME", f"<gf>{points}</gf>")
        + aux("beyond", "TIME", f"<gf type='extrapolate'>{points}</gf>")
        + aux("steps", "TIME", f"<gf type='discrete'>{points}</gf>")
        + "<gf name='named' type='extrapolate'><xpts sep=';'>3;1;2</xpts><ypts sep=';'>1;0;2</ypts>"
        "</gf>" + aux("called", "named(TIME)")
    )
    runs = read(tmp_path, document(variables)).run(save_every=0.5)
    assert runs["lines"].values.tolist() == [0, 0, 0, 1, 2, 1.5, 1, 1, 1]
    assert runs["beyond"].values.tolist() == [-2, -1, 0, 1, 2, 1.5, 1, 0.5, 0]
    assert runs["steps"].values.tolist() == [0, 0, 0, 0, 2, 2, 1, 1, 1]
    assert np.array_equal(runs["called"].values, runs["beyond"].values)


def test_arrays_named_alone_have_all_their_dimensions(tmp_path: Path) -> None:
    dims = "<dimensions><dim name='D'/></dimensions>"
    variables = (
        f"<stock name='s'>{dims}<eqn>1</eqn><inflow>in</inflow></stock>"
        f"<flow name='in'>{dims}<element subscript='d1'><eqn>k*2</eqn></element>"
        "<element subscript='d two'><eqn>k*s[d1]</eqn></element></flow>"
        + aux("k", "0.5")
        + f"<aux name='each'>{dims}<eqn>s*10</eqn><eqn>s*20</eqn></aux>".replace("s*", "s[d1]*")
        + aux("total", "SUM(s) + SUM(s[D])")
        + aux("least", "MIN(s) + 10*MAX(s[D])")
        + aux("one", "s[d_two]")
        + "<aux name='numbered'><dimensions><dim name='N'/></dimensions><eqn>1,2,3</eqn></aux>"
    )
    runs = read(tmp_path, document(variables)).run()
    level = runs["s"]
    np.testing.assert_allclose(runs["total"].values, (2 * level.sum("D")).values)
    ends = level.min("D") + 10 * level.max("D")
    np.testing.assert_allclose(runs["least"].values, ends.values)
    np.testing.assert_array_equal(runs["one"], level.sel(D="d two"))
    np.testing.assert_array_equal(runs["each"].sel(D="d two"), level.sel(D="d1") * 20)
    assert runs["numbered"].values.tolist() == [1, 2, 3]


def test_about_a_variable(tmp_path: Path) -> None:
    more = "<doc>Of\n  use.</doc><units>kg/Year</units><range min='0' max='9.5'/>"
    model = read(tmp_path, document(aux("rate\\nper year", "3", more)))
    row = model.variables.iloc[0]
    assert tuple(row[["name", "kind", "unit", "low", "high", "comment", "line"]]) == (
        "rate per year",
        "constant",
        "kg/Year",
        0,
        9.5,
        "Of use.",
        4,
    )
    assert model.run({"Rate_per_year": [1.0, 2.0]})["rate per year"].values.tolist() == [1, 2]


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]>'
    f'<xmile xmlns="{XMLNS}"><header>&b;</header></xmile>'
)

WRONG = {
    "entities": (BOMB, 1, "declares XML entities"),
    "outside file": (
        f'<!DOCTYPE x SYSTEM "file:///etc/passwd"><xmile xmlns="{XMLNS}"/>',
        1,
        "declares XML entities",
    ),
    "no XML": ("hello", 1, "is no XML"),
    "other XML": ("<svg/>", 1, "is no XMILE file"),
    "truncated": (document(aux("a", "1"))[:-30], 4, "is no XML"),
    "wrong tags": (document("<aux name='a'><eqn>1</aux>"), 4, "is no XML"),
    "nothing in it": (document(""), 3, "no variable found"),
    "no times": (
        f'<xmile xmlns="{XMLNS}"><model><variables/></model></xmile>',
        1,
        "<sim_specs> is missing",
    ),
    "no stop": (document(aux("a", "1"), "<start>0</start><dt>1</dt>"), 2, "<stop> is missing"),
    "a module of no model": (document("<module name='m'/>" + aux("a", "m.b")), 4, "'m.b'"),
    "a module elsewhere": (document("<module name='m' resource='b.stmx'/>"), 4, "'b.stmx'"),
    "a macro of nothing": (document(aux("a", "1"), other="<macro name='m'/>"), 2, "no <eqn>"),
    "a conveyor": (
        document("<stock name='s'><eqn>1</eqn><conveyor/></stock>"),
        4,
        "'s' is a conveyor",
    ),
    "no equation": (document("<aux name='a'/>"), 4, "has no equation"),
    "no name": (document("<aux><eqn>1</eqn></aux>"), 4, "without a name"),
    "no start": (document("<stock name='s'><inflow>1</inflow></stock>"), 4, "no initial value"),
    "unknown function": (document(aux("a", "SMTH2(1, 2)")), 4, "unknown function 'SMTH2'"),
    "unknown name": (document(aux("a", "1") + aux("b", "aa")), 4, "did you mean 'a'?"),
    "bad equation": (document(aux("a", "1 +")), 4, "before the end"),
    "left open": (document(aux("a", "???")), 4, "'a' is not written yet"),
    "wrong count": (document(aux("a", "SMTH1(1)")), 4, "SMTH1 takes 2 to 3 arguments, not 1"),
    "points that differ": (
        document(aux("a", "1", "<gf><xpts>1,2</xpts><ypts>1</ypts></gf>")),
        4,
        "2 x and 1 y",
    ),
    "points that are none": (
        document(aux("a", "1", "<gf><xpts>1,x</xpts><ypts>1,2</ypts></gf>")),
        4,
        "'x' in <xpts> is no number",
    ),
    "kind of points": (
        document(aux("a", "1", "<gf type='odd'><xpts>1</xpts><ypts>1</ypts></gf>")),
        4,
        "type 'odd'",
    ),
    "bad limit": (
        document(aux("a", "1", "<range min='low'/>")),
        4,
        "'low' in <range> is no number",
    ),
}


@pytest.mark.parametrize("case", sorted(WRONG))
def test_each_fault_is_named_with_its_line(case: str, tmp_path: Path) -> None:
    text, line, message = WRONG[case]
    with pytest.raises(ModelError) as caught:
        read(tmp_path, text)
    assert message in str(caught.value)
    assert caught.value.line == line


def test_entities_hide_in_no_encoding(tmp_path: Path) -> None:
    path = tmp_path / "model.xmile"
    path.write_bytes(BOMB.replace('"1.0"?>', '"1.0" encoding="UTF-16"?>').encode("utf-16"))
    with pytest.raises(ModelError, match="declares XML entities"):
        gaoxin.load(path)


def test_prefixes_that_nobody_declared_are_no_fault(tmp_path: Path) -> None:
    text = document(aux("a", "1"), other='<isee:prefs layer="model" isee:x="1"/>')
    assert float(read(tmp_path, text).run()["a"]) == 1
