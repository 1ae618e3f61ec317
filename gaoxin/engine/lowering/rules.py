"""Everything the language knows, by the name of PySD's structure."""

from __future__ import annotations

from gaoxin.engine.lowering.delays import DELAYS
from gaoxin.engine.lowering.expressions import EXPRESSIONS
from gaoxin.engine.lowering.lower import Rule
from gaoxin.engine.lowering.states import STATES
from gaoxin.engine.lowering.vectors import ALLOCATIONS

RULES: dict[str, Rule] = {**EXPRESSIONS, **STATES, **DELAYS, **ALLOCATIONS}
