"""``gaoxin reach`` for any model: levers, goals and conditions of a decision file."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gaoxin.decisions.goals import Condition, Goal
from gaoxin.decisions.reach import GENERATIONS
from gaoxin.desks.decisions import read_decision_file
from gaoxin.desks.places import Catalogue, resolve
from gaoxin.ensembles.constants import Ground
from gaoxin.ensembles.layers import constant_label
from gaoxin.ensembles.members import pack
from gaoxin.ensembles.populations.effort import Effort, Spent, by_cost, by_range
from gaoxin.ensembles.populations.moves import moves_of
from gaoxin.ensembles.populations.population import OutputReading, Population
from gaoxin.ensembles.sweeps.axes import Section
from gaoxin.ensembles.sweeps.builds import to_own
from gaoxin.ensembles.sweeps.constant_sweep import controls_of, drawn_layers, threshold_of
from gaoxin.errors import GaoxinError, ScenarioError, nearest
from gaoxin.language import Text, alike, text_of
from gaoxin.names import Names
from gaoxin.studies.folders import check_results, write_text
from gaoxin.studies.progress import Progress, silent
from gaoxin.studies.question import FreeLever, Question
from gaoxin.studies.reach import SEARCH_MEMBERS, Answer, answer
from gaoxin.studies.zone_question import check_probability
from gaoxin.telling.writing.scenario_toml import setting_text

if TYPE_CHECKING:
    from gaoxin.desks.decisions import DecisionFile
    from gaoxin.engine.model import Model

FOLDER = "reach"
START = -math.inf


@dataclass(frozen=True)
class ModelQuestion:
    """A question about any model, with what it was made from.

    Attributes
    ----------
    question : Question
    model : Model
    path : Path
        Of the decision file.
    document : DecisionFile
    seed, members : int
    """

    question: Question
    model: Model
    path: Path
    document: DecisionFile
    seed: int
    members: int


@dataclass(frozen=True)
class ModelReachStudy:
    """An answer about any model.

    Attributes
    ----------
    asked : ModelQuestion
    answer : Answer
    members : int
    """

    asked: ModelQuestion
    answer: Answer
    members: int

    @property
    def id(self) -> str:
        """Name of the answer's file: that of the decision file, and of the goals if not all."""
        goals = [goal.id for goal in self.answer.question.goals]
        some = goals if len(goals) < len(self.asked.document.goals) else []
        return "-".join(["reach", self.asked.path.stem, *(re.sub(r"\W+", "_", g) for g in some)])

    @property
    def document(self) -> dict[str, Any]:
        """What ``--json`` prints, but for the file's path."""
        found, judged = self.answer, self.answer.judged
        effort = found.question.effort
        return {
            "found": found.found,
            "interrupted": found.interrupted,
            "goals": [goal.id for goal in found.question.goals],
            "together": not found.question.each,
            "probability": judged.probability,
            "mc_error": judged.mc_error,
            "interval": list(judged.interval),
            "base_probability": found.base.probability,
            "by_goal": {
                goal.id: share
                for goal, share in zip(found.question.goals, judged.by_goal, strict=True)
            },
            "beside": dict(zip(self.asked.document.conditions, judged.beside, strict=True)),
            "effort": judged.effort,
            "effort_basis": effort.basis,
            "effort_unit": effort.unit,
            "costs_nothing": list(effort.free),
            "levers": [
                {
                    "lever": one.lever.move.key,
                    "name_en": one.lever.name.en,
                    "name_zh": one.lever.name.zh,
                    "unit": one.lever.unit,
                    "base": one.base[0],
                    "value": one.value[0],
                    "share": one.share,
                }
                for one in found.levers
            ],
            "binding": [{"limit": key, "element": "", "share": 1.0} for key in found.at_end],
            "front": [{"probability": p, "effort": e} for p, e in found.front],
            "seed": self.asked.seed,
            "members": self.members,
            "settings": found.evaluations,
            "member_runs": found.runs,
        }

    def save(self, folder: Path | str = "results") -> Path:
        """Write the setting as a sweep file of one point; return its path.

        Parameters
        ----------
        folder : Path or str

        Returns
        -------
        Path

        Raises
        ------
        DataError
            It cannot be written.
        """
        out = Path(folder) / FOLDER
        check_results(out)
        out.mkdir(parents=True, exist_ok=True)
        return write_text(out / f"{self.id}.toml", _setting(self))


