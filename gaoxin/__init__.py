"""Run ensembles of system-dynamics models, and judge a plan's targets against them.

``gaoxin.load(path)`` reads a model of Vensim (``.mdl``) or Stella (XMILE: ``.xmile``, ``.stmx``,
``.xml``); ``Model.run`` runs it for many members at once, ``Model.reduce`` keeps bands of so many
that their runs fit no memory, and :mod:`gaoxin.design` makes the tables of members. The zone of
Leshan is one model file among others: no equation of it stands in Python. Every error a user's
input can cause is a :class:`GaoxinError`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from gaoxin.errors import DataError, GaoxinError, ModelError, NonFinite, NotConverged, ScenarioError
from gaoxin.version import __version__

if TYPE_CHECKING:
    from gaoxin import design
    from gaoxin.engine.keeping import reducers
    from gaoxin.engine.model import Model, load

__all__ = [
    "DataError",
    "GaoxinError",
    "Model",
    "ModelError",
    "NonFinite",
    "NotConverged",
    "ScenarioError",
    "__version__",
    "design",
    "load",
    "reducers",
]


def __getattr__(name: str) -> Any:
    """Import what is heavy only when it is asked for, so that ``gaoxin --help`` stays quick."""
    if name == "design":
        return import_module("gaoxin.design")
    if name in {"Model", "load"}:
        from gaoxin.engine import model

        return getattr(model, name)
    if name == "reducers":
        from gaoxin.engine.keeping import reducers

        return reducers
    raise AttributeError(f"module 'gaoxin' has no attribute {name!r}")


def __dir__() -> list[str]:
    """List the names of the package, those not yet imported included."""
    return sorted({*globals(), *__all__})
