"""All functions that have a rule of their own, by canonical name."""

from __future__ import annotations

from gaoxin.engine.lowering.functions.calls import Special
from gaoxin.engine.lowering.functions.densities import DENSITIES
from gaoxin.engine.lowering.functions.finance import FINANCE
from gaoxin.engine.lowering.functions.market import MARKETS
from gaoxin.engine.lowering.functions.series import SERIES
from gaoxin.engine.lowering.functions.tables import TABLES
from gaoxin.engine.lowering.memory.belts import BELTS
from gaoxin.engine.lowering.memory.levels import LEVELS

SPECIALS: dict[str, Special] = {
    **BELTS,
    **DENSITIES,
    **FINANCE,
    **LEVELS,
    **MARKETS,
    **SERIES,
    **TABLES,
}
