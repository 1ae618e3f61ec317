"""The model run for every experiment, read at the instants of the readings, and backwards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from gaoxin.inference.series.blocks import SeriesBlock

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gaoxin.desks.places import Place
    from gaoxin.engine.keeping.prepared import Prepared
    from gaoxin.engine.model import Model

    Array = NDArray[np.float64]

CLOSE = 1e-9
"""Difference of two instants, relative to the run, that is none."""


@dataclass(frozen=True)
class Instants:
    """Where instants lie among those that a run saves: linear between two of them.

    Attributes
    ----------
    before, after : array of int, shape (row,)
    share : array, shape (row,)
        Of the later one.
    """

    before: NDArray[np.intp]
    after: NDArray[np.intp]
    share: Array

    def read(self, saved: Array) -> Array:
        """Return values at the instants.

        Parameters
        ----------
        saved : array, shape (time, member)

        Returns
        -------
        array, shape (row, member)
        """
        share = self.share[:, None]
        return (1.0 - share) * saved[self.before] + share * saved[self.after]

    def spread(self, weights: Array, count: int) -> Array:
        """Return weights of the instants as weights of the saved ones.

        Parameters
        ----------
        weights : array, shape (row, member)
        count : int
            Of saved instants.

        Returns
        -------
        array, shape (time, member)
        """
        out = np.zeros((count, weights.shape[1]))
        share = self.share[:, None]
        np.add.at(out, self.before, (1.0 - share) * weights)
        np.add.at(out, self.after, share * weights)
        return out


def among(times: Array, saved: Array) -> Instants:
    """Return where instants lie among saved ones, which ascend and hold them all between."""
    after = np.clip(np.searchsorted(saved, times), 1, max(len(saved) - 1, 1))
    after = np.minimum(after, len(saved) - 1)
    before = np.maximum(after - 1, 0)
    width = np.where(after > before, saved[after] - saved[before], 1.0)
    share = np.clip((times - saved[before]) / width, 0.0, 1.0)
    slack = CLOSE * max(1.0, float(np.abs(saved).max())) / width
    share = np.where(share < slack, 0.0, np.where(share > 1.0 - slack, 1.0, share))
    return Instants(before.astype(np.intp), after.astype(np.intp), share)


def saving(model: Model, times: Array) -> float:
    """Return how often a run must save for instants: as the model does, or every step."""
    start, every, step = (
        float(model.default(name).values) for name in ("INITIAL TIME", "SAVEPER", "TIME STEP")
    )
    for interval in (every, step):
        places = (times - start) / interval
        if np.abs(places - np.round(places)).max() < 1e-6:
            return interval
    return step


def element(values: Array, axis: tuple[int, ...]) -> Array:
    """Return a view of one element of a variable.

    Parameters
    ----------
    values : array, shape (time, *subscripts, member)
    axis : tuple of int
        Its place among the subscripts.

    Returns
    -------
    array, shape (time, member)
    """
    for place in axis:
        values = values[:, place]
    return values


@dataclass(frozen=True)
class Experiment:
    """A model as one experiment runs it, and where its readings lie.

    Attributes
    ----------
    prepared : Prepared
        Of the constants that are fitted, and after them those that the experiment holds.
    fitted : tuple of int
        Positions, among all fitted constants, of those that the experiment does not hold.
    held : array, shape (held constant, 1)
        Values of those that it holds.
    blocks : tuple of SeriesBlock
    axes : tuple of tuple of int
        Of each block's variable, the place of its element among the subscripts.
    """

    prepared: Prepared
    fitted: tuple[int, ...]
    held: Array
    blocks: tuple[SeriesBlock, ...]
    axes: tuple[tuple[int, ...], ...]

    @cached_property
    def instants(self) -> tuple[Instants, ...]:
        """Where the readings of each block lie among the saved instants."""
        return tuple(among(block.times, self.prepared.times) for block in self.blocks)

    def said(self, values: Array) -> list[Array]:
        """Return what runs say of each block; each of shape (row, member).

        Parameters
        ----------
        values : array, shape (constant, member)
            Of all fitted constants.
        """
        runs = self.prepared.run(self._given(values))
        found = []
        for block, instants, axis in zip(self.blocks, self.instants, self.axes, strict=True):
            own = element(runs[block.variable], axis)
            count, members = len(self.prepared.times), values.shape[1]
            found.append(instants.read(np.broadcast_to(own, (count, members))))
        return found

    def gradient(self, values: Array, weights: Sequence[Array]) -> Array:
        """Return derivatives of a weighted sum of what runs say; shape (constant, member).

        Parameters
        ----------
        values : array, shape (constant, member)
        weights : sequence of array, shape (row, member)
            One a block.

        Returns
        -------
        array, shape (constant, member)
        """
        count, members = len(self.prepared.times), values.shape[1]
        seeds: dict[str, Array] = {}
        for block, instants, axis, own in zip(
            self.blocks, self.instants, self.axes, weights, strict=True
        ):
            if block.variable not in seeds:
                seeds[block.variable] = np.zeros((count, *self._shape(block.variable), members))
            part = element(seeds[block.variable], axis)
            part += instants.spread(own, count)
        found = self.prepared.gradient(self._given(values), seeds)
        out = np.zeros_like(values)
        out[list(self.fitted)] = found[: len(self.fitted)]
        return out

    def _given(self, values: Array) -> Array:
        held = np.broadcast_to(self.held, (len(self.held), values.shape[1]))
        return np.concatenate([values[list(self.fitted)], held])

    def _shape(self, variable: str) -> tuple[int, ...]:
        dims = self.prepared.contents.variables[variable].dims
        return tuple(len(dim.elements) for dim in dims)


def experiments(
    model: Model,
    places: Sequence[Place],
    held: Mapping[str, Mapping[Place, float]],
    blocks: Sequence[SeriesBlock],
    workers: int | None = None,
) -> tuple[Experiment, ...]:
    """Return the experiments that have readings, each ready to run.

    Parameters
    ----------
    model : gaoxin.Model
    places : sequence of Place
        Of the fitted constants.
    held : mapping of experiment to mapping of Place to float
    blocks : sequence of SeriesBlock
    workers : int, optional

    Returns
    -------
    tuple of Experiment
    """
    return tuple(
        _experiment(model, places, held.get(name, {}), own, workers)
        for name, own in by_experiment(blocks).items()
    )


def by_experiment(blocks: Sequence[SeriesBlock]) -> dict[str, list[SeriesBlock]]:
    """Return the blocks of each experiment, in the order met."""
    found: dict[str, list[SeriesBlock]] = {}
    for block in blocks:
        found.setdefault(block.experiment, []).append(block)
    return found


def _experiment(
    model: Model,
    places: Sequence[Place],
    held: Mapping[Place, float],
    blocks: Sequence[SeriesBlock],
    workers: int | None,
) -> Experiment:
    constants = {place.key for place in held} | {p.constant for p in held if not p.element}
    fitted = tuple(
        number
        for number, place in enumerate(places)
        if place.key not in constants and place.constant not in constants
    )
    times = np.concatenate([block.times for block in blocks])
    every = [*(places[i] for i in fitted), *held]
    start, interval = float(model.default("INITIAL TIME").values), saving(model, times)
    # an instant between two saved ones needs the later one too
    steps = np.ceil((float(times.max()) - start) / interval - 1e-6)
    prepared = model.repeated(
        [(place.constant, place.element) for place in every],
        list(dict.fromkeys(block.variable for block in blocks)),
        final_time=start + max(float(steps), 1.0) * interval,
        save_every=interval,
        workers=workers,
    )
    axes = tuple(_axis(model, block) for block in blocks)
    values = np.array([[value] for value in held.values()]).reshape(-1, 1)
    return Experiment(prepared, fitted, values, tuple(blocks), axes)


def _axis(model: Model, block: SeriesBlock) -> tuple[int, ...]:
    known = model.subscripts_of(block.variable).values()
    return tuple(own.index(label) for own, label in zip(known, block.element, strict=True))
