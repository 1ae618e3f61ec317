"""Sweeps over the levers of a workspace, around one of its scenarios."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from gaoxin.desks.levers import own_unit
from gaoxin.desks.sweeps import ZoneSweep, read_zone_sweep
from gaoxin.ensembles.layers import definition_layer
from gaoxin.ensembles.members import scenario_ground
from gaoxin.ensembles.scenario import Scenario, load_scenario
from gaoxin.ensembles.sweeps.axes import DesignAxis, Section, make_axis
from gaoxin.ensembles.sweeps.builds import lever_build, lever_frame
from gaoxin.ensembles.sweeps.sweep import Sweep, make_sweep
from gaoxin.inference.draws import draw

if TYPE_CHECKING:
    from gaoxin.desks.desk import Desk
    from gaoxin.desks.toml import Key
    from gaoxin.ensembles.layers import Layer


@dataclass(frozen=True)
class LeverSweep:
    """A sweep over levers, and what is asked of it.

    Attributes
    ----------
    sweep : Sweep
    base : Scenario
        What holds beside the levers.
    targets : tuple of str or None
        Targets to judge; None means all that can be.
    indicators : tuple of str
        Indicators whose bands are kept.
    """

    sweep: Sweep
    base: Scenario
    targets: tuple[str, ...] | None
    indicators: tuple[str, ...]


def load_lever_sweep(
    desk: Desk, path: Path, *, members: int | None = None, seed: int | None = None
) -> LeverSweep:
    """Read a sweep file and check it against the desk.

    Parameters
    ----------
    desk : Desk
    path : Path
        Of the sweep file.
    members, seed : int, optional
        They win over the file's.

    Returns
    -------
    LeverSweep

    Raises
    ------
    ScenarioError
        The first thing that is wrong, with its file and line.
    """
    document, lines = read_zone_sweep(path, lambda key: own_unit(desk.levers, key))
    Section(path, lines, "base").at(work=lambda: desk.workspace.scenario(document.base))
    base = load_scenario(desk, document.base)  # a fault of its file is told with that file's line
    sweep = make_sweep(
        document,
        path,
        lines,
        axes=_axes(desk, base, document, path, lines),
        layers=_definitions(desk, document, path, lines),
        members=document.members if members is None else members,
        seed=seed,
    )
    targets = None if document.targets is None else tuple(document.targets)
    return LeverSweep(sweep, base, targets, tuple(document.indicators))


def _axes(
    desk: Desk, base: Scenario, document: ZoneSweep, path: Path, lines: dict[Key, int]
) -> tuple[DesignAxis, ...]:
    # One member tells which constants are drawn; that is all a relative axis asks of draws.
    ground = scenario_ground(desk, base, draw(desk.drawn, 1, 0), members=1, seed=0)
    section = Section(path, lines, "levers")
    axes = []
    for key, entry in document.levers.items():
        line = lines["levers", key]
        frame = section.at(key, work=lambda: lever_frame(desk, key, entry, line))  # noqa: B023
        build = lambda: lever_build(desk, frame, entry, ground)  # noqa: B023, E731
        axes.append(make_axis(section, entry, document.design, frame, ground, build))
    return tuple(axes)


def _definitions(
    desk: Desk, document: ZoneSweep, path: Path, lines: dict[Key, int]
) -> tuple[Layer, ...]:
    section = Section(path, lines, "definitions")
    return tuple(
        section.at(key, work=lambda: definition_layer(desk, key, option, lines["definitions", key]))  # noqa: B023
        for key, option in document.definitions.items()
    )
