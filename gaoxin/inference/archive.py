"""``posterior.nc``: draws with all that a run and a report need of a fit.

ArviZ InferenceData: group ``posterior`` (chain = independent run, draw, a variable a parameter),
``sample_stats`` (what each draw says of each observation, its log-likelihood), ``observed_data``
and ``constant_data`` (tables of parameters, observations, ridges). It carries the hashes of the
files it was made from.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from gaoxin.errors import DataError

if TYPE_CHECKING:
    import xarray as xr
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

DRAWS = 1500
"""Draws kept a chain: with four chains, 6,000."""

DIGITS = 5
"""Significant digits kept of a draw: what is left out is far below what one draw means."""

GROUPS = ("posterior", "sample_stats", "observed_data", "constant_data")


@dataclass(frozen=True)
class Posterior:
    """A fit, as it is kept.

    Attributes
    ----------
    draws : Dataset
        Dimensions ``(chain, draw)``, a variable a parameter, in the model's units.
    stats : Dataset
        ``simulated`` (chain, draw, observation) on the observations' scales, ``lp``.
    observed : Dataset
        ``value``, ``sd`` by observation, in its unit.
    tables : Dataset
        Columns over ``parameter``, ``observation`` and ``ridge``.
    attributes : mapping
        Hashes of what it was made from, seed, versions, evidence.
    """

    draws: xr.Dataset
    stats: xr.Dataset
    observed: xr.Dataset
    tables: xr.Dataset
    attributes: Mapping[str, Any]

    def flat(self) -> dict[str, Array]:
        """Return the draws by parameter, chains one after another; shape (draw,)."""
        return {
            str(name): np.asarray(values.values, dtype=np.float64).ravel()
            for name, values in self.draws.data_vars.items()
        }

    def simulated(self) -> Array:
        """Return what each draw says of each observation; shape (observation, draw)."""
        values = self.stats["simulated"].transpose("observation", "chain", "draw").values
        return np.asarray(values, dtype=np.float64).reshape(values.shape[0], -1)


def rounded(values: Array) -> Array:
    """Return values as the file holds them: single precision, :data:`DIGITS` digits."""
    with np.errstate(divide="ignore"):
        size = np.where(values == 0.0, 0.0, np.floor(np.log10(np.abs(values))))
    step = 10.0 ** (size - DIGITS + 1)
    return np.asarray((np.round(values / step) * step).astype(np.float32), dtype=np.float64)


def write_posterior(path: Path, posterior: Posterior) -> None:
    """Write the file under a temporary name, then put it in its place.

    Raises
    ------
    DataError
        It cannot be written.
    """
    groups = dict(
        zip(
            GROUPS,
            (posterior.draws, posterior.stats, posterior.observed, posterior.tables),
            strict=True,
        )
    )
    groups["posterior"] = groups["posterior"].assign_attrs(posterior.attributes)
    _write(path, groups)


def write_structures(path: Path, structures: xr.Dataset) -> None:
    """Write the competing structures, as :func:`write_posterior` writes.

    Raises
    ------
    DataError
        The file cannot be written.
    """
    _write(path, {"/": structures})


def read_stored_structures(path: Path) -> xr.Dataset | None:
    """Read what :func:`write_structures` wrote; None where there is no such file."""
    import xarray as xr

    if not path.is_file():
        return None
    with xr.open_dataset(path, engine="netcdf4") as stored:
        found: xr.Dataset = stored.load()
    return found


def _write(path: Path, groups: Mapping[str, xr.Dataset]) -> None:
    temporary = path.with_name(f".{path.name}.part")
    try:
        for number, (name, data) in enumerate(groups.items()):
            data.to_netcdf(
                temporary,
                mode="a" if number else "w",
                group=name,
                engine="netcdf4",
                encoding=_encoding(data),
            )
        temporary.replace(path)
    except (OSError, RuntimeError) as error:
        raise DataError(
            f"draws cannot be written ({error}); is the disk full?", path=path
        ) from None
    finally:
        temporary.unlink(missing_ok=True)


def _encoding(data: xr.Dataset) -> dict[Any, dict[str, Any]]:
    many = {name: values for name, values in data.data_vars.items() if values.size > 4096}
    return {name: {"dtype": "float32", "zlib": True, "shuffle": True} for name in many}


def read_posterior(path: Path) -> Posterior:
    """Read the file.

    Raises
    ------
    DataError
        There is none, or it is not such a file; names the command that makes one.
    """
    import xarray as xr

    if not path.is_file():
        raise DataError(
            "there is no posterior; make one with 'gaoxin calibrate', or run with --draws prior",
            path=path,
        )
    try:
        groups = []
        for name in GROUPS:
            with xr.open_dataset(path, group=name, engine="netcdf4") as stored:
                groups.append(stored.load())
    except (OSError, KeyError, ValueError) as error:
        raise DataError(
            f"not a posterior of gaoxin ({error}); make it anew with 'gaoxin calibrate'", path=path
        ) from None
    draws, stats, observed, tables = groups
    return Posterior(draws.drop_attrs(), stats, observed, tables, dict(draws.attrs))
