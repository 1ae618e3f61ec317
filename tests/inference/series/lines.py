"""A straight line with normal readings: its posterior, evidence and predictions are exact."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

import gaoxin
from gaoxin.inference.series.build import read_posterior_of
from gaoxin.inference.series.posterior import SeriesPosterior

Array = np.ndarray[Any, np.dtype[np.float64]]

LINE = Path(__file__).parents[1] / "models" / "line.mdl"
TIMES = np.array([0.0, 2.0, 3.5, 5.0, 7.25, 11.0, 12.0, 16.0])
TRUTH = np.array([1.4, 0.6])
SD = 0.8
PRIOR_MEAN, PRIOR_SD = np.array([2.0, 0.4]), np.array([1.5, 0.5])
PRIORS = """[priors]
level = { distribution = "norm", loc = 2.0, scale = 1.5 }
slope = { distribution = "norm", loc = 0.4, scale = 0.5 }
[noise.Place]
family = "normal"
sd = 0.8
"""


def design(times: Array = TIMES) -> Array:
    return np.stack([np.ones_like(times), times], axis=1)


def readings() -> Array:
    return np.asarray(design() @ TRUTH + SD * np.random.default_rng(5).standard_normal(len(TIMES)))


def written(
    folder: Path, rows: list[tuple[Any, ...]], priors: str, head: str = "time,series,value"
) -> tuple[Path, Path]:
    """Write a table of data and a file of priors, and return their paths."""
    data, file = folder / "data.csv", folder / "priors.toml"
    text = "\n".join([head, *(",".join(str(cell) for cell in row) for row in rows)])
    data.write_text(text + "\n", encoding="utf-8")
    file.write_text(priors, encoding="utf-8")
    return data, file


def line_posterior(folder: Path, priors: str = PRIORS) -> SeriesPosterior:
    rows = [(t, "Place", repr(float(y))) for t, y in zip(TIMES, readings(), strict=True)]
    return read_posterior_of(gaoxin.load(LINE), *written(folder, rows, priors))


def exact(leave: int | None = None) -> tuple[Array, Array]:
    """Return mean and covariance of the posterior, without one reading where asked."""
    kept = np.arange(len(TIMES)) != (-1 if leave is None else leave)
    x, y = design()[kept], readings()[kept]
    precision = np.diag(PRIOR_SD**-2.0) + x.T @ x / SD**2
    covariance = np.linalg.inv(precision)
    return covariance @ (PRIOR_MEAN / PRIOR_SD**2 + x.T @ y / SD**2), covariance
