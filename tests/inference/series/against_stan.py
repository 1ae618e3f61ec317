"""Lynx and hare by Stan and by us: ``python -m tests.inference.series.against_stan``.

Stan's are means of the reference draws of posteriordb (hudson_lynx_hare-lotka_volterra, 10,000
draws), and deviations from their mean squares.
"""

from __future__ import annotations

from gaoxin.inference.series.fit import fit_series
from gaoxin.studies.series_fit import open_series_fit
from tests.calibration_session import FILES

MEANS = {
    "hare_birth_rate": (0.546864499783931, 0.3030362900),
    "hunting_rate": (0.0277472877678081, 0.0007871719),
    "lynx_death_rate": (0.800095360233122, 0.6481388153),
    "lynx_growth": (0.0240859152534545, 0.0005925775),
    "initial_hares": (34.0352224770469, 1166.9038171313),
    "initial_lynx": (5.93589713368062, 35.5163321009),
    "sd of Hare": (0.24805686320252, 0.0634036795),
    "sd of Lynx": (0.251016914583618, 0.0649094189),
}
"""Mean, and mean of the square, by Stan."""


def main() -> None:
    """Print means and deviations side by side."""
    model, data, priors = (FILES / name for name in ("lynx.mdl", "pelts.dat", "lynx.toml"))
    inputs = open_series_fit(model, data, priors)
    fit = fit_series(inputs.posterior)
    print(f"{'parameter':18}{'mean':>10}{'Stan':>10}{'sd':>10}{'Stan':>10}{'gap / sd':>10}")
    for name, draws in fit.draws().items():
        mean, square = MEANS[name]
        sd = (square - mean**2) ** 0.5
        row = (draws.mean(), mean, draws.std(), sd, (draws.mean() - mean) / sd)
        print(f"{name:18}" + "".join(f"{value:10.4f}" for value in row))


if __name__ == "__main__":
    main()
