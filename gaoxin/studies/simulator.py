"""``gaoxin simulator``: scenarios, or a model, as one HTML file that runs them in a browser."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from gaoxin.engine.compiled.uncovered import NotCovered
from gaoxin.errors import DataError, GaoxinWarning, ModelError
from gaoxin.simulator.build import page
from gaoxin.simulator.model_constants import Given
from gaoxin.simulator.model_data import ModelInputs, model_data
from gaoxin.simulator.model_tables import read_draws, read_sliders
from gaoxin.simulator.zone_data import ZoneInputs, zone_data
from gaoxin.studies.folders import write_text

if TYPE_CHECKING:
    from gaoxin.engine.model import Model
    from gaoxin.language import Lang
    from gaoxin.studies.inputs import RunInputs
    from gaoxin.verdicts.results import ScenarioResult

MEMBERS = 1000
"""Members that a page carries where nothing is said: more make it slower to open and to send."""

LARGE = 1500
"""Members from which on a page is larger than most mail takes."""


def simulator_page(
    inputs: RunInputs,
    results: Sequence[ScenarioResult],
    members: int = MEMBERS,
    lang: Lang = "en",
) -> str:
    """Return the page of scenarios that were run and judged.

    Parameters
    ----------
    inputs : RunInputs
    results : sequence of ScenarioResult
        Of these inputs.
    members : int
        The first ones; no more than there are.
    lang : {"en", "zh"}
        Of the page's title.

    Returns
    -------
    str
        HTML.

    Raises
    ------
    ModelError
        The model uses what the page cannot run; the message names it.
    """
    made_of = ZoneInputs(
        inputs.model,
        inputs.desk,
        results,
        inputs.targets,
        inputs.indicators,
        inputs.draws,
        inputs.provenance,
        inputs.ledger,
        min(members, inputs.provenance.members),
    )
    if made_of.members > LARGE:
        message = f"{members:,} members make a file of some {made_of.members * 0.003:.0f} MB"
        warnings.warn(message, GaoxinWarning, stacklevel=3)
    try:
        return page(zone_data(made_of), lang)
    except NotCovered as why:
        raise ModelError(
            f"the simulator does not cover {why}; run without it (--no-simulator)",
            path=inputs.desk.workspace.model_path,
        ) from None


def write_model_page(
    model: Model,
    path: Path,
    *,
    outputs: tuple[str, ...] = (),
    levers: Path | None = None,
    draws: Path | None = None,
    vary: float = 0.0,
    members: int = MEMBERS,
    seed: int = 0,
    lang: Lang = "en",
) -> Path:
    """Write the page of any model: sliders for its constants, charts for its stocks.

    Parameters
    ----------
    model : gaoxin.Model
    path : Path
    outputs : tuple of str
        Variables to chart; the stocks where there are none.
    levers : Path, optional
        Table of the constants that get a slider, and their ranges; see
        :func:`~gaoxin.simulator.model_tables.read_sliders`. All that can by default.
    draws : Path, optional
        Draws of constants: CSV or the ``fit.nc`` of a fit to series; see
        :func:`~gaoxin.simulator.model_tables.read_draws`.
    vary : float
        Share by which all constants, those of `levers` left out, are varied each way over members;
        0 for a single run. Not with `draws`.
    members, seed : int
        Of what is varied or drawn, at most.
    lang : {"en", "zh"}

    Returns
    -------
    Path

    Raises
    ------
    DataError
        It cannot be written; a table is wrong, with its line; both `draws` and `vary`.
    ModelError
        The model uses what the page cannot run; the message names it.
    """
    if draws is not None and vary:
        raise DataError("draws are given already; leave the varying of constants out", path=draws)
    given = Given(
        read_sliders(levers, model) if levers is not None else {},
        read_draws(draws, model) if draws is not None else {},
        vary,
        members,
        seed,
    )
    data = model_data(ModelInputs(model, outputs, given, draws.name if draws is not None else ""))
    return write_text(path, page(data, lang))
