"""What a density costs beside the runs: ``python -m tests.inference.series.cost``.

SIR with one series of 100 readings, 5,000 members a batch; each noise in turn.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

import gaoxin
from gaoxin.inference.series.build import read_posterior_of
from tests.calibration_session import FILES
from tests.inference.series.lines import written

HEAD = """[priors]
"contact rate" = { distribution = "lognorm", p05 = 0.5, p95 = 0.7 }
"recovery time" = { distribution = "lognorm", p05 = 3.0, p95 = 5.0 }
[noise.Infectious]
"""
PRIOR = '{ distribution = "lognorm", s = 0.3, scale = 9.0 }'
NOISES = {
    "normal": f'family = "normal"\nsd = {PRIOR}\n',
    "student": f'family = "student"\nsd = {PRIOR}\n',
    "normal, ar1": f'family = "normal"\nsd = {PRIOR}\n'
    'ar1 = { distribution = "beta", a = 4, b = 4 }\n',
    "lognormal": f'family = "lognormal"\nsd = {PRIOR}\n',
    "poisson": 'family = "poisson"\n',
    "negative binomial": f'family = "negative binomial"\ndispersion = {PRIOR}\n',
}
MEMBERS = 5000


def seconds(function: Callable[[], object]) -> float:
    """Return the least time of five calls."""
    function()
    found = []
    for _ in range(5):
        begun = time.perf_counter()
        function()
        found.append(time.perf_counter() - begun)
    return min(found)


def main() -> None:
    """Print milliseconds a batch: runs, and density with all its slopes."""
    model = gaoxin.load(FILES / "sir.mdl")
    rows = [(round(0.375 * i, 3), "Infectious", 20 + i) for i in range(1, 101)]
    at_rng = np.random.default_rng(0)
    print(f"{'noise':20}{'runs, ms':>10}{'density, ms':>12}{'ratio':>8}")
    for name, noise in NOISES.items():
        with tempfile.TemporaryDirectory() as folder:
            files = written(Path(folder), rows, HEAD + noise)
            posterior = read_posterior_of(model, *files, workers=1)
        at = at_rng.standard_normal((MEMBERS, len(posterior.names)))
        simulated = posterior.simulate(at)
        runs = seconds(lambda: posterior.simulate(at))  # noqa: B023 - called in this turn
        own = seconds(lambda: posterior.log_likelihood(at, simulated))  # noqa: B023
        print(f"{name:20}{1e3 * runs:10.1f}{1e3 * own:12.1f}{own / runs:8.2f}")


if __name__ == "__main__":
    main()
