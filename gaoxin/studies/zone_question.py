"""A question about the zone: its levers, its targets, conditions in words, robust variants."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any, Literal

from gaoxin.decisions.goals import Condition, Goal
from gaoxin.desks.levers import to_model
from gaoxin.ensembles.layers import find_lever, lever_range, start_of
from gaoxin.ensembles.member_draws import take_draws
from gaoxin.ensembles.members import overrides, scenario_ground
from gaoxin.ensembles.populations.effort import Effort, Spent, by_cost, by_range
from gaoxin.ensembles.populations.moves import moves_of
from gaoxin.ensembles.populations.population import OutputReading, Population, check_times
from gaoxin.ensembles.scenario import load_scenario
from gaoxin.errors import GaoxinError, nearest
from gaoxin.language import Text, alike, name_of
from gaoxin.names import Names, canonical
from gaoxin.studies.alternatives import alternatives
from gaoxin.studies.defaults import FROM_YEAR
from gaoxin.studies.inputs import open_tables
from gaoxin.studies.question import FreeLever, Question

if TYPE_CHECKING:
    from gaoxin.desks.targets import Target
    from gaoxin.desks.workspace import Workspace
    from gaoxin.engine.model import Model
    from gaoxin.ensembles.member_draws import Draws, Source
    from gaoxin.ensembles.populations.moves import Move
    from gaoxin.ensembles.scenario import Scenario
    from gaoxin.studies.inputs import CheckedTables

Robust = Literal["definitions", "structures", "decile"]
DECILE = 0.1
OUTSIDE = "outside"
"""The sector of levers that are not in the zone's hands: no answer moves them."""
ALL = "all"


@dataclass(frozen=True)
class ReachAsk:
    """What a caller asks of the zone.

    Attributes
    ----------
    targets : tuple of str
        Ids; ``all`` for every target that is judged.
    probability : float
    base : str
        The scenario that the levers change.
    each : bool
        Whether each target is to have the probability for itself; else all in one run.
    without : tuple of str
        Levers that stay: names, sectors, or patterns such as ``boundary_*``.
    subject_to : tuple of str
        Such as ``debt_ratio <= 80 in 95 %``.
    robust : tuple of {"definitions", "structures", "decile"}
    from_year : int
        The first year in which a lever may stand elsewhere.
    """

    targets: tuple[str, ...]
    probability: float = 0.8
    base: str = "momentum"
    each: bool = False
    without: tuple[str, ...] = ()
    subject_to: tuple[str, ...] = ()
    robust: tuple[Robust, ...] = ()
    from_year: int = FROM_YEAR


@dataclass(frozen=True)
class ZoneQuestion:
    """A question about the zone, with what it was made from.

    Attributes
    ----------
    question : Question
    tables : CheckedTables
    scenario : Scenario
    asked : ReachAsk
    targets : tuple of Target
    seed : int
    draws : {"posterior", "prior"}
    allow_stale : bool
    stamp : Text
    """

    question: Question
    tables: CheckedTables
    scenario: Scenario
    asked: ReachAsk
    targets: tuple[Target, ...]
    seed: int
    draws: Source
    allow_stale: bool
    stamp: Text = field(default=Text("", ""))


