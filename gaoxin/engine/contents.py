"""What a model file holds, read once: equations, ranges, and the model as values."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from gaoxin.engine.graph import Array, Node
from gaoxin.engine.interpret import evaluate, leaf_values
from gaoxin.engine.names import canonical
from gaoxin.engine.parameters import default
from gaoxin.engine.program import Lowered, lower_model
from gaoxin.engine.rules import RULES
from gaoxin.engine.source import read_text
from gaoxin.engine.subscripts import Ranges, read_ranges
from gaoxin.engine.translate import translate
from gaoxin.engine.variables import CONTROLS, Variable, gather
from gaoxin.errors import ModelError, nearest

NOTHING: frozenset[str] = frozenset()
"""No variable that lost its equation to an override."""


@dataclass(frozen=True)
class Contents:
    """A model file, read.

    Attributes
    ----------
    content_hash : str
        SHA-256 of the file.
    programs : dict
        The lowered model, for each set of variables that lost their equation to an override.
    """

    path: Path
    content_hash: str
    variables: dict[str, Variable]
    ranges: Ranges
    programs: dict[frozenset[str], Lowered] = field(default_factory=dict)

    def key(self, name: str) -> str:
        """Return the canonical spelling of a variable's name, or raise naming the nearest."""
        if not isinstance(name, str):
            raise ModelError(f"{name!r} is not a variable's name; write it as text", path=self.path)
        key = canonical(name)
        if key not in self.variables:
            known = [v.name for v in self.variables.values()]
            raise ModelError(f"no variable '{name}'{nearest(name, known)}", path=self.path)
        return key

    def program(self, free: frozenset[str] = NOTHING) -> Lowered:
        """Return the lowered model in which the variables `free` come from outside."""
        if free not in self.programs:
            constants = {k: v[..., None] for k, v in self.constants().items()}
            self.programs[free] = lower_model(
                self.path, self.variables, self.ranges, constants, RULES, free
            )
        return self.programs[free]

    def constants(self) -> dict[str, Array]:
        """Return the model's constants, each in the shape of its subscripts."""
        return {k: default(self.path, v) for k, v in self.variables.items() if v.is_constant}

    def controls(self, known: Mapping[str, float]) -> dict[str, float]:
        """Return the time controls, each from `known` or from its own equation.

        Raises
        ------
        ModelError
            One is missing, or changes during the run.
        """
        program = self.program()
        found = {k: float(v) for k, v in known.items()}
        params = {k: v[..., None] for k, v in self.constants().items()}
        params.update({k: np.array([v]) for k, v in found.items()})
        for _ in CONTROLS:  # one may be given by another, in any order
            for key, node in program.controls.items():
                if key not in found and (value := _number(node, params)) is not None:
                    found[key], params[key] = value, np.array([value])
        if "time_step" in found:
            found.setdefault("saveper", found["time_step"])
        for key in CONTROLS:
            if key not in found:
                name = key.replace("_", " ").upper()
                raise ModelError(
                    f"'{name}' is missing or not a constant; write '{name} = number'",
                    path=self.path,
                )
        return found

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
    if path.suffix.lower() != ".mdl":
        raise ModelError(f"'{path.suffix}' is not supported; give a Vensim .mdl file", path=path)
    try:
        return path.read_bytes()
    except OSError as error:
        raise ModelError(f"cannot be read: {error.strerror}", path=path) from None


def read(path: Path, content: bytes) -> Contents:
    """Translate and lower the content of a Vensim file.

    Raises
    ------
    ModelError
        With file and line.
    """
    equations, texts = translate(path, read_text(path, content))
    ranges = read_ranges(path, texts)
    variables = gather(path, equations, ranges)
    contents = Contents(path, hashlib.sha256(content).hexdigest(), variables, ranges)
    contents.program()
    return contents


def _number(node: Node, params: Mapping[str, Array]) -> float | None:
    try:
        value = evaluate([node], leaf_values(params))[node.number]
    except KeyError:
        return None
    return float(value.ravel()[0])
