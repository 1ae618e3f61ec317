"""What a run takes from outside: constants with their defaults, and overrides of any shape."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from gaoxin.engine.reading.subscripts import Dim, Ranges
from gaoxin.engine.reading.variables import Variable, default
from gaoxin.engine.running.plan import MEMBER, NOISE, TIME
from gaoxin.engine.running.timing import Timing
from gaoxin.engine.values.graph import Array, Node
from gaoxin.engine.values.philox import uniforms
from gaoxin.errors import ModelError
from gaoxin.names import canonical

Members = slice | npt.NDArray[np.intp]
"""Some members of a run: a block that is computed together, or members picked one by one."""


def count(members: Members) -> int:
    """Return how many members a choice of them has."""
    return members.stop - members.start if isinstance(members, slice) else len(members)


@dataclass(frozen=True)
class Parameters:
    """Values of parameters, each of shape ``(*subscripts, instants or 1, members or 1)``.

    Attributes
    ----------
    seed : int
        Drives the random functions.
    first : int
        The first member's number, to which its random numbers belong. Elsewhere members are
        counted from 0 on.
    """

    values: Mapping[str, Array]
    members: int
    seed: int = 0
    first: int = 0

    def copied(self) -> Parameters:
        """Return the same values in memory of their own, which no caller changes."""
        return replace(self, values={key: _copied(v) for key, v in self.values.items()})

    def varying(self) -> dict[str, int]:
        """Return what each parameter varies over (MEMBER, TIME), where it does."""
        found = {NOISE: MEMBER if self.members > 1 else 0}
        for key, values in self.values.items():
            rate = (TIME if values.shape[-2] > 1 else 0) | (MEMBER if values.shape[-1] > 1 else 0)
            if rate:
                found[key] = rate
        return found

    def constant(self, node: Node) -> npt.NDArray[Any]:
        """Leaf of the program of constants: width 1."""
        if node.op == "random":
            return self.random(node, 0, slice(0, 1))
        return self._values(node)[..., 0, :]

    def over_time(self, instants: Array) -> Callable[[Node], npt.NDArray[Any]]:
        """Leaf of the program of times: width = number of instants, or 1."""

        def read(node: Node) -> npt.NDArray[Any]:
            return instants if node.op == "time" else self._values(node)[..., :, 0]

        return read

    def at(self, node: Node, instant: int, members: Members) -> npt.NDArray[Any]:
        """Return a parameter at one instant, for a block of members: width = members, or 1."""
        if node.op == "random":
            return self.random(node, 0, members)
        values = self._values(node)
        of_time = values[..., instant if values.shape[-2] > 1 and not _at_start(node) else 0, :]
        return of_time[..., members] if values.shape[-1] > 1 else of_time

    def random(self, node: Node, step: int, members: Members) -> Array:
        """Return a random number for each element and member of a block, at one step.

        Those of the start are those of the first step. A single run is the first member.
        """
        if not isinstance(members, slice):
            each = [self.random(node, step, slice(m, m + 1)) for m in members.tolist()]
            return np.concatenate(each, axis=-1)
        block = members if self.members > 1 else slice(0, 1)
        own = slice(block.start + self.first, block.stop + self.first)
        drawn = uniforms(self.seed, node.data.name, step, int(np.prod(node.shape)), own)
        return drawn.reshape((*node.shape, -1))

    def _values(self, node: Node) -> Array:
        if node.op != "param":
            raise KeyError(node.op)
        return self.values[node.data.name]


def _copied(values: Array) -> Array:
    """Copy an array; what it repeats along an axis stays one."""
    once = tuple(slice(None) if step else slice(0, 1) for step in values.strides)
    return np.broadcast_to(values[once].copy(), values.shape)


def _at_start(node: Node) -> bool:
    return node.op == "param" and bool(node.data.initial)


def override(path: Path, variable: Variable, value: Any, timing: Timing, ranges: Ranges) -> Array:
    """Bring an override into shape.

    Parameters
    ----------
    value : float, array over members, or xarray.DataArray
        A DataArray may run over any of ``member``, ``time`` and the variable's subscripts. Over
        time it holds from each instant on, or is linear between when ``attrs["interpolate"]``.

    Returns
    -------
    array
        Shape ``(*subscripts, instants or 1, members or 1)``.

    Raises
    ------
    ModelError
        Unknown dimension or element, wrong length, or a value that is not finite.
    """
    dims = getattr(value, "dims", None)
    if dims is None:
        plain = _numbers(path, variable, value)
        if plain.ndim > 1:
            raise _wrong(
                path,
                variable,
                f"has shape {plain.shape}; give a number, one number a member, or a DataArray "
                "with named dimensions",
            )
        spread = plain.reshape((1,) * len(variable.shape) + (1, plain.size))
        return np.broadcast_to(spread, (*variable.shape, 1, plain.size))
    return _labelled(path, variable, value, timing, ranges)


def table_points(path: Path, variable: Variable, value: Any) -> int:
    """Return how many points an override of a lookup has; a number alone is a table of one."""
    if "x" in getattr(value, "dims", ()):
        return int(value.sizes["x"])
    if not hasattr(value, "dims"):
        plain = _numbers(path, variable, value)
        if plain.ndim == 2 and plain.shape[1] == 2:
            return len(plain)
    return 1


def override_table(
    path: Path, variable: Variable, value: Any, timing: Timing, ranges: Ranges
) -> tuple[Array, Array]:
    """Bring an override of a lookup into shape.

    Parameters
    ----------
    value : pairs of numbers, DataArray, number or array over members
        Points (x, y); or y over a dimension ``x`` with coordinates and any of ``member``,
        ``time`` and the lookup's subscripts; or what the lookup gives for every x.

    Returns
    -------
    x : array, shape (points,)
    y : array, shape (*subscripts, points, instants or 1, members or 1)

    Raises
    ------
    ModelError
    """
    if "x" in getattr(value, "dims", ()):
        if "x" not in value.coords:
            raise _wrong(path, variable, "has a dimension 'x' without coordinates; add them")
        x = _numbers(path, variable, value.coords["x"].values)
        rows = [
            override(path, variable, value.isel(x=i, drop=True), timing, ranges)
            for i in range(len(x))
        ]
    else:
        plain = None if hasattr(value, "dims") else _numbers(path, variable, value)
        if plain is not None and plain.ndim == 2 and plain.shape[1] == 2:
            x, rows = (
                plain[:, 0],
                [override(path, variable, y, timing, ranges) for y in plain[:, 1]],
            )
        else:
            x, rows = np.zeros(1), [override(path, variable, value, timing, ranges)]
    order = np.argsort(x, kind="stable")
    if (np.diff(x[order]) == 0).any():
        raise _wrong(path, variable, "has two points at one x")
    y = np.stack(np.broadcast_arrays(*(rows[i] for i in order)), axis=-3)
    return x[order], y


def _numbers(path: Path, variable: Variable, value: Any) -> Array:
    try:
        numbers = np.asarray(value, dtype=np.float64)  # the caller's own: there may be many
    except (TypeError, ValueError):
        raise _wrong(path, variable, f"is {value!r}, not a number") from None
    if numbers.size == 0 or not np.isfinite(numbers).all():
        raise _wrong(path, variable, "is empty or holds NaN or infinity; give finite numbers")
    return numbers


def _wrong(path: Path, variable: Variable, what: str) -> ModelError:
    return ModelError(f"override of '{variable.name}' {what}", path=path, line=variable.line)


def _labelled(path: Path, variable: Variable, value: Any, timing: Timing, ranges: Ranges) -> Array:
    names = [str(d) for d in value.dims]
    own = {d.key: d for d in variable.dims}
    for name in names:
        if name not in {"member", "time"} and canonical(name) not in own:
            known = ["member", "time", *(ranges.spelling[k] for k in own)]
            raise _wrong(path, variable, f"runs over '{name}'; it may run over {known}")
    numbers = _numbers(path, variable, value.values)
    order = [_axis(names, d.key) for d in variable.dims] + [
        _axis(names, "time", exact=True),
        _axis(names, "member", exact=True),
    ]
    present = [a for a in order if a is not None]
    numbers = numbers.transpose(present)
    numbers = numbers.reshape([1 if a is None else value.shape[a] for a in order])
    for position, dim in enumerate(variable.dims):
        axis = order[position]
        if axis is not None:
            labels, length = _labels(value, names[axis]), numbers.shape[position]
            places = _order(path, variable, dim, labels, length)
            if places != list(range(length)):
                numbers = numbers.take(places, position)
    if order[-2] is not None:
        numbers = _along_time(path, variable, numbers, value, timing)
    return np.broadcast_to(numbers, (*variable.shape, *numbers.shape[-2:]))


def _axis(names: Sequence[str], key: str, exact: bool = False) -> int | None:
    for i, name in enumerate(names):
        if (name if exact else canonical(name)) == key:
            return i
    return None


def _labels(value: Any, name: str) -> list[str] | None:
    return [canonical(str(v)) for v in value.coords[name].values] if name in value.coords else None


def _order(
    path: Path, variable: Variable, dim: Dim, labels: list[str] | None, length: int
) -> list[int]:
    if labels is None:
        if length != len(dim.elements):
            raise _wrong(path, variable, f"has {length} elements, not {len(dim.elements)}")
        return list(range(length))
    if sorted(labels) != sorted(dim.elements):
        odd = sorted(set(labels) ^ set(dim.elements))
        raise _wrong(path, variable, f"must have each element of '{dim.key}' once; see {odd[:5]}")
    return [labels.index(e) for e in dim.elements]


def _along_time(
    path: Path, variable: Variable, numbers: Array, value: Any, timing: Timing
) -> Array:
    if "time" not in value.coords:
        raise _wrong(path, variable, "runs over time without a 'time' coordinate; add one")
    given = np.asarray(value.coords["time"].values)
    if given.dtype.kind not in "iuf":
        raise _wrong(
            path,
            variable,
            f"has a 'time' coordinate of {given.dtype}; write numbers in the model's time unit, "
            f"as {timing.start:g}",
        )
    times = given.astype(np.float64)
    if not np.isfinite(times).all() or (np.diff(times) <= 0).any():
        raise _wrong(path, variable, "needs finite times in ascending order")
    instants = timing.instants
    tolerance = 1e-6 * timing.step
    if value.attrs.get("interpolate"):
        return _linear(numbers, times, instants)
    held = np.searchsorted(times, instants + tolerance, side="right") - 1
    picked = numbers.take(np.maximum(held, 0), axis=-2)
    early = held < 0
    if early.any() and (variable.is_constant or early[timing.instant(timing.begin)]):
        if not variable.is_constant:
            raise _wrong(path, variable, f"begins at {times[0]:g}, after the start of the run")
        own = np.broadcast_to(default(path, variable)[..., None, None], picked.shape)
        picked[..., early, :] = own[..., early, :]
    return picked


def _linear(numbers: Array, times: Array, instants: Array) -> Array:
    after = np.clip(np.searchsorted(times, instants), 1, max(1, len(times) - 1))
    if len(times) == 1:
        return numbers.take(np.zeros(len(instants), dtype=int), axis=-2)
    share = np.clip((instants - times[after - 1]) / (times[after] - times[after - 1]), 0.0, 1.0)
    low, high = numbers.take(after - 1, axis=-2), numbers.take(after, axis=-2)
    return low + (high - low) * share[:, None]
