"""Units: what is known is read right, what is not is refused with the nearest name."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from gaoxin.desks.facts import Fact
from gaoxin.desks.indicators import Indicator
from gaoxin.desks.priors import PriorRow
from gaoxin.desks.table import Row, read_table
from gaoxin.desks.targets import Target
from gaoxin.errors import DataError
from gaoxin.units import convert, parse_unit, registry

if TYPE_CHECKING:
    import pint

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def ureg() -> pint.UnitRegistry[Any]:
    return registry(ROOT / "calibration" / "units.txt")


FORMS: dict[str, type[Row]] = {
    "targets": Target,
    "indicators": Indicator,
    "facts": Fact,
    "priors": PriorRow,
}


@pytest.mark.parametrize("table", FORMS)
def test_every_unit_of_the_tables_parses(ureg: pint.UnitRegistry[Any], table: str) -> None:
    rows = read_table(ROOT / "calibration" / f"{table}.csv", FORMS[table])
    stated = [row for row in rows if "unit" in row.content()]
    assert len(stated) > 0.5 * len(rows)
    for row in stated:
        parse_unit(ureg, row.content()["unit"], path=row.path, line=row.line)


@pytest.mark.parametrize(
    ("value", "source", "target", "expected"),
    [
        (1.0, "CNY_1e8/year", "CNY_1e4/year", 1e4),
        (1500.0, "mu", "km2", 1.0),
        (14.0, "percent", "dimensionless", 0.14),
        (3.0, "tce/kWh_1e4", "tce/kWh", 3e-4),
        (4.0, "CNY_1e4/metric_ton", "CNY_1e8/t_1e3", 0.4),
        (2.0, "percentage_point/year", "percent/year", 2.0),
        (5.0, "Dmnl", "dimensionless", 5.0),
        (3.0, "CNY_1e8/year/year", "CNY_1e8/year**2", 3.0),
        (3.0, "person/(CNY_1e8/year)", "person*year/CNY_1e8", 3.0),
        (0.1, "1/year", "percent/year", 10.0),
    ],
)
def test_conversions(
    ureg: pint.UnitRegistry[Any], value: float, source: str, target: str, expected: float
) -> None:
    a, b = (parse_unit(ureg, text) for text in (source, target))
    assert convert(value, a, b) == pytest.approx(expected, rel=1e-12)
    assert convert(expected, b, a) == pytest.approx(value, rel=1e-12)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("kt", "unknown unit 'kt'"),  # pint alone: knot
        ("CNY_1e9/year", "did you mean 'CNY_1e8'?"),
        ("patent/1e8 CNY", "holds '1'"),  # pint alone: patent x CNY
        ("mu mu", "malformed at 'mu'"),
        ("2*mu", "holds '2'"),
        ("mu//year", "malformed at '/'"),
        ("(mu", "incomplete"),
        ("mu)", "malformed at ')'"),
        ("mu*", "incomplete"),
        ("mu**99", "whole number of one digit"),
        ("", "incomplete"),
        ("__import__('os')", "unknown unit '__import__'"),
        ("mu;year", "holds ';'"),
    ],
)
def test_what_is_not_a_unit_is_refused(ureg: pint.UnitRegistry[Any], text: str, said: str) -> None:
    with pytest.raises(DataError) as error:
        parse_unit(ureg, text, path=Path("a.csv"), line=7)
    assert str(error.value).startswith("a.csv:7: ")
    assert said in str(error.value)


def test_another_dimension_names_both(ureg: pint.UnitRegistry[Any]) -> None:
    mu, year = (parse_unit(ureg, text) for text in ("mu", "year"))
    with pytest.raises(DataError, match="'mu' is not of the kind of 'year'"):
        convert(1.0, mu, year)


@pytest.mark.parametrize(
    "line",
    [
        "@import /etc/passwd",
        "a = 9**9**9",
        "a = 10 ** 99",
        "a = unheard_of",
        "a = a * 2",
        "a =",
        "a = nan",
        "a = -3",
        "two words = 3",
        "a = __import__('os')",
    ],
)
def test_a_bad_definition_is_refused_with_its_line(tmp_path: Path, line: str) -> None:
    path = tmp_path / "units.txt"
    path.write_text(f"# units\nCNY = [currency]\n{line}\n")
    with pytest.raises(DataError, match=r"units\.txt:3: "):
        registry(path)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("亿元/年", "CNY_1e8/year"),
        ("万元", "CNY_1e4"),
        ("亩／年", "mu/year"),
        ("%/年", "percent/year"),
    ],
)
def test_a_unit_in_chinese_is_the_tables_own(
    ureg: pint.UnitRegistry[Any], text: str, meant: str
) -> None:
    assert parse_unit(ureg, text) == parse_unit(ureg, meant)


def test_a_unit_of_no_known_word_proposes_none(ureg: pint.UnitRegistry[Any]) -> None:
    with pytest.raises(DataError, match="unit '米' holds '米'; write"):
        parse_unit(ureg, "米")


@pytest.mark.parametrize(
    "text", ["year" + "/year" * 20_000, "(" * 3_000 + "year" + ")" * 3_000, "year**2" * 5_000]
)
def test_a_unit_without_end_is_refused_in_a_line(ureg: pint.UnitRegistry[Any], text: str) -> None:
    with pytest.raises(DataError, match=rf"has {len(text)} characters, more than 300") as caught:
        parse_unit(ureg, text)
    assert len(str(caught.value)) < 200


def test_a_unit_of_many_brackets_that_is_short_enough_is_read(
    ureg: pint.UnitRegistry[Any],
) -> None:
    text = "(" * 147 + "year" + ")" * 147
    assert parse_unit(ureg, text) == parse_unit(ureg, "year")


@pytest.mark.parametrize("size", ["(" * 3_000 + "year" + ")" * 3_000, "year" + "*year" * 20_000])
def test_a_definition_without_end_is_refused_in_a_line(tmp_path: Path, size: str) -> None:
    path = tmp_path / "units.txt"
    path.write_text(f"a = 2 * year\nx = {size}\n")
    with pytest.raises(
        DataError, match=r"units\.txt:2: 'x = .* has more than 300 characters"
    ) as got:
        registry(path)
    assert len(str(got.value)) < 250
