"""The published models of SDXorg/test-models: passed, or refused by name; never wrong."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

import gaoxin
from gaoxin.engine.names import canonical
from gaoxin.errors import ModelError, NonFinite
from tests.engine.support import same_bits

FOLDER = Path(__file__).parents[3] / "shared" / "test-models" / "tests"
MODELS = sorted(FOLDER.glob("*/test_*.mdl")) if FOLDER.exists() else []

REFUSED = (
    "is not supported",
    "are not supported",
    "is missing or not a constant",  # time controls that change during the run
    "is read from a spreadsheet",
    "is nan first at time",  # :NA:
)

TOLERANCE = {"arguments": 1e-2}
"""Published with a delay integrated otherwise; ours agrees with PySD's run to 1e-9."""

pytestmark = pytest.mark.skipif(
    not MODELS, reason="the optional folder ../shared/test-models is not beside the checkout"
)


def _published(folder: Path) -> dict[str, list[str]]:
    path = next(p for n in ("output.csv", "output.tab") if (p := folder / n).exists())
    text = path.read_bytes().decode("utf-8", "replace")
    rows = list(csv.reader(text.splitlines(), delimiter="," if path.suffix == ".csv" else "\t"))
    if rows[0][0].lower() != "time":
        rows = [list(column) for column in zip(*rows, strict=False)]
    return {name: [r[i] if i < len(r) else "" for r in rows[1:]] for i, name in enumerate(rows[0])}


@pytest.mark.parametrize("path", MODELS, ids=[p.parent.name for p in MODELS])
def test_a_published_model_is_right_or_refused(path: Path) -> None:
    try:
        model = gaoxin.load(path)
        runs = model.run()
    except (ModelError, NonFinite) as error:
        if not any(reason in str(error) for reason in REFUSED):
            raise
        pytest.skip(f"refused: {error.message}")
    columns = _published(path.parent)
    times = np.array([float(t) for t in next(iter(columns.values()))])
    names = {canonical(str(n)): str(n) for n in runs.data_vars}
    tolerance = TOLERANCE.get(path.parent.name, 1e-4)
    compared = 0
    for column, cells in columns.items():
        name, _, inside = column.partition("[")
        values = runs.get(names.get(canonical(name), ""))
        known = np.array([c.strip() not in {"", "nan"} for c in cells])
        if values is None or not known.any():
            continue
        if inside:
            dims = [d for d in values.dims if d != "time"]
            elements = [e.strip() for e in inside.rstrip("]").split(",")]
            values = values.sel(dict(zip(dims, elements, strict=True)))
        if "time" in values.dims:
            values = values.sel(time=times[known], method="nearest", tolerance=1e-6)
        truth = np.array([float(c) for c, k in zip(cells, known, strict=True) if k])
        ours = np.broadcast_to(values.values, truth.shape)
        np.testing.assert_allclose(ours, truth, rtol=tolerance, atol=1e-5, err_msg=column)
        compared += 1
    assert compared or path.parent.name == "unicode_characters"


@pytest.mark.parametrize("method", ["euler", "rk4"])
@pytest.mark.parametrize("path", MODELS, ids=[p.parent.name for p in MODELS])
def test_a_published_model_goes_on_as_if_never_cut(path: Path, method: str) -> None:
    try:
        model = gaoxin.load(path)
        whole = model.run(method=method)
    except (ModelError, NonFinite):
        pytest.skip("refused, as seen above")
    if method == "rk4" and "FINAL TIME" in path.read_text("utf-8", "replace").split("****")[0]:
        pytest.skip("an equation asks for the final time, and the first part has another")
    cut = float(whole["time"][len(whole["time"]) // 2])
    begun = model.run(method=method, final_time=cut, outputs=[])
    rest = model.run(method=method, initial_state=begun)
    same_bits(rest, whole.sel(time=rest["time"].values))
