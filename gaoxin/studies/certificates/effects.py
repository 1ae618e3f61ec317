"""The strongest levers of each goal: what each does alone, at the end that helps most."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gaoxin.studies.certificates.outcomes import bilingual
from gaoxin.verdicts.certificate import LeverEffect

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gaoxin.decisions.goals import Goal
    from gaoxin.studies.question import Question

    Array = NDArray[np.float64]

EFFECT_MEMBERS, MOST = 500, 3
TIE = 1e-3
"""What a median's way to the goal counts beside a probability, so that it decides ties alone."""


def lever_effects(
    question: Question, members: int = EFFECT_MEMBERS
) -> dict[str, list[LeverEffect]]:
    """Return by goal what its three strongest levers do alone, each at its better end.

    Parameters
    ----------
    question : Question
        Of all goals that are told of.
    members : int

    Returns
    -------
    dict of goal to list of LeverEffect
    """
    (population, *_) = question.populate(members, 0)
    low, high = question.ends
    settings = np.concatenate([np.zeros((1, len(low))), np.diag(high), np.diag(low)])
    readings = population.run(settings)
    return {
        goal.id: _strongest(question, goal, settings, readings[goal.reading])
        for goal in question.goals
    }


def _strongest(question: Question, goal: Goal, settings: Array, values: Array) -> list[LeverEffect]:
    """Return the levers that help a goal most; the first setting is the base."""
    count = len(question.levers)
    chance = (goal.margin(values) >= 0.0).mean(axis=1)
    medians = np.nanmedian(values, axis=1)
    sign = 1.0 if goal.rule == "at_least" else -1.0
    gain = sign * (medians - medians[0])
    score = chance - chance[0] + TIE * np.tanh(gain / max(abs(goal.value), 1e-12))
    up, down = score[1 : count + 1], score[count + 1 :]
    best = np.maximum(up, down)
    rows = []
    for i in np.argsort(-best, kind="stable")[:MOST].tolist():
        if best[i] <= 0.0:
            break
        at = 1 + i if up[i] >= down[i] else 1 + count + i
        lever = question.levers[i]
        rows.append(
            LeverEffect(
                lever=lever.move.key,
                name=bilingual(lever.name),
                value=lever.stated(float(settings[at, i]))[0],
                unit=lever.unit,
                probability=float(chance[at]),
                median_change=float(medians[at] - medians[0]),
            )
        )
    return rows
