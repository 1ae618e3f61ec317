"""The competing structures and readings of definitions that verdicts are given under besides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gaoxin.desks.structures import FULL, FULL_NAMES, Structure
from gaoxin.desks.structures import read_structures as read_structure_table
from gaoxin.ensembles.member_draws import Draws
from gaoxin.ensembles.scenario import option_in_force, with_definition, with_held
from gaoxin.inference.archive import read_stored_structures
from gaoxin.inference.draws import draw
from gaoxin.inference.kept import check_held
from gaoxin.names import Names, same
from gaoxin.verdicts.evidence import Choice

if TYPE_CHECKING:
    import xarray as xr

    from gaoxin.desks.desk import Desk
    from gaoxin.ensembles.scenario import Scenario
    from gaoxin.verdicts.verdict import Verdict


@dataclass(frozen=True)
class Alternative:
    """A structure, or one reading of a definition, and what it is run with.

    Attributes
    ----------
    kind : {"structure", "definition"}
    group : str
        The definition; ``structure`` for structures.
    id, name_en, name_zh : str
    default : bool
        Whether it is what all other pages show.
    log_evidence : tuple of float
        Of a structure, by run of the sampler; empty for a definition.
    scenario : Scenario
    draws : Draws
        Of its own fit, or by default those of the model as it is.
    """

    kind: str
    group: str
    id: str
    name_en: str
    name_zh: str
    default: bool
    log_evidence: tuple[float, ...]
    scenario: Scenario
    draws: Draws


def alternatives(desk: Desk, scenario: Scenario, draws: Draws) -> tuple[Alternative, ...]:
    """Return the structures, then the readings of each definition, the one by default first.

    What is by default has `draws` as they are.

    Parameters
    ----------
    desk : Desk
    scenario : Scenario
    draws : Draws
        From a posterior.

    Returns
    -------
    tuple of Alternative
        No structures where the workspace has no fits of them.
    """
    return (*_structures(desk, scenario, draws), *_definitions(desk, scenario, draws))


def judged_as(alternative: Alternative, verdicts: Sequence[Verdict]) -> Choice:
    """Return an alternative with its verdicts."""
    one = alternative
    names = (one.name_en, one.name_zh)
    return Choice(one.kind, one.group, one.id, *names, one.default, one.log_evidence, verdicts)


def _structures(desk: Desk, scenario: Scenario, plain: Draws) -> list[Alternative]:
    """Return each competing structure, on its own posterior draws."""
    table = read_stored_structures(desk.workspace.structures)
    if table is None:
        return []
    path = desk.workspace.table("structures")
    known = read_structure_table(path, desk.catalogue, desk.registry)
    check_held(table, known, desk.workspace.structures)
    by_id = Names((s.id, s) for s in (Structure(FULL, *FULL_NAMES), *known))
    kept = [by_id[name] for label in table["structure"].values if (name := str(label)) in by_id]
    return [
        Alternative(
            "structure",
            "structure",
            one.id,
            one.name_en,
            one.name_zh,
            same(one.id, FULL),
            tuple(float(x) for x in table["log_evidence"].sel(structure=one.id).values),
            with_held(desk, scenario, one.fixed),
            plain if same(one.id, FULL) else _draws_of(desk, table, one.id, plain.seed),
        )
        for one in sorted(kept, key=lambda one: not same(one.id, FULL))
    ]


def _draws_of(desk: Desk, table: xr.Dataset, name: str, seed: int) -> Draws:
    """Return the draws of a structure: those that are kept, the rest from the priors."""
    rows = table["draws"].sel(structure=name)
    own = {
        str(key): np.asarray(rows.sel(parameter=key).values, dtype=np.float64)
        for key in rows["parameter"].values
    }
    size = table.sizes["draw"]
    rest = draw(desk.drawn, size, seed)
    constants = rest | {key: values for key, values in own.items() if key in rest}
    return Draws("posterior", size, seed, constants)


def _definitions(desk: Desk, scenario: Scenario, plain: Draws) -> list[Alternative]:
    """Return each reading of each definition, on the same draws."""
    found = []
    for definition, options in desk.definitions.items():
        chosen = option_in_force(desk, scenario, definition)
        for option in sorted(options.values(), key=lambda option: not same(option.option, chosen)):
            default = same(option.option, chosen)
            other = with_definition(desk, scenario, definition, option.option)
            found.append(
                Alternative(
                    "definition",
                    definition,
                    option.option,
                    option.name_en,
                    option.name_zh,
                    default,
                    (),
                    scenario if default else other,
                    plain,
                )
            )
    return found
