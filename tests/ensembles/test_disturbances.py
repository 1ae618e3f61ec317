"""Disturbances are autoregressions of the stated size, alike in every run and each member's own."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import gaoxin
from gaoxin.desks.disturbances import Disturbances, read_disturbances
from gaoxin.desks.places import Catalogue
from gaoxin.desks.priors import Prior, prior
from gaoxin.inference.draws import draw, single, whole_constants
from gaoxin.inference.fit_density import FitDensity
from gaoxin.inference.observations import Observation
from gaoxin.inference.problem import pose
from gaoxin.inference.sampling.chains import Chains, redraw

MODEL = Path(__file__).parent / "models" / "disturbed.mdl"
MEMBERS = 20_000


@pytest.fixture(scope="module")
def model() -> gaoxin.Model:
    return gaoxin.load(MODEL)


@pytest.fixture(scope="module")
def sizes(model: gaoxin.Model) -> tuple[Prior, ...]:
    laws = {"orders": (0.05, 0.2), "energy": (0.2, 0.45)}
    return tuple(prior(model, f"size[{k}]", "lognormal_p05_p95", *v) for k, v in laws.items())


@pytest.fixture(scope="module")
def moved(
    model: gaoxin.Model, sizes: tuple[Prior, ...], tmp_path_factory: pytest.TempPathFactory
) -> Disturbances:
    file = tmp_path_factory.mktemp("desk") / "disturbances.csv"
    file.write_text(
        "variable,drawn,size,until,note\ninnovation,each year,size,2024,\n"
        "initial disturbance,once,size,,\n",
        encoding="utf-8",
    )
    return read_disturbances(file, Catalogue.of(model), sizes)


def run(model: gaoxin.Model, moved: Disturbances, members: int, first: int = 0) -> np.ndarray:
    """Return disturbances at the ends of years, shape (member, driver, time)."""
    drawn = draw(moved.priors, members, 7, first)
    given = whole_constants([p.place for p in moved.priors], drawn)
    runs = model.run(given, outputs=["Disturbance"], members=members)
    return np.asarray(runs["Disturbance"].values)


def test_year_ends_are_first_order_autoregressions_of_the_stated_size(
    model: gaoxin.Model, moved: Disturbances
) -> None:
    """To 2 % at a step of a sixteenth, from the first year to the last."""
    found = run(model, moved, MEMBERS)
    for number, (size, memory) in enumerate(((0.1, 0.05), (0.3, 0.9))):
        own = found[:, number]
        assert own.std(axis=0) == pytest.approx(
            np.full(11, size), rel=0.02 + 3 / (2 * MEMBERS) ** 0.5
        )
        lagged = [np.corrcoef(own[:, t], own[:, t + 1])[0, 1] for t in range(1, 10)]
        assert np.mean(lagged) == pytest.approx(memory, abs=0.025)  # Euler: 0.036 for 0.05
        skipped = np.corrcoef(own[:, 2], own[:, 4])[0, 1]
        assert skipped == pytest.approx(memory**2, abs=0.03)
    assert abs(np.corrcoef(found[:, 0, 5], found[:, 1, 5])[0, 1]) < 0.03


def test_without_innovations_nothing_moves(model: gaoxin.Model) -> None:
    assert not model.run(outputs=["Disturbance"])["Disturbance"].values.any()


def test_an_innovation_acts_in_its_own_year_and_leaves_what_memory_says(
    model: gaoxin.Model, moved: Disturbances
) -> None:
    (place,) = (p.place for p in moved.priors if p.place.key == "innovation[energy,2018]")
    drawn = {p.place.key: np.zeros(1) for p in moved.priors} | {place.key: np.ones(1)}
    given = whole_constants([p.place for p in moved.priors], drawn)
    found = model.run(given, outputs=["Disturbance"], members=1)["Disturbance"].values[0, 1]
    assert not found[:4].any()  # the end of 2014 to the end of 2017
    assert found[4] > 0.0
    assert found[5:] / found[4:-1] == pytest.approx(np.full(6, 0.9), abs=1e-3)


def test_a_member_is_the_same_alone(model: gaoxin.Model, moved: Disturbances) -> None:
    whole = run(model, moved, 9)
    assert np.array_equal(run(model, moved, 1, first=6)[0], whole[6])


def test_draws_are_in_single_precision(moved: Disturbances) -> None:
    for values in draw(moved.priors, 50, 3).values():
        assert np.array_equal(values, values.astype(np.float32).astype(np.float64))
    assert single(np.array([0.1]))[0] != 0.1


@pytest.fixture(scope="module")
def density(model: gaoxin.Model, moved: Disturbances, sizes: tuple[Prior, ...]) -> FitDensity:
    rows = [Observation(f"{y}", "level", 10.0, 1.0, float(y)) for y in (2015, 2017)]
    return FitDensity(pose(model, (*sizes, *moved.priors), rows, sizes=moved.sizes, workers=1))


def test_what_was_observed_by_a_year_tells_of_no_later_one(density: FitDensity) -> None:
    names = density.problem.space.names
    years = {name.split(",")[1] for name in names if name.startswith("innovation")}
    assert years == {"2015]", "2016]", "2017]"}
    assert [len(scale.carried) for scale in density.scales] == [4, 4]


def test_a_run_that_is_repeated_says_what_a_run_says_and_slopes_are_differences(
    density: FitDensity,
) -> None:
    rng = np.random.default_rng(0)
    at, along = rng.standard_normal((2, 5, len(density.names)))
    problem = density.problem
    plain = problem.simulate(problem.space.values(at))
    assert density.simulate(at) == pytest.approx(plain, rel=1e-12)
    _, _, slope = density.value_and_gradient(at)

    def told(step: float) -> np.ndarray:
        moved = at + step * along
        return density.log_likelihood(moved, density.simulate(moved))

    assert (slope * along).sum(axis=1) == pytest.approx((told(1e-4) - told(-1e-4)) / 2e-4, rel=1e-3)


def test_sizes_are_redrawn_while_runs_stay(density: FitDensity) -> None:
    rng = np.random.default_rng(1)
    chains = Chains.begin(density, rng.standard_normal((40, len(density.names))))
    after = redraw(density, chains, rng, 8)
    size = density.scales[0].column
    assert (after.at[:, size] != chains.at[:, size]).mean() > 0.5
    # sizes are read from a table, linear between points: to its precision
    assert density.simulate(after.at) == pytest.approx(chains.simulated, abs=1e-6)
