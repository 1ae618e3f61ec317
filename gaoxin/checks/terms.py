"""Terms: variables added and subtracted, as a reality check writes them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gaoxin.desks.places import element_of, split_key
from gaoxin.errors import DataError

if TYPE_CHECKING:
    import xarray as xr
    from numpy.typing import NDArray

    from gaoxin.desks.places import Catalogue
    from gaoxin.engine.model import Model

    Array = NDArray[np.float64]

_SIGN = re.compile(r"\s+([+-])\s+")
"""With blanks around it: a name may hold a hyphen."""

EDGE = 1e-6
"""Of a year: what rounding does to saved times."""


@dataclass(frozen=True)
class Term:
    """One variable, or one element of it, with its sign.

    Attributes
    ----------
    sign : float
        1 or -1.
    name : str
        As the model spells it.
    element : tuple of str
        The element meant; none for all.
    """

    sign: float
    name: str
    element: tuple[str, ...]


@dataclass(frozen=True)
class Terms:
    """A sum of terms whose subscripts agree, element by element or over all elements."""

    terms: tuple[Term, ...]
    total: bool = False

    def of(self, run: xr.Dataset, after: int | None = None, until: int | None = None) -> Array:
        """Return the values at the saved times in a window; shape (member, element, time).

        Parameters
        ----------
        run : Dataset
            Holds the variables, over member, their subscripts and time.
        after, until : int, optional
            Years, both included; the whole run by default.

        Returns
        -------
        array, shape (member, element, time)
            In the model's units.
        """
        found = sum(one.sign * self._summed(_values(one, run, after, until)) for one in self.terms)
        return np.asarray(found, dtype=np.float64)

    def scale(self, run: xr.Dataset) -> Array:
        """Return the greatest size of any term at any time; shape (member, 1, 1)."""
        sizes = [np.abs(self._summed(_values(one, run, None, None))) for one in self.terms]
        return np.asarray(
            np.maximum.reduce([size.max(axis=(1, 2), keepdims=True) for size in sizes])
        )

    def _summed(self, values: Array) -> Array:
        return values.sum(axis=1, keepdims=True) if self.total else values


def read_terms(
    text: str, model: Model, catalogue: Catalogue, *, total: bool = False
) -> tuple[Terms, list[str]]:
    """Read variables with ' + ' and ' - ' between them; return them with their elements' labels.

    Parameters
    ----------
    text : str
        Such as ``Revenue[north] - Costs``; it may begin with ``- ``.
    model : Model
    catalogue : Catalogue
        The model's variables.
    total : bool
        Whether each variable is summed over its elements.

    Returns
    -------
    tuple of (Terms, list of str)
        The labels are one a subscript, such as ``Region: north, south``; one blank where the terms
        are single numbers.

    Raises
    ------
    GaoxinError
        An unknown variable or element (with the nearest), terms of different subscripts.
    """
    first, rest = ("-", text[1:]) if text.startswith("- ") else ("+", text)
    parts = _SIGN.split(rest.strip())
    signs = [first, *parts[1::2]]
    terms, labels = [], [""]
    for sign, part in zip(signs, parts[::2], strict=True):
        name, element = split_key(part)
        own = str(catalogue.rows[model.canonical(name)]["name"])
        ranges = model.subscripts_of(own)
        chosen = element_of(own, element, ranges)
        terms.append(Term(-1.0 if sign == "-" else 1.0, own, chosen))
        if chosen or not ranges:
            continue
        named = [f"{dim}: {', '.join(found)}" for dim, found in ranges.items()]
        if not total and labels not in ([""], named):
            raise DataError(
                f"'{own}' runs over {'; '.join(named)}, the terms before it over "
                f"{'; '.join(labels)}; name an element, or write total = true"
            )
        labels = named
    return Terms(tuple(terms), total), [""] if total else labels


def names(terms: Sequence[Terms]) -> list[str]:
    """Return the variables of several sums, each once."""
    return list(dict.fromkeys(one.name for each in terms for one in each.terms))


def _values(term: Term, run: xr.Dataset, after: int | None, until: int | None) -> Array:
    found = run[term.name]
    for axis in ("member", "time"):
        if axis not in found.dims:
            found = found.expand_dims({axis: run[axis]} if axis in run.coords else [axis])
    subscripts = [dim for dim in found.dims if dim not in {"member", "time"}]
    if term.element:
        found = found.sel(dict(zip(subscripts, term.element, strict=True)))
    if after is not None:
        found = found.sel(time=found["time"] >= after - EDGE)
    if until is not None:
        found = found.sel(time=found["time"] <= until + EDGE)
    rest = [dim for dim in found.dims if dim not in {"member", "time"}]
    array = np.asarray(found.transpose("member", *rest, "time").values, dtype=np.float64)
    return array.reshape(array.shape[0], -1, array.shape[-1])
