"""Priors: the table of uncertain quantities, held against a model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from pydantic import model_validator

from gaoxin.desks.cells import Constant, Number, Unit
from gaoxin.desks.places import Catalogue, Constants, Place, resolve
from gaoxin.desks.table import Row, column, read_table
from gaoxin.distributions.families import FAMILIES, Distribution, fit
from gaoxin.errors import DataError
from gaoxin.units import convert, parse_unit, registry

if TYPE_CHECKING:
    import pint

    from gaoxin.desks.workspace import Workspace

Role = Literal["prior", "constant", "datum", "benchmark"]


class PriorRow(Row):
    """One row of the prior table."""

    id: str = column("The row's own name", "行标识", "P002")
    parameter: str = column(
        "What the quantity is",
        "参数含义",
        "project_realisation_fraction",
        default="",
    )
    unit: Unit = column(
        "Unit of the three numbers; converted to the constant's own",
        "以下三个数值的单位；自动换算为常数单位",
        "dimensionless",
    )
    central: Number = column(
        "Central value; of `fixed`, the value", "中心值；fixed分布即取值", "0.4"
    )
    low: Number = column(
        "5 % point; of `uniform`, the lower end", "5%分位数；uniform为下限", "0.15"
    )
    high: Number = column(
        "95 % point; of `uniform`, the upper end", "95%分位数；uniform为上限", "0.8"
    )
    distribution: str = column("Its form", "分布形式", "beta_p05_p95", one_of=FAMILIES)
    role: Role = column(
        "What is made of it: only a prior feeds a constant",
        "用途：仅prior作用于模型常数",
        "prior",
    )
    known_year: str = column("Year whose knowledge it is", "所据知识年份", "2020", default="")
    sector: str = column("Part of the model it belongs to", "所属模块", "investment", default="")
    strength: str = column("How firm it is: strong, medium, weak", "可信程度", "weak", default="")
    source_kind: str = column(
        "`verified`, where its source was read; `general_knowledge` where it is judgement",
        "verified为已核实来源，general_knowledge为一般知识",
        "verified",
        default="",
    )
    source: str = column("Where it comes from", "来源", "judgement for the zone model", default="")
    note: str = column("Remarks", "备注", "range is judgement", default="")
    constant: Constant = column(
        "Constant that it feeds; blank where it feeds none",
        "所作用的模型常数；不作用于常数则留空",
        "realised fraction",
        default="",
    )
    unused_reason: str = column(
        "Why it feeds no constant; needed where `constant` is blank",
        "不作用于常数的原因；`constant`留空时必填",
        "datum: kept for the fit",
        default="",
    )

    @model_validator(mode="after")
    def _has_its_use(self) -> PriorRow:
        if bool(self.constant) == bool(self.unused_reason):
            raise ValueError(
                f"'{self.id}' must either name a model constant in column 'constant' or say in "
                "'unused_reason' why it feeds none"
            )
        if self.constant and self.role != "prior":
            raise ValueError(
                f"'{self.id}' is a {self.role}; only a prior feeds a model constant: leave "
                "'constant' blank, or write prior"
            )
        return self


@dataclass(frozen=True)
class Prior:
    """A prior of a model constant, in the model's unit and inside the model's range."""

    id: str
    place: Place
    distribution: Distribution


def read_priors(workspace: Workspace, model: Constants) -> tuple[Prior, ...]:
    """Read the workspace's prior table and bind it to `model`.

    Raises
    ------
    DataError
        See :func:`read_rows` and :func:`bind_priors`.
    """
    rows = read_rows(workspace.table("priors"))
    return bind_priors(rows, Catalogue.of(model), registry(workspace.units))


def prior(
    model: Constants,
    constant: str,
    distribution: str,
    low: float,
    high: float,
    central: float | None = None,
) -> Prior:
    """Return the prior of a model constant without a table, in the model's own unit.

    Parameters
    ----------
    model : gaoxin.Model
    constant : str
        ``name`` or ``name[element]``.
    distribution, low, high, central
        See :func:`gaoxin.inference.fit`.

    Returns
    -------
    Prior
        Cut off where the model's range for the constant ends.

    Raises
    ------
    DataError
        No such constant (with the nearest), or points that the distribution cannot have.
    """
    place = resolve(Catalogue.of(model), constant)
    stated = fit(distribution, low, high, central)
    return Prior(place.key, place, stated.restricted(place.low, place.high))


def read_rows(path: Path) -> tuple[PriorRow, ...]:
    """Read the prior table; see :func:`gaoxin.desks.table.read_table`."""
    return read_table(path, PriorRow)


def bind_priors(
    rows: Sequence[PriorRow], catalogue: Catalogue, ureg: pint.UnitRegistry[Any]
) -> tuple[Prior, ...]:
    """Return the priors that feed a constant of the catalogue's model.

    The range that the model states for the constant cuts the distribution's tails off; it must
    hold the stated points.

    Parameters
    ----------
    rows : sequence of PriorRow
    catalogue : Catalogue
        The model's variables.
    ureg : pint.UnitRegistry
        Of the workspace's units.

    Returns
    -------
    tuple of Prior
        In the table's order, in the model's units.

    Raises
    ------
    DataError
        With the row's line: unknown constant or element, a unit of another kind than the
        model's, a distribution that cannot have these points, or two rows for one constant.
    """
    bound: list[Prior] = []
    first: dict[str, PriorRow] = {}  # by place
    parts: dict[str, PriorRow] = {}  # by constant, whole or in parts
    for row in rows:
        parse_unit(ureg, row.unit, path=row.path, line=row.line)
        if not row.constant:
            continue
        try:
            prior = _bind(row, catalogue, ureg)
        except DataError as error:
            raise row.error(f"prior '{row.id}': {error.message}") from None
        _check_single(prior, row, first, parts)
        bound.append(prior)
    return tuple(bound)


def _bind(row: PriorRow, catalogue: Catalogue, ureg: pint.UnitRegistry[Any]) -> Prior:
    place = resolve(catalogue, row.constant)
    own = parse_unit(ureg, place.unit, where=f"the model's unit of '{place.constant}'")
    scale = convert(1.0, parse_unit(ureg, row.unit), own)
    stated = fit(row.distribution, row.low, row.high, row.central, scale=scale)
    return Prior(row.id, place, stated.restricted(place.low, place.high))


def _check_single(
    prior: Prior, row: PriorRow, first: dict[str, PriorRow], parts: dict[str, PriorRow]
) -> None:
    """Refuse a second row for the same constant, or for the whole of one already in parts."""
    place = prior.place
    whole = first.get(place.constant)
    other = (whole or first.get(place.key)) if place.element else parts.get(place.constant)
    if other is not None:
        raise row.error(
            f"prior '{row.id}' feeds '{place.key}', which '{other.id}' on line {other.line} feeds "
            "already; keep one of them"
        )
    first[place.key] = row
    parts.setdefault(place.constant, row)
