"""What a study takes where nothing is said, and how far it may be asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gaoxin.ensembles.draws import Source

MEMBERS, MAX_MEMBERS = 2000, 1_000_000
SEED, MAX_SEED = 0, 2**63 - 1
DRAWS: Source = "posterior"

CHAINS, MAX_CHAINS = 4, 64
PARTICLES, MAX_PARTICLES = 8000, 1_000_000
MAX_FIT_SEED = 2**31 - 1

CHECK_MEMBERS, MAX_CHECK_MEMBERS = 100, 100_000
UNITS = "lenient"
