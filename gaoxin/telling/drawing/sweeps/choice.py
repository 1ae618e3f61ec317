"""Which chart shows a sweep: that of its number of axes and of its design."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from gaoxin.telling.drawing.style import chart_style
from gaoxin.telling.drawing.sweeps.curve import curve
from gaoxin.telling.drawing.sweeps.effect_panels import effect_panels
from gaoxin.telling.drawing.sweeps.heatmap import heat_map
from gaoxin.telling.drawing.sweeps.scatter import scatter

if TYPE_CHECKING:
    from collections.abc import Callable

    from gaoxin.verdicts.sweeps.measures import Wants
    from gaoxin.verdicts.sweeps.result import SweepResult

_UNSAFE = re.compile(r"[^\w.-]+")
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)
"""Names that Windows keeps for devices, whatever their ending."""

_LONGEST = 60
"""Characters of a name: even in UTF-8 and with a suffix, less than any disk allows."""


def sweep_charts(result: SweepResult) -> dict[str, str]:
    """Return an SVG a measure, in both languages, by the name of its file."""
    return {name: sweep_chart(result, n) for n, name in enumerate(chart_names(result.wants))}


@chart_style()
def sweep_chart(result: SweepResult, n: int) -> str:
    """Return the SVG of measure `n`, in both languages."""
    return _kind(result)(result, n)


def _kind(result: SweepResult) -> Callable[[SweepResult, int], str]:
    axes = len(result.sweep.axes)
    if axes == 1:
        return curve
    if axes > 2:
        return effect_panels
    return heat_map if result.sweep.design == "grid" else scatter


def chart_names(wants: Wants) -> list[str]:
    """Return a name a measure that a file may have, none twice."""
    taken: list[str] = []
    for measure in wants.measures:
        name = _UNSAFE.sub("_", measure.id).strip("_.")[:_LONGEST] or "measure"
        if _DEVICES.match(name):
            name = f"measure_{name}"
        while f"{name}.svg".casefold() in (other.casefold() for other in taken):
            name += "_"
        taken.append(f"{name}.svg")
    return taken
