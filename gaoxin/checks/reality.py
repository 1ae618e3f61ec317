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
from typing import TYPE_CHECKING

from gaoxin.checks.statements import Aim, Expectation, RealityDocument, Statement
from gaoxin.checks.terms import names, read_terms
from gaoxin.desks.form import line_of, read_form
from gaoxin.desks.places import Place, resolve
from gaoxin.desks.toml import Key
from gaoxin.errors import DataError, GaoxinError, ScenarioError

if TYPE_CHECKING:
    from gaoxin.desks.places import Catalogue
    from gaoxin.engine.model import Model

WHAT = "file of reality checks"


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

    Parameters
    ----------
    path : Path
        A TOML file.
    catalogue : Catalogue
        The model's variables.
    model : Model

    Returns
    -------
    tuple of RealityCheck
        In the file's order.

    Raises
    ------
    ScenarioError
        With file and line: what is misspelt, no constant or variable of the model, a value
        outside the range that the model states.
    """
    document, lines = read_form(RealityDocument, path, lambda _: "dimensionless", WHAT)
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
