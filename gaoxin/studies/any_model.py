"""What the verbs that ask "what would have to change" do for any model, from Python.

``gaoxin.sensitivity``, ``gaoxin.discover`` and ``gaoxin.certify``; ``gaoxin.reach`` is
:func:`gaoxin.studies.model_reach.reach`. Each takes a model and a decision file.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gaoxin.studies.progress import Progress, silent

if TYPE_CHECKING:
    from gaoxin.engine.model import Model
    from gaoxin.studies.certificates.folder import CertifyStudy
    from gaoxin.studies.discover import DiscoverStudy
    from gaoxin.studies.sensitivity import On, SensitivityStudy

MEMBERS = 2000


def sensitivity(
    model: Model | Path | str,
    file: Path | str,
    goal: str,
    *,
    on: On = "value",
    members: int = MEMBERS,
    seed: int = 0,
    workers: int | None = None,
    **design: Any,
) -> SensitivityStudy:
    """Say which constants, and whether what is drawn, a goal on an output answers to.

    Parameters
    ----------
    model : Model or path
    file : path
        A decision file: constants that may move, what is drawn, goals on outputs.
    goal : str
        The one that is asked about.
    on : {"value", "probability"}
        Its outcome, or whether the outcome meets it.
    members, seed : int
        Draws to choose from.
    workers : int, optional
    **design : object
        ``trajectories``, ``base``, ``top``, ``given``, ``second``, ``progress``: see
        :func:`gaoxin.studies.sensitivity.sensitivity`.

    Returns
    -------
    SensitivityStudy

    Raises
    ------
    GaoxinError
        The first thing that is wrong, with its file and line.
    """
    from gaoxin.studies.model_rows import open_model_rows
    from gaoxin.studies.sensitivity import sensitivity as indices

    asked = open_model_rows(model, file, goal, members=members, seed=seed, workers=workers)
    return indices(asked, on=on, seed=seed, **{"given": members, **design})


def discover(
    model: Model | Path | str,
    file: Path | str,
    goal: str,
    *,
    missed: bool = False,
    members: int = MEMBERS,
    seed: int = 0,
    workers: int | None = None,
    progress: Progress = silent,
) -> DiscoverStudy:
    """Say in which region of constants a goal on an output is met, or missed.

    Parameters
    ----------
    model : Model or path
    file : path
        A decision file.
    goal : str
        The one that is asked about.
    missed : bool
        Whether rows that miss it are looked for.
    members, seed : int
        Rows, and where they lie.
    workers : int, optional
    progress : callable

    Returns
    -------
    DiscoverStudy

    Raises
    ------
    GaoxinError
        The first thing that is wrong, with its file and line.
    """
    from gaoxin.studies.discover import discover_regions
    from gaoxin.studies.model_rows import open_model_rows

    asked = open_model_rows(model, file, goal, members=members, seed=seed, workers=workers)
    return discover_regions(asked, missed=missed, members=members, seed=seed, progress=progress)


def certify(
    model: Model | Path | str, file: Path | str, goals: Sequence[str] = (), **asks: Any
) -> CertifyStudy:
    """Gather what is known of the goals of a decision file.

    Parameters
    ----------
    model : Model or path
    file : path
        A decision file.
    goals : sequence of str
        Those of the file; all by default.
    **asks : object
        ``probability``, ``search``, ``members``, ``seed``, ``generations``, ``out``, ``workers``,
        ``progress``: see :func:`gaoxin.studies.certify.certify_file`.

    Returns
    -------
    CertifyStudy

    Raises
    ------
    GaoxinError
        The first thing that is wrong, with its file and line.
    """
    from gaoxin.studies.certify import certify_file

    held = Path(model) if isinstance(model, str) else model
    return certify_file(held, Path(file), goals, **asks)
