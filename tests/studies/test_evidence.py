"""Verdicts under competing structures and readings, and the evidence, where both are known.

Total revenue of the small workspace is north + south, times two where it counts twice, times 1.1
under the structure ``twice``; nothing else moves it before a scenario does.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

import gaoxin
from gaoxin.desks.desk import Desk, open_desk
from gaoxin.desks.indicators import read_indicators
from gaoxin.desks.structures import read_structures
from gaoxin.desks.targets import read_targets
from gaoxin.desks.workspace import Workspace
from gaoxin.ensembles.member_draws import Draws
from gaoxin.ensembles.scenario import load_scenario
from gaoxin.ensembles.together import run_together
from gaoxin.ensembles.variants import first
from gaoxin.errors import DataError
from gaoxin.inference.archive import write_structures
from gaoxin.studies.alternatives import Alternative, alternatives
from gaoxin.studies.evidence import evidence
from gaoxin.telling.report.unknowable import UNTOLD, by_choices, structures
from gaoxin.telling.words.quantities import percent
from gaoxin.verdicts.evidence import Evidence
from tests.desks.region import copy_region, edit
from tests.ensembles.test_variants import NORTH, SOUTH, the_draws

MEMBERS, KEPT = 4000, 50


def structure_draws(value: float) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    return value + np.linspace(-1.0, 1.0, KEPT)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """Return the small workspace with two fitted structures; the north is all that was sampled."""
    root = copy_region(tmp_path_factory.mktemp("choices"))
    draws = np.stack([structure_draws(10.0), structure_draws(12.0)])[:, None]
    write_structures(
        root / "calibration" / "structures.nc",
        xr.Dataset(
            {
                "draws": (("structure", "parameter", "draw"), draws),
                "log_evidence": (("structure", "run"), [[-10.0, -10.5], [-16.0, -16.25]]),
            },
            coords={"structure": ["full", "twice"], "parameter": [NORTH]},
        ),
    )
    return open_desk(Workspace(root), gaoxin.load(root / "model" / "zone.mdl"))


def told(desk: Desk, draws: Draws, scenario: str = "base") -> Evidence:
    workspace = desk.workspace
    return evidence(
        desk,
        gaoxin.load(workspace.model_path),
        load_scenario(desk, scenario),
        draws,
        read_targets(workspace.table("targets")),
        read_indicators(workspace.table("indicators")),
    )


@pytest.fixture(scope="module")
def found(desk: Desk) -> Evidence:
    return told(desk, the_draws(desk, MEMBERS))


def structure(desk: Desk, draws: Draws, id_: str, scenario: str = "base") -> Alternative:
    every = alternatives(desk, load_scenario(desk, scenario), draws)
    (found,) = (one for one in every if (one.kind, one.id) == ("structure", id_))
    return found


def test_every_structure_and_reading_is_there_the_default_first(found: Evidence) -> None:
    assert [(c.kind, c.group, c.id, c.default) for c in found.choices] == [
        ("structure", "structure", "full", True),
        ("structure", "structure", "twice", False),
        ("definition", "revenue_count", "once", True),
        ("definition", "revenue_count", "twice", False),
    ]
    assert found.choices[1].log_evidence == (-16.0, -16.25)
    assert found.choices[2].log_evidence == ()
    assert (found.choices[1].name_en, found.choices[1].name_zh) == ("Counted twice", "重复计算")


def test_a_reading_that_doubles_the_outcome_moves_the_verdict_as_known(
    found: Evidence, desk: Desk
) -> None:
    draws = first(the_draws(desk, MEMBERS), 1000)
    total = draws.constants[NORTH] + draws.constants[SOUTH]
    once, twice = (
        {v.target.id: v for v in c.verdicts} for c in found.choices if c.kind == "definition"
    )
    assert once["revenue"].probability == (total >= 40.0).mean()
    assert twice["revenue"].probability == (2.0 * total >= 40.0).mean() > 0.9
    assert once["revenue"].p50 == pytest.approx(np.median(total))
    assert twice["revenue"].p50 == pytest.approx(2.0 * np.median(total))
    assert twice["firms"].probability is None


def test_a_structure_is_run_on_its_own_draws_with_its_constants_held(
    found: Evidence, desk: Desk
) -> None:
    """The constant held has no prior: neither draws nor the model's own value may win."""
    (choice,) = (c for c in found.choices if c.kind == "structure" and c.id == "twice")
    own = structure(desk, the_draws(desk, 100), "twice")
    assert own.draws.constants[NORTH].tolist() == structure_draws(12.0).tolist()
    total = own.draws.constants[NORTH] + own.draws.constants[SOUTH]
    (verdict,) = (v for v in choice.verdicts if v.target.id == "revenue")
    assert verdict.members == KEPT
    assert verdict.p50 == pytest.approx(1.1 * np.median(total))
    assert verdict.probability == (1.1 * total >= 40.0).mean()


def test_what_a_structure_does_not_sample_is_drawn_from_its_prior(desk: Desk) -> None:
    own = structure(desk, the_draws(desk, 100), "twice")
    values = own.draws.constants[SOUTH]
    assert len(set(values.tolist())) == KEPT
    # about nine in ten of fifty draws lie between the prior's 5 and 95 % points
    assert 0.75 < ((values > 15.0) & (values < 27.0)).mean() <= 1.0


