"""What a verdict rests on: data, priors, model error, and choices of structure and definition.

The band of an outcome is parted by running the same scenario twice more: once with the fitted
parameters of each member and fresh draws of the others, once the other way round. The covariance
of two runs that share one group is the variance that the group explains by itself (Sobol 1993;
Saltelli et al. 2010, *Comput. Phys. Commun.* 181, 259-270); fitted and unfitted parameters are
independent, so nothing is counted twice. Choices are never averaged: each has its own row.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from gaoxin.ensembles.draws import Draws, take_draws
from gaoxin.ensembles.run import run_scenario
from gaoxin.ensembles.scenario import option_in_force, with_definition
from gaoxin.inference.archive import read_structures
from gaoxin.inference.draws import draw
from gaoxin.inference.outcomes import read_outcomes
from gaoxin.inference.scales import SCALES
from gaoxin.inference.structures import FULL, FULL_NAMES
from gaoxin.inference.structures import read_structures as read_structure_names
from gaoxin.verdicts.indicators import measures
from gaoxin.verdicts.series import failed_mask, fold, series
from gaoxin.verdicts.verdict import Verdict, judge

if TYPE_CHECKING:
    import xarray as xr
    from numpy.typing import NDArray

    from gaoxin import Model
    from gaoxin.ensembles.desk import Desk
    from gaoxin.ensembles.scenario import Scenario
    from gaoxin.verdicts.indicators import Indicator
    from gaoxin.verdicts.targets import Target

    Array = NDArray[np.float64]
    Run = Callable[[Scenario, Draws], xr.Dataset]


@dataclass(frozen=True)
class Share:
    """How far the band of one target's outcome rests on what.

    Attributes
    ----------
    target : Target
    prior, posterior : tuple of float
        5, 50 and 95 % points of the outcome with prior draws, and with posterior draws and model
        error.
    narrowed : float
        1 - width of the posterior's parameter band over the prior's, on the outcome's scale: what
        the data took away. Negative where they widened it.
    fitted, unfitted, together, error : float
        Shares of the variance of the posterior outcome on its scale: by parameters that the
        observations tell of, by those of which only priors tell (they act after 2020, or no
        observation feels them), by both acting together, and by the model error. They add up to 1
        but for sampling error.
    """

    target: Target
    prior: tuple[float, float, float]
    posterior: tuple[float, float, float]
    narrowed: float
    fitted: float
    unfitted: float
    together: float
    error: float


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


@dataclass(frozen=True)
class Evidence:
    """What the verdicts of one scenario rest on.

    Attributes
    ----------
    scenario : str
        Its id.
    shares : tuple of Share
        One a judged target.
    choices : tuple of Choice
        Structures first, then definitions; in each group the default first.
    """

    scenario: str
    shares: tuple[Share, ...]
    choices: tuple[Choice, ...]


def evidence(
    desk: Desk,
    model: Model,
    scenario: Scenario,
    draws: Draws,
    targets: Sequence[Target],
    indicators: Sequence[Indicator],
    *,
    workers: int | None = None,
) -> Evidence:
    """Return what the verdicts of `scenario` rest on.

    Parameters
    ----------
    draws : Draws
        From a posterior.
    targets, indicators
        As judged.
    """
    outputs = [row.variable for row in measures(targets, indicators)]

    def run(one: Scenario, some: Draws) -> xr.Dataset:
        return run_scenario(desk, model, one, some, workers=workers, outputs=outputs).runs

    shares = _shares(desk, scenario, draws, targets, run)
    choices = (
        *_structures(desk, scenario, draws, targets, indicators, run),
        *_definitions(desk, scenario, draws, targets, indicators, run),
    )
    return Evidence(scenario.id, shares, choices)


def _shares(
    desk: Desk,
    scenario: Scenario,
    draws: Draws,
    targets: Sequence[Target],
    run: Run,
) -> tuple[Share, ...]:
    plain = replace(draws, error=None)
    fitted = {key for key in draws.constants if key in draws.fitted}
    fresh = draw(desk.priors, draws.members, draws.seed + 1)
    turned = {key: np.roll(values, 1) for key, values in draws.constants.items()}
    same_fit = {k: v if k in fitted else fresh[k] for k, v in draws.constants.items()}
    same_rest = {k: turned[k] if k in fitted else v for k, v in draws.constants.items()}
    runs = {
        "prior": run(scenario, take_draws(desk, "prior", members=draws.members, seed=draws.seed)),
        "whole": run(scenario, draws),
        "plain": run(scenario, plain),
        "same fit": run(scenario, replace(plain, constants=same_fit)),
        "same rest": run(scenario, replace(plain, constants=same_rest, seed=draws.seed + 1)),
    }
    good = ~np.any([failed_mask(one) for one in runs.values()], axis=0)
    scales = {
        fold(name): outcome.scale
        for name, outcome in read_outcomes(
            desk.workspace.table("model_error"), desk.catalogue
        ).items()
    }
    found = []
    for target in targets:
        if target.variable and target.value is not None:
            at = {name: _at(one, target)[good] for name, one in runs.items()}
            found.append(_share(target, at, scales.get(fold(target.variable), "none")))
    return tuple(found)


def _share(target: Target, at: Mapping[str, Array], scale: str) -> Share:
    """Part the variance of one outcome; `at` holds its values by run, shape (member,)."""
    to = SCALES[scale if scale != "none" else "identity"].to
    with np.errstate(divide="ignore", invalid="ignore"):
        on = {name: to(values) for name, values in at.items()}
    known = np.all([np.isfinite(values) for values in on.values()], axis=0)
    on = {name: values[known] for name, values in on.items()}
    total = float(on["whole"].var())
    parts = [
        _explained(on["plain"], on["same fit"], total),
        _explained(on["plain"], on["same rest"], total),
    ]
    parameters = float(on["plain"].var()) / total if total > 0.0 else 0.0
    return Share(
        target,
        _points(at["prior"]),
        _points(at["whole"]),
        1.0 - _width(on["plain"]) / _width(on["prior"]) if _width(on["prior"]) > 0.0 else 0.0,
        parts[0],
        parts[1],
        parameters - sum(parts) if total > 0.0 else 0.0,
        1.0 - parameters if total > 0.0 else 0.0,
    )


def _explained(a: Array, b: Array, total: float) -> float:
    """Return the variance that two runs have in common, as a share of the total."""
    if total <= 0.0:
        return 0.0
    return max(0.0, float(np.mean((a - a.mean()) * (b - b.mean())))) / total


def _points(values: Array) -> tuple[float, float, float]:
    low, middle, high = np.quantile(values, (0.05, 0.50, 0.95))
    return float(low), float(middle), float(high)


def _width(values: Array) -> float:
    low, high = np.quantile(values, (0.05, 0.95))
    return float(high - low)


def _at(runs: xr.Dataset, target: Target) -> Array:
    values = series(runs, target.variable).sel(time=float(target.year))
    return np.asarray(values.values, dtype=np.float64)


def _structures(
    desk: Desk,
    scenario: Scenario,
    draws: Draws,
    targets: Sequence[Target],
    indicators: Sequence[Indicator],
    run: Run,
) -> list[Choice]:
    """Return the verdicts of each competing structure, on its own posterior draws."""
    table = read_structures(desk.workspace.structures)
    if table is None:
        return []
    path = desk.workspace.table("structures")
    names = {FULL: FULL_NAMES} | {
        s.id: (s.name_en, s.name_zh)
        for s in read_structure_names(path, desk.catalogue, desk.registry)
    }
    size = table.sizes["draw"]
    found = []
    for name in (str(label) for label in table["structure"].values):
        if name not in names:
            continue
        rows = table["draws"].sel(structure=name)
        own = {
            str(key): np.asarray(rows.sel(parameter=key).values, dtype=np.float64)
            for key in rows["parameter"].values
        }
        rest = draw(desk.priors, size, draws.seed)
        constants = rest | {key: values for key, values in own.items() if key in rest}
        some = Draws("posterior", size, draws.seed, constants)
        found.append(
            Choice(
                "structure",
                name,
                "structure",
                *names[name],
                name == FULL,
                tuple(float(x) for x in table["log_evidence"].sel(structure=name).values),
                judge(run(scenario, some), targets, indicators),
            )
        )
    return found


def _definitions(
    desk: Desk,
    scenario: Scenario,
    draws: Draws,
    targets: Sequence[Target],
    indicators: Sequence[Indicator],
    run: Run,
) -> list[Choice]:
    """Return the verdicts under each reading of each definition, on the same draws.

    Without the model error: it was learned under the default readings.
    """
    plain = replace(draws, error=None)
    found = []
    for definition, options in desk.definitions.items():
        chosen = option_in_force(desk, scenario, definition)
        rows = [
            Choice(
                "definition",
                option.option,
                definition,
                option.name_en,
                option.name_zh,
                option.option == chosen,
                (),
                judge(
                    run(with_definition(desk, scenario, definition, option.option), plain),
                    targets,
                    indicators,
                ),
            )
            for option in options.values()
        ]
        found += sorted(rows, key=lambda row: not row.default)
    return found
