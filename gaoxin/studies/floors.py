"""``--fail-under``: the least probability a target must have."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from gaoxin.desks.spoken import said_for
from gaoxin.errors import GaoxinError, nearest
from gaoxin.names import Names

if TYPE_CHECKING:
    from gaoxin.desks.targets import Target
    from gaoxin.verdicts.certificate import Certificate
    from gaoxin.verdicts.results import ScenarioResult


def read_floors(texts: Iterable[str], targets: Sequence[Target]) -> dict[str, float]:
    """Return target id to least probability.

    Raises
    ------
    GaoxinError
        Not ``TARGET=P``, no such target (with the nearest), a target that is not judged, or a
        probability outside 0 to 1.
    """
    by_id = Names((target.id, target) for target in targets)
    said = [
        (word, target.id)
        for target in targets
        for word in (target.name_en, target.name_zh, *target.short)
    ]
    floors: dict[str, float] = {}
    for text in texts:
        name, equals, number = (part.strip() for part in text.partition("="))
        where = f"--fail-under '{text}'"
        if not equals:
            raise GaoxinError(f"{where}: write TARGET=P, for example revenue_1200=0.5")
        name = name if name in by_id else said_for(name, said)
        if name not in by_id:
            known = [*by_id, *(word for word, _ in said)]
            raise GaoxinError(f"{where}: unknown target '{name}'{nearest(name, known)}")
        if by_id[name].value is None or not by_id[name].variable:
            raise GaoxinError(f"{where}: target '{name}' is not judged: {by_id[name].reason}")
        floors[by_id[name].id] = _probability(number, where)
    return floors


def check_floors(floors: Mapping[str, float], results: Iterable[ScenarioResult]) -> list[str]:
    """Return a sentence for every scenario and target below its floor.

    A failed member counts as one that misses the target.
    """
    return [
        f"{result.id}: target '{verdict.target.id}' is met with probability "
        f"{verdict.probability:.4g}, under {floors[verdict.target.id]:g}"
        for result in results
        for verdict in result.verdicts
        if verdict.probability is not None
        and verdict.probability < floors.get(verdict.target.id, -math.inf)
    ]


def check_certified(floors: Mapping[str, float], certificates: Iterable[Certificate]) -> list[str]:
    """Return a sentence for every certificate below its floor; see :func:`check_floors`."""
    return [
        f"{one.scenario}: target '{one.target.id}' is met with probability "
        f"{one.verdict.probability:.4g}, under {floors[one.target.id]:g}"
        for one in certificates
        if one.verdict.probability < floors.get(one.target.id, -math.inf)
    ]


def _probability(text: str, where: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not 0.0 <= value <= 1.0:
        raise GaoxinError(f"{where}: '{text}' is not a probability; write one from 0 to 1")
    return value
