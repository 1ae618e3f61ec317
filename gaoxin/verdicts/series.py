"""Pick one variable of a run: its values by member and year, and which members failed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from gaoxin.errors import DataError, NonFinite, nearest
from gaoxin.names import spellings

if TYPE_CHECKING:
    import xarray as xr
    from numpy.typing import NDArray

MAX_FAILED_SHARE = 0.01
"""A run with a greater share of failed members is refused."""


def series(runs: xr.Dataset, variable: str) -> xr.DataArray:
    """Return `variable` with dimensions exactly ``("member", "time")``.

    A variable that does not vary over one of them is repeated along it.

    Raises
    ------
    DataError
        The run holds no such variable, or it is subscripted.
    """
    values = whole_series(runs, variable)
    subscripts = [str(dim) for dim in values.dims if dim not in {"member", "time"}]
    if subscripts:
        raise DataError(
            f"variable '{variable}' has the subscript {', '.join(subscripts)}; "
            "an indicator or target needs one value a year, such as the sum over it"
        )
    return values


def whole_series(runs: xr.Dataset, variable: str) -> xr.DataArray:
    """Return `variable` with dimensions ``("member", *subscripts, "time")``.

    A variable that does not vary over members or time is repeated along them.

    Raises
    ------
    DataError
        The run holds no such variable.
    """
    values = runs[_saved_as(runs, variable)]
    if values.dims == ("member", "time"):
        return values
    if "member" not in values.dims:
        values = values.expand_dims(member=runs.sizes.get("member", 1))
    if "time" not in values.dims:
        values = values.expand_dims(time=runs["time"])
    return values.transpose("member", ..., "time")


def _saved_as(runs: xr.Dataset, variable: str) -> str:
    """Return the name under which a run saved a variable, asked for in any spelling of it."""
    if variable in runs.data_vars:
        return variable
    names = spellings(str(name) for name in runs.data_vars)
    if variable not in names:
        raise DataError(f"variable '{variable}' was not saved by the run{nearest(variable, names)}")
    return names[variable]


def failed_mask(runs: xr.Dataset) -> NDArray[np.bool_]:
    """Return which members failed, shape ``(member,)``, from ``runs.attrs["failed"]``.

    Raises
    ------
    NonFinite
        More than 1 % of the members failed: no probability is reported then.
    """
    members = runs.sizes.get("member", 1)
    mask = np.zeros(members, dtype=bool)
    first = int(runs["member"][0]) if "member" in runs.coords else 0
    mask[np.asarray(runs.attrs.get("failed", ()), dtype=int) - first] = True
    failed = int(mask.sum())
    if failed > MAX_FAILED_SHARE * members:
        raise NonFinite(
            f"{failed} of {members} members failed, over {MAX_FAILED_SHARE:.0%}; "
            f"no verdict is given{_diagnosis(runs)}"
        )
    return mask


def finite(values: NDArray[Any], failed: NDArray[np.bool_], variable: str) -> NDArray[np.float64]:
    """Return the rows of the members that did not fail; each of their values must be finite.

    Parameters
    ----------
    values : array, shape (member, ...)
    failed : array of bool, shape (member,)
    variable : str
        For the message.

    Returns
    -------
    array, shape (member that did not fail, ...)

    Raises
    ------
    NonFinite
        A member that is not marked failed has a value that is not finite.
    """
    kept = np.asarray(values, dtype=np.float64)[~failed]
    if not np.isfinite(kept).all():
        member = int(np.flatnonzero(~failed)[np.argwhere(~np.isfinite(kept))[0][0]])
        raise NonFinite(
            f"'{variable}' is not finite in member {member}, which is not marked failed"
        )
    return kept


def _diagnosis(runs: xr.Dataset) -> str:
    texts = runs.attrs.get("diagnosis", "")
    first = texts if isinstance(texts, str) else next(iter(_texts(texts)), "")
    return f". First: {first}" if first else ""


def _texts(texts: Any) -> list[str]:
    return [str(text) for text in (texts.values() if isinstance(texts, dict) else texts)]
