"""Draws of an ensemble: the constants of every member, and what they rest on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from gaoxin.inference.draws import draw

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from gaoxin.ensembles.desk import Desk

Source = Literal["prior", "posterior"]

PRIOR_STAMP = ("prior draws, not calibrated", "先验抽样，未经校准")


@dataclass(frozen=True)
class Draws:
    """What every scenario of a study shares: common random numbers.

    Attributes
    ----------
    source : {"prior", "posterior"}
    members, seed : int
        Member i of one seed has the same constants in every scenario, whatever `members` is.
    constants : mapping of place key to array, shape (members,)
        In the model's unit.
    stamp : tuple of str
        What every verdict made from them must say, in English and Chinese; blank for nothing.
    """

    source: Source
    members: int
    seed: int
    constants: Mapping[str, NDArray[np.float64]]
    stamp: tuple[str, str] = ("", "")


def take_draws(desk: Desk, source: Source, *, members: int, seed: int) -> Draws:
    """Return the draws of `members` members.

    Parameters
    ----------
    desk : Desk
    source : {"prior", "posterior"}
    members, seed : int
    """
    constants = draw(desk.priors, members, seed)
    return Draws(source, members, seed, constants, PRIOR_STAMP)
