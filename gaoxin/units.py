"""Units: only names that are known, so that no typing error becomes another quantity."""

from __future__ import annotations

import math
import re
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gaoxin.errors import DataError, nearest
from gaoxin.tables import read_text

if TYPE_CHECKING:
    import pint

STANDARD = (
    "dimensionless", "percent", "second", "minute", "hour", "day", "week", "month", "year",
    "m", "meter", "km", "kilometer", "hectare", "microgram", "gram", "kg", "kilogram", "metric_ton",
    "watt", "kW", "kilowatt", "megawatt", "joule", "kWh", "kilowatt_hour", "megawatt_hour", "GWh",
)  # fmt: skip
"""Names taken from pint as they are; all others come from the workspace's ``units.txt``.

pint alone would read ``kt`` as knot, ``mu`` or ``pa`` as something else again, and any word with
a prefix before it; a list of what may stand there is the only safe reading.
"""

MAX_LENGTH = 300
"""Characters of a unit."""

CHINESE = {
    "平方公里": "km2", "亿元": "CNY_1e8", "万元": "CNY_1e4", "元": "CNY", "万人": "person_1e4",
    "人": "person", "年": "year", "月": "month", "亩": "mu", "公顷": "hectare", "万吨": "t_1e4",
    "吨": "metric_ton", "千瓦时": "kWh", "家": "firm", "户": "household", "件": "patent",
    "张": "bed", "机构": "institution", "无量纲": "dimensionless", "比值": "dimensionless",
    "％": "percent", "%": "percent", "／": "/", "·": "*", "×": "*",
}  # fmt: skip
"""Units as a Chinese text writes them, and the names that they are; longer words first."""

_KNOWN, _TEXT = "gaoxin_known_names", "gaoxin_text"
_PINT_FAULTS = (SyntaxError, ValueError, TypeError, KeyError, AttributeError, RecursionError)
_TOKEN = re.compile(r"\s*(?:(?P<name>[A-Za-z_]\w*)|(?P<one>1\b)|(?P<mark>\*\*|[*/()^])|$)")
# Only "name = value * unit": pint's @import would open files, a tower of powers never end.
_DEFINITION = re.compile(r"[A-Za-z_]\w*\s*=(?:[\w\s.*/\[\]()](?!\*\*.*\*\*)(?!\*\*\s*\d\d))+")
_EXPONENT = re.compile(r"\s*-?[0-9]\b")


def registry(units_file: Path) -> pint.UnitRegistry[Any]:
    """Return pint's registry with the definitions of `units_file`; the same one for equal text.

    Raises
    ------
    DataError
        The file is missing, not UTF-8, or a definition is not understood.
    """
    try:
        return _registry(read_text(units_file, what="unit file"))
    except DataError as error:
        raise DataError(error.message, path=units_file, line=error.line) from None


def standard_registry() -> pint.UnitRegistry[Any]:
    """Return pint's registry with the :data:`STANDARD` names alone, where no unit file is."""
    return _registry("")


@lru_cache(maxsize=8)
def _registry(text: str) -> pint.UnitRegistry[Any]:
    import pint

    ureg: pint.UnitRegistry[Any] = _pickled_by_text()(on_redefinition="ignore")
    vars(ureg)[_TEXT] = text
    for line, raw in enumerate(text.splitlines(), start=1):
        definition = raw.split("#", 1)[0].strip()
        if not definition:
            continue
        if len(definition) > MAX_LENGTH:
            message = f"'{definition[:40]}...' has more than {MAX_LENGTH} characters; write less"
            raise DataError(message, line=line)
        if not _DEFINITION.fullmatch(definition):
            message = f"'{definition}' is not a unit definition; write NAME = VALUE * UNIT"
            raise DataError(message, line=line)
        try:
            ureg.define(definition)
            size = ureg.Quantity(1.0, _name_of(definition)).to_base_units().magnitude
        except (*_PINT_FAULTS, pint.PintError) as error:
            why = " ".join(str(error).split())
            message = (
                f"unit definition '{definition}' is not understood ({why}){_defined(why, text)}"
            )
            raise DataError(message, line=line) from None
        if not 0.0 < size < math.inf:
            raise DataError(f"unit '{definition}' has no finite size", line=line)
    vars(ureg)[_KNOWN] = frozenset(STANDARD) | {
        _name_of(raw) for raw in text.splitlines() if "=" in raw.split("#", 1)[0]
    }
    return ureg


@lru_cache(maxsize=1)
def _pickled_by_text() -> type[pint.UnitRegistry[Any]]:
    """Return pint's registry as a class that pickles: by the text that it was made from."""
    import pint

    class Registry(pint.UnitRegistry[Any]):
        def __reduce__(self) -> tuple[Any, ...]:
            return _registry, (vars(self)[_TEXT],)

    return Registry


def known_names(reg: pint.UnitRegistry[Any]) -> frozenset[str]:
    """Return the names that :func:`parse_unit` takes with this registry."""
    names: frozenset[str] = vars(reg)[_KNOWN]
    return names


