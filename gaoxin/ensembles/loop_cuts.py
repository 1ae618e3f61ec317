"""How strong each feedback loop of a workspace's model is: runs without it, and loop scores.

``model/loops.csv`` names the loops: the constant that switches each, its polarity, and variables
that it runs through, from each of which the shortest way leads to the next. Cutting a loop is a run
with its constant at 0, on the same draws. What the loops contribute together is not the sum of what
each does alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from gaoxin.desks.loops import ARROW, TABLE, LoopRow, read_loop_rows
from gaoxin.ensembles.members import overrides
from gaoxin.ensembles.scenario import with_held
from gaoxin.ensembles.together import run_together
from gaoxin.errors import DataError, ModelError
from gaoxin.names import split

if TYPE_CHECKING:
    import xarray as xr
    from numpy.typing import NDArray

    from gaoxin.desks.desk import Desk
    from gaoxin.engine.model import Model
    from gaoxin.ensembles.member_draws import Draws
    from gaoxin.ensembles.scenario import Scenario

SCORED = 4
"""Members whose loops are scored: a score costs a run by hand, and members differ little."""

INSTANTS = 11
"""Steps of a run at which loops are looked for."""


@dataclass(frozen=True)
class SwitchedLoop:
    """A feedback loop that can be cut.

    Attributes
    ----------
    strength : str
        The model's constant: 1 as modelled, 0 cut.
    polarity : {"R", "B"}
        Of the path.
    path : tuple of str
        Variables in the order of influence; the last acts on the first.
    note, note_zh : str
        For the reader; the second where the table has that column.
    """

    id: str
    strength: str
    polarity: str
    name_en: str
    name_zh: str
    path: tuple[str, ...]
    note: str
    note_zh: str


def read_loops(path: Path, model: Model) -> tuple[SwitchedLoop, ...]:
    """Read the table of loops.

    Raises
    ------
    DataError
        There is none, or a row names what the model has not, or a path that is no loop of it or
        one of the other polarity, with its line.
    """
    if not path.is_file():
        message = f"the workspace has no {TABLE.as_posix()}; put it there"
        raise DataError(message, path=path)
    rows = read_loop_rows(path)
    if not rows:
        raise DataError("no loop is named; write a row a loop", path=path)
    return tuple(_loop(row, model) for row in rows)


def _loop(row: LoopRow, model: Model) -> SwitchedLoop:
    try:
        model.canonical(row.strength)
        path = model.loop_path(row.stations)
        polarity = model.loop_polarity(path)
    except ModelError as error:
        raise row.error(f"'{row.id}': {error.message}") from None
    if polarity not in {row.polarity, "?"}:
        raise row.error(
            f"'{row.id}' is said to be {row.polarity}, but the equations of its path make it "
            f"{polarity}; correct the polarity or the path"
        )
    return SwitchedLoop(
        row.id,
        row.strength,
        row.polarity,
        row.name_en,
        row.name_zh,
        path,
        row.note,
        row.note_zh,
    )


def cut_runs(
    desk: Desk,
    model: Model,
    scenario: Scenario,
    draws: Draws,
    loops: Sequence[SwitchedLoop],
    *,
    outputs: Sequence[str],
    workers: int | None = None,
) -> tuple[xr.Dataset, dict[str, xr.Dataset]]:
    """Return the runs of a scenario, and by loop those without it, on the same draws.

    Parameters
    ----------
    desk : Desk
    model : Model
    scenario : Scenario
    draws : Draws
    loops : sequence of SwitchedLoop
    outputs : sequence of str
        Names of the variables to keep.
    workers : int, optional
        Cores to use; all that are there by default.

    Returns
    -------
    tuple of (Dataset, dict of loop id to Dataset)
        Dimensions ``(member, [subscripts,] time)``, at whole years.

    Raises
    ------
    NonFinite
        Over 1 % of all members left the finite numbers.
    """
    without = [with_held(desk, scenario, {loop.strength: 0.0}) for loop in loops]
    variants = [(one, draws) for one in (scenario, *without)]
    whole, *cut = run_together(desk, model, variants, workers=workers, outputs=outputs)
    return whole, {loop.id: runs for loop, runs in zip(loops, cut, strict=True)}


def score_shares(
    desk: Desk, model: Model, scenario: Scenario, draws: Draws, loops: Sequence[SwitchedLoop]
) -> xr.DataArray:
    """Return the part of the model's feedback that goes through each loop's switched links.

    Loops that matter (:meth:`gaoxin.Model.loop_scores`) are found on the first few members; of
    the sum of the sizes of their scores (of those that all act on one another), those that pass a
    link that the strength constant switches count for its loop. One may count for several, so
    that loops do not sum to 100.

    Parameters
    ----------
    desk : Desk
    model : Model
    scenario : Scenario
    draws : Draws
    loops : sequence of SwitchedLoop

    Returns
    -------
    xarray.DataArray
        Percent, dimensions ``("loop", "time")`` at whole years: the mean over the year's steps,
        the median over members.
    """
    members = min(SCORED, draws.members)
    few = {key: np.asarray(values)[:members] for key, values in draws.constants.items()}
    given = overrides(desk, scenario, few, members=members, seed=draws.seed)
    scores = model.loop_scores(given, members=members, instants=INSTANTS)
    switched = {loop.id: own_links(model, loop) for loop in loops}
    paths = [_pairs(str(path)) for path in scores["path"].values]
    sizes = np.abs(scores["relative"].values)
    shares = []
    for loop in loops:
        own = np.array([bool(pairs & switched[loop.id]) for pairs in paths], dtype=bool)
        apart = max(1, len(np.unique(scores["partition"].values[own])))
        shares.append(np.nanmedian(sizes[own].sum(axis=0) / apart, axis=0))
    return _yearly(np.array(shares), scores["time"].values, [loop.id for loop in loops])


def own_links(model: Model, loop: SwitchedLoop) -> set[tuple[str, str]]:
    """Return a loop's own links: what its constant turns off, or where its path meets it.

    The second where a source acts beside the switch too, as adopters who imitate and saturate.
    """
    around = set(zip(loop.path, (*loop.path[1:], loop.path[0]), strict=True))
    return model.switched_links(loop.strength) | (
        around & model.switched_links(loop.strength, alone=False)
    )


def _pairs(path: str) -> set[tuple[str, str]]:
    """Return the links of a loop's path, without elements of subscripts."""
    names = [split(part)[0] for part in path.split(ARROW)]
    return set(zip(names, (*names[1:], names[0]), strict=True))


def _yearly(
    shares: NDArray[np.float64], times: NDArray[np.float64], ids: list[str]
) -> xr.DataArray:
    """Return the mean over the steps that end in each year (y - 1, y]."""
    import xarray as xr

    years = np.ceil(np.round(times, 6))
    known = np.unique(years)
    values = np.stack([shares[:, years == year].mean(axis=1) for year in known], axis=1)
    return xr.DataArray(values, dims=("loop", "time"), coords={"loop": ids, "time": known})
