"""What a run is asked for, checked and laid out: its plan, its time grid, its parameters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from gaoxin.engine.contents import Contents
from gaoxin.engine.running.arguments import check_whole
from gaoxin.engine.running.plan import Plan, make_plan
from gaoxin.engine.running.prepare import Prepared, prepare
from gaoxin.engine.running.restart import Saved, recall, with_kept
from gaoxin.errors import ModelError

if TYPE_CHECKING:
    import xarray


@dataclass(frozen=True)
class Request:
    """The arguments of a run; see :meth:`gaoxin.engine.model.Model.run`.

    Attributes
    ----------
    controls : mapping of str to float or None
        Initial and final time, time step and saving interval, by canonical name.
    """

    overrides: Mapping[str, Any] | None
    members: int | None
    method: str
    controls: Mapping[str, float | None]
    initial_state: xarray.Dataset | None
    seed: int = 0


@dataclass(frozen=True)
class Laid:
    """A run that may begin.

    Attributes
    ----------
    attributes : dict
        What its results say of it.
    """

    prepared: Prepared
    plan: Plan
    attributes: dict[str, Any]

    def saved(self, model_hash: str, failed: Sequence[int]) -> Saved:
        """Return what another run needs to go on from this one."""
        p = self.prepared
        kept = p.parameters.copied()
        return Saved(model_hash, p.lowered, p.timing, kept, p.before, tuple(failed))

    @property
    def lost(self) -> tuple[int, ...]:
        """Members that had failed before the run began."""
        return self.prepared.before.failed if self.prepared.before is not None else ()


def checked(contents: Contents, request: Request) -> Prepared:
    """Check what a run is given.

    Raises
    ------
    ModelError
        Something does not fit.
    """
    state = request.initial_state
    before = None if state is None else recall(state, contents.content_hash)
    return prepare(
        contents,
        request.overrides or {},
        request.controls,
        request.members,
        request.method,
        before,
        request.seed,
    )


def lay_out(contents: Contents, request: Request, outputs: Sequence[str] | None) -> Laid:
    """Check what a run is given, and plan it.

    Parameters
    ----------
    outputs : sequence of str or None
        Variables to compute; None: all of them.

    Raises
    ------
    ModelError
        Something does not fit.
    """
    check_whole("seed", request.seed, least=0)
    if isinstance(outputs, str):
        raise ModelError(f'outputs is one text; write outputs=["{outputs}"]', path=contents.path)
    prepared = checked(contents, request)
    lowered, parameters = prepared.lowered, prepared.parameters
    keys = list(lowered.values) if outputs is None else [output(contents, n) for n in outputs]
    if prepared.before is not None:
        parameters = with_kept(prepared.before, lowered, keys, parameters)
        prepared = replace(prepared, parameters=parameters)
    plan = make_plan(lowered, list(dict.fromkeys(keys)), parameters.varying(), parameters.constant)
    attributes = {
        "model": contents.path.name,
        "model_hash": contents.content_hash,
        "method": request.method,
        "time_step": prepared.timing.step,
        "seed": int(request.seed),
    }
    return Laid(prepared, plan, attributes)


def output(contents: Contents, name: str) -> str:
    """Return the canonical name of a variable that has values.

    Raises
    ------
    ModelError
        No such variable (with the nearest), or a lookup.
    """
    key = contents.key(name)
    if key not in contents.program().values:
        raise contents.refused(contents.variables[key], "is a lookup, not a value")
    return key
