"""``calibration/observations.csv``: every reading of the past, which are fitted, and why."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gaoxin.desks.places import Catalogue
from gaoxin.distributions.scales import SCALES
from gaoxin.errors import DataError, ModelError, nearest
from gaoxin.inference.observations import OPERATORS, TAILS, Observation
from gaoxin.tables import Row, read_table
from gaoxin.units import parse_unit, same_size

if TYPE_CHECKING:
    import pint

COLUMNS = (
    "id",
    "name_en",
    "name_zh",
    "variable",
    "operator",
    "of",
    "period",
    "value",
    "unit",
    "sd",
    "sd_reason",
    "scale",
    "tails",
    "series",
    "source",
    "group",
    "use",
    "why",
    "indicator",
)
USES = ("fit", "alternative", "prior", "check")
"""``fit``: held against the model. ``alternative``: another reading of the same thing, not chosen.
``prior``: a prior or a constant was made from it, so it is no observation. ``check``: follows from
others by arithmetic."""

_YEAR = r"\d{4}"
_PERIOD = re.compile(rf"(?P<year>{_YEAR})|(?P<first>{_YEAR})-(?P<last>{_YEAR})|"
                     rf"(?P<now>{_YEAR})/(?P<base>{_YEAR})")  # fmt: skip


@dataclass(frozen=True)
class Reading:
    """One row of the table.

    Attributes
    ----------
    use : {"fit", "alternative", "prior", "check"}
    observation : Observation or None
        None where the model has nothing that says it; then it is listed only.
    value : float
    id, name_en, name_zh, unit, period, source, group, why : str
    row : Row
        Where it stands, for messages.
    """

    id: str
    use: str
    observation: Observation | None
    name_en: str
    name_zh: str
    value: float
    unit: str
    period: str
    source: str
    group: str
    why: str
    row: Row


def read_readings(
    path: Path, catalogue: Catalogue, registry: pint.UnitRegistry[Any]
) -> tuple[Reading, ...]:
    """Read the observation table and check it against the model.

    Raises
    ------
    DataError
        With the row's line: a cell that is not understood, an unknown variable (with the
        nearest), a unit of another size than the model's, a period that runs do not cover, one
        figure fitted twice, or a fitted row without sd or its reason.
    """
    readings = tuple(_read(row, catalogue, registry) for row in read_table(path, COLUMNS))
    span = [float(catalogue.model.default(f"{end} TIME").values) for end in ("INITIAL", "FINAL")]
    for reading in readings:
        _check_period(reading, *span)
    _check_once(readings)
    _check_series(readings)
    return readings


def fitted(readings: Iterable[Reading]) -> tuple[Observation, ...]:
    """Return the observations that are fitted, in the table's order."""
    return tuple(r.observation for r in readings if r.use == "fit" and r.observation is not None)


def others(readings: Iterable[Reading]) -> tuple[Observation, ...]:
    """Return those that the model says too and that are not fitted."""
    return tuple(r.observation for r in readings if r.use != "fit" and r.observation is not None)


def _read(row: Row, catalogue: Catalogue, registry: pint.UnitRegistry[Any]) -> Reading:
    use = _one_of(row, "use", USES)
    for column in ("name_en", "name_zh", "source", "why" if use != "fit" else "sd_reason"):
        if not row.text(column):
            raise row.error(f"{column} of '{row.text('id')}' is blank; fill it")
    parse_unit(registry, row.text("unit"), path=row.path, line=row.line)
    observation = _observation(row, catalogue, registry) if row.text("variable") else None
    if use == "fit" and observation is None:
        raise row.error(f"'{row.text('id')}' is fitted but names no model variable; name one")
    return Reading(
        id=row.text("id"),
        use=use,
        observation=observation,
        name_en=row.text("name_en"),
        name_zh=row.text("name_zh"),
        value=row.required("value"),
        unit=row.text("unit"),
        period=row.text("period"),
        source=row.text("source"),
        group=row.text("group"),
        why=row.text("why"),
        row=row,
    )


