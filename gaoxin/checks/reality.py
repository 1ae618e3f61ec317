"""Reality checks: statements that the model must obey, from ``model/reality_checks.toml``.

Each sets constants, and says what must follow: within the run, or against the same members with
nothing set (Barlas 1996, *Syst. Dyn. Rev.* 12(3); Peterson and Eberlein 1994, *Syst. Dyn. Rev.*
10(2-3)). Constants that a check leaves alone are drawn from their priors, equal in all checks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field, model_validator

from gaoxin.ensembles.form import Form, From, Words, Year, line_of, read_form
from gaoxin.ensembles.toml import Key
from gaoxin.errors import GaoxinError, ScenarioError
from gaoxin.inference.places import Place, element_of, resolve, split_key

if TYPE_CHECKING:
    from gaoxin.engine.model import Model
    from gaoxin.inference.places import Catalogue

WHAT = "file of reality checks"

Relation = Literal[
    "does not rise",
    "does not fall",
    "zero",
    "at least",
    "at most",
    "below",
    "above",
    "not below",
    "not above",
    "unchanged",
]
"""The first five are said of the run alone, the others against the run with nothing set."""


class Expectation(Form):
    """What must follow, for every element of a variable and at every saved time from `after` on.

    ``below`` and ``above`` are said of the end of the run only: an effect takes time.
    """

    variable: str = Field(min_length=1, description="A variable, or variable[element].")
    is_: Annotated[Relation, Field(alias="is")]
    value: float | None = Field(default=None, description="Of 'at least' and 'at most'.")
    after: Year | None = Field(default=None, description="End of the year from which it holds.")

    @model_validator(mode="after")
    def _value(self) -> Expectation:
        if (self.is_ in {"at least", "at most"}) != (self.value is not None):
            raise ValueError("'at least' and 'at most' need a value, the others take none")
        return self


class Statement(Form):
    """One reality check."""

    name: Words
    why: Words
    set: dict[str, float] = Field(default={}, description="Constants, in the model's unit.")
    times: dict[str, float] = Field(default={}, description="Factors of what constants are.")
    from_: From = None
    expect: list[Expectation] = Field(min_length=1)
    share: float = Field(
        default=1.0, gt=0.0, le=1.0, description="Of the members that must obey; say why if < 1."
    )


class Document(Form):
    """The file."""

    checks: dict[str, Statement] = Field(description="By a short name of your own.")


@dataclass(frozen=True)
class Aim:
    """An expectation bound to the model.

    Attributes
    ----------
    name : str
        The variable, as the model spells it.
    element : tuple of str
        The element meant; none for all.
    """

    said: Expectation
    name: str
    element: tuple[str, ...]


@dataclass(frozen=True)
class RealityCheck:
    """A statement bound to the model.

    Attributes
    ----------
    changes : tuple of (Place, number, is_factor)
    aims : tuple of Aim
    line : int
    """

    id: str
    said: Statement
    changes: tuple[tuple[Place, float, bool], ...]
    aims: tuple[Aim, ...]
    line: int


def read_reality_checks(path: Path, catalogue: Catalogue, model: Model) -> tuple[RealityCheck, ...]:
    """Read the file and bind it to the model.

    Raises
    ------
    ScenarioError
        With file and line: what is misspelt, no constant or variable of the model, a value
        outside the range that the model states.
    """
    document, lines = read_form(Document, path, lambda _: "dimensionless", WHAT)
    return tuple(
        _bound(path, lines, id_, one, catalogue, model) for id_, one in document.checks.items()
    )


def _bound(
    path: Path,
    lines: dict[Key, int],
    id_: str,
    said: Statement,
    catalogue: Catalogue,
    model: Model,
) -> RealityCheck:
    changes: list[tuple[Place, float, bool]] = []
    here: Key = ("checks", id_)
    try:
        for section, entries in (("set", said.set), ("times", said.times)):
            for key, value in entries.items():
                here = ("checks", id_, section, key)
                place = resolve(catalogue, key)
                if section == "set":
                    _check_range(place, value)
                changes.append((place, value, section == "times"))
        aims = []
        for number, expectation in enumerate(said.expect):
            here = ("checks", id_, "expect", number)
            aims.append(_aim(model, catalogue, expectation))
    except GaoxinError as error:
        where = line_of(lines, here)
        raise ScenarioError(f"{id_}: {error.message}", path=path, line=where) from None
    return RealityCheck(id_, said, tuple(changes), tuple(aims), line_of(lines, ("checks", id_)))


def _check_range(place: Place, value: float) -> None:
    low, high = place.low, place.high
    if (low is not None and value < low) or (high is not None and value > high):
        raise ScenarioError(
            f"{place.key} = {value:g} lies outside the {low} to {high} that the model states"
        )


def _aim(model: Model, catalogue: Catalogue, said: Expectation) -> Aim:
    name, labels = split_key(said.variable)
    own = str(catalogue.rows[model.canonical(name)]["name"])
    return Aim(said, own, element_of(own, labels, model.subscripts_of(own)))


def variables(checks: Sequence[RealityCheck]) -> list[str]:
    """Return the variables that some expectation speaks of, each once."""
    return list(dict.fromkeys(aim.name for check in checks for aim in check.aims))
