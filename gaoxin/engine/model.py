"""A model that can be run: ``gaoxin.load(path)`` and :class:`Model`."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from gaoxin.engine.arguments import check_whole
from gaoxin.engine.blocks import simulate
from gaoxin.engine.catalogue import table, units_and_limits
from gaoxin.engine.contents import read
from gaoxin.engine.diagnose import check
from gaoxin.engine.parameters import default
from gaoxin.engine.plan import make_plan
from gaoxin.engine.prepare import Prepared, prepare
from gaoxin.engine.restart import Saved, recall, remember, with_kept
from gaoxin.engine.results import dataset
from gaoxin.engine.series import default_table
from gaoxin.engine.variables import CONTROLS
from gaoxin.errors import ModelError

if TYPE_CHECKING:
    import pandas
    import xarray


def load(path: str | Path, data: Sequence[str | Path] = ()) -> Model:
    """Read a model file.

    Parameters
    ----------
    path : path
        A Vensim text file (``.mdl``).
    data : sequence of path
        Tables (``.csv``, ``.tab``) for data variables without an equation, as runs of another
        model: a column a variable, times in the first. The first that has a variable counts.

    Raises
    ------
    ModelError
        The file cannot be read, or uses what is not supported; with file and line.
    """
    if not isinstance(path, (str, os.PathLike)):
        raise ModelError(f"load({path!r}): write the path of a Vensim file, as 'model.mdl'")
    if isinstance(data, (str, os.PathLike)):
        raise ModelError(f"data is one path; write data=[{str(data)!r}]", path=path)
    return Model(Path(path), data)


class Model:
    """A model, lowered and ready to run for any number of members.

    Attributes
    ----------
    path : Path
    content_hash : str
        SHA-256 of the file, and of all that it was read with.
    """

    def __init__(self, path: Path, data: Sequence[str | Path] = ()) -> None:
        self._contents = read(path, data)
        self.path = path
        self.content_hash = self._contents.content_hash

    @cached_property
    def variables(self) -> pandas.DataFrame:
        """A row a variable: name, kind, unit, low, high, subscripts, comment, group, line."""
        return table(self._contents.variables, self._contents.ranges)

    def canonical(self, name: str) -> str:
        """Return the spelling under which a variable is looked up.

        Raises
        ------
        ModelError
            The model has no such variable; the nearest name is given.
        """
        return self._contents.key(name)

    def default(self, name: str) -> xarray.DataArray:
        """Return a constant's (or time control's, or lookup's) own value, with its subscripts.

        A lookup has one more dimension, ``x``, with the x of its points as coordinates.

        Raises
        ------
        ModelError
            Unknown, or none of these.
        """
        import xarray

        variable = self._contents.variables[self.canonical(name)]
        spelling = self._contents.ranges.spelling
        coords: dict[str, Any] = {
            spelling[d.key]: [spelling[e] for e in d.elements] for d in variable.dims
        }
        if variable.key in CONTROLS:
            values = np.asarray(self._contents.controls({})[variable.key])
        elif all(e.kind == "lookup" for e in variable.equations):
            coords["x"], values = default_table(self.path, variable)
        else:
            values = default(self.path, variable)
        return xarray.DataArray(
            values,
            coords=coords,
            dims=list(coords),
            name=variable.name,
            attrs=units_and_limits(variable),
        )

    def run(
        self,
        overrides: Mapping[str, Any] | None = None,
        *,
        outputs: Sequence[str] | None = None,
        members: int | None = None,
        method: str = "euler",
        initial_time: float | None = None,
        final_time: float | None = None,
        time_step: float | None = None,
        save_every: float | None = None,
        initial_state: xarray.Dataset | None = None,
        seed: int = 0,
        workers: int | None = None,
        block: int | None = None,
    ) -> xarray.Dataset:
        """Run the model for all members at once.

        Parameters
        ----------
        overrides : mapping, optional
            Variable name to a number, an array over members, or a DataArray over any of
            ``member``, ``time`` and the variable's subscripts. Constants and variables that rest
            on no stock can be overridden. So can lookups, by pairs (x, y) or by a DataArray over
            ``x`` (with coordinates) and any of the same, and initial values of stocks, by
            ``"INITIAL(stock)"``.
        outputs : sequence of str, optional
            Variables to keep; all of them by default. What they do not need is not computed.
        members : int, optional
            Number of members; by default that of the overrides, else a single run.
        method : {"euler", "rk4"}
        initial_time, final_time, time_step, save_every : float, optional
            In the model's time unit; the model's own by default.
        initial_state : xarray.Dataset, optional
            What an earlier run of this model returned: this run goes on from its last instant,
            with its states, initial values and the start of its time. The time step must be the
            same, and so must the members unless that run had one. The first restart from a
            Dataset runs its part once more; later ones do not. The Dataset must be that object
            itself: copies, selections and files hold no state.
            A step of "rk4" reads values at its end as well: an override that changes at the
            cut acts on the step before it only if the earlier run was given it too.
        seed : int, optional
            Drives the random functions, and is recorded in the result's attributes. A member's
            numbers follow from seed, variable, step and member alone; the seeds that stand in the
            equations change nothing.
        workers : int, optional
            Cores to use; all that are there by default. No bit of the result depends on it.
        block : int, optional
            Members a block; chosen by default. No bit of the result depends on it.

        Returns
        -------
        xarray.Dataset
            See :func:`gaoxin.engine.results.dataset`. Attributes ``failed`` and ``diagnosis`` tell
            of members with values that are not finite; they are NaN.

        Raises
        ------
        ModelError
            An unknown name, or an override that does not fit.
        NonFinite
            A single run, or more than 1 % of the members, left the finite numbers.
        """
        check_whole("seed", seed, least=0)
        if isinstance(outputs, str):
            raise ModelError(f'outputs is one text; write outputs=["{outputs}"]', path=self.path)
        prepared = self.prepare(
            overrides,
            members=members,
            method=method,
            initial_time=initial_time,
            final_time=final_time,
            time_step=time_step,
            save_every=save_every,
            initial_state=initial_state,
            seed=seed,
        )
        lowered, timing, parameters = prepared.lowered, prepared.timing, prepared.parameters
        keys = list(lowered.values) if outputs is None else [self._output(n) for n in outputs]
        if prepared.before is not None:
            parameters = with_kept(prepared.before, lowered, keys, parameters)
            prepared = replace(prepared, parameters=parameters)
        varying = parameters.varying()
        plan = make_plan(lowered, list(dict.fromkeys(keys)), varying, parameters.constant)
        filled = simulate(plan, timing, parameters, workers=workers, block=block)
        failed, texts = check(self._contents, prepared, plan, filled, alone=members is None)
        attributes = {
            "model": self.path.name,
            "model_hash": self.content_hash,
            "method": method,
            "time_step": timing.step,
            "seed": int(seed),
            "failed": failed,
            "diagnosis": texts,
        }
        runs = dataset(self._contents, timing, filled, members, attributes)
        remember(
            runs,
            Saved(self.content_hash, lowered, timing, parameters, prepared.before, tuple(failed)),
        )
        return runs

    def prepare(
        self,
        overrides: Mapping[str, Any] | None = None,
        *,
        members: int | None = None,
        method: str = "euler",
        initial_time: float | None = None,
        final_time: float | None = None,
        time_step: float | None = None,
        save_every: float | None = None,
        initial_state: xarray.Dataset | None = None,
        seed: int = 0,
    ) -> Prepared:
        """Check what a run is given, and lay out its time grid and parameters.

        Parameters and errors are those of :meth:`run`.
        """
        controls = {
            "initial_time": initial_time,
            "final_time": final_time,
            "time_step": time_step,
            "saveper": save_every,
        }
        before = None if initial_state is None else recall(initial_state, self.content_hash)
        return prepare(self._contents, overrides or {}, controls, members, method, before, seed)

    def _output(self, name: str) -> str:
        key = self.canonical(name)
        if key not in self._contents.program().values:
            variable = self._contents.variables[key]
            raise self._contents.refused(variable, "is a lookup, not a value")
        return key