def open_zone_question(
    workspace: Workspace,
    asked: ReachAsk,
    *,
    seed: int,
    draws: Source,
    allow_stale: bool = False,
    workers: int | None = None,
    tables: CheckedTables | None = None,
) -> ZoneQuestion:
    """Read and check everything that a question about the zone rests on; nothing runs.

    Parameters
    ----------
    workspace : Workspace
    asked : ReachAsk
    seed : int
    draws : {"posterior", "prior"}
    allow_stale : bool
    workers : int, optional
    tables : CheckedTables, optional
        Of this workspace, where they have been read before.

    Returns
    -------
    ZoneQuestion

    Raises
    ------
    GaoxinError
        An unknown target, lever, variable or word, with the nearest.
    """
    check_probability(asked.probability)
    tables = open_tables(workspace) if tables is None else tables
    scenario = load_scenario(tables.desk, asked.base)
    targets = asked_targets(tables, asked.targets)
    one = take_draws(tables.desk, draws, members=1, seed=seed, allow_stale=allow_stale)
    levers = free_levers(tables, scenario, one, asked.without, start_of(asked.from_year))
    readings = [OutputReading(t.variable, (), float(t.year)) for t in targets]
    goals = tuple(_goal(target, i) for i, target in enumerate(targets))
    last = max(target.year for target in targets)
    beside = tuple(_beside(text, tables, last, readings) for text in asked.subject_to)
    last = max(last, *(int(r.time) for r in readings if isinstance(r.time, float)))
    check_from(tables.model, asked.from_year, last)
    effort = _effort(tables, levers, last - asked.from_year + 1, readings)
    controls: dict[str, Any] = {"save_every": 1.0, "final_time": float(last)}
    times = tables.model.prepare(members=1, **controls).timing.saved_times.tolist()
    check_times(readings, times, "reach")
    moves = tuple(lever.move for lever in levers)

    def populate(members: int, first: int) -> list[Population]:
        taken = take_draws(
            tables.desk, draws, members=members, seed=seed, allow_stale=allow_stale, first=first
        )
        worlds = [(scenario, taken), *_variants(tables, scenario, taken, asked.robust)]
        return [
            _population(tables, world, own, moves, readings, controls, workers)
            for world, own in worlds
        ]

    question = Question(
        levers=levers,
        goals=goals,
        probability=asked.probability,
        each=asked.each,
        beside=beside,
        worst=DECILE if "decile" in asked.robust else 0.0,
        effort=effort,
        variants=tuple(_variant_names(tables, scenario, one, asked.robust)),
        populate=populate,
    )
    return ZoneQuestion(
        question, tables, scenario, asked, targets, seed, draws, allow_stale, one.stamp
    )


def check_probability(value: float) -> None:
    """Refuse what is no probability to reach.

    Raises
    ------
    GaoxinError
    """
    if not 0.0 < value < 1.0:
        raise GaoxinError(
            f"probability is {value:g}; write a number above 0 and below 1, such as 0.8"
        )


def check_from(model: Model, year: int, last: int) -> None:
    """Refuse a year from which levers would act before the runs begin, or after all is judged.

    Parameters
    ----------
    model : Model
        Says when its runs begin.
    year : int
        From which levers act.
    last : int
        The last year that is judged.

    Raises
    ------
    GaoxinError
        Says which years may stand there.
    """
    first = int(model.default("INITIAL TIME")) + 1
    if not first <= year <= last:
        raise GaoxinError(f"--from {year}: write a whole year from {first} to {last}")


def asked_targets(tables: CheckedTables, names: Sequence[str]) -> tuple[Target, ...]:
    """Return the targets that names mean: those that are judged alone can be asked for.

    Parameters
    ----------
    tables : CheckedTables
    names : sequence of str
        ``all`` for every one.

    Returns
    -------
    tuple of Target

    Raises
    ------
    GaoxinError
        An unknown one, with the nearest, or one that is not judged, with the reason.
    """
    judged = Names((t.id, t) for t in tables.targets if t.value is not None and t.variable)
    if list(names) == [ALL]:
        return tuple(judged.values())
    idle = Names((t.id, t.reason or "it has no number") for t in tables.targets)
    found = []
    for name in names:
        if name in judged:
            found.append(judged[name])
        elif name in idle:
            raise GaoxinError(f"target '{name}' is not judged: {idle[name]}")
        else:
            listed = ", ".join(judged)
            raise GaoxinError(
                f"unknown target '{name}'{nearest(name, judged)}; there are: {listed}, or all"
            )
    return tuple(dict.fromkeys(found))


