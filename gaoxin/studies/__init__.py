"""Studies: what the verbs do, as functions that can be called from Python.

:func:`open_workspace` is the door; each verb is a method of the :class:`Zone` that it opens, and
returns one of the results below. They write only when asked, and know no command line.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gaoxin.lazy import attach

if TYPE_CHECKING:
    from gaoxin.studies.calibrate import CalibrationStudy
    from gaoxin.studies.check import CheckStudy
    from gaoxin.studies.compare import ComparisonStudy
    from gaoxin.studies.loops import LoopStudy
    from gaoxin.studies.run import Study
    from gaoxin.studies.sweep import SweepStudy
    from gaoxin.studies.zone import Zone, open_workspace
else:
    __getattr__, __dir__ = attach(
        __name__,
        {
            "CalibrationStudy": "gaoxin.studies.calibrate:CalibrationStudy",
            "CheckStudy": "gaoxin.studies.check:CheckStudy",
            "ComparisonStudy": "gaoxin.studies.compare:ComparisonStudy",
            "LoopStudy": "gaoxin.studies.loops:LoopStudy",
            "Study": "gaoxin.studies.run:Study",
            "SweepStudy": "gaoxin.studies.sweep:SweepStudy",
            "Zone": "gaoxin.studies.zone:Zone",
            "open_workspace": "gaoxin.studies.zone:open_workspace",
        },
    )

__all__ = [
    "CalibrationStudy",
    "CheckStudy",
    "ComparisonStudy",
    "LoopStudy",
    "Study",
    "SweepStudy",
    "Zone",
    "open_workspace",
]
