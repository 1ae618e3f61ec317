"""``gaoxin certify``: for every target one page and one document that say all that is known of it.

Searches for the smallest change are kept beside the certificates, and taken again as long as what
they were made from is the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from gaoxin.studies import defaults
from gaoxin.studies.certificates.folder import CertifyStudy
from gaoxin.studies.certificates.of_model import ModelCertifyAsk, certify_model
from gaoxin.studies.certificates.of_zone import CertifyAsk, certify_zone
from gaoxin.studies.progress import Progress, silent

if TYPE_CHECKING:
    from gaoxin.desks.workspace import Workspace
    from gaoxin.engine.model import Model
    from gaoxin.ensembles.member_draws import Source

__all__ = ["GENERATIONS", "CertifyStudy", "certify", "certify_file"]

GENERATIONS = 10


def certify(
    workspace: Workspace,
    *,
    base: str = defaults.BASE,
    probability: float = 0.8,
    targets: Sequence[str] = (),
    without: Sequence[str] = (),
    search: bool = True,
    members: int = defaults.MEMBERS,
    seed: int = defaults.SEED,
    draws: Source = defaults.DRAWS,
    allow_stale: bool = False,
    generations: int = GENERATIONS,
    out: Path | str = "results",
    workers: int | None = None,
    progress: Progress = silent,
) -> CertifyStudy:
    """Gather what is known of every target under a scenario.

    Parameters
    ----------
    workspace : Workspace
    base : str
        The scenario.
    probability : float
        That the smallest change is to reach.
    targets : sequence of str
        All that are judged by default.
    without : sequence of str
        Levers that stay.
    search : bool
        Whether changes that are not kept are searched for.
    members, seed, draws, allow_stale
        As of a run.
    generations : int
        Of each search.
    out : Path or str
        Folder of results, where searches are kept under ``reach/``.
    workers : int, optional
    progress : callable

    Returns
    -------
    CertifyStudy

    Raises
    ------
    GaoxinError
        The first thing that is wrong.
    """
    asked = CertifyAsk(
        base,
        probability,
        tuple(targets),
        tuple(without),
        members,
        seed,
        draws,
        allow_stale,
        generations,
        workers,
    )
    return certify_zone(workspace, asked, Path(out), search=search, progress=progress)


def certify_file(
    model: Model | Path,
    file: Path,
    goals: Sequence[str] = (),
    *,
    probability: float = 0.8,
    search: bool = True,
    members: int | None = None,
    seed: int | None = None,
    generations: int = GENERATIONS,
    out: Path | str = "results",
    workers: int | None = None,
    progress: Progress = silent,
) -> CertifyStudy:
    """Gather what is known of the goals of a decision file, for any model.

    Parameters
    ----------
    model : Model or Path
    file : Path
        The decision file.
    goals : sequence of str
        Those of the file; all by default.
    probability, search, generations, out, workers, progress
        As of :func:`certify`.
    members, seed : int, optional
        By default the file's.

    Returns
    -------
    CertifyStudy

    Raises
    ------
    GaoxinError
        The first thing that is wrong, with its file and line.
    """
    asked = ModelCertifyAsk(
        model, file, tuple(goals), probability, members, seed, generations, workers
    )
    return certify_model(asked, Path(out), search=search, progress=progress)
