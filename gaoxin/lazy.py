"""Names of a package that are imported when they are first asked for."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any


def attach(
    package: str, homes: Mapping[str, str]
) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """Return ``__getattr__`` and ``__dir__`` of a package whose names are heavy to import.

    Editors and mypy read the same names from an import under ``TYPE_CHECKING`` beside it.

    Parameters
    ----------
    package : str
        Its ``__name__``.
    homes : mapping of str to str
        Name to where it lives: ``module:name``, or ``module`` for the module itself.

    Returns
    -------
    __getattr__, __dir__ : callable

    Examples
    --------
    >>> find, _ = attach("gaoxin", {"fold": "gaoxin.names:canonical"})
    >>> find("fold")("Growth Rate")
    'growth_rate'
    """

    def find(name: str) -> Any:
        if name not in homes:
            raise AttributeError(f"module '{package}' has no attribute '{name}'")
        module, _, attribute = homes[name].partition(":")
        home = import_module(module)
        found = getattr(home, attribute) if attribute else home
        setattr(sys.modules[package], name, found)
        return found

    def known() -> list[str]:
        return sorted({*vars(sys.modules[package]), *homes})

    return find, known
