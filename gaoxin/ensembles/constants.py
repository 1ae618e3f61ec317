"""Constants of a run, laid in layers: what holds for each element, from when on."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np

from gaoxin.inference.draws import single, uniforms

if TYPE_CHECKING:
    import xarray as xr
    from numpy.typing import NDArray

    from gaoxin.desks.places import Place
    from gaoxin.ensembles.layers import Layer

    Array = NDArray[np.float64]

Value = Any
"""A number, or one number a member (array of shape (n,))."""


@dataclass
class Element:
    """One element of a constant: what holds, from when on."""

    steps: list[tuple[float, Value]]

    def lay(self, start: float, steps: list[tuple[float, Value]]) -> None:
        """Keep what stands before `start`; from there on `steps` hold."""
        self.steps = [step for step in self.steps if step[0] < start] + steps

    def at(self, time: float) -> Value:
        """Return the value that holds at `time`."""
        return next(value for since, value in reversed(self.steps) if since <= time)

    def tidy(self) -> None:
        """Drop steps that change nothing."""
        kept = self.steps[:1]
        for since, value in self.steps[1:]:
            last = kept[-1][1]
            if isinstance(value, float) and isinstance(last, float) and value == last:
                continue
            kept.append((since, value))
        self.steps = kept

    def same(self, other: Element) -> bool:
        """Return whether both hold the same numbers, and the same draws, at all times."""
        self.tidy()
        other.tidy()
        return len(self.steps) == len(other.steps) and all(
            since == when and _equal(one, two)
            for (since, one), (when, two) in zip(self.steps, other.steps, strict=True)
        )


@dataclass
class Constant:
    """The elements of a constant, in the order of its array; at first the model's own values."""

    default: xr.DataArray
    elements: list[Element] = field(default_factory=list)

    def __post_init__(self) -> None:
        if not self.elements:
            own = np.asarray(self.default.values, dtype=np.float64).ravel()
            self.elements = [Element([(-math.inf, float(value))]) for value in own]

    def copy(self) -> Constant:
        """Return a constant that can be laid over while this one stays as it is."""
        return Constant(self.default, [Element(list(element.steps)) for element in self.elements])

    def same(self, other: Constant) -> bool:
        """Return whether both hold the same numbers, and the same draws, at all times."""
        if self is other:
            return True
        pairs = zip(self.elements, other.elements, strict=True)
        return all(one.same(two) for one, two in pairs)

    def covered(self, place: Place) -> list[Element]:
        """Return the elements that `place` covers."""
        if not place.element:
            return self.elements
        index = [
            [str(label) for label in self.default[dim].values].index(label)
            for dim, label in zip(self.default.dims, place.element, strict=True)
        ]
        return [self.elements[int(np.ravel_multi_index(index, self.default.shape))]]


@dataclass(frozen=True)
class Ground:
    """The constants that draws and layers have touched.

    Attributes
    ----------
    constants : mapping of canonical name to Constant
    members, seed : int
        Of what the layers draw.
    initial : float
        Time at which the run starts.
    first : int
        Number of the first member.
    """

    constants: Mapping[str, Constant]
    members: int
    seed: int
    initial: float
    first: int = 0

    def drawn(self, draws: Iterable[tuple[Place, Array]]) -> Ground:
        """Return the ground with constants drawn for each member.

        They hold all through the run; what belongs to a year, from that year on: of one constant,
        years come in their order.
        """
        constants = dict(self.constants)
        for place, values in draws:
            since = self._clock(place.since)
            for element in _own(constants, self.constants, place).covered(place):
                element.lay(since, [(since, values)])
        return replace(self, constants=constants)

    def laid(self, layers: Iterable[Layer]) -> Ground:
        """Return the ground with changes laid over it, in their order.

        Notes
        -----
        The stream of a constant that a layer draws is the same in every scenario, and the same
        as that of its prior.
        """
        constants = dict(self.constants)
        for layer in layers:
            steps: list[tuple[float, Value]] = list(layer.steps)
            if layer.distribution is not None:
                u = uniforms(self.seed, layer.place.key, self.members, self.first)
                steps = [(layer.start, single(layer.distribution.ppf(u)))]
            on_clock = [(self._clock(since), value) for since, value in steps]
            for element in _own(constants, self.constants, layer.place).covered(layer.place):
                element.lay(self._clock(layer.start), on_clock)
        return replace(self, constants=constants)

    def draws(self) -> dict[str, Array]:
        """Return what differs by member, as it stands at the end: ``name[element]`` to values."""
        drawn = {}
        for name, constant in self.constants.items():
            labels = _labels(constant.default)
            for label, element in zip(labels, constant.elements, strict=True):
                value = element.steps[-1][1]
                if isinstance(value, np.ndarray):
                    drawn[f"{name}[{label}]" if label else name] = value
        return drawn

    def fingerprint(self) -> str:
        """Return a hash of every number: draws may come from a file that nothing else names."""
        digest = hashlib.sha256()
        for name, constant in sorted(self.constants.items()):
            digest.update(name.encode())
            for element in constant.elements:
                for since, value in element.steps:
                    digest.update(np.float64(since).tobytes() + np.asarray(value).tobytes())
        return digest.hexdigest()

    def says(self, layers: Iterable[Layer]) -> bool:
        """Return whether `layers` would change nothing."""
        return all(
            (self.constants.get(name) or Constant(constant.default)).same(constant)
            for name, constant in self.laid(layers).constants.items()
        )

    def _clock(self, time: float) -> float:
        """Return -inf for a time that is not after the start of the run, else the time."""
        return time if time > self.initial else -math.inf


def _labels(default: xr.DataArray) -> list[str]:
    """Return the elements' labels in the order of the array, joined by commas."""
    axes = [[str(label) for label in default[dim].values] for dim in default.dims]
    return [",".join(labels) for labels in product(*axes)]


def _own(own: dict[str, Constant], shared: Mapping[str, Constant], place: Place) -> Constant:
    """Return the constant to lay over: a copy, where another ground has it too."""
    name = place.constant
    if name not in own:
        own[name] = Constant(place.default)
    elif name in shared and own[name] is shared[name]:
        own[name] = shared[name].copy()
    return own[name]


def _equal(one: Value, other: Value) -> bool:
    """Return whether two values are one draw, or equal numbers."""
    drawn = isinstance(one, np.ndarray) or isinstance(other, np.ndarray)
    return one is other if drawn else bool(one == other)
