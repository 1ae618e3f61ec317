"""What programs other than the standard's write, and faults: all of a file, each with its place."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import gaoxin
from gaoxin.errors import GaoxinWarning, ModelError
from tests.engine.reading.xmile.test_files import aux, document, read

TIMES = "<start>0</start><stop>4</stop><dt>0.5</dt>"
STOCK = "<stock name='s'><eqn>1</eqn><inflow>in</inflow></stock><flow name='in'><eqn>s</eqn></flow>"


def by(vendor: str, variables: str, attributes: str = "") -> str:
    """Return a file that a program wrote."""
    return (
        f"<xmile><header><vendor>{vendor}</vendor></header><sim_specs {attributes}>{TIMES}"
        f"</sim_specs><model><variables>{variables}</variables></model></xmile>"
    )


def test_all_faults_are_told_at_once_each_in_its_place(tmp_path: Path) -> None:
    text = document(
        "<aux name='a'><eqn>1 +\n  2 2</eqn></aux>\n"
        "<aux name='b'><eqn>1 &lt; &#x41;bc</eqn></aux>\n"
        "<aux name='c'><eqn><![CDATA[1 < d]]></eqn></aux>\n"
        "<stock name='e'><eqn>1</eqn><inflow>gone</inflow></stock>\n"
        "<aux name='f'><eqn>x[1]</eqn></aux>"
    )
    with pytest.raises(ModelError) as caught:
        read(tmp_path, text)
    faults = [caught.value, *caught.value.others]
    places = [(fault.line, fault.column) for fault in faults]
    assert places == [(5, 5), (6, 27), (7, 33), (8, 29), (9, 20)]
    said = [
        "an operator is missing",
        "unknown variable 'Abc'",
        "unknown variable 'd'",
        "names the flow 'gone', which is not defined",
        "unknown variable 'x'",
    ]
    assert [m in fault.message for m, fault in zip(said, faults, strict=True)] == [True] * 5


@pytest.mark.parametrize(
    ("attributes", "method"),
    [("", "euler"), ("method='RK4'", "rk4"), ("method='rk2'", "rk2"), ("method='Euler'", "euler")],
)
def test_the_method_is_the_files(attributes: str, method: str, tmp_path: Path) -> None:
    model = read(tmp_path, by("someone", STOCK, attributes))
    growth = {"euler": 1.5, "rk2": 1.625, "rk4": 1.6484375}[method]
    level = model.run(save_every=0.5)["s"].values
    np.testing.assert_allclose(level, growth ** np.arange(9), rtol=1e-13)


def test_a_method_that_is_not_known_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="method 'Gill' of integration is not known"):
        read(tmp_path, by("someone", STOCK, "method='Gill'"))


def test_what_vensim_exports_says_nothing_of_its_method(tmp_path: Path) -> None:
    model = read(tmp_path, by("Ventana Systems, Inc.", STOCK, "method='RK4'"))
    assert any("the run is by Euler's" in note for note in model.notes)
    assert float(model.run()["s"][-1]) == 1.5**8
    converted = read(tmp_path, by("Ventana Systems, xmutil", STOCK, "method='RK4'"))
    np.testing.assert_allclose(float(converted.run()["s"][-1]), 1.6484375**8)


def test_a_level_that_vensim_exports_with_its_name_is_its_own_equation(tmp_path: Path) -> None:
    late = "<stock name='my out'><eqn>\n my_out=\n DELAY_N(in, 2, 0, 1) </eqn></stock>"
    text = late + STOCK.replace("<inflow>in</inflow>", "<outflow>my out</outflow>")
    runs = read(tmp_path, by("Ventana Systems, Inc.", text)).run(save_every=0.5)
    held, out = 0.0, [0.0]
    for level in runs["s"].values[:-1]:
        held += 0.5 * (level - held / 2)
        out.append(held / 2)
    np.testing.assert_allclose(runs["my out"].values, out, rtol=1e-12)


@pytest.mark.parametrize(
    ("vendor", "value"), [("isee systems, inc.", -2 + 10), ("Ventana Systems, Inc.", -1 - 20)]
)
def test_whole_numbers_and_remainders_are_the_vendors(
    vendor: str, value: float, tmp_path: Path
) -> None:
    model = read(tmp_path, by(vendor, aux("a", "INT(-1.5) + 10*((-5) MOD 3)")))
    assert float(model.run()["a"]) == value


def test_data_that_the_converter_lost(tmp_path: Path) -> None:
    text = aux("a", "2 + 0{GET_DIRECT_CONSTANTS('a.csv',',','B2')}")
    with pytest.warns(GaoxinWarning, match="'a'"):
        model = read(tmp_path, by("Ventana Systems, xmutil", text))
    assert float(model.run()["a"]) == 2
    assert any("'a'" in note for note in model.notes)


def test_a_table_that_the_converter_lost_is_asked_for(tmp_path: Path) -> None:
    text = aux("a", "0{GET_DIRECT_LOOKUPS('a.csv',_',',_'1',_'E2')}") + aux("b", "LOOKUP(a, 1)")
    with pytest.raises(ModelError, match="'a' is GET DIRECT LOOKUPS, whose table the converter"):
        read(tmp_path, by("Ventana Systems, xmutil", text))


def test_the_converters_number_for_no_number(tmp_path: Path) -> None:
    data = (
        "<aux name='x'><dimensions><dim name='D'/></dimensions><eqn>TIME</eqn><gf>"
        "<yscale min='1' max='2'/><xpts>0,1</xpts><ypts>1,1</ypts></gf></aux>"
        + aux("known", "SUM(IF x[*] = -1e+38 THEN 0 ELSE 1)")
    )
    (tmp_path / "data.csv").write_text("Time,x[d1]\n0,3\n4,7\n")
    text = by("Ventana Systems, xmutil", data)
    dims = "<dimensions><dim name='D'><elem name='d1'/><elem name='d2'/></dim></dimensions><model>"
    (tmp_path / "model.xmile").write_text(text.replace("<model>", dims))
    model = gaoxin.load(tmp_path / "model.xmile", data=[tmp_path / "data.csv"])
    runs = model.run(save_every=2.0)
    np.testing.assert_array_equal(runs["x"].values, [[3, 5, 7], [np.nan] * 3])
    assert (runs["known"].values == 1).all()


def test_an_initial_equation_starts_what_rests_on_itself(tmp_path: Path) -> None:
    stock = STOCK.replace("<eqn>1</eqn>", "<eqn>k</eqn>").replace(">s</eqn>", ">k</eqn>")
    model = read(tmp_path, document(stock + aux("k", "s*2", "<init_eqn>7</init_eqn>")))
    runs = model.run(save_every=0.5)
    assert runs["s"].values[:3].tolist() == [7, 14, 28]
    assert np.array_equal(runs["k"].values, 2 * runs["s"].values)


def test_stella_10(tmp_path: Path) -> None:
    text = (
        (
            "<xmile version='1.0' level='3' xmlns='http://www.systemdynamics.org/XMILE' "
            "xmlns:isee='http://iseesystems.com/XMILE'><sim_specs isee:simulation_delay='0' "
            f"method='Euler'>{TIMES}</sim_specs>"
            "<dimensions><dim name='D' size='2'/></dimensions><model>"
            "<stock name='s t'><eqn>1</eqn><inflow>in</inflow></stock>"
            "<flow name='in'><eqn>k\\n*s_t</eqn></flow><aux name='k'><eqn>0.5</eqn></aux>"
            "<array name='a'><dimensions><dim name='D'/></dimensions>"
            "<element subscript='1'><eqn>s_t</eqn></element>"
            "<element subscript='2'><eqn>2*a[1]</eqn></element></array>"
            "<display><stock name='s t'/></display></model></xmile>"
        )
        .replace("\\n", "\n")
        .replace("<array", "<aux")
        .replace("</array>", "</aux>")
    )
    runs = read(tmp_path, text).run(save_every=0.5)
    np.testing.assert_allclose(runs["s t"].values, 1.25 ** np.arange(9))
    assert np.array_equal(runs["a"].values[1], 2 * runs["s t"].values)


def test_graphical_functions_by_element(tmp_path: Path) -> None:
    part = "<element subscript='{}'>{}<gf type='{}'><xscale min='0' max='2'/>{}</gf></element>"
    head = "<dimensions><dim name='D'/></dimensions>"
    one = part.format("d1", "<eqn>TIME</eqn>", "extrapolate", "<ypts>0,1,4</ypts>")
    two = part.format("d_two", "<eqn>TIME/2</eqn>", "discrete", "<ypts>5,6,7</ypts>")
    called = f"<aux name='called'>{head}<eqn>LOOKUP(g, 1.5)</eqn></aux>"
    whole = f"<aux name='h'>{head}<eqn>TIME</eqn><gf><xpts>0,4</xpts><ypts>0,8</ypts></gf></aux>"
    text = document(f"<aux name='g'>{head}{one}{two}</aux>{called}{whole}" + aux("e", "h[d1](1)"))
    runs = read(tmp_path, text).run(save_every=1.0)
    assert runs["g"].values.tolist() == [[0, 1, 4, 7, 10], [5, 5, 6, 6, 7]]
    assert runs["called"].values.tolist() == [2.5, 6]
    assert runs["h"].values.tolist() == [[0, 2, 4, 6, 8]] * 2
    assert float(runs["e"]) == 2


def test_elements_that_are_named_by_their_dimension(tmp_path: Path) -> None:
    text = document(
        "<aux name='a'><dimensions><dim name='D'/><dim name='N'/></dimensions>"
        "<element subscript='d1, N'><eqn>N</eqn></element>"
        "<element subscript='d two, N'><eqn>10*a[d1, N]</eqn></element></aux>"
    )
    assert read(tmp_path, text).run()["a"].values.tolist() == [[1, 2, 3], [10, 20, 30]]


def test_units_that_are_the_same(tmp_path: Path) -> None:
    other = "<model_units><unit name='kg'><alias>kilo</alias></unit></model_units>"
    text = document(
        aux("a", "b", "<units>kilo</units>") + aux("b", "1", "<units>kg</units>"), other=other
    )
    assert not read(tmp_path, text).check_units("strict").findings


def test_a_table_that_the_writer_imports_is_noted(tmp_path: Path) -> None:
    table = "<data><import type='CSV' resource='r../seen.csv'/></data><model>"
    text = by("isee systems, inc.", aux("a", "1")).replace("<model>", table)
    (note,) = read(tmp_path, text).notes
    assert "the import of 'r../seen.csv' is not read" in note
