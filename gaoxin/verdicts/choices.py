"""Verdicts under each competing structure and each reading of a definition, never averaged."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from gaoxin.ensembles.draws import Draws
from gaoxin.ensembles.scenario import option_in_force, with_definition
from gaoxin.inference.archive import read_structures
from gaoxin.inference.draws import draw
from gaoxin.inference.structures import FULL, FULL_NAMES
from gaoxin.inference.structures import read_structures as read_structure_names
from gaoxin.verdicts.verdict import Verdict, judge

if TYPE_CHECKING:
    import xarray as xr

    from gaoxin.ensembles.desk import Desk
    from gaoxin.ensembles.scenario import Scenario
    from gaoxin.verdicts.indicators import Indicator
    from gaoxin.verdicts.targets import Target

    Run = Callable[[Scenario, Draws], xr.Dataset]


@dataclass(frozen=True)
class Choice:
    """The verdicts under one structure, or one reading of a definition.

    Attributes
    ----------
    kind : {"structure", "definition"}
    id, name_en, name_zh : str
    group : str
        The definition; ``structure`` for structures.
    default : bool
        Whether it is what all other pages show.
    log_evidence : tuple of float
        Of a structure, by run of the sampler; empty for a definition.
    verdicts : sequence of Verdict
        One a target, in the table's order; of the same draws but for structures.
    """

    kind: str
    id: str
    group: str
    name_en: str
    name_zh: str
    default: bool
    log_evidence: tuple[float, ...]
    verdicts: Sequence[Verdict]


def structures(
    desk: Desk,
    scenario: Scenario,
    draws: Draws,
    plain: xr.Dataset,
    targets: Sequence[Target],
    indicators: Sequence[Indicator],
    run: Run,
) -> list[Choice]:
    """Return the verdicts of each competing structure, on its own posterior draws.

    Without the model error: the structures keep none. `plain` is the run of the model as it is.
    """
    table = read_structures(desk.workspace.structures)
    if table is None:
        return []
    path = desk.workspace.table("structures")
    names = {FULL: FULL_NAMES} | {
        s.id: (s.name_en, s.name_zh)
        for s in read_structure_names(path, desk.catalogue, desk.registry)
    }
    found = []
    for name in (str(label) for label in table["structure"].values):
        if name not in names:
            continue
        runs = plain if name == FULL else run(scenario, _draws_of(desk, table, name, draws.seed))
        found.append(
            Choice(
                "structure",
                name,
                "structure",
                *names[name],
                name == FULL,
                tuple(float(x) for x in table["log_evidence"].sel(structure=name).values),
                judge(runs, targets, indicators),
            )
        )
    return found


def _draws_of(desk: Desk, table: xr.Dataset, name: str, seed: int) -> Draws:
    """Return the draws of a structure: those that are kept, the rest from the priors."""
    rows = table["draws"].sel(structure=name)
    own = {
        str(key): np.asarray(rows.sel(parameter=key).values, dtype=np.float64)
        for key in rows["parameter"].values
    }
    size = table.sizes["draw"]
    rest = draw(desk.priors, size, seed)
    constants = rest | {key: values for key, values in own.items() if key in rest}
    return Draws("posterior", size, seed, constants)


def definitions(
    desk: Desk,
    scenario: Scenario,
    draws: Draws,
    plain: xr.Dataset,
    targets: Sequence[Target],
    indicators: Sequence[Indicator],
    run: Run,
) -> list[Choice]:
    """Return the verdicts under each reading of each definition, on the same draws.

    Without the model error: it was learned under the default readings, whose run `plain` is.
    """
    some = replace(draws, error=None)
    found = []
    for definition, options in desk.definitions.items():
        chosen = option_in_force(desk, scenario, definition)
        for option in sorted(options.values(), key=lambda option: option.option != chosen):
            default = option.option == chosen
            other = with_definition(desk, scenario, definition, option.option)
            runs = plain if default else run(other, some)
            verdicts = judge(runs, targets, indicators)
            names = (option.name_en, option.name_zh)
            found.append(
                Choice("definition", option.option, definition, *names, default, (), verdicts)
            )
    return found
