"""What a model file holds, read once: equations, ranges, and the model as values."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from gaoxin.engine.lowering.lower import Free
from gaoxin.engine.lowering.program import Lowered, lower_model
from gaoxin.engine.reading.data.datafiles import DataTable, read_tables
from gaoxin.engine.reading.data.derived import with_derived
from gaoxin.engine.reading.data.externals import read_externals, read_range
from gaoxin.engine.reading.data.series import stand_ins, undefined, with_data
from gaoxin.engine.reading.data.sheets import Sheets
from gaoxin.engine.reading.equations import Macro
from gaoxin.engine.reading.source import MAX_BYTES, read_text
from gaoxin.engine.reading.subscripts import Ranges, read_ranges
from gaoxin.engine.reading.substance import substance
from gaoxin.engine.reading.unknown import unknown_names
from gaoxin.engine.reading.unreadable import Unreadable, each, together, told
from gaoxin.engine.reading.variables import CONTROLS, Variable, default, gather
from gaoxin.engine.reading.vensim.translate import translate
from gaoxin.engine.reading.xmile.translate import translate_xmile
from gaoxin.engine.values.graph import Array, Node, reachable
from gaoxin.engine.values.interpret import evaluate, leaf_values, value_of
from gaoxin.errors import ModelError, nearest
from gaoxin.files import read_bytes
from gaoxin.names import canonical

KINDS = frozenset({".mdl", ".xmile", ".stmx", ".xml"})
"""Model files, by the end of their name."""

MAX_STEPS = 10_000_000
"""Steps of a run."""

NOTHING = Free()
"""Nothing is taken from outside."""


@dataclass(frozen=True)
class Contents:
    """A model file, read.

    Attributes
    ----------
    content_hash : str
        SHA-256 of what the file says, and of all that it was read with.
    files : dict of str to str
        SHA-256 of each file of the model's folder that it gets numbers from.
    asked : tuple of str
        What the model calls them.
    programs : dict
        The lowered model, for each set of equations that are lost to an override.
    equivalences : tuple of tuple of str
        Units that the file calls the same.
    method : {"euler", "rk2", "rk4"}
        How the file's settings integrate.
    notes : tuple of str
        What of the file was read and set aside.
    given : tuple of str
        Canonical names that the given tables of data hold.
    kept : dict
        What runs keep for the next one of their shape.
    """

    path: Path
    content_hash: str
    variables: dict[str, Variable]
    ranges: Ranges
    macros: dict[str, Macro] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    asked: tuple[str, ...] = ()
    programs: dict[Free, Lowered] = field(default_factory=dict)
    equivalences: tuple[tuple[str, ...], ...] = ()
    method: str = "euler"
    notes: tuple[str, ...] = ()
    given: tuple[str, ...] = ()
    kept: dict[Any, Any] = field(default_factory=dict, compare=False)

    def key(self, name: str) -> str:
        """Return the canonical spelling of a variable's name, or raise naming the nearest."""
        if not isinstance(name, str):
            raise ModelError(f"{name!r} is not a variable's name; write it as text", path=self.path)
        key = canonical(name)
        if key not in self.variables:
            raise ModelError(f"no variable '{name}'{self._instead(name)}", path=self.path)
        return key

    def _instead(self, name: str) -> str:
        """Say what to write for a name that no variable has."""
        whole = self.variables.get(canonical(name.partition("[")[0]))
        if whole is not None and "[" in name:
            return (
                f"; write '{whole.name}' for all its elements together, as with a pandas.Series "
                f"by element; a pandas.DataFrame of members may have a column '{name}'"
            )
        return nearest(name, [v.name for v in self.variables.values()])

    def program(self, free: Free = NOTHING) -> Lowered:
        """Return the lowered model in which what is `free` comes from outside."""
        if free not in self.programs:
            constants = self.constants()
            self.programs[free] = lower_model(
                self.path, self.variables, self.ranges, constants, free, self.macros
            )
        return self.programs[free]

    def constants(self) -> dict[str, Array]:
        """Return the model's constants, each in the shape of its subscripts; not to be changed."""
        if "constants" not in self.kept:
            own = {k: default(self.path, v) for k, v in self.variables.items() if v.is_constant}
            for values in own.values():
                values.flags.writeable = False
            self.kept["constants"] = own
        return dict(self.kept["constants"])

    def held_constants(self) -> dict[str, Array]:
        """Return the constants as a run holds them: an axis of instants and one of members last."""
        if "held" not in self.kept:
            self.kept["held"] = {k: v[..., None, None] for k, v in self.constants().items()}
        return dict(self.kept["held"])

    def data_without_file(self) -> dict[str, Variable]:
        """Return the data variables that no file was given for."""
        if "missing" not in self.kept:
            self.kept["missing"] = {k: v for k, v in self.variables.items() if v.is_missing}
        found: dict[str, Variable] = self.kept["missing"]
        return found

    def controls(self, known: Mapping[str, float]) -> dict[str, float]:
        """Return the time controls, each from `known` or from its own equation.

        Raises
        ------
        ModelError
            One is missing, or changes during the run.
        """
        key = ("controls", *sorted((k, float(v)) for k, v in known.items()))
        if key not in self.kept:
            self.kept[key] = self._controls(known)
        return dict(self.kept[key])

    def _controls(self, known: Mapping[str, float]) -> dict[str, float]:
        program = self.program()
        found = {k: float(v) for k, v in known.items()}
        params = self.constants()
        params.update({k: np.array(v) for k, v in found.items()})
        for _ in CONTROLS:  # one may be given by another, in any order
            for key, node in program.controls.items():
                if key not in found and (value := _number(node, params)) is not None:
                    found[key], params[key] = value, np.array(value)
        if "time_step" in found:
            found.setdefault("saveper", found["time_step"])
        if (
            self.ends_by_time
            and "final_time" not in found
            and {"initial_time", "time_step"} <= set(found)
        ):
            found["final_time"] = last_time(
                program.controls["final_time"], params, found["initial_time"], found["time_step"]
            )
        for key in CONTROLS:
            if key not in found:
                raise self._no_control(key)
        return found

    @property
    def ends_by_time(self) -> bool:
        """Whether FINAL TIME changes during the run, and by time alone."""
        node = self.program().controls.get("final_time")
        used = {n.op for n in reachable([node])} if node is not None else set()
        return "time" in used and "state" not in used

    def _no_control(self, key: str) -> ModelError:
        name = key.replace("_", " ").upper()
        if key not in self.variables:
            return ModelError(f"'{name}' is missing; write '{name} = number'", path=self.path)
        return self.refused(
            self.variables[key],
            f"changes during the run; write '{name} = number' (only FINAL TIME may depend on Time)",
        )

    def without_data(self, variables: Sequence[Variable]) -> ModelError:
        """Return an error about data variables that no file is given for, or none that has them."""
        first, *others = variables
        if self.given:
            what = (
                f"is in none of the files of data that are given{nearest(first.name, self.given)}"
            )
        else:
            what = "is data without a file"
        more = f"; so are {len(others)} more, as '{others[0].name}'" if others else ""
        remedy = "; write gaoxin.load(path, data=[file]), or override it"
        return self.refused(first, f"{what}{remedy}{more}")

    def refused(self, variable: Variable, why: str) -> ModelError:
        """Return an error about a variable, at its line."""
        return ModelError(f"'{variable.name}' {why}", path=self.path, line=variable.line)