def free_levers(
    tables: CheckedTables,
    scenario: Scenario,
    draws: Draws,
    without: Sequence[str],
    start: float,
) -> tuple[FreeLever, ...]:
    """Return the levers that may move: all in the zone's hands but those that are kept out.

    Parameters
    ----------
    tables : CheckedTables
    scenario : Scenario
        The base; a lever that it draws is an uncertainty.
    draws : Draws
        Of any number of members.
    without : sequence of str
        Names, sectors, or patterns.
    start : float
        Time from which on they may move.

    Returns
    -------
    tuple of FreeLever

    Raises
    ------
    GaoxinError
        Something to be kept out is no lever, sector or pattern of any; or none is left.
    """
    desk = tables.desk
    kept_out = {name for text in without for name in _matching(tables, text)}
    ground = scenario_ground(
        desk,
        scenario,
        draws.constants,
        members=draws.members,
        seed=draws.seed,
        first=draws.first,
    )
    found = []
    for key, lever in desk.levers.items():
        if lever.sector == OUTSIDE or key in kept_out:
            continue
        own, place = find_lever(desk, key)
        ends = lever_range(desk, own, place)
        factor = to_model(place, 1.0, own.unit, desk.registry)
        for move in moves_of(ground, place, key, ends, start):
            if move.ends == (0.0, 0.0):
                continue
            names = [desk.elements.get(label, alike(label)) for label in move.place.element]
            extra = Text(
                "".join(f" ({n.en})" for n in names), "".join(f"（{n.zh}）" for n in names)
            )
            name = Text(own.name_en + extra.en, own.name_zh + extra.zh)
            found.append(FreeLever(move, name, own.unit, factor))
    if not found:
        raise GaoxinError("no lever is left that may move; keep fewer out with --without")
    return tuple(found)


def _matching(tables: CheckedTables, text: str) -> list[str]:
    """Return the levers that a name, a sector or a pattern means."""
    levers = tables.desk.levers
    asked = canonical(text)
    found = [
        key
        for key, lever in levers.items()
        if fnmatchcase(canonical(key), asked) or lever.sector == text
    ]
    if not found:
        sectors = sorted({lever.sector for lever in levers.values() if lever.sector})
        close = nearest(text, [*levers, *sectors])
        raise GaoxinError(
            f"--without {text}: no such lever{close}; write a lever of levers.csv, a pattern such "
            f"as 'boundary_*', or a sector: {', '.join(sectors)}"
        )
    return found


def _goal(target: Target, reading: int) -> Goal:
    return Goal(
        target.id,
        name_of(target),
        target.rule or "at_least",
        target.value or 0.0,
        target.unit,
        str(target.year),
        reading,
    )


_CONDITION = re.compile(
    r"\s*(?P<name>.+?)\s*(?P<rule><=|>=|<|>|\bunder\b|\bover\b)\s*(?P<value>[-+\d.eE]+)"
    r"\s*(?:%\s*)?\bin\s+(?P<share>[\d.]+)\s*%(?:\s*of\s+runs)?(?:\s+(?:at|in)\s+(?P<year>\d{4}))?\s*"
)
_RULES: dict[str, Literal["at_least", "at_most"]] = {
    "<=": "at_most",
    "<": "at_most",
    "under": "at_most",
    ">=": "at_least",
    ">": "at_least",
    "over": "at_least",
}


