"""PySD as the other implementation: every variable at every saved time."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import gaoxin
from tests.engine.support import MODELS, pysd_columns, series

BY_DESIGN = {"of pulse", "delay short"}
"""Where Vensim is followed and PySD does otherwise: a pulse without width lasts a step, and a delay
whose stages are shorter than a step keeps its order (docs/language.md)."""


@pytest.mark.parametrize("name", ["reference", "functions", "memory", "subscripts"])
def test_every_variable_agrees_with_pysd(name: str, tmp_path: Path) -> None:
    path = MODELS / f"{name}.mdl"
    model = gaoxin.load(path)
    runs = model.run()
    times, columns = pysd_columns(path, tmp_path)
    np.testing.assert_allclose(runs["time"].values, times, rtol=0, atol=1e-12)
    compared = set()
    for column, theirs in columns.items():
        ours = series(model, runs, column, len(times))
        if ours is None:
            continue
        if column in BY_DESIGN:
            assert np.abs(ours - theirs).max() > 0.5
        else:
            np.testing.assert_allclose(ours, theirs, rtol=1e-9, atol=1e-12, err_msg=column)
        compared.add(column.partition("[")[0])
    kinds = model.variables.set_index("name")["kind"]
    assert compared >= set(kinds[kinds != "lookup"].index), "every variable is compared"


def test_the_copy_of_the_reference_model_is_the_shared_one() -> None:
    shared = Path(__file__).parents[3] / "shared" / "bench" / "reference.mdl"
    if not shared.exists():
        pytest.skip("the optional folder ../shared is not beside the checkout")
    assert (MODELS / "reference.mdl").read_bytes() == shared.read_bytes()
