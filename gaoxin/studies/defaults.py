"""What a study takes where nothing is said, and how far it may be asked for."""

from __future__ import annotations

import operator
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Literal, SupportsIndex, get_args

from gaoxin.errors import GaoxinError, nearest

if TYPE_CHECKING:
    from gaoxin.ensembles.member_draws import Source

Level = Literal["off", "lenient", "strict"]
"""How much of the units of a model is checked."""

MEMBERS, MAX_MEMBERS = 2000, 1_000_000
QUICK_MEMBERS = 500
SEED, MAX_SEED = 0, 2**63 - 1
DRAWS: Source = "posterior"

BASE = "momentum"
"""The scenario that levers change where none is named."""

FROM_YEAR = 2021
"""The first year in which levers may stand elsewhere than the base has them."""

CHAINS, MIN_CHAINS, MAX_CHAINS = 48, 8, 4096
MOVES, MAX_MOVES = 1600, 1_000_000
MAX_FIT_SEED = 2**31 - 1

CHECK_MEMBERS, MAX_CHECK_MEMBERS = 100, 100_000
UNITS: Level = "lenient"
LEVELS: tuple[Level, ...] = get_args(Level)


def check_sampling(members: SupportsIndex | None, seed: SupportsIndex | None, draws: Any) -> None:
    """Refuse draws that cannot be taken; None, for what is said elsewhere, is left alone.

    Parameters
    ----------
    members, seed : int or None
    draws : {"posterior", "prior"} or None

    Raises
    ------
    GaoxinError
        With the bounds, or the words there are.
    """
    from gaoxin.ensembles.member_draws import Source

    if members is not None:
        check_between("members", members, 1, MAX_MEMBERS)
    if seed is not None:
        check_between("seed", seed, 0, MAX_SEED)
    if draws is not None:
        check_word("draws", draws, get_args(Source))


def check_between(name: str, value: SupportsIndex, low: int, high: int) -> None:
    """Refuse what is no whole number from `low` to `high`.

    Parameters
    ----------
    name : str
        For the message.
    value : int
    low, high : int
        Both allowed.

    Raises
    ------
    GaoxinError
        With the bounds.
    """
    try:
        found = operator.index(value)
    except TypeError:
        found = low - 1
    if not low <= found <= high:
        raise GaoxinError(f"{name} is {value!r}; write a whole number from {low:,} to {high:,}")


def check_word(name: str, value: Any, known: Iterable[str]) -> None:
    """Refuse a word that is not one of those known.

    Parameters
    ----------
    name : str
        For the message.
    value : str
    known : iterable of str

    Raises
    ------
    GaoxinError
        With the nearest word, and all there are.
    """
    listed = list(known)
    if value not in listed:
        close = nearest(str(value), listed)
        raise GaoxinError(f"{name} is {value!r}{close}; write one of: {', '.join(listed)}")