def test_what_a_structure_holds_no_scenario_moves(desk: Desk) -> None:
    """The base says that revenue counts once; the structure holds that it counts 1.1 times."""
    draws = the_draws(desk, 100)
    model = gaoxin.load(desk.workspace.model_path)
    for name in ("base", "growth"):
        scenario = load_scenario(desk, name)
        own = structure(desk, draws, "twice", name)
        pairs = [(own.scenario, own.draws), (scenario, own.draws)]
        held, plain = (
            run["total revenue"].values
            for run in run_together(desk, model, pairs, outputs=["total revenue"])
        )
        assert held == pytest.approx(1.1 * plain, rel=1e-12)


def test_a_reading_that_changes_nothing_moves_no_verdict(tmp_path: Path, desk: Desk) -> None:
    """Negative control: two readings of one number."""
    root = copy_region(tmp_path)
    edit(root / "scenarios" / "definitions.csv", "count_twice,1,", "count_twice,0,")
    same = open_desk(Workspace(root), gaoxin.load(root / "model" / "zone.mdl"))
    told_ = told(same, the_draws(same, 200))
    once, twice = (c.verdicts for c in told_.choices if c.kind == "definition")
    assert list(once) == list(twice)
    assert len([c for c in told_.choices if c.kind == "structure"]) == 0


def test_the_span_over_choices_is_from_the_least_to_the_greatest(found: Evidence) -> None:
    targets = [v.target for v in found.choices[0].verdicts]
    odds = sorted(c.verdicts[0].probability or 0.0 for c in found.choices)
    assert len(odds) == 4
    assert 0.0 < odds[0] < 0.02
    assert odds[-1] == 1.0
    texts = by_choices(found, targets)
    assert texts[0] == f"{percent(odds[0]).removesuffix(' %')} – 100 %"
    assert texts[2] == "–"


def test_evidence_that_the_fit_refused_is_told_as_not_measured(found: Evidence) -> None:
    refused = [replace(choice, log_evidence=(np.nan, -3.0)) for choice in found.choices]
    told_ = structures(replace(found, choices=tuple(refused)))
    assert told_ is not None
    assert told_["evidence"] == ["–", "–"]
    assert told_["words"][1] == UNTOLD


def test_the_shares_of_a_whole_run_are_those_of_its_closed_form(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On the logarithm: fitted north, and prior south."""
    monkeypatch.setattr("gaoxin.studies.evidence.MEMBERS", 20_000)
    draws = the_draws(desk, 20_000, sd=0.5)
    (share, *_) = told(desk, draws).shares
    north, south = draws.constants[NORTH], draws.constants[SOUTH]
    rng = np.random.default_rng(9)
    turned = rng.permutation(south)
    whole = float(np.log(north + turned).var())
    # to first order of the logarithm around the means
    centre = north.mean() + south.mean()
    assert share.chance == 0.0
    assert share.fitted == pytest.approx(north.var() / centre**2 / whole, abs=0.03)
    assert share.unfitted == pytest.approx(south.var() / centre**2 / whole, abs=0.03)
    assert share.together == pytest.approx(0.0, abs=0.05)
    z = 1.6448536
    low, _, high = share.posterior
    assert np.log(high / low) == pytest.approx(2 * z * whole**0.5, rel=0.05)


def test_a_structure_that_names_no_constant_is_refused(tmp_path: Path) -> None:
    root = copy_region(tmp_path)
    line = edit(root / "calibration" / "structures.csv", "count twice", "count twoce")
    broken = open_desk(Workspace(root), gaoxin.load(root / "model" / "zone.mdl"))
    write_structures(
        root / "calibration" / "structures.nc",
        xr.Dataset(
            {"log_evidence": (("structure", "run"), [[0.0]])}, coords={"structure": ["full"]}
        ),
    )
    with pytest.raises(DataError, match="did you mean 'count twice'") as caught:
        alternatives(broken, load_scenario(broken, "base"), the_draws(broken, 10))
    assert caught.value.line == line


def test_a_structure_that_holds_something_else_by_now_is_refused(tmp_path: Path) -> None:
    root = copy_region(tmp_path)
    path = root / "calibration" / "structures.nc"
    said = xr.Dataset(
        {
            "draws": (("structure", "parameter", "draw"), np.full((2, 1, KEPT), 10.0)),
            "log_evidence": (("structure", "run"), [[0.0], [0.0]]),
        },
        coords={"structure": ["full", "twice"], "parameter": [NORTH]},
    )
    desk = open_desk(Workspace(root), gaoxin.load(root / "model" / "zone.mdl"))
    rows = read_structures(root / "calibration" / "structures.csv", desk.catalogue, desk.registry)
    (twice,) = (one for one in rows if one.id == "twice")
    held = {"full": {}, "twice": twice.fixed}
    write_structures(path, said.assign_attrs(held=json.dumps(held)))
    draws = the_draws(desk, KEPT)
    assert len(alternatives(desk, load_scenario(desk, "base"), draws)) > 1
    held["twice"] = {name: value + 1.0 for name, value in twice.fixed.items()}
    write_structures(path, said.assign_attrs(held=json.dumps(held)))
    with pytest.raises(DataError, match=r"structure 'twice' was fitted holding .*run 'gaoxin cal"):
        alternatives(desk, load_scenario(desk, "base"), draws)