def content_of(path: Path) -> bytes:
    """Return the bytes of a model file.

    Raises
    ------
    ModelError
        It is of another kind, or cannot be read.
    """
    if path.suffix.lower() not in KINDS:
        raise ModelError(
            f"'{path.suffix}' is not supported; give a Vensim .mdl file or an .xmile or .stmx",
            path=path,
        )
    try:
        return read_bytes(path, MAX_BYTES)
    except OSError as error:
        raise ModelError(f"cannot be read: {error.strerror}", path=path) from None
    except ValueError as error:  # a path that no system has
        raise ModelError(f"cannot be read: {error}", path=path) from None


def read(
    path: Path,
    content: bytes,
    data: Sequence[str | Path] = (),
    files: Mapping[str, str | Path] | None = None,
    encoding: str | None = None,
) -> Contents:
    """Translate and lower the content of a model file.

    Parameters
    ----------
    path : Path
        Of the file: its ending tells its language, its folder holds the files that it names.
    content : bytes
        Of the file.
    data : sequence of path
        Tables for data variables.
    files : mapping of str to path, optional
        Files by what the model writes for them.
    encoding : str, optional
        Of a Vensim file.

    Returns
    -------
    Contents

    Raises
    ------
    ModelError
        With file and line.
    """
    if path.suffix.lower() == ".mdl":
        found = translate(path, read_text(path, content, encoding))
    else:
        found = translate_xmile(path, content)
    behind = {name: Path(file) for name, file in (files or {}).items()}
    sheets, tables = Sheets(path.parent, behind, found.tags), read_tables(data)
    ranges = read_ranges(path, each(lambda text: read_range(path, text, sheets), found.ranges))
    equations = read_externals(path, found.equations, ranges, sheets)
    equations = [*stand_ins(equations, tables), *undefined(equations, ranges, tables)]
    equations = with_data(path, equations, ranges, tables)
    equations = with_derived(path, equations, ranges)
    variables = gather(path, equations, ranges)
    contents = Contents(
        path,
        _hash(substance(path, content), sheets, tables),
        variables,
        ranges,
        found.macros,
        dict(sheets.hashes),
        tuple(sheets.asked),
        equivalences=found.equivalences,
        method=found.method,
        notes=found.notes,
        given=tuple(sorted({name for table in tables for name, _ in table.series})),
    )
    try:
        contents.program()
    except ModelError as error:
        unknown = unknown_names(variables, ranges, found.macros)
        if unknown:
            own = [told(path, fault) for fault in unknown]
            raise together([*own, *_elsewhere(error, unknown)]) from None
        raise
    return contents


