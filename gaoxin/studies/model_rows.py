"""Designs over any model: levers and what is drawn, from a decision file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from gaoxin.desks.targets import Target
from gaoxin.ensembles.populations.population import OutputReading
from gaoxin.ensembles.populations.rows import DesignRows, Factor
from gaoxin.language import Text, alike
from gaoxin.studies.design_question import DesignQuestion
from gaoxin.studies.model_reach import open_model_question

if TYPE_CHECKING:
    from gaoxin.decisions.goals import Goal
    from gaoxin.engine.model import Model
    from gaoxin.studies.model_reach import ModelQuestion

DRAWN = Factor("draw", Text("What is drawn", "抽样部分"), "draw")


def open_model_rows(
    model: Model | Path | str,
    path: Path | str,
    goal: str,
    *,
    members: int,
    seed: int | None = None,
    workers: int | None = None,
) -> DesignQuestion:
    """Read a decision file for a design: its constants over their ranges, what it draws as it is.

    Parameters
    ----------
    model : Model or path
    path : path
        Of the decision file.
    goal : str
        The one that is asked about.
    members : int
        Draws to choose from.
    seed, workers : int, optional

    Returns
    -------
    DesignQuestion

    Raises
    ------
    GaoxinError
        The first thing that is wrong, with its file and line.
    """
    asked = open_model_question(model, path, [goal], seed=seed, workers=workers)
    (one,) = asked.question.goals
    (population,) = asked.question.populate(members, 0)
    reading = population.readings[one.reading]
    factors = [
        Factor(lever.move.key, lever.name, "lever", lever.unit, move=lever.move)
        for lever in asked.question.levers
    ]
    if asked.document.uncertainty:
        factors.append(DRAWN)
    controls = dict(population.controls)
    if isinstance(reading.time, float):
        controls["final_time"] = reading.time
    by_key = {lever.move.key: lever.factor for lever in asked.question.levers}
    rows = DesignRows(
        asked.model,
        population.ground,
        tuple(factors),
        (OutputReading(reading.variable, reading.element, None),),
        controls,
        workers=workers,
    )
    return DesignQuestion(
        rows,
        goal_target(asked, one),
        asked.model.path.name,
        lambda keys: {key: alike(key.replace("_", " ")) for key in keys},
        lambda key: by_key[key],
        "max" if reading.time == "max" else "min" if reading.time == "min" else None,
    )


def goal_target(asked: ModelQuestion, goal: Goal) -> Target:
    """Return a goal of a decision file as a target.

    Parameters
    ----------
    asked : ModelQuestion
    goal : Goal

    Returns
    -------
    Target
        Of the goal's own instant; of an extreme, the last one.
    """
    (population,) = asked.question.populate(1, 0)
    reading = population.readings[goal.reading]
    last = reading.time if isinstance(reading.time, float) else population.times[-1]
    return Target(
        id=goal.id,
        name_en=goal.name.en,
        name_zh=goal.name.zh,
        rule=goal.rule,
        value=goal.value,
        unit=goal.unit or "dimensionless",
        year=int(last),
        status="assumed",
        source=asked.path.name,
        variable=reading.variable,
        path=asked.path,
        line=1,
    )
