"""What a run is asked for, as the caller wrote it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

import numpy as np

from gaoxin.errors import ModelError

if TYPE_CHECKING:
    import pandas
    import xarray

    OverridesLike = Mapping[str, Any] | pandas.DataFrame | xarray.Dataset
    """By variable, or a table of members."""

MAX_MEMBER = 2**40
"""The greatest number of a first member; its random numbers still have places of their own."""


MAX_MEMBERS = 10**18
"""What can be counted at all; memory ends long before."""


@dataclass(frozen=True)
class Controls:
    """When a run starts, ends, steps and saves, in the model's time unit; None: as the model says.

    See :meth:`gaoxin.engine.model.Model.run`.
    """

    initial_time: float | None = None
    final_time: float | None = None
    time_step: float | None = None
    save_every: float | None = None

    def given(self) -> dict[str, float]:
        """Return those that are given, by canonical name.

        Raises
        ------
        ModelError
            One is not a number.
        """
        keys = {"save_every": "saveper"}
        values = {f.name: getattr(self, f.name) for f in fields(self)}
        return {
            keys.get(name, name): check_number(name, value)
            for name, value in values.items()
            if value is not None
        }


@dataclass(frozen=True)
class Request:
    """The arguments of a run; see :meth:`gaoxin.engine.model.Model.run`."""

    overrides: Any = None
    members: int | None = None
    method: str | None = None
    controls: Controls = Controls()
    initial_state: xarray.Dataset | None = None
    seed: int = 0
    first_member: int = 0

    @property
    def alone(self) -> bool:
        """Whether a run of one member is a single run, and not an ensemble of one."""
        return self.members is None

    def check(self) -> None:
        """Refuse numbers of members, and a seed, that are none.

        Raises
        ------
        ModelError
        """
        check_whole("seed", self.seed, least=0)
        check_whole("first_member", self.first_member, least=0, most=MAX_MEMBER)
        if self.members is not None:
            check_whole("members", self.members, least=1, most=MAX_MEMBERS)


def check_whole(name: str, value: Any, *, least: int, most: int | None = None) -> None:
    """Refuse what is not a whole number from `least` on; 3.0 and "3" are not whole numbers.

    Parameters
    ----------
    name : str
        In the message.
    value : object
    least, most : int
        `most` is optional.

    Raises
    ------
    ModelError
    """
    whole = isinstance(value, (int, np.integer)) and not isinstance(value, bool)
    if not whole or value < least:
        raise ModelError(f"{name} = {value!r}; write a whole number, {least} or more")
    if most is not None and value > most:
        raise ModelError(f"{name} = {shown(value)}; write a whole number, {most} or less")


def check_number(name: str, value: Any) -> float:
    """Return one number; an array of any length, a truth value and a text are none.

    Raises
    ------
    ModelError
    """
    kind = getattr(getattr(value, "dtype", None), "kind", "f")
    single = isinstance(value, (int, float)) or getattr(value, "ndim", None) == 0
    odd = isinstance(value, bool) or value is np.ma.masked or kind not in "iuf"
    if not single or odd:
        raise ModelError(
            f"{name} is {shown(value)}; it is the same for all members: write one number"
        )
    try:
        return float(value)
    except OverflowError:
        raise ModelError(f"{name} is larger than any number that a run can hold") from None


def listed(names: Any) -> list[str] | None:
    """Return outputs as a list; None, which is all of them, as it is.

    Raises
    ------
    ModelError
        A single text, or nothing that lists names.
    """
    if names is None:
        return None
    if isinstance(names, str):
        raise ModelError(f'outputs is one text; write outputs=["{names}"]')
    try:
        return list(names)
    except TypeError:
        raise ModelError(f"outputs is {shown(names)}; write a list of names") from None


def shown(value: Any) -> str:
    """Return a value in a few words."""
    shape = getattr(value, "shape", ())
    if isinstance(shape, tuple) and shape:
        return f"a {type(value).__name__} of shape {shape}"
    if isinstance(value, int) and not -(10**30) < value < 10**30:
        return f"a whole number of {value.bit_length()} bits"
    text = repr(value) if isinstance(value, (str, bytes, int, float)) or value is None else ""
    return text if 0 < len(text) <= 60 else f"a {type(value).__name__}"