def open_model_question(
    model: Model | Path | str,
    path: Path | str,
    goals: Sequence[str] = (),
    *,
    probability: float = 0.8,
    each: bool = False,
    seed: int | None = None,
    workers: int | None = None,
) -> ModelQuestion:
    """Read a decision file and check it against a model; nothing runs.

    Parameters
    ----------
    model : Model or path
    path : path
        Of the decision file.
    goals : sequence of str
        Those of the file that are asked for; all by default.
    probability : float
    each : bool
        Whether each goal is to have the probability for itself.
    seed, workers : int, optional

    Returns
    -------
    ModelQuestion

    Raises
    ------
    GaoxinError
        The first thing that is wrong, with its file and line.
    """
    from gaoxin.engine.model import Model as AnyModel
    from gaoxin.engine.model import load

    check_probability(probability)
    loaded = model if isinstance(model, AnyModel) else load(Path(model))
    path = Path(path)
    file, lines = read_decision_file(path)
    section = partial(Section, path, lines)
    own_seed = file.seed if seed is None else seed
    catalogue = Catalogue.of(loaded)
    controls = controls_of(file.time)
    timing = section("time").at(work=lambda: loaded.prepare(members=1, **controls)).timing
    times = tuple(timing.saved_times.tolist())
    layers = drawn_layers(catalogue, file.uncertainty, section("uncertainty"))
    levers = _levers(catalogue, file, section("constants"), times[0])
    readings: list[OutputReading] = []
    found = {
        key: _goal(loaded, catalogue, key, entry, times, section("goals"), readings)
        for key, entry in file.goals.items()
    }
    beside = tuple(
        Condition(
            (_goal(loaded, catalogue, key, entry, times, section("conditions"), readings),),
            entry.probability,
        )
        for key, entry in file.conditions.items()
    )
    effort = _effort(loaded, file, levers, readings, section("effort"))
    moves = tuple(lever.move for lever in levers)
    asked = _asked(found, goals, path)

    def populate(members: int, first: int) -> list[Population]:
        ground = Ground({}, members, own_seed, times[0], first).laid(layers)
        return [
            Population(
                loaded,
                pack([ground]),
                members,
                ground,
                moves,
                tuple(readings),
                controls,
                first,
                workers,
            )
        ]

    question = Question(levers, asked, probability, each, beside, 0.0, effort, (), populate)
    return ModelQuestion(question, loaded, path, file, own_seed, file.members)


def reach_model(
    asked: ModelQuestion,
    *,
    members: int | None = None,
    search_members: int = SEARCH_MEMBERS,
    budget: str | float | None = None,
    generations: int = GENERATIONS,
    with_front: bool = True,
    progress: Progress = silent,
    stop: Callable[[], bool] = lambda: False,
) -> ModelReachStudy:
    """Answer a question about any model.

    Parameters
    ----------
    asked : ModelQuestion
    members, search_members : int
        See :func:`gaoxin.studies.reach.answer`; by default the file's.
    budget : str or float, optional
        In the effort's unit.
    generations : int
    with_front : bool
    progress, stop : callable

    Returns
    -------
    ModelReachStudy

    Raises
    ------
    GaoxinError
        A budget that is no number.
    """
    own = asked.members if members is None else members
    if not asked.document.uncertainty:
        own = search_members = 1
    try:
        amount = None if budget is None else float(f"{budget}".split()[0])
    except (ValueError, IndexError):
        raise GaoxinError(f"--budget '{budget}' is no number; write one such as 1.5") from None
    found = answer(
        asked.question,
        members=own,
        search_members=search_members,
        budget=amount,
        generations=generations,
        with_front=with_front and bool(asked.document.uncertainty),
        seed=asked.seed,
        progress=progress,
        stop=stop,
    )
    return ModelReachStudy(asked, found, own)


def reach(
    model: Model | Path | str,
    file: Path | str,
    goals: Sequence[str] = (),
    *,
    probability: float = 0.8,
    each: bool = False,
    members: int | None = None,
    seed: int | None = None,
    workers: int | None = None,
    **search: Any,
) -> ModelReachStudy:
    """Find the smallest change of a model's constants that makes goals so likely.

    Parameters
    ----------
    model : Model or path
    file : path
        A decision file: constants that may move, what is drawn, goals on outputs.
    goals : sequence of str
        Those of the file that are asked for; all by default.
    probability : float
    each : bool
        Whether each goal is to have the probability for itself; else all in one run.
    members, seed, workers : int, optional
    **search : object
        ``search_members``, ``budget``, ``generations``, ``with_front``, ``progress``, ``stop``; see
        :func:`gaoxin.studies.reach.answer`.

    Returns
    -------
    ModelReachStudy

    Raises
    ------
    GaoxinError
        The first thing that is wrong, with its file and line.
    """
    asked = open_model_question(
        model, file, goals, probability=probability, each=each, seed=seed, workers=workers
    )
    return reach_model(asked, members=members, **search)


