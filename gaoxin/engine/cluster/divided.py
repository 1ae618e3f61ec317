"""The engine that sends pieces of a run to a pool, and puts together what comes back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np

from gaoxin.engine.cluster.pieces import (
    PackedModel,
    RunCommon,
    common_of,
    joined,
    packed,
    parted,
    piece,
)
from gaoxin.engine.compiled.choose import engine_of
from gaoxin.engine.contents import Contents
from gaoxin.engine.running.blocks import Division, Engine, divide
from gaoxin.engine.running.pool import Pool, WorkLost, current
from gaoxin.engine.running.request import Request
from gaoxin.engine.running.run import Run
from gaoxin.engine.running.stores import Store
from gaoxin.engine.running.workers import BlockWork, on_threads
from gaoxin.engine.values.graph import Array

LEAST = 2048
"""Members from which on sending pieces is worth it."""

PIECE = 16 * 2**20
"""Bytes of a piece's values at most, in or out."""

AHEAD = 2
"""Pieces a core that are under way: one computed, one on its way."""


def engine_for(
    contents: Contents,
    request: Request,
    outputs: Sequence[str] | None,
    backend: str | None,
    *,
    workers: int | None = None,
    block: int | None = None,
) -> tuple[Run, Engine]:
    """Plan a run, and choose what computes it: the pool that is in use, or this process.

    Parameters are those of :func:`gaoxin.engine.compiled.choose.engine_of`. A run that goes on
    from another, and one of few members, are computed here.

    Parameters
    ----------
    contents : Contents
    request : Request
    outputs : sequence of str or None
    backend : {None, "numpy", "compiled"}
    workers, block : int, optional

    Returns
    -------
    run : Run
    engine : Engine

    Raises
    ------
    ModelError
        Something does not fit.
    """
    run, engine = engine_of(contents, request, outputs, backend, workers=workers, block=block)
    pool, parts = current(), engine.division
    if pool is None or run.setup.before is not None or parts.members < LEAST:
        return run, engine
    return run, divided(contents, run, engine, pool, block)


def divided(contents: Contents, run: Run, engine: Engine, pool: Pool, block: int | None) -> Engine:
    """Return an engine that computes in a pool what another would compute here.

    Parameters
    ----------
    contents : Contents
    run : Run
    engine : Engine
        Of the same run.
    pool : Pool
    block : int or None
        Members a piece; None: chosen here.

    Returns
    -------
    Engine
    """
    model = packed(contents)
    common, own = common_of(contents, run)
    handle = pool.share(model.data, model.key)
    compute = partial(_computed, pool, model, handle, common)
    members = run.setup.parameters.members
    each = _bytes(engine, own) / members
    width = block or max(256, min(int(PIECE / max(each, 1.0)), -(-members // (4 * pool.cores))))
    width, starts = divide(members, min(width, members), 1)
    threads = min(len(starts), AHEAD * pool.cores)

    def blocks(filled: Mapping[str, Store]) -> _RemoteBlocks:
        return _RemoteBlocks(compute, own, filled, width, run.setup.parameters.first)

    def share_out(work: BlockWork, starts: Sequence[int], count: int) -> None:
        try:
            on_threads(work, starts, count)
        except BaseException:
            pool.cancel()
            raise

    parts = Division(members, width, starts, threads)
    return replace(engine, division=parts, blocks=blocks, share_out=share_out, room=np.empty)


Compute = Callable[[int, int, dict[str, Array]], dict[str, Array]]
"""The first member's number, how many, and their parameters to their outputs."""


@dataclass
class _RemoteBlocks:
    """Has blocks of members computed elsewhere, one after another."""

    compute: Compute
    own: Mapping[str, Array]
    filled: Mapping[str, Store]
    width: int
    first: int

    def run(self, start: int, at: int | None = None) -> None:
        """Run the members from `start` on, and write their outputs from `at` on."""
        end, place = start + self.width, start if at is None else at
        own = {name: values[..., start:end] for name, values in self.own.items()}
        found = self.compute(self.first + start, self.width, own)
        for key, store in self.filled.items():
            if store.by_member:
                store.values[..., place : place + self.width] = found[key]
            else:
                store.values[...] = found[key]


def _computed(
    pool: Pool,
    model: PackedModel,
    handle: Any,
    common: RunCommon,
    first: int,
    members: int,
    own: dict[str, Array],
) -> dict[str, Array]:
    """Have a piece computed in the pool; here, where all who tried have died."""
    sent = (model.key, common, first, members, *joined(own))
    try:
        return parted(*pool.call(piece, handle, *sent))
    except WorkLost:
        return parted(*piece(model.data, *sent))


def _bytes(engine: Engine, own: Mapping[str, Array]) -> float:
    """Return the bytes of all members' outputs, or of their parameters where these are more."""
    times = len(engine.timing.saved)
    numbers = sum(int(np.prod(node.shape)) for node in engine.plan.outputs.values()) * times
    given = sum(values.nbytes for values in own.values())
    return float(max(8 * numbers * engine.parameters.members, given))
