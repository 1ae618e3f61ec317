"""Stocks that limit their flows, and conveyors, against laws and a belt that is moved by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from gaoxin.errors import ModelError
from tests.engine.reading.xmile.test_files import aux, read

STEP = 0.25


def belt(
    inflow: str = "250",
    start: str = "0",
    length: str = "4",
    leaks: tuple[str, ...] = (),
    more: str = "",
    kind: str = "",
    stop: float = 12,
) -> str:
    """Return a file of one conveyor ``s`` from ``in`` to ``out`` with leakages."""
    names = [f"leak{i}" for i in range(len(leaks))]
    outflows = "".join(f"<outflow>{name}</outflow>" for name in ["out", *names])
    flows = "".join(
        f"<flow name='{name}'><eqn>{share}</eqn><leak/></flow>"
        for name, share in zip(names, leaks, strict=True)
    )
    return (
        f"<xmile><sim_specs><start>0</start><stop>{stop}</stop><dt>{STEP}</dt></sim_specs>"
        f"<model><variables><stock name='s'><eqn>{start}</eqn><inflow>in</inflow>{outflows}"
        f"<conveyor {kind}><len>{length}</len>{more}</conveyor></stock>"
        f"<flow name='in'><eqn>{inflow}</eqn></flow><flow name='out'/>{flows}"
        + aux("k", "0.2") + "</variables></model></xmile>"
    )  # fmt: skip


def by_hand(
    inflow: list[float], start: float, steps: int, shares: list[float], *, exponential: bool
) -> dict[str, np.ndarray]:
    """Move a belt, batch by batch, and return contents and flows at the start of each step."""
    left = 1.0
    profile = []
    for _ in range(steps):  # what a steady batch holds on its way
        profile.append(left)
        left -= left * shares[0] * STEP if exponential else shares[0] / steps
    entered = start / sum(profile)
    batches = [[entered, entered * part] for part in reversed(profile)]
    found: dict[str, list[float]] = {"s": [], "out": [], "leak0": []}
    for rate, share in zip(inflow, shares, strict=True):
        found["s"].append(sum(now for _, now in batches))
        leaked = 0.0
        for batch in batches:
            gone = batch[1] * share * STEP if exponential else batch[0] * share / steps
            batch[1] -= gone
            leaked += gone
        _, last = batches.pop(0)
        batches.append([rate * STEP, rate * STEP])
        found["out"].append(last / STEP)
        found["leak0"].append(leaked / STEP)
    return {name: np.array(values) for name, values in found.items()}


@pytest.mark.parametrize("exponential", [False, True])
@pytest.mark.parametrize("share", ["0.2", "k", "0.1 + 0.05*TIME/12", "0"])
@pytest.mark.parametrize("start", [0.0, 700.0])
def test_a_belt_is_the_one_that_is_moved_by_hand(
    exponential: bool, share: str, start: float, tmp_path: Path
) -> None:
    kind = f"exponential_leak='{str(exponential).lower()}'"
    text = belt("100 + 10*TIME^2", str(start), leaks=(share,), kind=kind)
    runs = read(tmp_path, text).run()
    time = runs["time"].values
    shares = {"0.2": 0.2, "k": 0.2, "0": 0.0}.get(share)
    moving = list(0.1 + 0.05 * time / 12) if shares is None else [shares] * len(time)
    inflow = list(100 + 10 * time**2)
    right = by_hand(inflow, start, round(4 / STEP), moving, exponential=exponential)
    for name, values in right.items():
        np.testing.assert_allclose(runs[name].values, values, rtol=1e-9, atol=1e-9, err_msg=name)


def test_nothing_is_lost(tmp_path: Path) -> None:
    runs = read(tmp_path, belt("100 + 50*SIN(TIME)", "300", leaks=("0.3",))).run()
    level, flows = runs["s"].values, runs["in"] - runs["out"] - runs["leak0"]
    np.testing.assert_allclose(np.diff(level), STEP * flows.values[:-1], rtol=1e-9)
    assert (level > 0).all()


@pytest.mark.parametrize(
    ("more", "level", "out"),
    [("<capacity>600</capacity>", 600, None), ("<in_limit>150</in_limit>", 600, 150)],
)
def test_limits_keep_material_upstream(
    more: str, level: float, out: float | None, tmp_path: Path
) -> None:
    runs = read(tmp_path, belt(more=more)).run()
    assert runs["s"].values.max() == pytest.approx(level)
    assert runs["in"].values.min() >= 0
    if out is not None:
        assert runs["out"].values[-1] == pytest.approx(out)
        assert np.ravel(runs["in"].values)[-1] == out


def test_half_a_step_rounds_up(tmp_path: Path) -> None:
    for length, steps in (("4.1", 16), ("4.125", 17), ("0.01", 1)):
        runs = read(tmp_path, belt(length=length)).run()
        assert int((runs["out"].values == 0).sum()) == steps


def test_members_have_belts_of_their_own(tmp_path: Path) -> None:
    text = belt(length="wait", leaks=("k",)).replace(
        "<flow name='in'>", aux("wait", "4") + "<flow name='in'>"
    )
    model = read(tmp_path, text)
    waits = np.array([1.0, 4.0, 2.5])
    runs = model.run({"wait": waits})
    for member, wait in enumerate(waits):
        alone = model.run({"wait": wait})
        xr.testing.assert_equal(
            alone["out"].drop_vars("member", errors="ignore"),
            runs["out"].isel(member=member).drop_vars("member"),
        )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (belt(length="4 + TIME"), "transit time that changes"),
        (belt(more="<arrest>TIME > 3</arrest>".replace(">", "&gt;", 0)), "can be arrested"),
        (belt(kind="discrete='true'"), "moves batches"),
        (belt(leaks=("0.1",)).replace("<flow name='leak0'>", "<flow name='leak0' leak_end='0.5'>"),
         "leaks in a part of the belt"),
        (belt(length=" "), "needs a transit time"),
        (belt().replace("<outflow>out</outflow>", ""), "without an outflow"),
        (belt().replace("<conveyor ><len>4</len></conveyor>", "<queue/>"), "'s' is a queue"),
        (belt().replace("<conveyor ><len>4</len></conveyor>", "<oven/>"), "'s' is a oven"),
    ],
)  # fmt: skip
def test_what_is_not_supported_is_named(text: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(ModelError) as caught:
        read(tmp_path, text)
    assert message in str(caught.value)
    assert caught.value.line is not None


SHELF = (
    "<stock name='shelf'><eqn>10</eqn><inflow>in</inflow><outflow>first</outflow>"
    "<outflow>second</outflow><non_negative/></stock>"
    "<flow name='in'><eqn>1</eqn></flow><flow name='first'><eqn>4</eqn></flow>"
    "<flow name='second'><eqn>TIME</eqn></flow>"
    "<stock name='sold'><eqn>0</eqn><inflow>first</inflow><inflow>second</inflow></stock>"
)


@pytest.mark.parametrize("method", ["euler", "rk4"])
def test_what_leaves_a_shelf_arrives(method: str, tmp_path: Path) -> None:
    specs = "<sim_specs><start>0</start><stop>8</stop><dt>0.5</dt></sim_specs>"
    text = f"<xmile>{specs}<model><variables>{SHELF}</variables></model></xmile>"
    runs = read(tmp_path, text).run(method=method)
    brought = 10 + runs["time"].values
    np.testing.assert_allclose(runs["shelf"].values + runs["sold"].values, brought, rtol=1e-12)
    assert (runs["shelf"].values >= 0).all()
    room = np.maximum(runs["shelf"].values / 0.5, 0)
    assert (runs["first"].values <= room + 1e-12).all()
    assert (runs["first"].values + runs["second"].values <= room + 1e-12).all()
    full = runs["second"].values > 0  # the first flow is served first
    np.testing.assert_allclose(runs["first"].values[full & (room >= 4)], 4)
