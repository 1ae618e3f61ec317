"""The constants of any model by what its page does with them: moved, drawn, or left alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from gaoxin.design import latin_hypercube
from gaoxin.engine.values.graph import reachable
from gaoxin.errors import DataError, ModelError

if TYPE_CHECKING:
    import xarray as xr

    from gaoxin.engine.model import Model
    from gaoxin.engine.running.setup import Setup
    from gaoxin.simulator.model_tables import Slider

Array = npt.NDArray[np.float64]
Drawn = Mapping[tuple[str, int], Array]
"""Draws over members by canonical name and place of the element."""


@dataclass(frozen=True)
class Given:
    """What a page of a model is given besides the model.

    Attributes
    ----------
    sliders : mapping of str to Slider
        By canonical name: the constants that get a slider; all that can where there are none.
    draws : Drawn
        Of constants; where there are none, `vary` may make some.
    vary : float
        Share by which constants are varied each way: all but `sliders`; 0 for a single run.
    members, seed : int
        Of what is drawn.
    """

    sliders: Mapping[str, Slider] = field(default_factory=dict)
    draws: Drawn = field(default_factory=dict)
    vary: float = 0.0
    members: int = 1
    seed: int = 0


@dataclass(frozen=True)
class Constants:
    """The constants that a page holds.

    Attributes
    ----------
    own : dict of str to DataArray
        By the model's name: the file's values of what moves or is drawn.
    moved : tuple of str
        Of these, what has a slider.
    drawn : dict of (str, int) to array
        By the model's name and place of the element.
    members : int
    """

    own: dict[str, xr.DataArray]
    moved: tuple[str, ...]
    drawn: dict[tuple[str, int], Array]
    members: int

    @property
    def varied(self) -> tuple[str, ...]:
        """Names of what is drawn in any element."""
        return tuple(dict.fromkeys(name for name, _ in self.drawn))


def constants_of(model: Model, setup: Setup, given: Given) -> Constants:
    """Sort the constants of a model.

    Parameters
    ----------
    model : gaoxin.Model
    setup : Setup
        Of a run of some members.
    given : Given

    Returns
    -------
    Constants

    Raises
    ------
    ModelError
        No constant can be moved.
    DataError
        One with a slider or draws cannot: it decides the form of the model.
    """
    able = _able(model, setup)
    spelled = {model.canonical(name): name for name in able}
    for key, row in given.sliders.items():
        if key not in spelled:
            raise row.error(f"lever '{row.name}' decides the form of the model; leave it out")
    for key, _ in given.draws:
        if key not in spelled:
            raise DataError(f"'{key}' decides the form of the model and cannot be drawn")
    moved = [spelled[key] for key in given.sliders] or list(able)
    if not moved:
        raise ModelError("no constant can be moved", path=model.path)
    if given.draws:
        members = min(given.members, len(next(iter(given.draws.values()))))
        drawn = {(spelled[k], i): values[:members] for (k, i), values in given.draws.items()}
    else:
        members = given.members if given.vary else 1
        left = set(moved) if given.sliders else set()
        drawn = _around({n: v for n, v in able.items() if n not in left}, given)
    kept = {*moved, *(name for name, _ in drawn)}
    return Constants({n: v for n, v in able.items() if n in kept}, tuple(moved), drawn, members)


def _able(model: Model, setup: Setup) -> dict[str, xr.DataArray]:
    """Return the constants that can differ between runs of one kernel, by name."""
    lengths = {
        node.data.name
        for state in setup.lowered.states
        if state.delay is not None
        for node in reachable([state.delay])
        if node.op == "param"
    }
    found = {}
    for name in model.variables.query("kind == 'constant'")["name"]:
        own = model.default(str(name))
        if model.canonical(str(name)) in lengths or not np.isfinite(own.values).all():
            continue
        try:  # what decides the form of the model is one for all members
            model.prepare({str(name): own.expand_dims(member=2)}, members=2)
        except ModelError:
            continue
        found[str(name)] = own
    return found


def _around(own: Mapping[str, xr.DataArray], given: Given) -> dict[tuple[str, int], Array]:
    """Return draws around the file's values; a value of nothing stays."""
    if not given.vary:
        return {}
    ranges: dict[str, Any] = {}
    places: dict[str, tuple[str, int]] = {}
    for name, values in own.items():
        for i, value in enumerate(values.values.reshape(-1)):
            if value:
                key = f"{name}|{i}"
                places[key] = name, i
                ends = sorted((value * (1 - given.vary), value * (1 + given.vary)))
                ranges[key] = (ends[0], ends[1])
    if not ranges:
        raise ModelError("no constant is left to vary; leave --vary out, or some levers")
    design = latin_hypercube(ranges, given.members, given.seed)
    return {places[key]: np.asarray(design[key], dtype=np.float64) for key in ranges}
