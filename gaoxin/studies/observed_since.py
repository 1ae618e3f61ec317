"""Observations since the plan as a fit takes them: for ``gaoxin calibrate --until YEAR``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gaoxin.desks.desk import open_desk
from gaoxin.desks.indicators import read_indicators
from gaoxin.desks.observed import FILE, read_observed
from gaoxin.inference.observations import Observation
from gaoxin.names import Names, same

if TYPE_CHECKING:
    from gaoxin.desks.indicators import Indicator
    from gaoxin.desks.observed import Observed
    from gaoxin.inference.calibration import Calibration


def observed_since(calibration: Calibration) -> tuple[Observation, ...]:
    """Return the rows of ``calibration/observed.csv`` as observations; none without the file.

    Each is the value of its indicator's variable at the end of its year. It has the scale, and
    the series, of the fitted reading of the same variable; where there is none, a
    relative error where the value is above zero, and an absolute one else.

    Parameters
    ----------
    calibration : Calibration
        From :func:`gaoxin.studies.calibrate.open_fit`.

    Returns
    -------
    tuple of Observation

    Raises
    ------
    DataError
        See :func:`gaoxin.desks.observed.read_observed`.
    """
    workspace = calibration.workspace
    if not (workspace.calibration_dir / FILE).is_file():
        return ()
    indicators = read_indicators(workspace.table("indicators"))
    rows = read_observed(open_desk(workspace, calibration.model), indicators)
    known = Names((indicator.id, indicator) for indicator in indicators)
    return tuple(_observation(row, known[row.indicator], calibration) for row in rows)


def _observation(row: Observed, indicator: Indicator, calibration: Calibration) -> Observation:
    fitted = calibration.observations
    alike = next((one for one in fitted if same(one.variable, indicator.variable)), None)
    relative = "log" if row.value > 0.0 else "identity"
    return Observation(
        id=f"{row.indicator}_{row.year}",
        variable=indicator.variable,
        value=row.value,
        sd=row.sd,
        time=float(row.year),
        scale=relative if alike is None else alike.scale,
        series="" if alike is None else alike.series,
        name_en=indicator.name_en,
        name_zh=indicator.name_zh,
        unit=row.unit,
        source=row.source,
        indicator=row.indicator,
    )
