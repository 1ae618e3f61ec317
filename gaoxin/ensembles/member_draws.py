"""Draws of an ensemble: the constants of every member, and what they rest on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np

from gaoxin.inference.draws import draw, uniforms
from gaoxin.language import NOTHING, Text

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gaoxin.desks.desk import Desk
    from gaoxin.inference.archive import Posterior

    Array = NDArray[np.float64]

Source = Literal["prior", "posterior"]

PRIOR_STAMP = Text("prior draws, not calibrated", "先验抽样，未经校准")


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
    stamp : Text
        What every verdict made from them must say; blank for nothing.
    fitted : frozenset of str
        Keys of the constants that come from a posterior; the others are prior draws.
    first : int
        Number of the first member.
    """

    source: Source
    members: int
    seed: int
    constants: Mapping[str, Array]
    stamp: Text = NOTHING
    fitted: frozenset[str] = frozenset()
    first: int = 0


def take_draws(
    desk: Desk,
    source: Source,
    *,
    members: int,
    seed: int,
    allow_stale: bool = False,
    first: int = 0,
) -> Draws:
    """Return the draws of `members` members.

    Parameters
    ----------
    desk : Desk
    source : {"prior", "posterior"}
        A posterior comes from the workspace's ``calibration/posterior.nc``. Constants that it does
        not hold, because no observation tells of them, are drawn from their priors.
    members, seed : int
    allow_stale : bool
        Take a posterior made from another model, priors or observations all the same, and stamp
        every verdict.
    first : int
        Number of the first member: the members from 40 on are drawn without those before.

    Returns
    -------
    Draws

    Raises
    ------
    DataError
        There is no posterior, or it is stale; names the command that makes one.
    """
    constants = draw(desk.drawn, members, seed, first)
    if source == "prior":
        return Draws(source, members, seed, constants, PRIOR_STAMP, first=first)
    from gaoxin.inference.archive import read_posterior
    from gaoxin.inference.calibration import check_fresh, read_content
    from gaoxin.inference.sources import changed

    posterior = read_posterior(desk.workspace.posterior)
    now = read_content(desk.workspace, desk.catalogue, desk.registry)
    if not allow_stale:
        check_fresh(desk.workspace, posterior, now)
    differ = tuple(changed(posterior.made_from, now))
    taken = _from_posterior(desk, posterior, constants, members, seed, differ, first)
    return replace(taken, first=first)


def _from_posterior(
    desk: Desk,
    posterior: Posterior,
    constants: Mapping[str, Array],
    members: int,
    seed: int,
    changed: tuple[str, ...],
    first: int,
) -> Draws:
    flat = posterior.flat()
    index = draw_of_member(len(next(iter(flat.values()))), members, seed, first)
    chosen = {key: values[index] for key, values in flat.items()}
    known = {prior.place.key for prior in desk.drawn}
    fitted = {key: values for key, values in chosen.items() if key in known}
    return Draws(
        "posterior",
        members,
        seed,
        {**constants, **fitted},
        stale_stamp(changed),
        frozenset(fitted),
    )


def draw_of_member(size: int, members: int, seed: int, first: int = 0) -> NDArray[np.intp]:
    """Return which of `size` draws each member takes: all of them once before any twice.

    Member i, counted from `first` on, takes a draw that depends on `seed`, `size` and i alone.

    Parameters
    ----------
    size : int
        Number of draws.
    members, seed, first : int

    Returns
    -------
    array of int, shape (members,)
    """
    order = np.argsort(uniforms(seed, "posterior draw", size), kind="stable")
    return order[np.arange(first, first + members) % size]


def stale_stamp(changed: tuple[str, ...]) -> Text:
    """Return what a verdict from a stale posterior must say; blank when nothing changed."""
    if not changed:
        return NOTHING
    words = {
        "model": "模型",
        "priors": "先验",
        "disturbances": "扰动",
        "observations": "观测值",
    }
    return Text(
        f"stale posterior: {', '.join(changed)} changed since the fit",
        f"后验已过期：校准后{'、'.join(words.get(c, c) for c in changed)}有改动",
    )
