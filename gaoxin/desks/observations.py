"""``calibration/observations.csv``: every reading of the past, which are fitted, and why."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from pydantic import model_validator

from gaoxin.desks.cells import Name, Number, Unit
from gaoxin.desks.places import Catalogue, spelled
from gaoxin.desks.table import Row, column, read_table
from gaoxin.distributions.scales import SCALES, misplaced
from gaoxin.errors import ModelError
from gaoxin.units import parse_unit, same_size

if TYPE_CHECKING:
    import pint

OPERATORS = ("level", "annual total", "sum", "ratio", "share", "growth")
TAILS = ("normal", "student")
Use = Literal["fit", "alternative", "prior", "check"]
"""``fit``: held against the model. ``alternative``: another reading of the same thing, not chosen.
``prior``: a prior or a constant was made from it, so it is no observation. ``check``: follows from
others by arithmetic."""

_YEAR = r"\d{4}"
_PERIOD = re.compile(rf"(?P<year>{_YEAR})|(?P<first>{_YEAR})-(?P<last>{_YEAR})|"
                     rf"(?P<now>{_YEAR})/(?P<base>{_YEAR})")  # fmt: skip


class Reading(Row):
    """One row of the table."""

    id: str = column("The row's own name", "行标识", "revenue_2020")
    name_en: str = column(
        "What was observed, in English", "观测内容，英文", "Zone business revenue"
    )
    name_zh: str = column("What was observed, in Chinese", "观测内容，中文", "园区营业收入")
    variable: Name = column(
        "Variable that says it, without subscripts; blank where the model says nothing of it",
        "对应的模型变量（无下标）；模型未涉及则留空",
        "annual revenue",
        default="",
    )
    operator: str = column(
        "What is done to the variable; needed where one is named. `level`, `annual total`: its "
        "value at the end of the year. `sum`: over the years of the period. `ratio`: of the first "
        "year to the second. `share`: of the sum of the variables in `of`. `growth`: its value, a "
        "growth rate",
        "对变量的运算，有变量时必填。level、annual total：年末取值；sum：期间逐年之和；"
        "ratio：前一年份与后一年份之比；share：占of所列变量之和的比重；growth：取值即增速",
        "annual total",
        default="",
        one_of=OPERATORS,
    )
    of: str = column(
        "The whole that a `share` is a part of, `+` between variables; else blank",
        "share的分母，变量间以+相连；其他运算留空",
        "park employees + other workers",
        default="",
    )
    period: str = column(
        "A year, `2016-2020` of a sum, `2020/2015` of a ratio or growth",
        "年份；sum写作2016-2020，ratio与growth写作2020/2015",
        "2020",
    )
    value: Number = column("The number that was observed", "观测值", "301")
    unit: Unit = column(
        "Its unit, equal to the variable's; `dimensionless` of a ratio or share",
        "单位，须与变量单位相等；ratio与share为dimensionless",
        "CNY_1e8/year",
    )
    sd: Number | None = column(
        "Standard deviation of its error, in the same unit; needed where a variable is named",
        "误差标准差，单位同上；有变量时必填",
        "9",
        default=None,
    )
    sd_reason: str = column(
        "Why so large; needed of what is fitted",
        "误差大小的理由；fit必填",
        "3 %, as for 2020",
        default="",
    )
    scale: str = column(
        "Scale on which its error is about normal; needed where a variable is named",
        "误差近似正态的尺度；有变量时必填",
        "log",
        default="",
        one_of=SCALES,
    )
    tails: str = column(
        "`student` where the source is doubtful; needed where a variable is named",
        "来源存疑时写student；有变量时必填",
        "normal",
        default="",
        one_of=TAILS,
    )
    series: str = column(
        "Series with which it is left out when predictions are scored; the variable where blank",
        "逐一留出评分时所属的序列；留空即为该变量",
        "annual GDP",
        default="",
    )
    source: str = column("Where the number stands", "出处", "box 1; box 2")
    group: str = column(
        "Rows of one group contradict one another",
        "相互矛盾的数值同组",
        "arrived funds",
        default="",
    )
    use: Use = column(
        "`fit`: held against the model. `alternative`: another reading of the same thing. "
        "`prior`: a prior or constant was made from it. `check`: follows from others by arithmetic",
        "fit用于拟合；alternative为同一事项的另一口径；prior已用于先验或常数；check可由其他数值算出",
        "fit",
    )
    why: str = column(
        "Why it is used so; needed of what is not fitted",
        "采用方式的理由；非fit必填",
        "stepped back from it",
        default="",
    )
    indicator: str = column(
        "Its indicator, the id in indicators.csv", "所属指标的id", "revenue_park", default=""
    )

    @property
    def parts(self) -> tuple[str, ...]:
        """The variables that `of` names."""
        return tuple(part.strip() for part in self.of.split("+") if part.strip())

    @property
    def left_out_with(self) -> str:
        """The series with which it is left out."""
        return self.series or (self.id if self.operator == "share" else self.variable)

    @property
    def instants(self) -> tuple[float, float | None]:
        """The instant, or the last year of a sum; and its base, where it has one."""
        match = _PERIOD.fullmatch(self.period)
        if match is None:
            raise ValueError(f"period '{self.period}'")
        if match["first"]:
            return float(match["last"]), float(match["first"]) - 1.0
        if match["now"]:
            return float(match["now"]), float(match["base"])
        return float(match["year"]), None

    @model_validator(mode="after")
    def _says_why(self) -> Reading:
        needed = "sd_reason" if self.use == "fit" else "why"
        if not getattr(self, needed):
            raise ValueError(f"{needed} of '{self.id}' is blank; fill it")
        if self.use == "fit" and not self.variable:
            raise ValueError(f"'{self.id}' is fitted but names no model variable; name one")
        return self

    @model_validator(mode="after")
    def _measures(self) -> Reading:
        """Check what only a row with a variable needs."""
        if not self.variable:
            return self
        for name, known in {"operator": OPERATORS, "scale": SCALES, "tails": TAILS}.items():
            if not getattr(self, name):
                raise ValueError(
                    f"{name} of '{self.id}' is blank; write one of: {', '.join(known)}"
                )
        if self.sd is None:
            raise ValueError(f"sd of '{self.id}' is blank; write a number such as 12.5")
        if (self.operator == "share") != bool(self.parts):
            raise ValueError(
                f"'{self.id}': column 'of' names the whole of a share, as 'a + b', and is blank "
                "for every other operator"
            )
        _check_form(self)
        fault = misplaced(self.value, self.sd, self.scale)
        if fault:
            raise ValueError(f"observation '{self.id}': {fault}")
        return self


def _check_form(row: Reading) -> None:
    """Refuse a period that does not go with the operator."""
    match = _PERIOD.fullmatch(row.period)
    wanted = {"sum": "first", "ratio": "now", "growth": "now"}.get(row.operator, "year")
    if match is None or match[wanted] is None:
        example = {"first": "2016-2020", "now": "2020/2015", "year": "2020"}[wanted]
        raise ValueError(
            f"period '{row.period}' does not go with operator '{row.operator}'; write {example}"
        )
    if wanted == "first" and int(match["first"]) > int(match["last"]):
        raise ValueError(
            f"period '{row.period}' ends before it begins; write {match['last']}-{match['first']}"
        )


def read_readings(
    path: Path, catalogue: Catalogue, registry: pint.UnitRegistry[Any]
) -> tuple[Reading, ...]:
    """Read the observation table and check it against the model.

    Parameters
    ----------
    path : Path
    catalogue : Catalogue
        The model's variables.
    registry : pint.UnitRegistry
        Of the workspace's units.

    Returns
    -------
    tuple of Reading
        Variables in the model's spelling.

    Raises
    ------
    DataError
        With the row's line: what :func:`gaoxin.desks.table.read_table` refuses, an unknown
        variable (with the nearest), a unit of another size than the model's, a period that runs
        do not cover, one figure fitted twice.
    """
    readings = tuple(_bound(row, catalogue, registry) for row in read_table(path, Reading))
    span = [float(catalogue.model.default(f"{end} TIME").values) for end in ("INITIAL", "FINAL")]
    for reading in readings:
        _check_period(reading, *span)
    _check_once(readings)
    return readings


def _bound(row: Reading, catalogue: Catalogue, registry: pint.UnitRegistry[Any]) -> Reading:
    """Return a row with its variables in the model's spelling."""
    stated = parse_unit(registry, row.unit, path=row.path, line=row.line)
    if not row.variable:
        return row
    parts = " + ".join(_name(row, catalogue, part) for part in row.parts)
    names = {"variable": _name(row, catalogue, row.variable), "of": parts}
    found = row.model_copy(update={**names, "series": spelled(catalogue, row.series)})
    _check_unit(found, catalogue, registry, stated)
    return found


