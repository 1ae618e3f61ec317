"""Which engine computes a run: compiled code where it can, else NumPy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from gaoxin.engine.compiled.engine import compiled_engine
from gaoxin.engine.compiled.kept import kept_plan
from gaoxin.engine.compiled.trial import check_machine
from gaoxin.engine.compiled.uncovered import NotCovered
from gaoxin.engine.contents import Contents
from gaoxin.engine.running.blocks import Engine, tape
from gaoxin.engine.running.request import Request
from gaoxin.engine.running.run import Run, plan_run, planned
from gaoxin.errors import ModelError, nearest

BACKENDS = ("numpy", "compiled")


def engine_of(
    contents: Contents,
    request: Request,
    outputs: Sequence[str] | None,
    backend: str | None,
    *,
    workers: int | None = None,
    block: int | None = None,
) -> tuple[Run, Engine]:
    """Plan a run, and choose what computes it.

    Parameters
    ----------
    contents : Contents
    request : Request
    outputs : sequence of str or None
        Variables to compute; None: all of them.
    backend : {None, "numpy", "compiled"}
        None: compiled code where it can be had.
    workers, block : int, optional

    Returns
    -------
    run : Run
        Its attributes say which engine it is, and why not the compiled one.
    engine : Engine

    Raises
    ------
    ModelError
        Something does not fit, or "compiled" is asked for and cannot be.
    """
    if backend is not None and (not isinstance(backend, str) or backend not in BACKENDS):
        known = " or ".join(f"'{name}'" for name in BACKENDS)
        near = nearest(str(backend), list(BACKENDS))
        raise ModelError(f"backend '{backend}' is unknown{near}; write {known}, or leave it out")
    why = ""
    if backend != "numpy":
        try:
            check_machine()
            run = plan_run(contents, request, outputs, partial(kept_plan, contents.kept))
        except NotCovered as reason:
            why, run = str(reason), plan_run(contents, request, outputs)
        else:
            try:
                engine = compiled_engine(
                    contents.kept, run, workers=workers, block=block, asked=backend is not None
                )
                return _told(run, "compiled"), engine
            except NotCovered as reason:
                why, setup = str(reason), run.setup
                plan = planned(setup.lowered, list(run.plan.outputs), setup.parameters)
                run = replace(run, plan=plan)
        if backend == "compiled":
            raise ModelError(
                f"the compiled step does not cover this run: {why}; leave backend out, and NumPy "
                "computes it",
                path=contents.path,
            )
    else:
        run = plan_run(contents, request, outputs)
    setup = run.setup
    engine = tape(run.plan, setup.timing, setup.parameters, workers=workers, block=block)
    return _told(run, "numpy", why), engine


def _told(run: Run, backend: str, why: str = "") -> Run:
    about = {"backend": backend} | ({"backend_reason": why} if why else {})
    return replace(run, attributes=run.attributes | about)
