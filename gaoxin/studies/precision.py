"""Anytime ensembles: members are added until every probability is known well enough."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from gaoxin.errors import GaoxinError
from gaoxin.studies.defaults import MAX_MEMBERS
from gaoxin.studies.progress import Progress, silent
from gaoxin.studies.run import Study, run_study

if TYPE_CHECKING:
    from gaoxin.studies.inputs import RunInputs
    from gaoxin.verdicts.verdict import Verdict

FIRST = 500
"""Members of the first look, from which the number that is needed is told."""


def read_precision(text: str) -> float:
    """Return a Monte Carlo error: ``0.5%`` or ``0.005``.

    Raises
    ------
    GaoxinError
        It is no such number, or none above 0 and below a half.

    Examples
    --------
    >>> read_precision("0.5%"), read_precision("0.005")
    (0.005, 0.005)
    """
    plain = text.strip()
    try:
        value = float(plain.removesuffix("%")) / (100.0 if plain.endswith("%") else 1.0)
    except ValueError:
        value = math.nan
    if not 0.0 < value < 0.5:
        raise GaoxinError(f"precision is '{text}'; write a share such as 0.5% or 0.005")
    return value


def needed(verdicts: Iterable[Verdict], precision: float) -> int:
    """Return how many members bring every probability's Monte Carlo error to a precision.

    The greater end of the 68 % interval of a share counts, towards one half: a rare outcome of a
    small first look may be less rare than it looks. Certain ones ask for few.

    Parameters
    ----------
    verdicts : iterable of Verdict
    precision : float

    Returns
    -------
    int
    """
    most = 1.0 / (2.0 * precision)  # none or all of the members: 1 / (2 (N + 1))
    for verdict in verdicts:
        if verdict.probability is None or verdict.mc_error is None:
            continue
        p = verdict.probability
        worst = min(0.5, p + verdict.mc_error) if p < 0.5 else max(0.5, p - verdict.mc_error)
        most = max(most, worst * (1.0 - worst) / precision**2)
    return math.ceil(most)


def run_to_precision(
    open_at: Callable[[int], RunInputs],
    precision: float,
    *,
    workers: int | None = None,
    progress: Progress = silent,
) -> Study:
    """Run a few members, then as many as every probability needs.

    The first members of a longer run are those of a shorter one: nothing depends on the way.

    Parameters
    ----------
    open_at : callable
        Members to the inputs of a run.
    precision : float
        Greatest Monte Carlo standard error of a probability.
    workers : int, optional
    progress : callable

    Returns
    -------
    Study

    Raises
    ------
    GaoxinError
        More members than a run may have are needed.
    """
    members = FIRST
    while True:
        study = run_study(open_at(members), workers=workers, progress=progress)
        verdicts = [verdict for result in study.results for verdict in result.verdicts]
        errors = [one.mc_error for one in verdicts if one.mc_error is not None]
        if max(errors, default=0.0) <= precision:
            return study
        members = max(needed(verdicts, precision), math.ceil(1.1 * members))
        if members > MAX_MEMBERS:
            raise GaoxinError(
                f"a precision of {100 * precision:g} % needs {members:,} members, more than "
                f"{MAX_MEMBERS:,}; write a coarser one"
            )
