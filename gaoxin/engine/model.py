"""A model that can be run: ``gaoxin.load(path)`` and :class:`Model`."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from gaoxin.engine.blocks import simulate
from gaoxin.engine.catalogue import table, units_and_limits
from gaoxin.engine.diagnose import diagnose
from gaoxin.engine.graph import Array, Node, reachable
from gaoxin.engine.interpret import evaluate, leaf_values
from gaoxin.engine.lower import Lowered, lower_model
from gaoxin.engine.names import canonical
from gaoxin.engine.parameters import Parameters, default, override
from gaoxin.engine.plan import Plan, make_plan
from gaoxin.engine.results import Store, dataset, failed_members
from gaoxin.engine.source import read_text
from gaoxin.engine.rules import RULES
from gaoxin.engine.subscripts import read_ranges
from gaoxin.engine.timing import Timing, make_timing
from gaoxin.engine.translate import translate
from gaoxin.engine.variables import CONTROLS, Variable, gather
from gaoxin.errors import ModelError, NonFinite, nearest

if TYPE_CHECKING:
    import pandas
    import xarray

FAILED_SHARE = 0.01
"""A run in which more members than this share are not finite is refused."""


def load(path: str | Path, data: Sequence[str | Path] = ()) -> Model:
    """Read a model file.

    Parameters
    ----------
    path : path
        A Vensim text file (``.mdl``).
    data : sequence of path
        Data files the model needs; none is supported yet.

    Raises
    ------
    ModelError
        The file cannot be read, or uses what is not supported; with file and line.
    """
    return Model(Path(path), data)


@dataclass(frozen=True)
class Prepared:
    """A run before it runs: the lowered model, the time grid and the parameters."""

    lowered: Lowered
    timing: Timing
    parameters: Parameters


class Model:
    """A model, lowered and ready to run for any number of members.

    Attributes
    ----------
    path : Path
    content_hash : str
        SHA-256 of the file.
    """

    def __init__(self, path: Path, data: Sequence[str | Path] = ()) -> None:
        if data:
            raise ModelError(
                "data files are not supported yet; write the data as lookups", path=path
            )
        if path.suffix.lower() != ".mdl":
            raise ModelError(
                f"'{path.suffix}' is not supported; give a Vensim .mdl file", path=path
            )
        try:
            content = path.read_bytes()
        except OSError as error:
            raise ModelError(f"cannot be read: {error.strerror}", path=path) from None
        self.path = path
        self.content_hash = hashlib.sha256(content).hexdigest()
        equations, ranges = translate(path, read_text(path, content))
        self._ranges = read_ranges(path, ranges)
        self._variables = gather(path, equations, self._ranges)
        self._lowered: dict[frozenset[str], Lowered] = {}
        self._model(frozenset())

    # -- what is in it -------------------------------------------------------------------------

    @cached_property
    def variables(self) -> pandas.DataFrame:
        """A row a variable: name, kind, unit, low, high, subscripts, comment, group, line."""
        return table(self._variables, self._ranges, self._model(frozenset()))

    def canonical(self, name: str) -> str:
        """Return the spelling under which a variable is looked up.

        Raises
        ------
        ModelError
            The model has no such variable; the nearest name is given.
        """
        key = canonical(name)
        if key not in self._variables:
            known = [v.name for v in self._variables.values()]
            raise ModelError(f"no variable '{name}'{nearest(name, known)}", path=self.path)
        return key

    def default(self, name: str) -> xarray.DataArray:
        """Return a constant's (or time control's) own value, with its subscripts' coordinates.

        Raises
        ------
        ModelError
            Unknown, or not a constant.
        """
        import xarray

        variable = self._variables[self.canonical(name)]
        values = (
            np.asarray(self._controls({})[variable.key])
            if variable.key in CONTROLS
            else default(self.path, variable)
        )
        spelling = self._ranges.spelling
        coords = {spelling[d.key]: [spelling[e] for e in d.elements] for d in variable.dims}
        about = units_and_limits(variable)
        return xarray.DataArray(
            values, coords=coords, dims=list(coords), name=variable.name, attrs=about
        )

    # -- running it ----------------------------------------------------------------------------

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
        workers: int | None = None,
        block: int | None = None,
    ) -> xarray.Dataset:
        """Run the model for all members at once.

        Parameters
        ----------
        overrides : mapping, optional
            Variable name to a number, an array over members, or a DataArray over any of
            ``member``, ``time`` and the variable's subscripts. Constants and variables that rest
            on no stock can be overridden.
        outputs : sequence of str, optional
            Variables to keep; all of them by default. What they do not need is not computed.
        members : int, optional
            Number of members; by default that of the overrides, else a single run.
        method : {"euler", "rk4"}
        initial_time, final_time, time_step, save_every : float, optional
            In the model's time unit; the model's own by default.
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
        prepared = self.prepare(
            overrides,
            members=members,
            method=method,
            initial_time=initial_time,
            final_time=final_time,
            time_step=time_step,
            save_every=save_every,
        )
        lowered, timing, parameters = prepared.lowered, prepared.timing, prepared.parameters
        keys = (
            [self._output(name) for name in outputs]
            if outputs is not None
            else list(lowered.values)
        )
        plan = make_plan(
            lowered, list(dict.fromkeys(keys)), parameters.varying(), parameters.constant
        )
        filled = simulate(plan, timing, parameters, workers=workers, block=block)
        failed, texts = self._check(lowered, plan, timing, parameters, filled, members)
        attributes = {
            "model": self.path.name,
            "model_hash": self.content_hash,
            "method": method,
            "time_step": timing.step,
            "failed": failed,
            "diagnosis": texts,
        }
        return dataset(self._variables, self._ranges, timing, filled, members, attributes)

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
    ) -> Prepared:
        """Check what a run is given and lay out its time grid and parameters.

        Parameters and errors are those of :meth:`run`.
        """
        given = {self.canonical(name): value for name, value in (overrides or {}).items()}
        controls = {
            "initial_time": initial_time,
            "final_time": final_time,
            "time_step": time_step,
            "saveper": save_every,
        }
        fixed = {k: v for k, v in controls.items() if v is not None}
        for key in [k for k in given if k in CONTROLS]:
            fixed.setdefault(key, self._scalar(key, given.pop(key)))
        lowered = self._model(self._freed(given))
        timing = self._timing(fixed, method)
        return Prepared(lowered, timing, self._parameters(given, timing, fixed, members))

    # -- parts ---------------------------------------------------------------------------------

    def _model(self, free: frozenset[str]) -> Lowered:
        if free not in self._lowered:
            constants = {
                k: default(self.path, v)[..., None]
                for k, v in self._variables.items()
                if v.is_constant
            }
            self._lowered[free] = lower_model(
                self.path, self._variables, self._ranges, constants, RULES, free
            )
        return self._lowered[free]

    def _output(self, name: str) -> str:
        key = self.canonical(name)
        if key not in self._model(frozenset()).values:
            raise ModelError(
                f"'{self._variables[key].name}' is a lookup, not a value", path=self.path
            )
        return key

    def _freed(self, given: Mapping[str, Any]) -> frozenset[str]:
        """Check what may be overridden; return the variables that lose their equation by it."""
        lowered = self._model(frozenset())
        freed = []
        for key in given:
            variable = self._variables[key]
            if key not in lowered.values:
                raise self._refused(variable, "is a lookup and cannot be overridden yet")
            if key in lowered.structural:
                raise self._refused(variable, "sets the order of a delay and cannot be overridden")
            if variable.is_constant:
                continue
            if any(node.op == "state" for node in reachable([lowered.values[key]])):
                raise self._refused(
                    variable,
                    "rests on stocks and cannot be overridden; override the constants in its "
                    "equation, or those of a stock's initial value",
                )
            freed.append(key)
        return frozenset(freed)

    def _refused(self, variable: Variable, why: str) -> ModelError:
        return ModelError(f"'{variable.name}' {why}", path=self.path, line=variable.line)

    def _scalar(self, key: str, value: Any) -> float:
        numbers = np.asarray(value, dtype=np.float64)
        if numbers.size != 1:
            raise self._refused(
                self._variables[key], "is the same for all members; give one number"
            )
        return float(numbers.ravel()[0])

    def _constants(self) -> dict[str, Array]:
        return {
            k: default(self.path, v)[..., None, None]
            for k, v in self._variables.items()
            if v.is_constant
        }

    def _controls(self, known: Mapping[str, float]) -> dict[str, float]:
        """Return the time controls, each from `known` or from its own equation."""
        lowered = self._model(frozenset())
        found = {k: float(v) for k, v in known.items()}
        params: dict[str, Array] = {k: v[..., 0] for k, v in self._constants().items()}
        params.update({k: np.array([v]) for k, v in found.items()})
        for _ in CONTROLS:
            for key, node in lowered.controls.items():
                if key not in found and (value := _number(node, params)) is not None:
                    found[key], params[key] = value, np.array([value])
        found.setdefault("saveper", found.get("time_step", np.nan))
        for key in CONTROLS:
            if key not in found:
                name = key.replace("_", " ").upper()
                raise ModelError(
                    f"'{name}' is missing or not a constant; write '{name} = number'",
                    path=self.path,
                )
        return found

    def _timing(self, fixed: Mapping[str, float], method: str) -> Timing:
        c = self._controls(fixed)
        return make_timing(c["initial_time"], c["final_time"], c["time_step"], c["saveper"], method)

    def _parameters(
        self,
        given: Mapping[str, Any],
        timing: Timing,
        fixed: Mapping[str, float],
        members: int | None,
    ) -> Parameters:
        values = self._constants()
        values.update({k: np.full((1, 1), v) for k, v in self._controls(fixed).items()})
        count = members
        for key, value in given.items():
            variable = self._variables[key]
            values[key] = override(self.path, variable, value, timing, self._ranges)
            own = values[key].shape[-1]
            if own > 1 and count is not None and own != count:
                raise self._refused(variable, f"has {own} values for {count} members")
            count = own if own > 1 else count
        if count is not None and count < 1:
            raise ModelError(f"members = {count}; write 1 or more", path=self.path)
        return Parameters(values, count or 1)

    def _check(
        self,
        lowered: Lowered,
        plan: Plan,
        timing: Timing,
        parameters: Parameters,
        filled: Mapping[str, Store],
        members: int | None,
    ) -> tuple[list[int], list[str]]:
        """Find members that are not finite, blank them and say why; refuse a run with too many."""
        failed = failed_members(filled, parameters.members)
        if not failed:
            return [], []
        values: dict[str, Node] = lowered.values
        texts = [
            diagnose(plan, timing, parameters, self._variables, values, m) for m in failed[:20]
        ]
        if members is None and parameters.members == 1:
            raise NonFinite(texts[0].removeprefix("member 0: "), path=self.path)
        if len(failed) > FAILED_SHARE * parameters.members:
            raise NonFinite(
                f"{len(failed)} of {parameters.members} members left the finite numbers; {texts[0]}",
                path=self.path,
            )
        texts += [f"member {m}: not examined" for m in failed[20:]]
        for store in filled.values():
            if store.by_member:
                store.values[..., failed] = np.nan
        return failed, texts


def _number(node: Node, params: Mapping[str, Array]) -> float | None:
    try:
        value = evaluate([node], leaf_values(params))[node.number]
    except KeyError:
        return None
    return float(value.ravel()[0])
