"""DesignRows of a design: each a member of its own, with its own levers, constants and draw."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from gaoxin.ensembles.constants import Constant, Ground
from gaoxin.ensembles.members import pack

if TYPE_CHECKING:
    import xarray as xr
    from numpy.typing import NDArray

    from gaoxin.desks.places import Place
    from gaoxin.engine.model import Model
    from gaoxin.ensembles.populations.moves import Move
    from gaoxin.ensembles.populations.population import OutputReading
    from gaoxin.language import Text

    Array = NDArray[np.float64]

WIDTH = 16_384
"""DesignRows in one run of the model."""

Kind = Literal["lever", "parameter", "definition", "draw", "disturbance"]


@dataclass(frozen=True)
class Factor:
    """One column of a design: what a value between 0 and 1 means.

    Attributes
    ----------
    key : str
    name : Text
    kind : {"lever", "parameter", "definition", "draw", "disturbance"}
        A ``draw`` is which draw of the fit holds, all of its constants together: they depend on
        each other, and count as one factor. A ``disturbance`` is whose disturbances are to come.
    unit : str
        Of its values.
    move : Move or None
        Of a lever.
    place : Place or None
        Of a parameter or a definition.
    value : callable or None
        Of a parameter or definition: probabilities to values in the model's unit.
    """

    key: str
    name: Text
    kind: Kind
    unit: str = ""
    move: Move | None = None
    place: Place | None = None
    value: Callable[[Array], Array] | None = None

    def shares(self, u: Array) -> Array:
        """Return how far a lever goes, for values of the column; 0 is its low end, 1 its high.

        Parameters
        ----------
        u : array, shape (row,)

        Returns
        -------
        array, shape (row,)
            Between -1 and 1.
        """
        assert self.move is not None  # noqa: S101 - only levers are asked
        low, high = self.move.ends
        base = self.move.steps[0][1]
        whole = self.move.low + u * (self.move.high - self.move.low)
        up = np.where(self.move.high > base, (whole - base) / max(self.move.high - base, 1e-300), 0)
        down = np.where(self.move.low < base, (base - whole) / max(base - self.move.low, 1e-300), 0)
        return np.clip(np.where(whole >= base, up, -down), low, high)

    def stated(self, u: Array) -> Array:
        """Return the values that a column means, in the model's unit; of a draw its number.

        Parameters
        ----------
        u : array, shape (row,)

        Returns
        -------
        array, shape (row,)
        """
        if self.move is not None:
            return self.move.values(self.shares(u))[:, 0]
        return u if self.value is None else self.value(u)


@dataclass
class DesignRows:
    """Runs of the rows of designs.

    Attributes
    ----------
    model : Model
    ground : Ground
        The base over the draws, a member a draw.
    factors : tuple of Factor
    outputs : tuple of OutputReading
        What is read, at all instants.
    controls : mapping of str to object
    chance : mapping of canonical name to float
        Constants that disturbances still to come move, and the time from which on they do: a row
        has them of the member that its factor of kind ``disturbance`` says.
    workers : int or None
    """

    model: Model
    ground: Ground
    factors: tuple[Factor, ...]
    outputs: tuple[OutputReading, ...]
    controls: Mapping[str, Any]
    chance: Mapping[str, float] = field(default_factory=dict)
    workers: int | None = None

    @property
    def times(self) -> tuple[float, ...]:
        """Saved instants."""
        setup = self.model.prepare(members=1, **self.controls)
        return tuple(setup.timing.saved_times.tolist())

    def run(
        self,
        rows: Array,
        told: Callable[[float], None] = lambda _: None,
        draws: NDArray[np.intp] | None = None,
    ) -> tuple[Array, ...]:
        """Return the outputs of every row.

        Parameters
        ----------
        rows : array, shape (row, factor)
            In the unit cube.
        told : callable
            Told the share that is done.
        draws : array of int, shape (row,), optional
            Which draw each row has; by default what a factor of kind ``draw`` says, else one that
            the row's place in the unit cube does not move: the first.

        Returns
        -------
        tuple of array, shape (row, time)
            By output. NaN where a row failed.
        """
        parts = []
        for start in range(0, len(rows), WIDTH):
            block = rows[start : start + WIDTH]
            own = None if draws is None else draws[start : start + WIDTH]
            parts.append(self._run(block, own))
            told(min(1.0, (start + WIDTH) / len(rows)))
        return tuple(np.concatenate(column) for column in zip(*parts, strict=True))

    def which(self, rows: Array, kind: Kind) -> NDArray[np.intp]:
        """Return which member's draw, or disturbances, each row has; (row,)."""
        for factor, column in zip(self.factors, rows.T, strict=True):
            if factor.kind == kind:
                last = self.ground.members - 1
                return np.asarray(np.minimum((column * (last + 1)).astype(np.intp), last))
        return np.zeros(len(rows), dtype=np.intp)

    def _run(self, rows: Array, draws: NDArray[np.intp] | None) -> list[Array]:
        index = self.which(rows, "draw") if draws is None else draws
        paths = index if draws is not None else self.which(rows, "disturbance")
        ground = self._laid(rows, index, paths)
        runs = self.model.run(
            pack([ground]),
            outputs=list(dict.fromkeys(reading.variable for reading in self.outputs)),
            members=len(rows),
            workers=self.workers,
            **self.controls,
        )
        failed = np.zeros(len(rows), dtype=bool)
        failed[np.asarray(runs.attrs["failed"], dtype=int)] = True
        return [self._read(runs, reading, failed) for reading in self.outputs]

    def _laid(self, rows: Array, index: NDArray[np.intp], paths: NDArray[np.intp]) -> Ground:
        constants = {
            name: Constant(constant.default, []) for name, constant in self.ground.constants.items()
        }
        for name, constant in constants.items():
            later = self.chance.get(name, math.inf)
            for own, given in zip(
                constant.elements, self.ground.constants[name].elements, strict=True
            ):
                own.steps = [
                    (since, _of(value, paths if since >= later else index))
                    for since, value in given.steps
                ]
        for factor, column in zip(self.factors, rows.T, strict=True):
            if factor.move is not None:
                self._move(constants, factor.move, factor.shares(column))
            elif factor.place is not None and factor.value is not None:
                place = factor.place
                constant = constants.setdefault(place.constant, Constant(place.default))
                for element in constant.covered(place):
                    element.lay(-math.inf, [(-math.inf, factor.value(column))])
        return replace(self.ground, constants=constants, members=len(rows))

    def _move(self, constants: dict[str, Constant], move: Move, shares: Array) -> None:
        place = move.place
        constant = constants.setdefault(place.constant, Constant(place.default))
        values = move.values(shares)
        start = move.start if move.start > self.ground.initial else -math.inf
        steps = [
            (max(time, start) if i else start, np.ascontiguousarray(values[:, i]))
            for i, time in enumerate(move.times)
        ]
        for element in constant.covered(place):
            element.lay(start, list(steps))

    def _read(
        self,
        runs: xr.Dataset,
        reading: OutputReading,
        failed: NDArray[np.bool_],
    ) -> Array:
        values = runs[reading.variable]
        labels = [dim for dim in values.dims if dim not in {"member", "time"}]
        values = values.sel(dict(zip(labels, reading.element, strict=True)))
        times = np.asarray(runs["time"].values, dtype=np.float64)
        if "time" not in values.dims:
            values = values.expand_dims(time=times)
        if "member" not in values.dims:
            values = values.expand_dims(member=len(failed))
        whole = np.asarray(values.transpose("member", "time").values)
        return np.where(failed[:, None], np.nan, whole)


def _of(value: float | Array, index: NDArray[np.intp]) -> float | Array:
    """Return the draws of some members; a number that all have is the same."""
    return value[index] if isinstance(value, np.ndarray) else value
