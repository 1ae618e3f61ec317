"""PySD, an independent implementation, runs the file unchanged and agrees."""

from __future__ import annotations

import shutil
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tests.engine.support import quiet_pysd
from tests.zone.conftest import ROOT, Zone

STEP = 0.25
"""Four times the file's own, for PySD takes its time; ``gaoxin check --against pysd`` has it."""

SIZES = {"land balance": 63_000.0, "Arrears": 1.0, "platform balance": 100.0}
"""What a variable that is zero but for rounding is measured against: all land (mu), 1e8 CNY,
assets of the platform company (1e8 CNY)."""


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    """Return PySD's own run of the zone model, a column a variable and element."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # PySD's own deprecations are not ours to fix
        folder = tmp_path_factory.mktemp("pysd")
        copy = shutil.copy(ROOT / "model" / "zone.mdl", folder / "zone.mdl")
        frame: pd.DataFrame = quiet_pysd().read_vensim(Path(copy)).run(time_step=STEP, saveper=0.25)
    return frame


def test_every_variable_and_saved_step_agree(zone: Zone, reference: pd.DataFrame) -> None:
    ours = zone.model.run(time_step=STEP, save_every=0.25)
    worst: dict[str, float] = {}
    seen = 0
    for column in reference.columns:
        name, _, element = str(column).partition("[")
        if zone.model.canonical(name) in {"initial_time", "final_time", "time_step", "saveper"}:
            continue
        values: Any = ours[_spelt(ours, zone, name)]
        if element:
            dims = [d for d in values.dims if d != "time"]
            values = values.loc[dict(zip(dims, element.rstrip("]").split(","), strict=True))]
        expected = reference[column].to_numpy(float)
        got = np.broadcast_to(values.to_numpy(), expected.shape)
        scale = np.maximum(np.abs(expected), SIZES.get(name, 1e-6 * np.abs(expected).max() + 1e-12))
        worst[str(column)] = float(np.max(np.abs(got - expected) / scale))
        seen += 1
    assert seen > 300
    bad = {name: error for name, error in worst.items() if not error <= 1e-9}
    assert not bad, dict(sorted(bad.items(), key=lambda item: -item[1])[:10])


def _spelt(ours: Any, zone: Zone, name: str) -> str:
    """Return the dataset's spelling of a variable PySD names."""
    wanted = zone.model.canonical(name)
    return next(str(v) for v in ours.data_vars if zone.model.canonical(str(v)) == wanted)
