"""The published models of SDXorg/test-models: passed, or refused by name; never wrong.

Each is loaded and drawn once for all that is claimed of it.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xarray as xr

from gaoxin.engine.model import Model
from gaoxin.engine.running import blocks
from gaoxin.errors import GaoxinError, ModelError
from tests.engine.compiled.both import MEMBERS, differences, differing, drawn
from tests.engine.shared_models import judge, load, models
from tests.engine.support import same_bits

MODELS = models()
NAMES = [f"{p.parent.name}/{p.name}" for p in MODELS]

REFUSED = {
    "control_vars/test_control_vars.mdl": "'INITIAL TIME' changes during the run",
    "get_constants/test_get_constants.mdl": "there is no file 'data.xls'",
    "get_data/test_get_data.mdl": "there is no file 'data down.xls'",
    "non_negative_flows/test_non_negative_flows.xmile": "mismatched tag",
    "non_negative_flows/test_non_negative_flows_behavior.xmile": "mismatched tag",
}
"""At most three Vensim and three XMILE models: what is refused, and why."""

pytestmark = pytest.mark.skipif(
    not MODELS, reason="the optional folder ../shared/test-models is not beside the checkout"
)


@pytest.mark.parametrize("path", MODELS, ids=NAMES)
def test_a_published_model_is_right_or_refused_by_name(
    path: Path, record_property: Callable[[str, Any], None]
) -> None:
    outcome = judge(path)
    record_property("published model", [str(path), outcome.verdict, outcome.detail])
    if outcome.verdict == "not read by PySD":
        pytest.skip(f"PySD's translator does not read it: {outcome.detail}")
    if outcome.name in REFUSED:
        assert outcome.verdict == "refused"
        assert REFUSED[outcome.name] in outcome.detail
        pytest.skip(f"refused: {outcome.detail}")
    assert outcome.verdict == "passed", outcome.detail


@cache
def _loaded(path: Path) -> Model:
    try:
        model = load(path)
        model.run(outputs=[])
    except GaoxinError as error:
        pytest.skip(f"refused, as seen above: {error.message}")
    return model


@cache
def _batch(path: Path) -> tuple[dict[str, Any], xr.Dataset]:
    """Return constants a little different for each member, and their runs; all stay finite."""
    model = _loaded(path)
    names = [str(name) for name in model.variables.query("kind == 'constant'")["name"]]
    for draws in (_accepted(model, drawn(model, names)), {}):
        with suppress(GaoxinError):
            runs = model.run(draws, members=MEMBERS)
            if not runs.attrs["failed"]:
                return draws, runs
    raise AssertionError("the model does not run")


def _accepted(model: Model, draws: dict[str, Any]) -> dict[str, Any]:
    """Return those draws that the model allows: the order of a delay is one for all."""
    with suppress(ModelError):
        model.prepare(draws)
        return draws
    found: dict[str, Any] = {}
    for name, draw in draws.items():
        with suppress(ModelError):
            model.prepare({**found, name: draw})
            found[name] = draw
    return found


@pytest.mark.parametrize("path", MODELS, ids=NAMES)
def test_members_alone_in_blocks_and_in_any_order_are_those_of_the_batch(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    draws, batch = _batch(path)
    model = _loaded(path)
    for member in (0, MEMBERS - 1):
        alone = model.run({k: v.isel(member=member) for k, v in draws.items()})
        one = batch.isel(member=member, drop=True)
        for name in alone.data_vars:
            mine = one[name].values
            theirs = np.broadcast_to(alone[name].values, mine.shape)
            assert np.array_equal(theirs, mine, equal_nan=True), name
    monkeypatch.setattr(blocks, "MANY", 1)
    monkeypatch.setattr("gaoxin.engine.running.workers.cores", lambda: 2)
    same_bits(model.run(draws, members=MEMBERS, workers=2, block=3), batch)
    order = np.random.default_rng(1).permutation(MEMBERS)
    shuffled = {k: v.isel(member=order) for k, v in draws.items()}
    expected = batch.isel(member=order).assign_coords(member=np.arange(MEMBERS))
    same_bits(model.run(shuffled, members=MEMBERS, block=1), expected)


@pytest.mark.parametrize("path", MODELS, ids=NAMES)
def test_compiled_code_gives_the_bits_of_numpy(path: Path) -> None:
    """By the method of the file and by another."""
    draws, batch = _batch(path)
    model = _loaded(path)
    assert differing(model.run(draws, members=MEMBERS, backend="numpy"), batch) == []
    other = "euler" if model.prepare().timing.method.name == "rk4" else "rk4"
    assert differences(model, draws, members=MEMBERS, method=other) == []


@pytest.mark.parametrize(
    ("path", "method"),
    [(path, ("euler", "rk4")[number % 2]) for number, path in enumerate(MODELS)],
    ids=NAMES,
)
def test_a_published_model_goes_on_as_if_never_cut(path: Path, method: str) -> None:
    model = _loaded(path)
    whole = model.run(method=method)
    if path.parent.name == "dynamic_final_time":
        pytest.skip("the final time follows from the model, and the first part has another")
    text = path.read_text("utf-8", "replace").split("****")[0]
    if method == "rk4" and path.suffix == ".mdl" and "FINAL TIME" in text:
        pytest.skip("an equation asks for the final time, and the first part has another")
    cut = float(whole["time"][len(whole["time"]) // 2])
    begun = model.run(method=method, final_time=cut, outputs=[])
    rest = model.run(method=method, initial_state=begun)
    same_bits(rest, whole.sel(time=rest["time"].values))


def test_at_most_three_of_each_kind_are_refused() -> None:
    for kind in (".mdl", ".xmile"):
        assert sum(name.endswith(kind) for name in REFUSED) <= 3
