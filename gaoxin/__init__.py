"""Run ensembles of system-dynamics models, and judge a plan's targets against them.

``gaoxin.load(path)`` reads any Vensim or XMILE model; ``Model.run`` runs it for many members
at once. The zone of Leshan is one model file among others: no equation of it stands in Python.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gaoxin.engine.model import Model, load

__all__ = ["Model", "__version__", "load"]
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    """Import the engine only when it is asked for, so that ``gaoxin --help`` stays quick."""
    if name in {"Model", "load"}:
        from gaoxin.engine import model

        return getattr(model, name)
    raise AttributeError(f"module 'gaoxin' has no attribute {name!r}")
