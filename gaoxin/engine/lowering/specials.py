"""All functions that have a rule of their own, by canonical name."""

from __future__ import annotations

from gaoxin.engine.lowering.belts import BELTS
from gaoxin.engine.lowering.calls import Special
from gaoxin.engine.lowering.finance import FINANCE
from gaoxin.engine.lowering.levels import LEVELS
from gaoxin.engine.lowering.market import MARKETS
from gaoxin.engine.lowering.series import SERIES
from gaoxin.engine.lowering.tables import TABLES

SPECIALS: dict[str, Special] = {**BELTS, **FINANCE, **LEVELS, **MARKETS, **SERIES, **TABLES}
