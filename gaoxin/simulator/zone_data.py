"""The page of a workspace: its levers, presets, targets and limits, and the numbers behind them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from gaoxin.desks.definitions import place_of
from gaoxin.desks.indicators import measures
from gaoxin.desks.levers import to_model
from gaoxin.desks.places import resolve
from gaoxin.ensembles.constants import Constant
from gaoxin.ensembles.members import scenario_ground
from gaoxin.ensembles.scenario import option_in_force
from gaoxin.language import Text, alike, name_of
from gaoxin.names import Names, canonical
from gaoxin.simulator.constants import Columns, labels, movable, steps
from gaoxin.simulator.data import PageData, text
from gaoxin.simulator.kernel.kernel import Kernel, make_kernel
from gaoxin.telling.words.phrases import element_words, place_words
from gaoxin.telling.words.quantities import RATIOS, unit_words
from gaoxin.telling.words.target_names import told_apart
from gaoxin.verdicts.series import failed_mask
from gaoxin.verdicts.verdict import judge

if TYPE_CHECKING:
    from gaoxin.desks.definitions import Option
    from gaoxin.desks.desk import Desk
    from gaoxin.desks.indicators import Indicator
    from gaoxin.desks.ledger import Ledger
    from gaoxin.desks.levers import Lever
    from gaoxin.desks.targets import Target
    from gaoxin.engine.model import Model
    from gaoxin.ensembles.constants import Ground
    from gaoxin.ensembles.member_draws import Draws
    from gaoxin.ensembles.scenario import Scenario
    from gaoxin.verdicts.binding import Binding
    from gaoxin.verdicts.results import Provenance, ScenarioResult

QUICK = 500
"""Members of a frame while a lever is held."""

SECTORS = ("industry", "land", "innovation", "people", "energy", "money", "outside", "delivery")
"""Groups of levers in the order of the page; one that the table does not know comes last."""

BASE = "momentum"
"""The preset that the page opens with, where there is one of this name; else the first."""


@dataclass(frozen=True)
class ZoneInputs:
    """What the page of a workspace is made from.

    Attributes
    ----------
    results : sequence of ScenarioResult
        Of at least `members` members each, over the same draws.
    members : int
        The first ones, which the page carries.
    """

    model: Model
    desk: Desk
    results: Sequence[ScenarioResult]
    targets: Sequence[Target]
    indicators: Sequence[Indicator]
    draws: Draws
    provenance: Provenance
    ledger: Ledger
    members: int


def zone_data(made_of: ZoneInputs) -> PageData:
    """Return what the page of a workspace carries.

    Parameters
    ----------
    made_of : ZoneInputs

    Returns
    -------
    PageData

    Raises
    ------
    NotCovered
        The model has no kernel; the text says why.
    """
    return _Zone(made_of).data()


class _Zone:
    def __init__(self, made_of: ZoneInputs) -> None:
        self.of, self.desk, self.model = made_of, made_of.desk, made_of.model
        self.columns = Columns()
        constants = {k: v[: made_of.members] for k, v in made_of.draws.constants.items()}
        self.scenarios: dict[str, Scenario] = {
            result.id: result.run.scenario  # type: ignore[misc]  # one that was read from a file
            for result in made_of.results
        }
        self.grounds = {
            name: scenario_ground(
                self.desk,
                scenario,
                constants,
                members=made_of.members,
                seed=made_of.draws.seed,
                first=made_of.draws.first,
            )
            for name, scenario in self.scenarios.items()
        }
        self.names = told_apart(made_of.targets)
        shown = {self.model.canonical(t.variable) for t in made_of.targets if t.variable}
        rows = measures(made_of.targets, made_of.indicators)
        self.rows = [row for row in rows if self.model.canonical(row.variable) in shown]
        self.places = {
            lever.name: resolve(self.desk.catalogue, lever.name) for lever in self._levers
        }
        switches = [
            place_of(_first(o), self.desk.catalogue) for o in self.desk.definitions.values()
        ]
        moved = [p.constant for p in (*self.places.values(), *switches)]
        self.movable = movable(self.grounds, moved)
        self.times = [float(t) for t in made_of.results[0].run.runs["time"].values]

    @property
    def _levers(self) -> Sequence[Lever]:
        return list(self.desk.levers.values())

    def data(self) -> PageData:
        kernel = self._kernel()
        engine = self._engine(kernel)
        made_from = self.of.provenance
        base = BASE if BASE in self.scenarios else next(iter(self.scenarios))
        targets = [self._target(target) for target in self.of.targets]
        table: dict[str, Any] = {
            "kind": "zone",
            "hash": identity(made_from, self.of.members),
            "members": self.of.members,
            "quick": min(QUICK, self.of.members),
            "draws": self.of.draws.source,
            "stamp": text(made_from.stamp),
            "seed": made_from.seed,
            "years": self.times,
            "policy": self._policy,
            "time_unit": "year",
            "base": base,
            "sectors": [{"id": id_} for id_ in self._sectors()],
            "levers": [self._lever(lever) for lever in self._levers],
            "definitions": [self._definition(id_) for id_ in self.desk.definitions],
            "scenarios": [self._scenario(scenario) for scenario in self.scenarios.values()],
            "targets": targets,
            "outputs": [self._output(row) for row in self.rows],
            "limits": [_limit(binding) for binding in self._bindings],
            "verdicts": {r.id: self._counts(r) for r in self.of.results},
            "units": self._units(),
            "elements": {key: text(name) for key, name in self.desk.elements.items()},
            "provenance": {**made_from.content(), "created": made_from.created},
            "kernel": kernel.map,
            "engine": engine,
        }
        return PageData(table, kernel, self.columns.block())

    # -- the kernel ------------------------------------------------------------------------------

    @property
    def _policy(self) -> list[int]:
        """Years that levers may differ in: those after the last reading of the past."""
        known = [year for row in self.of.indicators for year in row.observed]
        last = max((year for year in known if year < self.times[-1]), default=self.times[0])
        return [int(t) for t in self.times if t > last]

    def _kernel(self) -> Kernel:
        names = [row.variable for row in self.rows]
        names += [limit.variable for limit in self.desk.limits]
        outputs = list(dict.fromkeys(self.model.canonical(name) for name in names))
        setup = self.model.prepare(members=2, save_every=1.0)
        return make_kernel(setup, outputs, free=self.movable.free, drawn=self.movable.by_member)

    def _engine(self, kernel: Kernel) -> dict[str, Any]:
        segments = self.times[:-1]
        presets = {name: self._preset(ground, segments) for name, ground in self.grounds.items()}
        first = self._policy[0] - 1
        return {
            "segments": segments,
            "restart": round((first - kernel.map["start"]) / kernel.map["step"]),
            "begin": [
                self._begin(column["name"], column["element"]) for column in kernel.map["begin"]
            ],
            "levers": {lever.name: self._place(lever) for lever in self._levers},
            "definitions": {
                name: {
                    "constant": place_of(_first(options), self.desk.catalogue).constant,
                    "options": {option.option: option.value for option in options.values()},
                }
                for name, options in self.desk.definitions.items()
            },
            "presets": presets,
            "outputs": [
                {"variable": self.model.canonical(row.variable), "element": 0} for row in self.rows
            ],
            "limits": [self._limit_place(binding) for binding in self._bindings],
        }

    def _preset(self, ground: Ground, segments: Sequence[float]) -> dict[str, Any]:
        found = {}
        for name in (*self.movable.free, *self.movable.paths):
            constant = ground.constants.get(name)
            own = constant or Constant(self.model.default(name))
            found[name] = steps(own, segments, self.columns)
        return found

    def _begin(self, name: str, element: int) -> Any:
        """Return what a column holds that is the same in all scenarios."""
        ground = next(iter(self.grounds.values()))
        constant = ground.constants.get(name)
        if constant is None:
            return float(self.model.default(name).values.reshape(-1)[element])
        return self.columns.value(constant.elements[element].steps[-1][1])

    def _place(self, lever: Lever) -> dict[str, Any]:
        place = self.places[lever.name]
        scale = to_model(place, 1.0, lever.unit, self.desk.registry)
        return {"constant": place.constant, "scale": scale, "elements": labels(place.default)}

    def _limit_place(self, binding: Binding) -> dict[str, Any]:
        limit = binding.limit
        whole = self.model.subscripts_of(limit.variable)
        parts = binding.element.split(", ") if binding.element else []
        index = [own.index(part) for own, part in zip(whole.values(), parts, strict=True)]
        shape = tuple(len(own) for own in whole.values())
        element = int(np.ravel_multi_index(index, shape)) if index else 0
        return {
            "variable": self.model.canonical(limit.variable),
            "element": element,
            "rule": limit.rule,
            "threshold": limit.threshold,
        }

    # -- words and numbers -----------------------------------------------------------------------

    def _sectors(self) -> list[str]:
        own = dict.fromkeys(lever.sector for lever in self._levers)
        return [*(s for s in SECTORS if s in own), *(s for s in own if s not in SECTORS)]

    def _placed(self, words: str) -> dict[str, str]:
        return text(place_words(words, self.of.ledger.translations))

    def _lever(self, lever: Lever) -> dict[str, Any]:
        names = self.desk.elements
        return {
            "id": lever.name,
            "name": text(name_of(lever)),
            "short": text(Text(lever.short_en or lever.name_en, lever.name_zh)),
            "unit": lever.unit,
            "low": lever.low,
            "high": lever.high,
            "neutral": lever.neutral,
            "sector": lever.sector,
            "outside": lever.sector == "outside",
            "section": self._placed(lever.section),
            "note": text(alike(lever.note)),
            "assumed": False,
            "elements": [
                {"id": label, "name": text(names.get(label, alike(label)))}
                for label in labels(self.places[lever.name].default)
            ],
        }

    def _definition(self, name: str) -> dict[str, Any]:
        options = self.desk.definitions[name]
        base = self.scenarios.get(BASE, next(iter(self.scenarios.values())))
        return {
            "id": name,
            "name": text(alike(name.replace("_", " "))),
            "own": option_in_force(self.desk, base, name),
            "options": [
                {"id": one.option, "name": text(name_of(one)), "note": text(alike(one.note))}
                for one in options.values()
            ],
        }

    def _scenario(self, scenario: Scenario) -> dict[str, Any]:
        levers: dict[str, list[float]] = {}
        drawn = []
        ground = self.grounds[scenario.id]
        for lever in self._levers:
            place = self.places[lever.name]
            scale = to_model(place, 1.0, lever.unit, self.desk.registry)
            constant = ground.constants.get(place.constant)
            own_labels = labels(place.default)
            own = place.default.values.reshape(-1)
            for i in range(own.size):
                key = f"{lever.name}[{own_labels[i]}]" if own_labels else lever.name
                values = [
                    own[i] if constant is None else constant.elements[i].at(float(year - 1))
                    for year in self._policy
                ]
                levers[key] = [_tidy(float(np.median(v)) / scale) for v in values]
                if isinstance(values[-1], np.ndarray):
                    p05, p50, p95 = np.quantile(values[-1], (0.05, 0.5, 0.95)) / scale
                    drawn.append({"key": key, "p05": p05, "p50": p50, "p95": p95})
        return {
            "id": scenario.id,
            "title": dict(scenario.title),
            "description": dict(scenario.description),
            "extends": scenario.extends,
            "levers": levers,
            "definitions": {
                name: option_in_force(self.desk, scenario, name) for name in self.desk.definitions
            },
            "drawn": drawn,
        }

    def _target(self, target: Target) -> dict[str, Any]:
        judged = bool(target.variable) and target.value is not None
        same = self.model.canonical
        outputs = [same(row.variable) for row in self.rows]
        return {
            "id": target.id,
            "indicator": target.indicator,
            "name": text(self.names[target.id]),
            "rule": target.rule,
            "value": target.value,
            "unit": target.unit,
            "year": target.year,
            "status": target.status,
            "kind": target.kind,
            "source": self._placed(target.source),
            "note": text(alike(target.note)),
            "reason": {"en": target.reason, "zh": target.reason_zh},
            "value_2020": next(
                v.value_2020
                for v in self.of.results[0].verdicts
                if canonical(v.target.id) == canonical(target.id)
            ),
            "output": outputs.index(same(target.variable)) if target.variable else -1,
            "judged": judged,
        }

    def _output(self, row: Indicator) -> dict[str, Any]:
        return {
            "id": row.id,
            "name": text(name_of(row)),
            "unit": row.unit,
            "variable": row.variable,
            "equation": "",
            "comment": row.note,
            "observed": [
                {"year": year, "value": value, "sd": None} for year, value in row.observed.items()
            ],
        }

    @property
    def _bindings(self) -> Sequence[Binding]:
        return self.of.results[0].bindings

    def _counts(self, result: ScenarioResult) -> dict[str, list[int]]:
        runs = result.run.runs.isel(member=slice(0, self.of.members))
        failed = np.flatnonzero(failed_mask(result.run.runs)[: self.of.members])
        runs = runs.assign_attrs(failed=failed.tolist())
        verdicts = judge(runs, self.of.targets, self.of.indicators)
        return {v.target.id: [v.met, v.members] for v in verdicts if v.met is not None}

    def _units(self) -> dict[str, dict[str, str]]:
        units = dict.fromkeys(lever.unit for lever in self._levers)
        units |= dict.fromkeys(row.unit for row in (*self.of.targets, *self.rows))
        units |= dict.fromkeys(limit.unit for limit in self.desk.limits)
        blank = Text("", "")
        return {u: text(blank if u in RATIOS else unit_words(u)) for u in units}


def _first(options: Names[Option]) -> Option:
    return next(iter(options.values()))


def _limit(binding: Binding) -> dict[str, Any]:
    limit = binding.limit
    return {
        "id": limit.id,
        "element": text(element_words(binding)) if binding.element else text(Text("", "")),
        "name": text(name_of(limit)),
        "short": text(limit.short),
        "binds": limit.binds,
        "rule": limit.rule,
        "threshold": limit.threshold,
        "unit": limit.unit,
    }


def _tidy(value: float) -> float:
    """Return a number without what dividing by a unit's factor left in its last digits."""
    return float(f"{value:.12g}")


def identity(made_from: Provenance, members: int) -> str:
    """Return eight hexadecimal digits that differ where a page's numbers do.

    Parameters
    ----------
    made_from : Provenance
    members : int
        That the page carries.

    Returns
    -------
    str
    """
    whole = [dict(made_from.hashes), made_from.draws, made_from.seed, members]
    return hashlib.sha256(json.dumps(whole, sort_keys=True).encode()).hexdigest()[:8]