def _beside(
    text: str, tables: CheckedTables, last: int, readings: list[OutputReading]
) -> Condition:
    """Return a condition in words, and add what it reads."""
    found = _CONDITION.fullmatch(text)
    if found is None:
        raise GaoxinError(
            f"--subject-to '{text}' is not understood; write NAME <= NUMBER in SHARE %, such as "
            "'debt_ratio <= 80 in 95 %', and at the end 'at 2025' for another year"
        )
    rows = Names([(row.id, row) for row in (*tables.indicators, *tables.targets) if row.variable])
    catalogue = tables.desk.catalogue.rows
    name = found["name"]
    if name in rows:
        variable, label, unit = rows[name].variable, name_of(rows[name]), rows[name].unit
    elif name in catalogue and not tables.model.subscripts_of(name):
        variable, label = name, alike(name)
        unit = str(catalogue[name]["unit"])
    else:
        close = nearest(name, [*rows, *catalogue])
        raise GaoxinError(
            f"--subject-to: unknown '{name}'{close}; write an indicator, a target or a variable "
            "without subscripts"
        )
    year, share = int(found["year"] or last), float(found["share"]) / 100.0
    if not 0.0 < share <= 1.0:
        raise GaoxinError(f"--subject-to '{text}': write a share above 0 and up to 100 %")
    readings.append(OutputReading(variable, (), float(year)))
    rule, value = _RULES[found["rule"]], float(found["value"])
    goal = Goal(name, label, rule, value, unit, str(year), len(readings) - 1)
    return Condition((goal,), share)


def _effort(
    tables: CheckedTables, levers: Sequence[FreeLever], years: int, readings: list[OutputReading]
) -> Effort:
    """Return how efforts are counted: spending, else declared costs, else shares of ranges."""
    rows = [tables.desk.levers[lever.move.key.split("[")[0]] for lever in levers]
    moves = [lever.move for lever in levers]
    costs = [
        None if row.unit_cost is None else row.unit_cost / lever.factor
        for row, lever in zip(rows, levers, strict=True)
    ]
    spent = dict.fromkeys(row.spending for row in rows if row.spending)
    if not spent:
        if all(cost is None for cost in costs):
            return by_range(len(levers))
        return by_cost(moves, costs, "CNY_1e8", float(years))
    kinds = tables.desk.catalogue.rows
    found = []
    for variable in spent:
        stock = kinds[tables.model.canonical(variable)]["kind"] == "stock"
        readings.append(OutputReading(variable, (), None))
        found.append(Spent(len(readings) - 1, stock))
    beside = [None if row.spending else cost for row, cost in zip(rows, costs, strict=True)]
    declared = by_cost(moves, beside, "CNY_1e8", float(years))
    free = tuple(
        lever.move.key
        for row, cost, lever in zip(rows, beside, levers, strict=True)
        if not row.spending and cost is None
    )
    prices = (declared.prices, declared.prices_down)
    return Effort("spending", "CNY_1e8", tuple(found), *prices, free)


def _population(
    tables: CheckedTables,
    scenario: Scenario,
    draws: Draws,
    moves: tuple[Move, ...],
    readings: Sequence[OutputReading],
    controls: dict[str, Any],
    workers: int | None,
) -> Population:
    desk = tables.desk
    asks = {"members": draws.members, "seed": draws.seed, "first": draws.first}
    return Population(
        tables.model,
        overrides(desk, scenario, draws.constants, **asks),
        draws.members,
        scenario_ground(desk, scenario, draws.constants, **asks),
        moves,
        tuple(readings),
        controls,
        draws.first,
        workers,
    )


def _variants(
    tables: CheckedTables, scenario: Scenario, draws: Draws, robust: Sequence[str]
) -> list[tuple[Scenario, Draws]]:
    wanted = {word.removesuffix("s") for word in robust}
    if not wanted & {"definition", "structure"}:
        return []
    return [
        (one.scenario, one.draws)
        for one in alternatives(tables.desk, scenario, draws)
        if one.kind in wanted and not one.default
    ]


def _variant_names(
    tables: CheckedTables, scenario: Scenario, draws: Draws, robust: Sequence[str]
) -> list[str]:
    wanted = {word.removesuffix("s") for word in robust}
    if not wanted & {"definition", "structure"}:
        return []
    return [
        f"{one.group}={one.id}"
        for one in alternatives(tables.desk, scenario, draws)
        if one.kind in wanted and not one.default
    ]
