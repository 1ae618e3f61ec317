"""Reality checks: statements that the model must obey, from ``model/reality_checks.toml``.

Each sets constants, and says what must follow: within the run, along the values of a sweep, or
against the same members with nothing set (Barlas 1996, *Syst. Dyn. Rev.* 12(3); Peterson and
Eberlein 1994, *Syst. Dyn. Rev.* 10(2-3)). Constants that a check leaves alone are drawn from
their priors, equal in all checks. How to write one: ``docs/reality-checks.md``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field, model_validator

from gaoxin.checks.relations import AGAINST, ALONG, SLACK, Relation
from gaoxin.checks.terms import Terms, names, read_terms
from gaoxin.desks.form import Form, From, Words, Year, line_of, read_form
from gaoxin.desks.places import Place, resolve
from gaoxin.desks.toml import Key
from gaoxin.errors import DataError, GaoxinError, ScenarioError

if TYPE_CHECKING:
    from gaoxin.desks.places import Catalogue
    from gaoxin.engine.model import Model

WHAT = "file of reality checks"

COMPARED = {"at least", "at most", "equals"}
"""With a number or with variables of the same run."""


class Expectation(Form):
    """What must follow, for every element of a variable and at every saved time of a window.

    ``below``, ``above``, ``rises with it`` and ``falls with it`` ask for a difference at the
    window's end only: an effect takes time.
    """

    variable: str = Field(
        min_length=1, description="A variable, or variable[element]; several with + or - between."
    )
    is_: Annotated[Relation, Field(alias="is")]
    value: float | None = Field(default=None, description="Of 'at least', 'at most', 'equals'.")
    than: str | None = Field(
        default=None,
        min_length=1,
        description="Variables instead of a value; of 'gains' the flows, per unit of time.",
    )
    total: bool = Field(default=False, description="Elements are summed before they are judged.")
    after: Year | None = Field(default=None, description="End of the year from which it holds.")
    until: Year | None = Field(default=None, description="End of the year to which it holds.")
    within: float = Field(
        default=SLACK, ge=SLACK, le=0.5, description="Slack, of the member's greatest value."
    )

    @model_validator(mode="after")
    def _compared(self) -> Expectation:
        given = (self.value is not None) + (self.than is not None)
        if given != (self.is_ in COMPARED or self.is_ == "gains"):
            raise ValueError(
                "'at least', 'at most' and 'equals' need a value, or than with variables, "
                "'gains' than; the others take none"
            )
        if self.is_ == "gains" and self.than is None:
            raise ValueError("'gains' needs than, with the flows")
        if self.after is not None and self.until is not None and self.until < self.after:
            raise ValueError("until lies before after")
        return self


class Statement(Form):
    """One reality check."""

    name: Words
    why: Words
    given: dict[str, float] = Field(
        default={}, description="Constants of both runs that are compared, from the start."
    )
    levers: Literal["neutral", "anywhere"] = Field(
        default="neutral", description="'anywhere': each is drawn over its range, in all runs."
    )
    set: dict[str, float] = Field(default={}, description="Constants, in the model's unit.")
    times: dict[str, float] = Field(default={}, description="Factors of what constants are.")
    through: dict[str, list[float]] = Field(
        default={}, description="Constants set to one value after the other, a run each."
    )
    from_: From = None
    run_to: Year | None = Field(default=None, description="End of the run; the model's if none.")
    every_step: bool = Field(default=False, description="Judged at every step, not year ends.")
    expect: list[Expectation] = Field(min_length=1)
    share: float = Field(
        default=1.0, gt=0.0, le=1.0, description="Of the members that must obey, with exceptions."
    )
    exceptions: Words | None = Field(
        default=None, description="Which members need not obey, and why: of a share below 1."
    )

    @property
    def at_steps(self) -> bool:
        """Return whether the run is saved at every step: what a stock gains is told by steps."""
        return self.every_step or any(one.is_ == "gains" for one in self.expect)

    @model_validator(mode="after")
    def _whole(self) -> Statement:
        if (self.share < 1.0) != (self.exceptions is not None):
            raise ValueError(
                "a share below 1 needs exceptions = { en, zh }: which members need not obey, and "
                "why; without one there are no exceptions"
            )
        lengths = {len(values) for values in self.through.values()}
        if lengths and (len(lengths) > 1 or min(lengths) < 2):
            raise ValueError("through needs two values or more, as many of each constant")
        said = {one.is_ for one in self.expect}
        if said & ALONG and not self.through:
            raise ValueError("what is said of 'it' needs through, the values that it takes")
        if said & AGAINST and not (self.set or self.times or self.through):
            raise ValueError(
                "a comparison with the run with nothing set needs set, times or through: two equal "
                "runs never differ"
            )
        return self


class Document(Form):
    """The file."""

    checks: dict[str, Statement] = Field(description="By a short name of your own.")


@dataclass(frozen=True)
class Aim:
    """An expectation bound to the model.

    Attributes
    ----------
    terms : Terms
    than : Terms or None
        What they are compared with, or gain a unit of time.
    """

    said: Expectation
    terms: Terms
    than: Terms | None


@dataclass(frozen=True)
class Change:
    """A constant with the number that replaces it, or multiplies it."""

    place: Place
    number: float
    is_factor: bool = False


@dataclass(frozen=True)
class RealityCheck:
    """A statement bound to the model.

    Attributes
    ----------
    given : tuple of Change
        Of all its runs.
    settings : tuple of tuple of Change
        Of each run beside the one with nothing set.
    aims : tuple of Aim
    line : int
    """

    id: str
    said: Statement
    given: tuple[Change, ...]
    settings: tuple[tuple[Change, ...], ...]
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
    here: Key = ("checks", id_)
    try:
        bound: dict[str, list[list[Change]]] = {}
        for section, key, numbers in _entries(said):
            here = ("checks", id_, section, key)
            place = resolve(catalogue, key)
            if section != "times":
                for number in numbers:
                    _check_range(place, number)
            changes = [Change(place, number, section == "times") for number in numbers]
            bound.setdefault(section, []).append(changes)
        aims = []
        for number, expectation in enumerate(said.expect):
            here = ("checks", id_, "expect", number)
            aims.append(_aim(model, catalogue, expectation))
    except GaoxinError as error:
        where = line_of(lines, here)
        raise ScenarioError(f"{id_}: {error.message}", path=path, line=where) from None
    fixed = [one[0] for section in ("set", "times") for one in bound.get(section, [])]
    swept = list(zip(*bound.get("through", []), strict=True)) or [()]
    settings = tuple((*fixed, *changes) for changes in swept)
    given = tuple(one[0] for one in bound.get("given", []))
    return RealityCheck(id_, said, given, settings, tuple(aims), line_of(lines, ("checks", id_)))


def _entries(said: Statement) -> Iterator[tuple[str, str, list[float]]]:
    """Yield section, constant and numbers of all that a statement sets."""
    single = {"given": said.given, "set": said.set, "times": said.times}
    for section, entries in single.items():
        for key, number in entries.items():
            yield section, key, [number]
    for key, numbers in said.through.items():
        yield "through", key, numbers


def _check_range(place: Place, value: float) -> None:
    low, high = place.low, place.high
    if (low is not None and value < low) or (high is not None and value > high):
        raise ScenarioError(
            f"{place.key} = {value:g} lies outside the {low} to {high} that the model states"
        )


def _aim(model: Model, catalogue: Catalogue, said: Expectation) -> Aim:
    terms, labels = read_terms(said.variable, model, catalogue, total=said.total)
    if said.than is None:
        return Aim(said, terms, None)
    than, others = read_terms(said.than, model, catalogue, total=said.total)
    if others not in ([""], labels):
        raise DataError(
            f"'{said.than}' runs over {'; '.join(others)}, '{said.variable}' over "
            f"{'; '.join(labels)}; name an element, or write total = true"
        )
    return Aim(said, terms, than)


def variables(checks: Sequence[RealityCheck]) -> list[str]:
    """Return the variables that some expectation speaks of, each once."""
    aims = [aim for check in checks for aim in check.aims]
    return names([one for aim in aims for one in (aim.terms, aim.than) if one is not None])