def _levers(
    catalogue: Catalogue, file: DecisionFile, section: Section, initial: float
) -> tuple[FreeLever, ...]:
    found = []
    empty = Ground({}, 1, 0, initial)
    for key, entry in file.constants.items():
        place = section.at(key, work=lambda: resolve(catalogue, key))  # noqa: B023
        unit = entry.unit or place.unit
        factor = section.at(key, work=lambda: to_own(1.0, unit, place.unit))  # noqa: B023
        ends = (entry.low * factor, entry.high * factor)
        moves = moves_of(empty, place, key, ends, START)
        if entry.base is not None:
            from dataclasses import replace

            moves = (
                replace(moves[0], key=key, place=place, steps=((START, entry.base * factor),)),
            )
        for move in moves:
            (value,) = {step for _, step in move.steps}
            if not ends[0] <= value <= ends[1]:
                raise ScenarioError(
                    f"constants.{key}: the model's own value {value:g} is outside low to high; "
                    "write base, or a wider range",
                    path=section.path,
                    line=section.lines.get((section.name, key), 1),
                )
            label = constant_label(move.place)
            found.append(FreeLever(move, label, unit, factor))
    return tuple(found)


def _goal(
    model: Model,
    catalogue: Catalogue,
    key: str,
    entry: Any,
    times: tuple[float, ...],
    section: Section,
    readings: list[OutputReading],
) -> Goal:
    one = section.at(
        key,
        work=lambda: threshold_of(model, catalogue, key, entry, times, section.lines, section.name),
    )
    readings.append(OutputReading(one.output.name, one.output.element, one.at))
    when = f"{one.at:g}" if isinstance(one.at, float) else one.at
    title = text_of(one.title)
    return Goal(key, title, one.rule, one.value, one.output.unit, when, len(readings) - 1)


def _asked(found: dict[str, Goal], names: Sequence[str], path: Path) -> tuple[Goal, ...]:
    if not names:
        return tuple(found.values())
    known = Names(found)
    for name in names:
        if name not in known:
            listed = ", ".join(found)
            raise ScenarioError(
                f"goals: unknown '{name}'{nearest(name, found)}; there are: {listed}", path=path
            )
    return tuple(dict.fromkeys(known[name] for name in names))


def _effort(
    model: Model,
    file: DecisionFile,
    levers: Sequence[FreeLever],
    readings: list[OutputReading],
    section: Section,
) -> Effort:
    costs = [file.constants[_entry(file, lever.move.key)].cost for lever in levers]
    own = [None if c is None else c / lever.factor for c, lever in zip(costs, levers, strict=True)]
    declared = by_cost([lever.move for lever in levers], own, "as declared")
    if file.effort is None:
        if all(cost is None for cost in costs):
            return by_range(len(levers))
        return declared
    rows = Catalogue.of(model).rows
    name = section.at(work=lambda: model.canonical(file.effort or ""))
    row = rows[name]
    readings.append(OutputReading(str(row["name"]), (), None))
    spent = Spent(len(readings) - 1, str(row["kind"]) == "stock")
    prices = (declared.prices, declared.prices_down)
    return Effort("spending", str(row["unit"]), (spent,), *prices, ())


def _entry(file: DecisionFile, key: str) -> str:
    return key if key in file.constants else key.split("[")[0]


def _setting(study: ModelReachStudy) -> str:
    asked, found = study.asked, study.answer
    shares = dict(zip(asked.question.levers, found.shares.tolist(), strict=True))
    constants = {lever.move.key: lever.stated(share)[0] for lever, share in shares.items()}
    parts = []
    units = {lever.move.key: lever.unit for lever in asked.question.levers}
    outputs = dict.fromkeys(entry.variable for entry in asked.document.goals.values())
    head = [f"outputs = {json.dumps(list(outputs), ensure_ascii=False)}"]
    if asked.document.uncertainty:
        head += [f"members = {study.members}", f"seed = {asked.seed}"]
    document = asked.document.model_dump(by_alias=True, exclude_none=True)
    for key, entry in document["uncertainty"].items():
        parts.append(f"[uncertainty.{json.dumps(key, ensure_ascii=False)}]")
        parts += [f"{name} = {json.dumps(value)}" for name, value in entry.items()]
    for key, entry in document["goals"].items():
        parts.append(f"[thresholds.{json.dumps(key, ensure_ascii=False)}]")
        parts += [
            f"{name} = {json.dumps(value, ensure_ascii=False)}"
            for name, value in entry.items()
            if name != "title"
        ]
    parts.append("[time]")
    parts += [f"{name} = {json.dumps(value)}" for name, value in document["time"].items()]
    words = asked.document.title
    title = text_of(words.model_dump()) if words else alike(asked.path.stem)
    text = setting_text(
        Text(f"{title.en}: answer", f"{title.zh}：答案"),
        constants,
        units,
        "\n".join(head),
        f"an answer of: gaoxin reach {asked.path.name}; run it with gaoxin sweep --model",
    )
    return text + "\n" + "\n".join(parts) + "\n"
