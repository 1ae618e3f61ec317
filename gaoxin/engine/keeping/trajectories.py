"""The values of a run, all of them: simulated, checked, and wrapped as a Dataset."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from gaoxin.engine.cluster.divided import engine_for
from gaoxin.engine.contents import Contents
from gaoxin.engine.keeping.diagnose import account, check
from gaoxin.engine.keeping.results import dataset
from gaoxin.engine.keeping.streams import promised, stream
from gaoxin.engine.running.blocks import Division
from gaoxin.engine.running.memory import (
    FEWER,
    check_room,
    labels_size,
    outputs_size,
    told,
    working_size,
)
from gaoxin.engine.running.request import Request
from gaoxin.engine.running.restart import remember
from gaoxin.engine.running.run import Run
from gaoxin.engine.running.stores import Store

if TYPE_CHECKING:
    import xarray


def trajectories(
    contents: Contents,
    request: Request,
    outputs: Sequence[str] | None,
    *,
    backend: str | None = None,
    workers: int | None = None,
    block: int | None = None,
    on_disk: bool = False,
) -> xarray.Dataset:
    """Run a model; see :meth:`gaoxin.engine.model.Model.run`.

    Parameters
    ----------
    contents : Contents
    request : Request
    outputs : sequence of str or None
        Variables to keep; None: all of them.
    backend : {None, "numpy", "compiled"}
    workers, block : int, optional
    on_disk : bool
        Whether what fills much memory goes to a file.

    Returns
    -------
    xarray.Dataset

    Raises
    ------
    ModelError, NonFinite
    """
    run, engine = engine_for(contents, request, outputs, backend, workers=workers, block=block)
    _check_room(run, engine.division, on_disk=on_disk)
    filled: Mapping[str, Store]
    if on_disk:
        every = {key: range(len(engine.timing.saved)) for key in run.plan.outputs}
        streamed = stream(engine, every, run.lost)
        failed = list(streamed.failed)
        texts = account(contents, run, failed, alone=request.alone)
        filled = promised(streamed)
    else:
        filled = engine.simulate()
        failed, texts = check(contents, run, filled, alone=request.alone)
    runs = dataset(
        contents,
        engine.timing.saved_times,
        filled,
        request.members,
        run.told(failed, texts),
        first=engine.parameters.first,
    )
    if not on_disk:
        remember(runs, run.state(contents.content_hash, failed))
    return runs


def _check_room(run: Run, parts: Division, *, on_disk: bool) -> None:
    """Refuse a run whose values fit no memory, before any of it is asked for."""
    plan, timing, members = run.plan, run.setup.timing, run.setup.parameters.members
    size = labels_size(members) + working_size(plan, timing, parts, streamed=on_disk)
    remedy = f"{FEWER}, or keep bands with Model.reduce"
    if not on_disk:
        size += outputs_size(plan, timing, members)
        remedy += ", or the values in a file with on_disk=True"
    check_room(size, told(plan, timing, members), remedy)
