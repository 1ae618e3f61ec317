"""Priors: the table of uncertain quantities, held against a model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gaoxin.desks.places import Catalogue, Constants, Place, resolve
from gaoxin.distributions.discrepancy import Discrepancy
from gaoxin.distributions.families import Distribution, fit
from gaoxin.errors import DataError, nearest
from gaoxin.names import same, split
from gaoxin.tables import Row, read_table
from gaoxin.units import convert, parse_unit, registry

if TYPE_CHECKING:
    import pint

    from gaoxin.desks.workspace import Workspace

COLUMNS = (
    "id",
    "parameter",
    "unit",
    "central",
    "low",
    "high",
    "distribution",
    "role",
    "source_kind",
    "source",
    "constant",
    "unused_reason",
)
ROLES = ("prior", "model_error", "constant", "datum", "benchmark")
MODEL_ERRORS = {"model_error_log": "log", "model_error_logit": "logit"}
"""Parameter of the table to kind of model error; see ``distributions/discrepancy.py``."""


@dataclass(frozen=True)
class PriorRow:
    """One row of the prior table.

    Attributes
    ----------
    id, parameter, unit, distribution, source : str
        As in the table.
    central, low, high : float
        In `unit`. Low and high are the 5 % and 95 % points; the ends of a uniform.
    role : {"prior", "model_error", "constant", "datum", "benchmark"}
        Only a prior is drawn for the model; ``model_error`` rows are the priors of how far the
        model is expected to miss, and feed no constant.
    constant : str
        The model constant it feeds, ``name`` or ``name[element]``; blank when it feeds none, then
        `unused_reason` says why.
    row : Row
        Where it stands, for messages.
    """

    id: str
    parameter: str
    unit: str
    central: float
    low: float
    high: float
    distribution: str
    role: str
    source: str
    constant: str
    unused_reason: str
    row: Row


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

    Raises
    ------
    DataError
        No such constant (with the nearest), or points that the distribution cannot have.
    """
    place = resolve(Catalogue.of(model), constant)
    stated = fit(distribution, low, high, central)
    return Prior(place.key, place, stated.restricted(place.low, place.high))


def read_rows(path: Path) -> tuple[PriorRow, ...]:
    """Read the prior table.

    Raises
    ------
    DataError
        A cell that is not understood, a prior that names no constant and gives no reason, or
        an observation that names one; with its line.
    """
    return tuple(_read(row) for row in read_table(path, COLUMNS))


def bind_priors(
    rows: Sequence[PriorRow], catalogue: Catalogue, ureg: pint.UnitRegistry[Any]
) -> tuple[Prior, ...]:
    """Return the priors that feed a constant of the catalogue's model.

    The range that the model states for the constant cuts the distribution's tails off; it must
    hold the stated points.

    Raises
    ------
    DataError
        With the row's line: unknown constant or element, a unit of another kind than the
        model's, a distribution that cannot have these points, or two rows for one constant.
    """
    bound: list[Prior] = []
    first: dict[str, PriorRow] = {}
    for row in rows:
        parse_unit(ureg, row.unit, path=row.row.path, line=row.row.line)
        if not row.constant:
            continue
        try:
            prior = _bind(row, catalogue, ureg)
        except DataError as error:
            raise row.row.error(f"prior '{row.id}': {error.message}") from None
        _check_single(prior, row, first)
        bound.append(prior)
    return tuple(bound)


def model_error(rows: Sequence[PriorRow], start: float, span: float) -> Discrepancy | None:
    """Return the prior of the model error that the table states, or None where it states none.

    Parameters
    ----------
    start, span : float
        Start of the runs, and the time after which the stated standard deviation is reached.
    """
    stated = {
        MODEL_ERRORS[row.parameter]: fit(row.distribution, row.low, row.high, row.central)
        for row in rows
        if row.role == "model_error"
    }
    return Discrepancy(start, span, stated) if stated else None


def _read(row: Row) -> PriorRow:
    role = row.text("role")
    if role not in ROLES:
        known = ", ".join(ROLES)
        raise row.error(f"role '{role}' is unknown{nearest(role, ROLES)}; write one of: {known}")
    constant, reason = row.text("constant"), row.text("unused_reason")
    if role == "model_error" and row.text("parameter") not in MODEL_ERRORS:
        known = ", ".join(MODEL_ERRORS)
        raise row.error(f"a model_error is one of: {known}; not '{row.text('parameter')}'")
    if role != "model_error" and bool(constant) == bool(reason):
        raise row.error(
            f"'{row.text('id')}' must either name a model constant in column 'constant' or say in "
            "'unused_reason' why it feeds none"
        )
    if constant and role != "prior":
        raise row.error(f"'{row.text('id')}' is a {role}; only a prior feeds a model constant")
    return PriorRow(
        id=row.text("id"),
        parameter=row.text("parameter"),
        unit=row.text("unit"),
        central=row.required("central"),
        low=row.required("low"),
        high=row.required("high"),
        distribution=row.text("distribution"),
        role=role,
        source=row.text("source"),
        constant=constant,
        unused_reason=reason,
        row=row,
    )


def _bind(row: PriorRow, catalogue: Catalogue, ureg: pint.UnitRegistry[Any]) -> Prior:
    place = resolve(catalogue, row.constant)
    own = parse_unit(ureg, place.unit, where=f"the model's unit of '{place.constant}'")
    scale = convert(1.0, parse_unit(ureg, row.unit), own)
    stated = fit(row.distribution, row.low, row.high, row.central, scale=scale)
    return Prior(row.id, place, stated.restricted(place.low, place.high))


def _check_single(prior: Prior, row: PriorRow, first: dict[str, PriorRow]) -> None:
    """Refuse a second row for the same constant, or for the whole of one already in parts."""
    place = prior.place
    clashes = (
        [place.key, place.constant]
        if place.element
        else [key for key in first if same(split(key)[0], place.constant)]
    )
    for key in clashes:
        if key in first:
            other = first[key]
            raise row.row.error(
                f"prior '{row.id}' feeds '{place.key}', which '{other.id}' on line "
                f"{other.row.line} feeds already; keep one of them"
            )
    first[place.key] = row
