"""Places: a model constant, or one element of a subscripted one, as the desks name it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from gaoxin.errors import DataError, ModelError, nearest
from gaoxin.names import Names, join, spellings, split

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr


class Constants(Protocol):
    """What this room asks of a model."""

    @property
    def variables(self) -> pd.DataFrame:
        """Table with columns ``name``, ``kind``, ``unit``, ``low`` and ``high``."""

    @property
    def subscripts(self) -> dict[str, tuple[str, ...]]:
        """Elements of every subscript range, as the model spells them."""

    def canonical(self, name: str, /) -> str:
        """Return the canonical spelling, or raise ModelError with the nearest match."""

    def default(self, name: str, /) -> xr.DataArray:
        """Return a constant's own value with its subscript coordinates."""

    def equation_hashes(self) -> dict[str, str]:
        """Return a hash of each thing that a run is made from, by its name."""


@dataclass(frozen=True)
class Place:
    """A constant of a model, or one element of it.

    Attributes
    ----------
    constant : str
        Canonical name.
    element : tuple of str
        One label a subscript, as the model spells it; empty: every element, or no subscripts.
    unit : str
        As in the model; blank where the model states none.
    low, high : float or None
        Range that the model states.
    default : DataArray
        The model's own value of the whole constant.
    year : int or None
        The calendar year whose value it is, held from the end of the year before until the year's
        end; None: all through a run.
    """

    constant: str
    element: tuple[str, ...]
    unit: str
    low: float | None
    high: float | None
    default: xr.DataArray = field(compare=False, repr=False)
    year: int | None = None

    @property
    def key(self) -> str:
        """``name``, or ``name[element]``: canonical, so that equal places have equal keys.

        Of the value of a year, the year stands last: ``name[element,2017]``.
        """
        years = () if self.year is None else (str(self.year),)
        return join(self.constant, (*self.element, *years))

    @property
    def since(self) -> float:
        """The time from which its value holds, on the model's clock; -inf: the start of a run."""
        return -math.inf if self.year is None else self.year - 1.0

    def own_values(self) -> list[float]:
        """Return the model's own value, or those of every element the place covers."""
        array = self.default
        if self.element:
            array = array.sel(dict(zip(array.dims, self.element, strict=True)))
        return [float(value) for value in array.values.ravel()]


def split_key(text: str) -> tuple[str, tuple[str, ...]]:
    """Return name and elements of ``name`` or ``name[element, ...]``.

    Raises
    ------
    DataError
        Brackets that do not match.
    """
    try:
        return split(text)
    except ValueError as error:
        raise DataError(str(error)) from None


@dataclass(frozen=True)
class Catalogue:
    """The variables of a model by canonical name, read once.

    Attributes
    ----------
    model : Constants
    rows : Names of dict
        The rows of ``model.variables``.
    """

    model: Constants
    rows: Names[dict[str, Any]] = field(repr=False)

    @classmethod
    def of(cls, model: Constants) -> Catalogue:
        """Return the catalogue of `model`."""
        records = model.variables.to_dict("records")
        rows = ({str(column): cell for column, cell in record.items()} for record in records)
        return cls(model, Names((row["name"], row) for row in rows))


def resolve(catalogue: Catalogue, text: str) -> Place:
    """Return the place that `text` names.

    Raises
    ------
    DataError
        No such variable or element (with the nearest), a variable that is not a constant, or
        more or fewer elements than it has subscripts.
    """
    name, labels = split_key(text)
    try:
        constant = catalogue.model.canonical(name)
    except ModelError as error:
        raise DataError(error.message) from None
    row = catalogue.rows[constant]
    if row["kind"] != "constant":
        raise DataError(f"'{name}' is of kind '{row['kind']}' in the model; name a constant")
    default = catalogue.model.default(constant)
    ranges = {str(dim): [str(known) for known in default[dim].values] for dim in default.dims}
    element = element_of(name, labels, ranges)
    low, high = _bound(row["low"]), _bound(row["high"])
    return Place(constant, element, str(row["unit"]), low, high, default)


def spelled(catalogue: Catalogue, text: str) -> str:
    """Return a name as the model spells it, or as it is where the model has no such variable."""
    row = catalogue.rows.get(text)
    return text if row is None else str(row["name"])


def element_of(
    name: str, labels: tuple[str, ...], ranges: Mapping[str, list[str]]
) -> tuple[str, ...]:
    """Return `labels` as the model spells them; none for a whole variable.

    Parameters
    ----------
    name : str
        The variable, for messages.
    labels : tuple of str
        One a subscript, in any spelling.
    ranges : mapping of subscript to its elements

    Returns
    -------
    tuple of str

    Raises
    ------
    DataError
        More or fewer labels than subscripts, or an unknown one (with the nearest).
    """
    if not labels:
        return ()
    if len(labels) != len(ranges):
        has = f"{len(ranges)} subscripts" if ranges else "no subscript"
        raise DataError(f"'{name}' has {has}, not {len(labels)}; write {_example(name, ranges)}")
    return tuple(
        _label(name, label, known) for label, known in zip(labels, ranges.values(), strict=True)
    )


def _label(name: str, label: str, known: list[str]) -> str:
    found = spellings(known).get(label)
    if found is not None:
        return found
    listed = ", ".join(known)
    raise DataError(f"'{name}' has no element '{label}'{nearest(label, known)}; it has: {listed}")


def _example(name: str, ranges: Mapping[str, list[str]]) -> str:
    first = ", ".join(elements[0] for elements in ranges.values())
    return f"{name}[{first}]" if first else name


def _bound(value: Any) -> float | None:
    """Return a bound of the model's range, or None where it is open."""
    return float(value) if value is not None and math.isfinite(value) else None
