"""Run ensembles of system-dynamics models, and judge a plan's targets against them.

``gaoxin.load(path)`` reads a Vensim model (``.mdl``; XMILE is planned); ``Model.run`` runs it for
many members at once. The zone of Leshan is one model file among others: no equation of it stands
in Python. Every error a user's input can cause is a :class:`GaoxinError`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gaoxin.errors import DataError, GaoxinError, ModelError, NonFinite, NotConverged, ScenarioError

if TYPE_CHECKING:
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
    "load",
    "reducers",
]
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    """Import the engine only when it is asked for, so that ``gaoxin --help`` stays quick."""
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
