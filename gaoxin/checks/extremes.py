"""Extreme conditions: prior draws with every lever anywhere in its range.

Nothing may leave the finite numbers, leave the range that the model states for it, or, being a
stock of things, be negative (Sterman 2000, *Business Dynamics*, section 21.4.5).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from gaoxin.checks.outcome import CheckOutcome
from gaoxin.desks.places import Place, resolve
from gaoxin.ensembles.constants import Ground
from gaoxin.ensembles.layers import lever_range
from gaoxin.ensembles.members import pack
from gaoxin.errors import NonFinite
from gaoxin.inference.draws import draw, uniforms

if TYPE_CHECKING:
    import xarray as xr

    from gaoxin.desks.desk import Desk
    from gaoxin.engine.model import Model

SLACK = 1e-9
"""Of the greatest value of a variable: what rounding may do."""


def check_extremes(desk: Desk, model: Model, members: int, seed: int) -> Iterator[CheckOutcome]:
    """Yield what became of members drawn from the priors, each lever uniform in its range.

    Parameters
    ----------
    desk : Desk
    model : Model
    members : int
    seed : int

    Yields
    ------
    CheckOutcome
        Whether all members stayed finite; then, where any did, whether the ranges hold.
    """
    try:
        runs = model.run(anywhere(desk, members, seed), members=members, save_every=1.0)
    except NonFinite as error:
        yield _finite(members, str(error))
        return
    failed = list(runs.attrs["failed"])
    yield _finite(members, str(runs.attrs["diagnosis"][0]) if failed else "")
    faults = list(out_of_range(runs, stated_ranges(model)))
    yield CheckOutcome(
        "extremes",
        "ranges",
        "no stock is negative, and no variable leaves the range that the model states for it",
        "存量均不为负，各变量均在模型所注明的取值范围之内",
        passed=not faults,
        said_en="; ".join(faults[:5]),
        said_zh="；".join(faults[:5]),
    )


def anywhere(desk: Desk, members: int, seed: int) -> dict[str, Any]:
    """Return overrides: priors drawn, and every element of every lever drawn over its range.

    Parameters
    ----------
    desk : Desk
    members : int
    seed : int

    Returns
    -------
    dict of canonical name to override
        As :meth:`gaoxin.Model.run` takes them; see :func:`gaoxin.ensembles.members.pack`.
    """
    return pack([ground_anywhere(desk, members, seed)])


def ground_anywhere(desk: Desk, members: int, seed: int) -> Ground:
    """Return the same as constants that can be laid over.

    Parameters
    ----------
    desk : Desk
    members : int
    seed : int
        Of the priors' draws and of the levers'.

    Returns
    -------
    Ground
    """
    initial = float(desk.catalogue.model.default("INITIAL TIME").values)
    constants = draw(desk.drawn, members, seed)
    ground = Ground({}, members, seed, initial).drawn(
        (prior.place, constants[prior.place.key]) for prior in desk.drawn
    )
    found = []
    for lever in desk.levers.values():
        for place in elements(desk, lever.name):
            low, high = lever_range(desk, lever, place)
            u = uniforms(seed, f"anywhere {place.key}", members)
            found.append((place, low + (high - low) * u))
    return ground.drawn(found)


def elements(desk: Desk, name: str) -> list[Place]:
    """Return the places of every element of a constant."""
    whole = resolve(desk.catalogue, name)
    if not whole.default.dims:
        return [whole]
    axes = [[str(label) for label in whole.default[dim].values] for dim in whole.default.dims]
    labels = np.array(np.meshgrid(*axes, indexing="ij")).reshape(len(axes), -1).T
    return [resolve(desk.catalogue, f"{name}[{', '.join(row)}]") for row in labels]


def stated_ranges(model: Model) -> dict[str, tuple[float, float]]:
    """Return, for each variable that is computed, the range that a model states for it, by name.

    A stock is a stock of things, at least zero, where the model states no lower bound.
    """
    table = model.variables
    computed = table[table["kind"].isin(["stock", "auxiliary"])]
    found = {}
    for row in computed.to_dict("records"):
        low, high = (np.nan if row[x] is None else float(row[x]) for x in ("low", "high"))
        low = 0.0 if np.isnan(low) and row["kind"] == "stock" else low
        if np.isfinite(low) or np.isfinite(high):
            found[str(row["name"])] = (low, high)
    return found


def out_of_range(runs: xr.Dataset, ranges: dict[str, tuple[float, float]]) -> Iterator[str]:
    """Yield, for each variable that leaves its range, by how much and in which member."""
    for name, (low, high) in ranges.items():
        if name not in runs:
            continue
        values = np.asarray(runs[name].values, dtype=np.float64)
        slack = SLACK * max(1.0, float(np.nanmax(np.abs(values))))
        for bound, beyond in ((low, low - values), (high, values - high)):
            if np.isfinite(bound) and np.nanmax(beyond) > slack:
                where = np.unravel_index(int(np.nanargmax(beyond)), values.shape)
                member = (
                    where[runs[name].dims.index("member")] if "member" in runs[name].dims else 0
                )
                yield f"{name} = {values[where]:g} in member {member}, beyond its {bound:g}"


def _finite(members: int, fault: str) -> CheckOutcome:
    return CheckOutcome(
        "extremes",
        "finite",
        f"{members} draws of the priors, every lever anywhere in its range: all finite",
        f"{members} 组先验抽样、各杠杆在其全部范围内任取：结果均为有限值",
        passed=not fault,
        said_en=fault,
        said_zh=fault,
    )