def _observation(row: Row, catalogue: Catalogue, registry: pint.UnitRegistry[Any]) -> Observation:
    operator = _one_of(row, "operator", OPERATORS)
    time, base = _instants(row, operator)
    variable = _name(row, catalogue, row.text("variable"))
    parts = tuple(
        _name(row, catalogue, part.strip()) for part in row.text("of").split("+") if part.strip()
    )
    if (operator == "share") != bool(parts):
        raise row.error(
            f"'{row.text('id')}': column 'of' names the whole of a share, as 'a + b', and is blank "
            "for every other operator"
        )
    _check_unit(row, catalogue, registry, operator)
    try:
        return Observation(
            id=row.text("id"),
            variable=variable,
            value=row.required("value"),
            sd=row.required("sd"),
            time=time,
            operator=operator,
            base=base,
            parts=parts,
            scale=_one_of(row, "scale", tuple(SCALES)),
            tails=_one_of(row, "tails", TAILS),
            series=row.text("series") or (row.text("id") if operator == "share" else variable),
            name_en=row.text("name_en"),
            name_zh=row.text("name_zh"),
            unit=row.text("unit"),
            source=row.text("source"),
            sd_reason=row.text("sd_reason"),
            why=row.text("why"),
            group=row.text("group"),
            indicator=row.text("indicator"),
        )
    except DataError as error:
        raise error if error.path else row.error(error.message) from None


def _instants(row: Row, operator: str) -> tuple[float, float | None]:
    """Return the instant and the base of a period."""
    text = row.text("period")
    match = _PERIOD.fullmatch(text)
    wanted = {"sum": "first", "ratio": "now", "growth": "now"}.get(operator, "year")
    if match is None or match[wanted] is None:
        example = {"first": "2016-2020", "now": "2020/2015", "year": "2020"}[wanted]
        raise row.error(f"period '{text}' does not go with operator '{operator}'; write {example}")
    if wanted == "first":
        first, last = int(match["first"]), int(match["last"])
        if first > last:
            raise row.error(f"period '{text}' ends before it begins; write {last}-{first}")
        return float(last), float(first - 1)
    if wanted == "now":
        return float(match["now"]), float(match["base"])
    return float(match["year"]), None


def _name(row: Row, catalogue: Catalogue, text: str) -> str:
    """Return a variable in the model's spelling; it must have no subscripts."""
    try:
        found = catalogue.rows[catalogue.model.canonical(text)]
    except ModelError as error:
        raise row.error(f"variable of '{row.text('id')}': {error.message}") from None
    if len(found["subscripts"]):
        raise row.error(
            f"variable '{text}' of '{row.text('id')}' has subscripts; name one that has none"
        )
    return str(found["name"])


def _check_unit(
    row: Row, catalogue: Catalogue, registry: pint.UnitRegistry[Any], operator: str
) -> None:
    """Compare the unit with that of what the operator makes of the variable."""
    if operator in {"ratio", "share"}:
        own = "dimensionless"
    else:
        name = row.text("variable")
        own = str(catalogue.rows[catalogue.model.canonical(name)]["unit"])
        own = f"({own})*year" if operator == "sum" else own
    stated = parse_unit(registry, row.text("unit"), path=row.path, line=row.line)
    if not same_size(registry, stated, parse_unit(registry, own)):
        raise row.error(
            f"'{row.text('id')}' is in '{row.text('unit')}' but the model gives it in '{own}'; "
            "give both the same unit"
        )


def _check_period(reading: Reading, first: float, last: float) -> None:
    """Refuse a period before runs begin, or after they end."""
    observation = reading.observation
    if observation is None:
        return
    base = observation.time if observation.base is None else observation.base
    if base < first or observation.time > last:
        raise reading.row.error(
            f"period '{reading.period}' of '{reading.id}' is not inside the runs, which go from "
            f"{first:g} to {last:g}; write one that is"
        )


def _check_once(readings: Iterable[Reading]) -> None:
    """Refuse two fitted rows of one quantity and period: data are used once."""
    first: dict[tuple[str, ...], Reading] = {}
    for reading in readings:
        observation = reading.observation
        if observation is None or reading.use != "fit":
            continue
        what = (observation.variable, observation.operator, *observation.parts, reading.period)
        other = first.setdefault(what, reading)
        if other is not reading:
            raise reading.row.error(
                f"'{reading.id}' is fitted and so is '{other.id}' on line {other.row.line}, the "
                "same quantity and period; choose one, and mark the other 'alternative'"
            )


def _check_series(readings: Iterable[Reading]) -> None:
    """Refuse a series whose observations would need model errors of two kinds."""
    kinds: dict[str, str] = {}
    for reading in readings:
        observation = reading.observation
        if observation is None or reading.use != "fit":
            continue
        kind = kinds.setdefault(observation.path, observation.kind)
        if kind != observation.kind:
            raise reading.row.error(
                f"'{reading.id}' is held on '{observation.scale}', other observations of series "
                f"'{observation.path}' on another kind of scale; give them one kind"
            )


def _one_of(row: Row, column: str, known: tuple[str, ...]) -> str:
    text = row.text(column)
    if text not in known:
        listed = ", ".join(known)
        raise row.error(
            f"{column} of '{row.text('id')}' is '{text}'{nearest(text, known)}; write one of: "
            f"{listed}"
        )
    return text
