"""What was observed after the plan was written, from ``calibration/observed.csv``.

No such file is shipped: the plan's own figures end in 2020. A planner in a later year adds one.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from gaoxin.desks.cells import Number, Unit, Whole
from gaoxin.desks.desk import Desk
from gaoxin.desks.indicators import Indicator
from gaoxin.desks.table import Row, column, read_table
from gaoxin.errors import DataError, nearest
from gaoxin.names import Names
from gaoxin.units import convert, parse_unit

if TYPE_CHECKING:
    import pint

    from gaoxin.desks.workspace import Workspace

FILE = "observed.csv"
LAST_KNOWN = 2020
"""Year of the plan's own figures: what was observed since is later."""


class Observed(Row):
    """A value of an indicator that was observed after 2020."""

    KEY = ("indicator", "year")

    indicator: str = column(
        "Indicator, its id in indicators.csv", "指标在indicators.csv中的id", "gdp"
    )
    year: Whole = column("Observed at the end of, or over, this year", "观测年份", "2022")
    value: Number = column("What was observed", "观测值", "58.3")
    unit: Unit = column("Unit of the numbers", "数值单位", "CNY_1e8/year")
    sd: Number = column(
        "Standard error of the observation, in the same unit", "观测值的标准误，单位相同", "1.2"
    )
    source: str = column("Where it was read", "来源", "yearbook of 2023", default="")


def read_observed(desk: Desk, indicators: Iterable[Indicator]) -> tuple[Observed, ...]:
    """Read the observations since, in the units of their indicators; none without the file.

    Raises
    ------
    DataError
        With file and line: no such indicator (with the nearest), one that is not modelled, a year
        that the plan knew or that the model does not reach, a standard error that is not above
        zero, a unit of another kind.
    """
    path = desk.workspace.calibration_dir / FILE
    if not path.is_file():
        return ()
    known = Names((indicator.id, indicator) for indicator in indicators)
    last = float(desk.catalogue.model.default("FINAL TIME").values)
    return tuple(_own(row, known, desk.registry, last) for row in read_table(path, Observed))


def check_there(workspace: Workspace) -> None:
    """Refuse to take observations that nobody has written.

    Raises
    ------
    DataError
        There is no file of them; the message says how to write one.
    """
    path = workspace.calibration_dir / FILE
    if not path.is_file():
        columns = "indicator,year,value,unit,sd,source"
        message = f"there is no such file; write one with the columns {columns}"
        raise DataError(f"{message} and a row for each value observed since 2020", path=path)


def with_observed(
    indicators: Iterable[Indicator], rows: Iterable[Observed]
) -> tuple[Indicator, ...]:
    """Return the indicators with what was observed since, for charts and tables."""
    later: dict[str, dict[int, float]] = {}
    for row in rows:
        later.setdefault(row.indicator, {})[row.year] = row.value
    return tuple(
        indicator.model_copy(update={"later": tuple(later.get(indicator.id, {}).items())})
        for indicator in indicators
    )


def _own(
    row: Observed, known: Names[Indicator], registry: pint.UnitRegistry[Any], last: float
) -> Observed:
    """Return a row in the unit of its indicator, checked."""
    if row.indicator not in known:
        close = nearest(row.indicator, known)
        raise row.error(f"unknown indicator '{row.indicator}'{close}; indicators.csv lists them")
    indicator = known[row.indicator]
    if not indicator.variable:
        raise row.error(f"'{row.indicator}' is not modelled: {indicator.reason}; leave it out")
    if row.year <= LAST_KNOWN:
        message = f"year {row.year} is no later than {LAST_KNOWN}; observations.csv has the past"
        raise row.error(f"{message}, and 'gaoxin calibrate' fits it")
    if row.year > last:
        message = f"year {row.year} is after the model's runs, which end in {last:g}"
        raise row.error(f"{message}; write an earlier year, or leave the row out")
    if row.sd <= 0.0:
        raise row.error(f"sd {row.sd:g} is not above 0; write the standard error of the value")
    try:
        units = [parse_unit(registry, text) for text in (row.unit, indicator.unit)]
        value, sd = (convert(number, *units) for number in (row.value, row.sd))
    except DataError as error:
        raise row.error(error.message) from None
    own = {"indicator": indicator.id, "value": value, "sd": sd, "unit": indicator.unit}
    return row.model_copy(update=own)
