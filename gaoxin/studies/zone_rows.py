"""Designs over the zone: which factors there are, and rows of them to run."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np

from gaoxin.desks.levers import to_model
from gaoxin.desks.places import resolve
from gaoxin.ensembles.layers import find_lever, start_of
from gaoxin.ensembles.member_draws import take_draws
from gaoxin.ensembles.members import scenario_ground
from gaoxin.ensembles.populations.population import OutputReading
from gaoxin.ensembles.populations.rows import DesignRows, Factor
from gaoxin.ensembles.scenario import load_scenario
from gaoxin.language import Text, alike
from gaoxin.studies.defaults import check_word
from gaoxin.studies.design_question import DesignQuestion
from gaoxin.studies.inputs import open_tables
from gaoxin.studies.zone_question import asked_targets, check_from, free_levers
from gaoxin.telling.words.constant_names import constant_names

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gaoxin.desks.workspace import Workspace
    from gaoxin.ensembles.constants import Ground
    from gaoxin.ensembles.member_draws import Source
    from gaoxin.studies.inputs import CheckedTables

    Array = NDArray[np.float64]

Group = Literal["levers", "draws", "disturbances", "definitions", "parameters"]
GROUPS: tuple[Group, ...] = get_args(Group)
DRAW = Factor("draw", Text("What the fit leaves open", "校准未定部分"), "draw")
DISTURBANCE = Factor("disturbance", Text("Disturbances", "扰动"), "disturbance")


def open_zone_rows(
    workspace: Workspace,
    target: str,
    groups: Sequence[Group],
    *,
    base: str,
    without: Sequence[str],
    from_year: int,
    members: int,
    seed: int,
    draws: Source,
    allow_stale: bool = False,
    workers: int | None = None,
) -> DesignQuestion:
    """Read and check everything that a design over the zone rests on; nothing runs.

    Parameters
    ----------
    workspace : Workspace
    target : str
    groups : sequence of {"levers", "draws", "disturbances", "definitions", "parameters"}
        Of factors.
    base : str
        The scenario.
    without : sequence of str
        Levers that stay.
    from_year : int
        First year in which levers may stand elsewhere.
    members : int
        Draws to choose from.
    seed : int
    draws : {"posterior", "prior"}
    allow_stale : bool
    workers : int, optional

    Returns
    -------
    DesignQuestion

    Raises
    ------
    GaoxinError
        The first thing that is wrong.
    """
    for group in groups:
        check_word("factors", group, GROUPS)
    tables = open_tables(workspace)
    (one,) = asked_targets(tables, [target])
    check_from(tables.model, from_year, one.year)
    scenario = load_scenario(tables.desk, base)
    taken = take_draws(tables.desk, draws, members=members, seed=seed, allow_stale=allow_stale)
    ground = scenario_ground(tables.desk, scenario, taken.constants, members=members, seed=seed)
    factors: list[Factor] = []
    if "levers" in groups:
        factors += [
            Factor(lever.move.key, lever.name, "lever", lever.unit, move=lever.move)
            for lever in free_levers(tables, scenario, taken, without, start_of(from_year))
        ]
    if "parameters" in groups:
        factors += _parameters(tables, ground)
    elif "draws" in groups:
        factors.append(DRAW)
    chance: dict[str, float] = {}
    for prior in tables.desk.disturbances:
        if prior.place.key not in taken.fitted:
            first = chance.get(prior.place.constant, math.inf)
            chance[prior.place.constant] = min(first, prior.place.since)
    if "disturbances" in groups and chance:
        factors.append(DISTURBANCE)
    if "definitions" in groups:
        factors += _definitions(tables)
    controls = {"save_every": 1.0, "final_time": float(one.year)}
    reading = OutputReading(one.variable, (), None)
    rows = DesignRows(tables.model, ground, tuple(factors), (reading,), controls, chance, workers)
    desk = tables.desk
    factor_of = {
        lever: to_model(place, 1.0, row.unit, desk.registry)
        for lever in desk.levers
        for row, place in [find_lever(desk, lever)]
    }
    return DesignQuestion(
        rows,
        one,
        scenario.id,
        lambda keys: constant_names(keys, desk.catalogue, desk.elements),
        lambda key: factor_of[key.split("[")[0]],
    )


def _parameters(tables: CheckedTables, ground: Ground) -> list[Factor]:
    """Return the constants with a prior, each of its prior: independent of one another."""
    drawn = set(ground.draws())
    desk = tables.desk
    kept = [prior for prior in desk.priors if prior.place.key in drawn]
    names = constant_names([p.place.key for p in kept], desk.catalogue, desk.elements)
    return [
        Factor(
            prior.place.key,
            names[prior.place.key],
            "parameter",
            prior.place.unit,
            place=prior.place,
            value=prior.distribution.ppf,
        )
        for prior in kept
    ]


def _definitions(tables: CheckedTables) -> list[Factor]:
    found = []
    for key, options in tables.desk.definitions.items():
        values = [(option.constant, option.value) for option in options.values()]
        constants = dict.fromkeys(constant for constant, _ in values)
        if len(constants) != 1 or len(values) < 2:
            continue
        numbers = np.array([value for _, value in values])
        place = resolve(tables.desk.catalogue, values[0][0])

        def pick(u: Array, numbers: Array = numbers) -> Array:
            return np.asarray(numbers[np.minimum((u * len(numbers)).astype(int), len(numbers) - 1)])

        words = alike(key.replace("_", " "))
        found.append(Factor(key, words, "definition", "", place=place, value=pick))
    return found
