"""Sweeps whose outcomes are made up, for tables and charts."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from gaoxin.desks.places import Place
from gaoxin.ensembles.layers import Layer, StatedValue
from gaoxin.ensembles.member_draws import PRIOR_STAMP
from gaoxin.ensembles.sweeps.axes import DesignAxis
from gaoxin.ensembles.sweeps.design_points import grid_points, latin_hypercube_points
from gaoxin.ensembles.sweeps.points import Outcomes, OutputSeries
from gaoxin.ensembles.sweeps.sweep import Sweep
from gaoxin.language import Text
from gaoxin.verdicts.sweeps.measures import Measure, Track, Wants
from gaoxin.verdicts.sweeps.result import SweepResult
from gaoxin.verdicts.sweeps.summary import Summary, summarise
from tests.verdicts.conftest import make_target

TIMES = (2014.0, 2015.0, 2025.0)
MEMBERS = 200


def make_axis(
    key: str, values: Sequence[float], base: float | None = None, *, log: bool = False
) -> DesignAxis:
    place = Place(key, (), "mu/year", None, None, xr.DataArray(1.0))
    label = Text(f"Meaning of {key}", "杠杆含义")
    frame = Layer("lever", key, place, (), None, 0.0, "mu/year", StatedValue(), label, 1)
    return DesignAxis(
        frame, False, tuple(values), min(values), max(values), log, base, lambda _: ()
    )


def make_sweep(axes: Sequence[DesignAxis], *, cube: int = 0, keep_members: bool = False) -> Sweep:
    """Return a grid over the axes' values, or a Latin hypercube of `cube` points."""
    points = (
        latin_hypercube_points([(a.low, a.high) for a in axes], [a.log for a in axes], cube, 0)
        if cube
        else grid_points([axis.values for axis in axes])
    )
    return Sweep(
        id="try",
        path=Path("try.toml"),
        title={"en": "A try", "zh": "试验"},
        description={"en": "", "zh": ""},
        design="latin-hypercube" if cube else "grid",
        axes=tuple(axes),
        points=points,
        members=MEMBERS,
        seed=0,
        keep_members=keep_members,
        layers=(),
        lines={},
    )


def make_wants(*, drawn: bool = True) -> Wants:
    """Return a target, an output without one, and the band of both."""
    final, path = OutputSeries("Revenue", (), 2), OutputSeries("Revenue", (), None)
    aim = make_target("revenue/1000", value=1000.0)
    plain = make_target("plain", rule=None, value=None, status="no number")
    measures = tuple(Measure(one, final, "2025", yearly=True) for one in (aim, plain))
    track = Track("revenue", "Revenue", "营收", "CNY_1e8/year", path)
    return Wants(measures, (track,), drawn)


def make_outcomes(sweep: Sweep, refused: Sequence[int] = (), failed: int = 0) -> Outcomes:
    """Return outcomes around 900 + 100 a + 60 b + 36 c + ..., the same draws everywhere."""
    draws = np.random.default_rng(0).normal(0.0, 100.0, sweep.members)
    weights = 100.0 * 0.6 ** np.arange(len(sweep.axes))
    final = 900.0 + (sweep.points @ weights)[:, None] + draws
    path = final[:, :, None] * np.array([0.1, 0.2, 1.0])
    lost = np.zeros(final.shape, dtype=bool)
    lost[0, :failed] = True
    lost[list(refused)] = True
    final[lost] = np.nan
    path[lost] = np.nan
    texts = tuple("3 of 200 members left" if p in refused else "" for p in range(len(final)))
    return Outcomes((final, path), lost, texts)


def make_result(
    axes: Sequence[DesignAxis],
    *,
    cube: int = 0,
    refused: Sequence[int] = (),
    failed: int = 0,
    drawn: bool = True,
    keep_members: bool = False,
) -> SweepResult:
    sweep = make_sweep(axes, cube=cube, keep_members=keep_members)
    wants = make_wants(drawn=drawn)
    outcomes = make_outcomes(sweep, refused, failed)
    summary: Summary = summarise(outcomes, wants, keep_members=keep_members)
    return SweepResult(
        sweep=sweep,
        base={"en": "The base", "zh": "基准"},
        wants=wants,
        summary=summary,
        times=TIMES,
        draws={"drawn": np.arange(float(MEMBERS))} if keep_members else {},
        made_from={"draws": "prior", "command": "gaoxin sweep try", "hashes": {"model": "0"}},
        stamp=PRIOR_STAMP,
    )


@pytest.fixture(scope="session")
def two_axes() -> tuple[DesignAxis, DesignAxis]:
    return make_axis("first", (-1.0, 0.0, 1.0), 0.0), make_axis("second", (0.0, 2.0), 2.0)