def _defined(why: str, text: str) -> str:
    """Return the nearest unit of the file to the one that pint does not know; or a way to write."""
    defined = [_name_of(raw) for raw in text.splitlines() if "=" in raw.split("#", 1)[0]]
    unknown = re.search(r"'(\w+)' is not defined", why)
    close = nearest(unknown[1], [*STANDARD, *defined]) if unknown else ""
    return close or "; write NAME = VALUE * UNIT with units that stand above it"


def _name_of(definition: str) -> str:
    return definition.split("=", 1)[0].strip()


def parse_unit(
    reg: pint.UnitRegistry[Any],
    text: str,
    *,
    path: Path | None = None,
    line: int | None = None,
    where: str | None = None,
) -> pint.Unit:
    """Return the unit that `text` names.

    Parameters
    ----------
    reg : pint.UnitRegistry
        From :func:`registry`.
    text : str
        Names joined by ``*``, ``/``, ``**`` or ``^`` with whole exponents, and parentheses; ``1``
        may stand before ``/``. Nothing else: no other number, no two names side by side.
    path, line, where
        The file and line, or a text that says both, for the message.

    Returns
    -------
    pint.Unit

    Raises
    ------
    DataError
        An unknown name (with the nearest known one) or a malformed text.

    Examples
    --------
    ``CNY_1e8/year``, ``person/(CNY_1e8/year)``, ``1/year``, ``CNY_1e8/year**2``, ``亿元/年``.
    """
    known = known_names(reg)
    problem = _fault(text, known)
    if problem and not text.isascii() and _fault(meant := _translated(text), known) is None:
        text, problem = meant, None
    if problem is None:
        return reg.parse_units(text.strip().replace("^", "**"))
    message = f"{problem}; write for example CNY_1e8/year"
    raise DataError(f"{where}: {message}" if where else message, path=path, line=line)


def _fault(text: str, known: frozenset[str]) -> str | None:
    """Return what is wrong with a unit's text, token by token, or None."""
    if len(text) > MAX_LENGTH:
        return f"unit '{text[:40]}...' has {len(text)} characters, more than {MAX_LENGTH}"
    position, depth, want_operand = 0, 0, True
    while (token := _TOKEN.match(text, position)) and token.end() > position:
        position = token.end()
        name, mark = token["name"], token["mark"]
        if mark in {"**", "^"} and not want_operand:
            exponent = _EXPONENT.match(text, position)
            if exponent is None:
                return f"unit '{text}' needs a whole number of one digit after '{mark}'"
            position = exponent.end()
        elif want_operand != (mark is None or mark == "(") or (mark == ")" and depth == 0):
            return f"unit '{text}' is malformed at '{(name or token['one'] or mark)}'"
        elif name and name not in known:
            return f"unknown unit '{name}'{nearest(name, known)}"
        else:
            depth += {"(": 1, ")": -1}.get(mark or "", 0)
            want_operand = mark is not None and mark != ")"
    if position < len(text.rstrip()):
        return f"unit '{text}' holds '{text[position:].strip()[0]}'{_meant(text, known)}"
    return f"unit '{text}' is incomplete" if want_operand or depth else None


def _meant(text: str, known: frozenset[str]) -> str:
    """Return what a text with a percent sign is probably meant to be."""
    meant = _translated(text)
    right = meant != text and _fault(meant, known) is None
    return f"; did you mean '{meant}'?" if right else ""


def _translated(text: str) -> str:
    """Return a unit with the names that its Chinese words are.

    Examples
    --------
    >>> _translated("亿元/年")
    'CNY_1e8/year'
    """
    for word, name in CHINESE.items():
        text = text.replace(word, name)
    return text


def convert(
    value: float,
    source: pint.Unit,
    target: pint.Unit,
    *,
    path: Path | None = None,
    line: int | None = None,
) -> float:
    """Return `value` in `source` as a number in `target`.

    Parameters
    ----------
    value : float
        In `source`.
    source, target : pint.Unit
        Of one registry.
    path, line
        Where the unit stands, for the message.

    Returns
    -------
    float
        In `target`.

    Raises
    ------
    DataError
        They are not of the same dimension; names both.
    """
    if source == target:
        return value
    if not source.is_compatible_with(target):
        message = f"unit '{source}' is not of the kind of '{target}'; write '{target}'"
        raise DataError(message, path=path, line=line)
    return float((value * source).to(target).magnitude)


def same_size(registry: pint.UnitRegistry[Any], a: pint.Unit, b: pint.Unit) -> bool:
    """Return whether one `a` is exactly one `b` (same dimension, factor 1).

    Parameters
    ----------
    registry : pint.UnitRegistry
        Of both units.
    a, b : pint.Unit

    Returns
    -------
    bool

    Examples
    --------
    percent and percent agree; percent and dimensionless differ by 100 and do not.
    """
    one_a, one_b = registry.Quantity(1.0, a), registry.Quantity(1.0, b)
    if one_a.dimensionality != one_b.dimensionality:
        return False
    factor = one_a.to_base_units().magnitude / one_b.to_base_units().magnitude
    return math.isclose(factor, 1.0, rel_tol=1e-9)
