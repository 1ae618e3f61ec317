"""``posterior.nc``: draws with all that a run and a report need of a fit.

ArviZ InferenceData: group ``posterior`` (chain, with the ``start`` that it began from, and draw in
the sampler's own order, a variable a parameter),
``sample_stats`` (what each draw says of each observation, its log-likelihood), ``observed_data``
and ``constant_data`` (tables of parameters, observations, ridges). It carries what it was made
from, row by row (group ``made_from``), with hashes of it, and a hash of its own bytes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from gaoxin.errors import DataError
from gaoxin.inference.sources import Content, from_dataset, to_dataset

if TYPE_CHECKING:
    import xarray as xr
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

DRAWS = 10_000
"""Draws kept at most, of all chains."""

DIGITS = 5
"""Significant digits kept of a draw: what is left out is far below what one draw means."""

GROUPS = ("posterior", "sample_stats", "observed_data", "constant_data")
MADE_FROM = "made_from"
ROOT = "/"
_SEAL = b"\ngaoxin sha256 "
"""Stands after the last byte of the netCDF, with the hash of all before it: a damaged file would
crash the library that reads it."""


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
    made_from : Content
        What it was made from, row by row; empty where an earlier gaoxin made it.
    """

    draws: xr.Dataset
    stats: xr.Dataset
    observed: xr.Dataset
    tables: xr.Dataset
    attributes: Mapping[str, Any]
    made_from: Content

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
    parts = (posterior.draws, posterior.stats, posterior.observed, posterior.tables)
    groups = dict(zip(GROUPS, parts, strict=True))
    groups["posterior"] = groups["posterior"].assign_attrs(posterior.attributes)
    groups[MADE_FROM] = to_dataset(posterior.made_from)
    _write(path, groups)


def write_structures(path: Path, structures: xr.Dataset) -> None:
    """Write the competing structures, as :func:`write_posterior` writes.

    Raises
    ------
    DataError
        The file cannot be written.
    """
    _write(path, {ROOT: structures})


def read_stored_structures(path: Path) -> xr.Dataset | None:
    """Read what :func:`write_structures` wrote; None where there is no such file.

    Raises
    ------
    DataError
        It is not such a file, or damaged; names the command that makes one.
    """
    if not path.is_file():
        return None
    with _refused(path, "structures"):
        return _read(path, (ROOT,))[ROOT]


def read_posterior(path: Path) -> Posterior:
    """Read the file.

    Raises
    ------
    DataError
        There is none, it is not such a file, or it is damaged; names the command that makes one.
    """
    if not path.is_file():
        raise DataError(
            "there is no posterior; make one with 'gaoxin calibrate', or take draws of the priors "
            "(--draws prior, in Python draws='prior')",
            path=path,
        )
    with _refused(path, "a posterior"):
        groups = _read(path, (*GROUPS, MADE_FROM))
        draws, stats, observed, tables = (groups[name] for name in GROUPS)
        made_from = from_dataset(groups[MADE_FROM])
    attributes = dict(draws.attrs)
    return Posterior(draws.drop_attrs(deep=False), stats, observed, tables, attributes, made_from)


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
        seal = _SEAL + hashlib.sha256(temporary.read_bytes()).hexdigest().encode()
        with temporary.open("ab") as file:
            file.write(seal)
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


def _read(path: Path, names: Iterable[str]) -> dict[str, xr.Dataset]:
    """Return groups of a file that is whole; an empty one where an earlier gaoxin wrote none."""
    import xarray as xr

    _check_whole(path)
    found = {}
    for name in names:
        try:
            with xr.open_dataset(path, group=name, engine="netcdf4") as stored:
                found[name] = stored.load()
        except OSError:
            if name != MADE_FROM:
                raise
            found[name] = xr.Dataset()
    return found


def _check_whole(path: Path) -> None:
    """Refuse a file whose bytes are not those that were written; an earlier gaoxin set no seal."""
    content, seal, stated = path.read_bytes().rpartition(_SEAL)
    if seal and hashlib.sha256(content).hexdigest().encode() != stated:
        raise DataError(
            "damaged: it does not hold what was written; make it anew with 'gaoxin calibrate', or "
            "take the file from where it came once more",
            path=path,
        )


@contextmanager
def _refused(path: Path, what: str) -> Iterator[None]:
    """Refuse a file at which the reader fails: a damaged one can make it fail in any way."""
    try:
        yield
    except DataError:
        raise
    except Exception as error:  # noqa: BLE001 - HDF5 raises whatever the damaged bytes lead to
        said = " ".join(f"{type(error).__name__}: {error}".split())[:200]
        raise DataError(
            f"not {what} of gaoxin, or damaged ({said}); make it anew with 'gaoxin calibrate'",
            path=path,
        ) from None
