"""Disturbances: constants that chance moves, from ``calibration/disturbances.csv``.

Each element of such a constant is a standard normal of its own, drawn once a member or once a
calendar year; the model multiplies it by a size. A model that has none needs no table.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import Literal

from pydantic import model_validator

from gaoxin.desks.cells import Constant, Whole
from gaoxin.desks.places import Catalogue, Place, resolve
from gaoxin.desks.priors import Prior
from gaoxin.desks.table import Row, column, read_table
from gaoxin.distributions.families import Distribution, fit
from gaoxin.errors import DataError

POINT = 1.6448536269514722
"""95 % point of the standard normal."""

Drawn = Literal["once", "each year"]


class DisturbanceRow(Row):
    """One row of the table: a constant that chance moves."""

    KEY = ("variable",)

    variable: Constant = column(
        "Constant of the model, every element of which is a standard normal of its own",
        "模型常数，其每个元素各为一个标准正态数",
        "innovation",
    )
    drawn: Drawn = column(
        "`each year`: one a calendar year, held through it; `once`: one a member",
        "each year为逐年抽取、全年不变；once为每个成员抽取一次",
        "each year",
    )
    size: Constant = column(
        "Constant by which the model multiplies it, over the same subscripts, and by which it "
        "multiplies nothing else; blank where there is none. The fit then redraws both together "
        "without a run",
        "模型用以相乘的常数，下标相同且不乘其他量；无则留空。校准时据此一并重抽而无需运行",
        "disturbance size",
        default="",
    )
    until: Whole | None = column(
        "Last year that is drawn; needed with `each year`. Later the last value stays",
        "逐年抽取的末年；each year必填，其后沿用末值",
        "2035",
        default=None,
    )
    note: str = column("Remarks", "备注", "a driver and calendar year", default="")

    @model_validator(mode="after")
    def _has_its_end(self) -> DisturbanceRow:
        if (self.drawn == "each year") != (self.until is not None):
            said = "write the last year in 'until'" if self.until is None else "leave 'until' blank"
            raise ValueError(f"'{self.variable}' is drawn {self.drawn}; {said}")
        return self


@dataclass(frozen=True)
class Disturbances:
    """What chance moves.

    Attributes
    ----------
    priors : tuple of Prior
        Standard normals, by element and by year, years in their order.
    sizes : mapping of place key to tuple of place key
        Of each size that has a prior, what it multiplies.
    """

    priors: tuple[Prior, ...] = ()
    sizes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def read_disturbance_rows(path: Path) -> tuple[DisturbanceRow, ...]:
    """Read the table; no rows where there is none. See :func:`gaoxin.desks.table.read_table`."""
    return read_table(path, DisturbanceRow) if path.is_file() else ()


def read_disturbances(
    path: Path, catalogue: Catalogue, priors: Sequence[Prior] = ()
) -> Disturbances:
    """Read the table, where there is one, and hold it against a model.

    Parameters
    ----------
    path : Path
    catalogue : Catalogue
        The model's variables.
    priors : sequence of Prior
        Of the prior table: what it feeds, chance cannot move too.

    Returns
    -------
    Disturbances

    Raises
    ------
    DataError
        With the row's line: what :func:`gaoxin.desks.table.read_table` refuses, no such constant,
        a size over other subscripts, a constant that a prior feeds, years that end before a run
        begins.
    """
    rows = read_disturbance_rows(path)
    fed = {prior.place.constant: prior.id for prior in priors}
    known = {prior.place.key for prior in priors}
    found: list[Prior] = []
    sizes: dict[str, tuple[str, ...]] = {}
    for row in rows:
        try:
            whole = resolve(catalogue, row.variable)
            size = resolve(catalogue, row.size) if row.size else None
        except DataError as error:
            raise row.error(error.message) from None
        _check(row, whole, size, fed)
        try:
            law = _standard().restricted(whole.low, whole.high)
        except DataError as error:
            raise row.error(f"'{row.variable}': {error.message}") from None
        own = _bound(row, whole, law, catalogue)
        found += own
        if size is not None:
            for prior in own:
                key = _element(size, prior.place.element).key
                if key in known:
                    sizes[key] = (*sizes.get(key, ()), prior.place.key)
    return Disturbances(tuple(found), sizes)


def _check(row: DisturbanceRow, whole: Place, size: Place | None, fed: Mapping[str, str]) -> None:
    if whole.element or (size is not None and size.element):
        raise row.error(f"'{row.variable}' is moved by element anyway; write the name alone")
    if whole.constant in fed:
        raise row.error(
            f"'{row.variable}' is fed by prior '{fed[whole.constant]}' too; keep one of them"
        )
    if size is not None and size.default.dims != whole.default.dims:
        told = ", ".join(map(str, whole.default.dims)) or "no subscript"
        raise row.error(f"size '{row.size}' must have the subscripts of '{row.variable}': {told}")


def _bound(
    row: DisturbanceRow, whole: Place, law: Distribution, catalogue: Catalogue
) -> list[Prior]:
    axes = [[str(label) for label in whole.default[dim].values] for dim in whole.default.dims]
    elements = [_element(whole, labels) for labels in product(*axes)]
    if row.until is None:
        return [Prior(place.key, place, law) for place in elements]
    start = float(catalogue.model.default("INITIAL TIME").values)
    years = range(int(start) + 1, row.until + 1)
    if not years:
        raise row.error(f"until {row.until} is not after the start of a run, {start:g}")
    places = [_element(place, place.element, year) for place in elements for year in years]
    return [Prior(place.key, place, law) for place in places]


def _standard() -> Distribution:
    return fit("normal_p05_p95", -POINT, POINT)


def _element(place: Place, labels: Sequence[str], year: int | None = None) -> Place:
    return Place(
        place.constant, tuple(labels), place.unit, place.low, place.high, place.default, year
    )
