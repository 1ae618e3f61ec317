"""Everything the language knows, by the name of PySD's structure."""

from __future__ import annotations

from gaoxin.engine.delays import DELAYS
from gaoxin.engine.expressions import EXPRESSIONS
from gaoxin.engine.lower import Rule
from gaoxin.engine.states import STATES
from gaoxin.engine.vectors import ALLOCATIONS

RULES: dict[str, Rule] = {**EXPRESSIONS, **STATES, **DELAYS, **ALLOCATIONS}
