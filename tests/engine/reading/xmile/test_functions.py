"""Functions of the standard and of Stella, by their values: arithmetic, and moments of draws."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import norm

from gaoxin.errors import ModelError
from tests.engine.reading.xmile.test_files import aux, document, read

STEPS = np.arange(9) * 0.5
"""Times of a run from 0 to 4 by half steps."""

VALUES = {
    "COUNTER(1, 3)": 1 + STEPS % 2,
    "CGROWTH(0.21)": 2 * (1.1 - 1),
    "DERIVN(TIME^2, 0)": STEPS**2,
    "DERIVN(TIME^2, 1)": np.where(STEPS < 0.5, 0, 2 * STEPS - 0.5),
    "DERIVN(TIME^2, 2)": np.where(STEPS < 1, 0, 2),
    "FACTORIAL(5) + FACTORIAL(0)": 121,
    "COMBINATIONS(10, 3)": 120,
    "PERMUTATIONS(10, 3)": 720,
    "GAMMALN(5)": math.log(24),
    "ROOTN(27, 3) + ROOTN(-8, 3)": 1,
    "NORMALCDF(-1, 2)": norm.cdf(2) - norm.cdf(-1),
    "NORMALCDF(1, 5, 2, 3)": norm.cdf(1) - norm.cdf(-1 / 3),
    "INVNORM(0.975)": norm.ppf(0.975),
    "SINWAVE(3, 4)": 3 * np.sin(np.pi / 2 * STEPS),
    "COSWAVE(3, 4)": 3 * np.cos(np.pi / 2 * STEPS),
    "PERCENT(0.25)": 25,
    "PMT(0.1, 2, -1000)": 1000 * 0.1 / (1 - 1.1**-2),
    "PV(0.1, 2, -100)": 100 / 1.1 + 100 / 1.21,
    "FV(0.1, 2, -100, 0)": 210,
    "HISTORY(TIME, TIME - 1)": np.where(STEPS < 1, np.nan, STEPS - 1),
    "IRR(IF TIME < 0.2 THEN -100 ELSE IF TIME < 0.7 THEN 110 ELSE 0)": np.where(
        STEPS < 1, np.nan, 1.1**2 - 1
    ),
    "IRR(TIME, 7)": 7,
    "HISTORY(TIME^2, 1.5)": np.where(STEPS < 1.5, np.nan, 2.25),
    "ENDVAL(TIME + 3)": 3,
    "ENDVAL(TIME, 8)": 8,
    "PREVIOUS(TIME, -1)": np.concatenate([[-1], STEPS[:-1]]),
    "PREVIOUS(SELF, 1)*2": np.append(2.0, 2.0 ** np.arange(2, 10)),
    "TIME // 0 + 6 // 4": 1.5,
    "SAFEDIV(1e-9, 1e-9) + SAFEDIV(1, 0, 7)": 8,
    "ISNAN(NAN) + 10*ISNAN(1)": 1,
    "IF INF > 1e300 THEN 1 ELSE 0": 1,
    "MEAN(1, 2, 6)": 3,
    "MIN(3, 1, 2) + 10*MAX(3, 1, 2)": 31,
    "STEP(3)": 3,
    "RAMP(2)": 2 * STEPS,
    "PULSE(3)": np.where(STEPS < 0.5, 6, 0),
    "PULSE(3, 1, 1.5)": np.where(np.isin(STEPS, (1, 2.5, 4)), 6, 0),
    "(-7) MOD 3 + 7 MOD -3": 0,
    "-7 MOD 3": 2,
    "INT(-1.5)": -2,
    "gf(2)": 20,
    "LOOKUP(gf, TIME/4)": 2.5 * STEPS,
    "gf": 10,
    "LOOKUPINV(gf, 15)": 1.5,
    "LOOKUPAREA(gf, 2)": 20,
}  # fmt: skip


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, np.ndarray]:
    """Return each expression's values."""
    names = {expression: f"v{i}" for i, expression in enumerate(VALUES)}
    points = "<gf><xscale min='0' max='2'/><ypts>0,10,20</ypts></gf>"
    variables = aux("gf", "1", points) + "".join(aux(n, e) for e, n in names.items())
    found = read(tmp_path_factory.mktemp("functions"), document(variables)).run(save_every=0.5)
    return {e: np.broadcast_to(found[n].values, STEPS.shape) for e, n in names.items()}


@pytest.mark.parametrize("expression", VALUES)
def test_values(expression: str, runs: dict[str, np.ndarray]) -> None:
    right = np.broadcast_to(VALUES[expression], STEPS.shape)
    np.testing.assert_allclose(runs[expression], right, rtol=1e-12, atol=1e-12)


DRAWS = {
    "NORMAL(3, 2)": (3, 2),
    "LOGNORMAL(3, 2)": (3, 2),
    "UNIFORM(1, 3)": (2, 1 / math.sqrt(3)),
    "RANDOM(1, 3)": (2, 1 / math.sqrt(3)),
    "EXPRND(2)": (2, 2),
    "POISSON(4)": (4, 2),
    "MONTECARLO(50)": (0.25, math.sqrt(0.25 * 0.75)),
    "LOGISTIC(1, 2)": (1, 2 * math.pi / math.sqrt(3)),
    "PARETO(5, 2)": (2.5, math.sqrt(4 * 5 / (16 * 3))),
    "WEIBULL(2, 3)": (3 * math.gamma(1.5), 3 * math.sqrt(1 - math.gamma(1.5) ** 2)),
    "GAMMA(4, 3)": (12, 6),
    "GAMMA(4)": (4, 2),
    "BETA(2, 3)": (0.4, 0.2),
    "BINOMIAL(10, 0.3)": (3, math.sqrt(2.1)),
    "NEGBINOMIAL(4, 0.4)": (6, math.sqrt(15)),
    "GEOMETRIC(0.4)": (2.5, math.sqrt(0.6) / 0.4),
    "TRIANGULAR(0, 1, 5)": (2, math.sqrt((0 + 1 + 25 - 0 - 0 - 5) / 18)),
}
"""Mean and deviation of what is drawn every step."""


def test_moments_of_draws(tmp_path: Path) -> None:
    names = {expression: f"v{i}" for i, expression in enumerate(DRAWS)}
    model = read(tmp_path, document("".join(aux(n, e) for e, n in names.items())))
    found = model.run(members=4000, seed=1, save_every=0.5)
    for expression, (mean, deviation) in DRAWS.items():
        drawn = found[names[expression]].values.ravel()
        assert len(drawn) == 36_000
        assert abs(drawn.mean() - mean) < 5 * deviation / math.sqrt(len(drawn)), expression
        assert drawn.std() == pytest.approx(deviation, rel=0.06), expression


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ("CLOCKTIME", "would not run the same twice"),
        ("OSTATE(1)", "ovens are not supported"),
        ("QELEM(1, 2)", "queues are not supported"),
        ("DERIVN(TIME, TIME)", "whole number from 0 to 20"),
        ("COUNTER(1)", "COUNTER takes 2 arguments, not 1"),
        ("LOOKUP(x, 1)", "'x' has no graphical function"),
        ("SMTH4(1, 2)", "unknown function 'SMTH4'"),
    ],
)
def test_what_is_refused_is_named(expression: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(ModelError) as caught:
        read(tmp_path, document(aux("x", "1") + "\n" + aux("y", expression)))
    assert message in str(caught.value)
    assert caught.value.line == 5
