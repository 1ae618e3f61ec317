"""The file of priors of a fit of any model: priors, noise, series and experiments, as TOML.

```toml
[priors]
"contact rate" = { distribution = "lognorm", s = 0.4, scale = 0.5, unit = "1/Day" }
"recovery time" = { distribution = "lognorm", p05 = 2.0, p95 = 9.0 }

[noise.cases]                 # a series of the data
family = "negative binomial"
dispersion = { distribution = "lognorm", s = 1.0, scale = 10.0 }

[series.cases]                # where the model calls it otherwise
variable = "Infectious"
unit = "person"

[experiments.lockdown]        # what holds there, beside the model as it is
"contact rate" = 0.2
```
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gaoxin.desks.places import Catalogue, resolve
from gaoxin.desks.priors import Prior
from gaoxin.desks.series_data import BASE
from gaoxin.desks.toml import Key, read_toml
from gaoxin.desks.unit_words import factor_between
from gaoxin.distributions.families import SCIPY, Distribution, fit
from gaoxin.distributions.noise import COUNTS, FAMILIES, PARAMETERS
from gaoxin.distributions.scipy_families import stated
from gaoxin.errors import DataError, GaoxinError, nearest
from gaoxin.names import Names

SECTIONS = ("priors", "noise", "series", "experiments")
BY_POINTS = {"norm": "normal_p05_p95", "lognorm": "lognormal_p05_p95", "beta": "beta_p05_p95"}
"""Families that can be stated by their 5 % and 95 % points instead."""

RANGES: dict[str, tuple[float, float | None]] = {
    "sd": (0.0, None),
    "df": (2.05, None),
    "dispersion": (0.0, None),
    "ar1": (0.0, 0.999),
}
"""Where the parameters of noise may lie."""

DEFAULTS = {"df": 4.0}
"""Of parameters of noise, where nothing is said."""

Parameter = float | Distribution
"""A number, or the prior of one."""


@dataclass(frozen=True)
class Noise:
    """The law of the readings of one series around a run.

    Attributes
    ----------
    family : str
        A key of :data:`gaoxin.distributions.noise.FAMILIES`.
    parameters : dict of str to float or Distribution
        Its parameters; ``sd`` is not among them where the data give it reading by reading.
    ar1 : float, Distribution or None
        Correlation of errors one unit of time apart; None where they are independent.
    """

    family: str
    parameters: Mapping[str, Parameter]
    ar1: Parameter | None = None


@dataclass(frozen=True)
class SeriesUse:
    """What a series of the data is in the model.

    Attributes
    ----------
    variable : str
        ``name``, or ``name[element]``.
    unit : str
        Of the readings; blank where nothing is said.
    """

    variable: str
    unit: str = ""


@dataclass(frozen=True)
class FitFile:
    """What the file says, held against a model.

    Attributes
    ----------
    path : Path
    priors : tuple of Prior
    noise : Names of Noise
        By series.
    series : Names of SeriesUse
    experiments : Names of (str, dict)
        The name as written, and constants held in the experiment, by their key.
    lines : mapping of key path to int
    """

    path: Path
    priors: tuple[Prior, ...]
    noise: Names[Noise]
    series: Names[SeriesUse]
    experiments: Names[tuple[str, dict[str, float]]]
    lines: Mapping[Key, int] = field(repr=False, default_factory=dict)

    def error(self, message: str, *key: str) -> DataError:
        """Return an error about a key of the file, for the caller to raise."""
        return DataError(message, path=self.path, line=_line(self.lines, key))


def read_fit_file(path: Path, catalogue: Catalogue) -> FitFile:
    """Read the file, and hold it against a model.

    Raises
    ------
    DataError
        With file and line: a section or key that is unknown (with the nearest), a constant that
        the model has not, a distribution or parameter that is unknown or impossible, a unit of
        another kind than the constant's.
    """
    try:
        values, lines = read_toml(path, "file of priors")
    except GaoxinError as error:
        raise DataError(error.message, path=error.path, line=error.line) from None
    reader = _Reader(path, lines, catalogue)
    for name in values:
        reader.check_key((name,), name, SECTIONS, "section")
    for name in SECTIONS:
        if not isinstance(values.get(name, {}), dict):
            raise reader.error((name,), f"'{name}' is a section; write [{name}]")
    priors = [reader.prior(name, value) for name, value in values.get("priors", {}).items()]
    if not priors:
        example = '"contact rate" = { distribution = "lognorm", s = 0.4, scale = 0.5 }'
        raise reader.error(("priors",), f"there is no prior; write below [priors]: {example}")
    reader.check_once(priors)
    return FitFile(
        path,
        tuple(priors),
        Names((name, reader.noise(name, told)) for name, told in values.get("noise", {}).items()),
        Names((name, reader.use(name, told)) for name, told in values.get("series", {}).items()),
        Names(
            (name, (name, reader.held(name, told)))
            for name, told in {BASE: {}, **values.get("experiments", {})}.items()
        ),
        lines,
    )


@dataclass(frozen=True)
class _Reader:
    path: Path
    lines: Mapping[Key, int]
    catalogue: Catalogue

    def error(self, key: tuple[str, ...], message: str) -> DataError:
        return DataError(message, path=self.path, line=_line(self.lines, key))

    def check_key(self, at: tuple[str, ...], key: str, known: Any, what: str) -> None:
        if key not in known:
            listed = ", ".join(known)
            close = nearest(key, known)
            raise self.error(at, f"unknown {what} '{key}'{close}; there are: {listed}")

    def check_once(self, priors: list[Prior]) -> None:
        first: dict[str, str] = {}
        for one in priors:
            if one.place.key in first:
                other = first[one.place.key]
                message = f"'{one.id}' and '{other}' are one constant; keep one of them"
                raise self.error(("priors", one.id), message)
            first[one.place.key] = one.id

    def prior(self, name: str, told: Any) -> Prior:
        at = ("priors", name)
        try:
            place = resolve(self.catalogue, name)
        except DataError as error:
            raise self.error(at, error.message) from None
        given = dict(self.table(at, told))
        units = 1.0
        if unit := given.pop("unit", ""):
            units = self.units(at, str(unit), place.unit, place.constant)
        distribution = self.distribution(at, given, units)
        try:
            return Prior(name, place, distribution.restricted(place.low, place.high))
        except DataError as error:
            raise self.error(at, error.message) from None

    def units(self, at: tuple[str, ...], stated_in: str, own: str, what: str) -> float:
        """Return how many of the model's unit one of the stated unit is."""
        try:
            return factor_between(stated_in, own)
        except DataError as error:
            raise self.error(at, f"unit of '{what}': {error.message}") from None

    def distribution(self, at: tuple[str, ...], told: Any, units: float = 1.0) -> Distribution:
        given = dict(self.table(at, told))
        family = str(given.pop("distribution", ""))
        example = 'distribution = "norm"'
        if not family:
            raise self.error(at, f"'{at[-1]}' names no distribution; write {example}")
        numbers = {key: self.number((*at, key), value) for key, value in given.items()}
        try:
            if {"p05", "p95"} <= numbers.keys():
                return self._by_points(family, numbers, units)
            return stated(family, units=units, **numbers)
        except DataError as error:
            raise self.error(at, f"'{at[-1]}': {error.message}") from None

    @staticmethod
    def _by_points(family: str, numbers: dict[str, float], units: float) -> Distribution:
        if family not in BY_POINTS:
            if family not in SCIPY:
                return stated(family)
            raise DataError(
                f"'{family}' is not stated by p05 and p95; those that are: {', '.join(BY_POINTS)}"
            )
        others = [name for name in numbers if name not in {"p05", "p95"}]
        if others:
            message = f"p05 and p95 say all of '{family}'; leave {', '.join(others)} out"
            raise DataError(message)
        return fit(BY_POINTS[family], numbers["p05"], numbers["p95"], scale=units)

    def table(self, at: tuple[str, ...], told: Any) -> Mapping[str, Any]:
        if not isinstance(told, dict):
            raise self.error(
                at,
                f"'{at[-1]}' is {told!r}; write a distribution, as "
                '{ distribution = "lognorm", s = 0.4, scale = 0.5 }',
            )
        return told

    def number(self, at: tuple[str, ...], told: Any) -> float:
        if isinstance(told, bool) or not isinstance(told, (int, float)):
            raise self.error(at, f"{at[-1]} is {told!r}, which is no number; write one, as 2.5")
        return float(told)

    def noise(self, name: str, told: Any) -> Noise:
        at = ("noise", name)
        given = dict(told) if isinstance(told, dict) else {}
        family = str(given.pop("family", ""))
        if family not in FAMILIES:
            close, known = nearest(family, FAMILIES), ", ".join(FAMILIES)
            raise self.error(
                (*at, "family"),
                f"noise of '{name}' is of family '{family}'{close}; write one of: {known}",
            )
        names = (*PARAMETERS[family], *(() if family in COUNTS else ("ar1",)))
        for key in given:
            self.check_key((*at, key), key, names, f"parameter of '{family}'")
        found = {key: self.parameter((*at, key), value) for key, value in given.items()}
        ar1 = found.pop("ar1", None)
        defaults = {k: v for k, v in DEFAULTS.items() if k in PARAMETERS[family]}
        return Noise(family, {**defaults, **found}, ar1)

    def parameter(self, at: tuple[str, ...], told: Any) -> Parameter:
        low, high = RANGES[at[-1]]
        if not isinstance(told, dict):
            value = self.number(at, told)
            if not (low < value or (at[-1] == "ar1" and value == 0.0)) or value > (high or value):
                limit = f"above {low:g}" if high is None else f"from {low:g} to {high:g}"
                raise self.error(at, f"{at[-1]} = {value:g} must be {limit}")
            return value
        distribution = self.distribution(at, told)
        try:
            return distribution.restricted(low, high)
        except DataError as error:
            raise self.error(at, f"{at[-1]}: {error.message}") from None

    def use(self, name: str, told: Any) -> SeriesUse:
        at = ("series", name)
        given = dict(told) if isinstance(told, dict) else {}
        for key in given:
            self.check_key((*at, key), key, ("variable", "unit"), "key")
        return SeriesUse(str(given.get("variable", name)), str(given.get("unit", "")))

    def held(self, name: str, told: Any) -> dict[str, float]:
        at = ("experiments", name)
        if not isinstance(told, dict):
            raise self.error(at, f"'{name}' holds constants; write [experiments.{name}] above them")
        found = {}
        for constant, value in told.items():
            try:
                place = resolve(self.catalogue, constant)
            except DataError as error:
                raise self.error((*at, constant), error.message) from None
            found[place.key] = self.number((*at, constant), value)
        return found


def _line(lines: Mapping[Key, int], key: tuple[str, ...]) -> int | None:
    """Return the line of a key, or of the nearest table that it is in."""
    return next((lines[key[:n]] for n in range(len(key), 0, -1) if key[:n] in lines), None)