def _name(row: Reading, catalogue: Catalogue, text: str) -> str:
    """Return a variable in the model's spelling; it must have no subscripts."""
    try:
        found = catalogue.rows[catalogue.model.canonical(text)]
    except ModelError as error:
        raise row.error(f"variable of '{row.id}': {error.message}") from None
    if len(found["subscripts"]):
        raise row.error(f"variable '{text}' of '{row.id}' has subscripts; name one that has none")
    return str(found["name"])


def _check_unit(
    row: Reading, catalogue: Catalogue, registry: pint.UnitRegistry[Any], stated: pint.Unit
) -> None:
    """Compare the unit with that of what the operator makes of the variable."""
    if row.operator in {"ratio", "share"}:
        own = "dimensionless"
    else:
        own = str(catalogue.rows[catalogue.model.canonical(row.variable)]["unit"])
        own = f"({own})*year" if row.operator == "sum" else own
    if not same_size(registry, stated, parse_unit(registry, own)):
        raise row.error(
            f"'{row.id}' is in '{row.unit}' but the model gives it in '{own}'; give both the same "
            "unit"
        )


def _check_period(row: Reading, first: float, last: float) -> None:
    """Refuse a period before runs begin, or after they end."""
    if not row.variable:
        return
    time, base = row.instants
    if (time if base is None else base) < first or time > last:
        raise row.error(
            f"period '{row.period}' of '{row.id}' is not inside the runs, which go from "
            f"{first:g} to {last:g}; write one that is"
        )


def _check_once(readings: Iterable[Reading]) -> None:
    """Refuse two fitted rows of one quantity and period: data are used once."""
    first: dict[tuple[str, ...], Reading] = {}
    for row in readings:
        if row.use != "fit":
            continue
        other = first.setdefault((row.variable, row.operator, *row.parts, row.period), row)
        if other is not row:
            raise row.error(
                f"'{row.id}' is fitted and so is '{other.id}' on line {other.line}, the "
                "same quantity and period; choose one, and mark the other 'alternative'"
            )