def _elsewhere(error: ModelError, unknown: Sequence[Unreadable]) -> list[ModelError]:
    """Return the errors of lowering, but for those that tell an unknown name once more."""
    lines = {fault.at[0] for fault in unknown if fault.at}
    names = {fault.message.split("'")[1] for fault in unknown}

    def again(one: ModelError) -> bool:
        words = one.message
        named = any(f"'{name}'" in words for name in names)
        return words.startswith("unknown variable") or (one.line in lines and named)

    every = [one for one in (error, *error.others) if isinstance(one, ModelError)]
    error.others = ()
    return [one for one in every if not again(one)]


def _hash(content: bytes, sheets: Sheets, tables: Sequence[DataTable]) -> str:
    """Return the SHA-256 of what a model file says, and of all that it was read with."""
    digest = hashlib.sha256(content)
    for name, other in sorted(sheets.hashes.items()):
        digest.update(f"\0{name}\0{other}".encode())
    for table in tables:
        digest.update(f"\0data\0{table.digest}".encode())
    return digest.hexdigest()


def _number(node: Node, params: Mapping[str, Array]) -> float | None:
    try:
        value = value_of(node, params)
    except KeyError:
        return None
    return float(value.ravel()[0])


def last_time(final: Node, params: Mapping[str, Array], start: float, step: float) -> float:
    """Return the first instant that is not before the final time of that instant.

    Parameters
    ----------
    final : Node
        The final time, which depends on time.
    params : mapping of str to array, shape (*subscripts, 1)
        Values of the model's constants.
    start, step : float
        Initial time and time step.

    Returns
    -------
    float
        `start` itself where start or step is not a usable number; that is refused elsewhere.

    Raises
    ------
    ModelError
        The final time is not reached in :data:`MAX_STEPS` steps.
    """
    known = leaf_values(params)
    if not (np.isfinite([start, step]).all() and step > 0):
        return start
    for first in range(0, MAX_STEPS, 4096):
        instants = start + np.arange(first, first + 4096) * step

        def leaf(node: Node, now: Any = instants) -> npt.NDArray[Any]:
            return np.asarray(now) if node.op == "time" else known(node)

        ends = np.broadcast_to(evaluate([final], leaf)[final.number], instants.shape)
        reached = np.flatnonzero(instants + 1e-6 * step >= ends)
        if len(reached):
            return float(instants[reached[0]])
    raise ModelError(f"FINAL TIME is not reached in {MAX_STEPS} steps; write 'FINAL TIME = number'")
