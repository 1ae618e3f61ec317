"""The zone model, once a session, and random settings of everything it leaves open."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xarray as xr

import gaoxin
from gaoxin.desks.priors import read_priors
from gaoxin.desks.workspace import Workspace
from gaoxin.inference.draws import draw

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Zone:
    """The workspace of this checkout, its model, and its tables."""

    workspace: Workspace
    model: gaoxin.Model

    def table(self, name: str) -> list[dict[str, str]]:
        """Return the rows of a desk's CSV file by its stem, unchecked."""
        for folder in ("calibration", "scenarios"):
            path = ROOT / folder / f"{name}.csv"
            if path.is_file():
                with path.open(encoding="utf-8-sig", newline="") as file:
                    return list(csv.DictReader(file))
        raise FileNotFoundError(name)

    def indicators(self) -> list[str]:
        """Return the model variables that hold an indicator or a target, each once."""
        rows = self.table("indicators") + self.table("targets")
        return list(dict.fromkeys(row["variable"] for row in rows if row["variable"]))

    def prior_draws(self, members: int, seed: int = 0) -> dict[str, Any]:
        """Return overrides for `members` prior draws, whole subscripts filled from the model."""
        priors = read_priors(self.workspace, self.model)
        return whole(self.model, draw(priors, members, seed))

    def random_levers(self, members: int, seed: int) -> dict[str, Any]:
        """Return overrides with every lever, element by element, uniform over its whole range."""
        rng = np.random.default_rng(seed)
        out: dict[str, Any] = {}
        for row in self.table("levers"):
            default = self.model.default(row["lever"])
            shape = (members, *default.shape)
            values = rng.uniform(float(row["low"]), float(row["high"]), shape)
            out[row["lever"]] = xr.DataArray(
                values, dims=("member", *default.dims), coords=dict(default.coords)
            )
        return out


def whole(model: gaoxin.Model, draws: Mapping[str, np.ndarray]) -> dict[str, Any]:
    """Gather draws keyed ``name`` or ``name[element]`` into one override a constant."""
    out: dict[str, Any] = {}
    for key, values in draws.items():
        name, _, element = key.partition("[")
        if not element:
            out[name] = values
            continue
        default = model.default(name)
        if name not in out:
            out[name] = default.expand_dims(member=len(values)).copy()
        label = next(
            e
            for e in default.coords[default.dims[0]].values.tolist()
            if e.replace(" ", "_").lower() == element.rstrip("]").replace(" ", "_").lower()
        )
        out[name].loc[{default.dims[0]: label}] = values
    return out


@pytest.fixture(scope="session")
def zone() -> Zone:
    workspace = Workspace(ROOT)
    return Zone(workspace, gaoxin.load(workspace.model_path))
