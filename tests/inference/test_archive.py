"""Files of draws: what is written is what is read, and a damaged one is refused."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from gaoxin.errors import DataError
from gaoxin.inference.archive import (
    Posterior,
    read_posterior,
    read_stored_structures,
    write_posterior,
    write_structures,
)

CHAINS, DRAWS = 2, 1500
MADE_FROM = {
    "model": {"growth rate": {"equation": "0123456789abcdef"}},
    "priors": {"Q1": {"low": "1.0", "constant": "growth_rate"}},
    "observations": {},
}


@pytest.fixture(scope="module")
def posterior() -> Posterior:
    rng = np.random.default_rng(5)
    coords = {"chain": np.arange(CHAINS), "draw": np.arange(DRAWS)}
    normal = rng.standard_normal((2, CHAINS, DRAWS)).astype(np.float32)
    dims = ("chain", "draw")
    return Posterior(
        xr.Dataset({"a": (dims, normal[0]), "b[north]": (dims, normal[1])}, coords=coords),
        xr.Dataset(
            {"simulated": (("observation", *dims), normal[:1]), "lp": (dims, normal[0])},
            coords={**coords, "observation": ["total"]},
        ),
        xr.Dataset({"value": ("observation", [36.0])}, coords={"observation": ["total"]}),
        xr.Dataset({"p05": ("parameter", [1.0, 2.0])}, coords={"parameter": ["a", "b[north]"]}),
        {"seed": 1, "log_evidence": [1.5, 2.5], "priors_sha256": "0" * 64},
        MADE_FROM,
    )


@pytest.fixture(scope="module")
def file(posterior: Posterior, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("posterior") / "posterior.nc"
    write_posterior(path, posterior)
    return path


def equal(a: Posterior, b: Posterior) -> bool:
    parts = ("draws", "stats", "observed", "tables")
    return a.made_from == b.made_from and all(
        getattr(a, part).identical(getattr(b, part)) for part in parts
    )


def test_what_is_written_is_read(posterior: Posterior, file: Path) -> None:
    found = read_posterior(file)
    assert equal(found, posterior)
    assert found.attributes["seed"] == 1
    assert list(found.attributes["log_evidence"]) == [1.5, 2.5]
    assert found.attributes["priors_sha256"] == "0" * 64


def test_a_flipped_byte_is_refused_wherever_it_is(file: Path, tmp_path: Path) -> None:
    """Headers, names, draws, rows of what it was made from: HDF5 itself would crash at some."""
    whole = file.read_bytes()
    damaged = tmp_path / "posterior.nc"
    for at in range(0, len(whole) - 80, len(whole) // 150):
        flipped = bytearray(whole)
        flipped[at] ^= 0xFF
        damaged.write_bytes(flipped)
        with pytest.raises(DataError, match="make it anew with 'gaoxin calibrate'"):
            read_posterior(damaged)


def test_a_flipped_byte_of_the_seal_itself_harms_nothing(file: Path, tmp_path: Path) -> None:
    whole, damaged = file.read_bytes(), tmp_path / "posterior.nc"
    for at in (len(whole) - 75, len(whole) - 1):
        flipped = bytearray(whole)
        flipped[at] ^= 0xFF
        damaged.write_bytes(flipped)
        with suppress(DataError):
            assert equal(read_posterior(damaged), read_posterior(file))


@pytest.mark.parametrize("data", [b"", b"CDF\x01", b"id,value\n", b"\x89HDF\r\n\x1a\n"])
def test_another_file_is_refused(tmp_path: Path, data: bytes) -> None:
    for name, read in {
        "posterior.nc": read_posterior,
        "structures.nc": read_stored_structures,
    }.items():
        path = tmp_path / name
        path.write_bytes(data)
        with pytest.raises(DataError, match="of gaoxin, or damaged"):
            read(path)


def test_a_file_cut_short_is_refused(file: Path, tmp_path: Path) -> None:
    path = tmp_path / "posterior.nc"
    path.write_bytes(file.read_bytes()[:-1000])
    with pytest.raises(DataError, match="gaoxin calibrate"):
        read_posterior(path)


def test_structures_are_held_to_their_hash_too(tmp_path: Path) -> None:
    path = tmp_path / "structures.nc"
    draws = np.arange(6000.0).reshape(2, 3000)
    table = xr.Dataset(
        {"draws": (("structure", "draw"), draws)},
        coords={"structure": ["full", "twice"]},
        attrs={"held": "{}"},
    )
    write_structures(path, table)
    found = read_stored_structures(path)
    assert found is not None
    xr.testing.assert_identical(found, table)
    whole = path.read_bytes()
    path.write_bytes(whole.replace(b"held", b"helf"))
    with pytest.raises(DataError, match="damaged"):
        read_stored_structures(path)


def test_a_file_of_an_earlier_gaoxin_has_no_rows(file: Path, tmp_path: Path) -> None:
    import netCDF4

    path = tmp_path / "posterior.nc"
    with netCDF4.Dataset(file) as kept, netCDF4.Dataset(path, "w") as made:
        for name in ("posterior", "sample_stats", "observed_data", "constant_data"):
            copied = made.createGroup(name)
            for key, dim in kept[name].dimensions.items():
                copied.createDimension(key, len(dim))
            for key, values in kept[name].variables.items():
                copied.createVariable(key, values.dtype, values.dimensions)[:] = values[:]
    found = read_posterior(path)
    assert found.made_from == {}
    assert list(found.draws.data_vars) == ["a", "b[north]"]
