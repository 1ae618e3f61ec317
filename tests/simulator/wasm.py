"""A kernel run by wasmtime, an engine of its own: what a page does, in Python."""

from __future__ import annotations

import ctypes
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import wasmtime

from gaoxin.engine.running.parameters import Parameters
from gaoxin.engine.running.setup import Setup
from gaoxin.simulator.kernel.kernel import Kernel

Array = npt.NDArray[np.float64]


@cache
def engine() -> wasmtime.Engine:
    """Return the engine that compiles modules."""
    config = wasmtime.Config()
    config.cranelift_opt_level = "none"
    return wasmtime.Engine(config)


class Instance:
    """A module in memory.

    Parameters
    ----------
    text : bytes
    """

    def __init__(self, text: bytes) -> None:
        self.store = wasmtime.Store(engine())
        module = wasmtime.Module(engine(), text)
        instance = wasmtime.Instance(self.store, module, [])
        self.exports: Any = instance.exports(self.store)
        self.memory: Any = self.exports["memory"]

    def call(self, name: str, *values: int) -> None:
        """Call an exported function."""
        self.exports[name](self.store, *values)

    def room(self, first: int, size: int) -> None:
        """Make the memory reach so far."""
        short = first + size - self.memory.data_len(self.store)
        if short > 0:
            self.memory.grow(self.store, -(-short // 65536))

    def view(self, address: int, count: int, kind: Any = np.float64) -> npt.NDArray[Any]:
        """Return numbers in memory, until the memory grows."""
        size = np.dtype(kind).itemsize * count
        first = ctypes.addressof(self.memory.data_ptr(self.store).contents) + address
        buffer = (ctypes.c_uint8 * size).from_address(first)
        return np.frombuffer(buffer, dtype=kind, count=count)


def run(kernel: Kernel, setup: Setup, which: str = "simd") -> dict[str, Array]:
    """Run a kernel with the values of a setup.

    Parameters
    ----------
    kernel : Kernel
    setup : Setup
    which : {"simd", "plain"}

    Returns
    -------
    dict of canonical name to array, shape (saved instant or 1, element, member)
    """
    p, at = setup.parameters, kernel.map["modules"][which]
    instance = Instance(kernel.simd if which == "simd" else kernel.plain)
    lanes, members = at["lanes"], p.members
    pitch = 8 * (-(-members // lanes) * lanes)
    saved, rows = len(kernel.map["saved"]), kernel.map["rows"]
    columns = _columns(kernel, setup)
    place = {"columns": at["heap"]}
    place["steady"] = place["columns"] + pitch * len(columns)
    place["results"] = place["steady"] + pitch * kernel.map["steady"]
    instance.room(place["results"], pitch * saved * rows)
    _share(instance, at, kernel, setup)
    for i, column in enumerate(columns):
        instance.view(place["columns"] + i * pitch, members)[:] = column
    addresses = place["columns"] + pitch * np.arange(len(columns), dtype=np.int32)
    begin = len(kernel.map["begin"])
    instance.view(at["begin_inputs"], begin, np.int32)[:] = addresses[:begin]
    instance.view(at["step_inputs"], len(columns) - begin, np.int32)[:] = addresses[begin:]
    groups = pitch // 8 // lanes
    for first in range(0, groups, at["tile"]):
        count = min(at["tile"], groups - first)
        member = 8 * lanes * first
        instance.call("begin", member, count, place["steady"], pitch)
        half = kernel.map["steps"] // 2 + 1  # as if it went on from there
        instance.call("steps", member, count, 0, half, place["results"], pitch)
        instance.call("steps", member, count, half, kernel.map["steps"], place["results"], pitch)
    found: dict[str, Array] = {}
    results = instance.view(place["results"], saved * rows * pitch // 8)
    results = results.reshape(saved, rows, pitch // 8)[..., :members]
    steady = instance.view(place["steady"], kernel.map["steady"] * pitch // 8)
    steady = steady.reshape(1, kernel.map["steady"], pitch // 8)[..., :members]
    instants = len(setup.timing.instants)
    times = instance.view(at["times"], instants * at["times_size"] // 8)
    times = times.reshape(instants, at["times_size"] // 8, 1)
    times = times[[setup.timing.instant(step) for step in setup.timing.saved]]
    for key, one in kernel.map["outputs"].items():
        if one["kind"] == "fixed":
            found[key] = np.array(one["value"], dtype=np.float64)[None, :, None]
            continue
        space = {"saved": results, "member": steady, "times": times}[one["kind"]]
        found[key] = np.array(space[:, one["row"] : one["row"] + one["size"]])
    return found


def _columns(kernel: Kernel, setup: Setup) -> list[Array]:
    """Return the columns of what `begin` reads, then those of each instant."""
    p = setup.parameters
    found = [_element(p, c, 0) for c in kernel.map["begin"]]
    for instant in range(len(setup.timing.instants)):
        found += [_element(p, c, instant) for c in kernel.map["path"]]
    return found


def _element(p: Parameters, column: dict[str, Any], instant: int) -> Array:
    values = p.values[column["name"]]
    whole = values[..., instant if values.shape[-2] > 1 else 0, :]
    flat: Array = whole.reshape(-1, whole.shape[-1])[column["element"]]
    return flat


def _share(instance: Instance, at: dict[str, int], kernel: Kernel, setup: Setup) -> None:
    """Fill what the given rows hold at all instants, and compute what members share."""
    p, instants = setup.parameters, setup.timing.instants
    rows: list[Array] = [instants]
    for row in kernel.map["given"]:
        if "values" in row:
            rows.append(np.array(row["values"]))
            continue
        values = p.values[row["name"]][..., 0]
        flat = values.reshape(-1, values.shape[-1])[row["element"]]
        rows.append(flat[:1] if row["initial"] else flat)
    width = at["given_size"] // 8
    table = instance.view(at["given_at"], width * len(rows)).reshape(len(rows), width)
    for own, values in zip(table, rows, strict=True):
        own[:] = values[-1]
        own[: len(values)] = values
        if len(values) == 1:
            own[:] = values[0]
    instance.call("times")
