"""Run ensembles of system-dynamics models, and judge a plan's targets against them.

``gaoxin.load(path)`` reads a model of Vensim (``.mdl``) or Stella (XMILE: ``.xmile``, ``.stmx``,
``.xml``); ``Model.run`` runs it for many members at once, ``Model.reduce`` keeps bands of so many
that their runs fit no memory. :mod:`gaoxin.design` makes the tables of members that go in,
``gaoxin.to_frame`` a table of what comes out, and ``gaoxin.calibrate`` fits a model to time series.
``gaoxin.open_workspace()`` opens the zone of Leshan
with its scenarios and targets, and does what the verbs of the command line do; its model is one
file among others, and no equation of it stands in Python. Every error a user's input can cause is
a :class:`GaoxinError`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gaoxin.errors import (
    DataError,
    GaoxinError,
    GaoxinWarning,
    ModelError,
    NonFinite,
    NotConverged,
    ScenarioError,
)
from gaoxin.lazy import attach
from gaoxin.version import __version__

if TYPE_CHECKING:
    from gaoxin import design
    from gaoxin.cluster import on_cluster
    from gaoxin.engine.keeping import reducers
    from gaoxin.engine.keeping.frames import to_frame
    from gaoxin.engine.model import Model, load
    from gaoxin.studies.any_model import certify, discover, sensitivity
    from gaoxin.studies.model_reach import reach
    from gaoxin.studies.series_fit import calibrate
    from gaoxin.studies.zone import open_workspace
else:
    __getattr__, __dir__ = attach(
        __name__,
        {
            "Model": "gaoxin.engine.model:Model",
            "calibrate": "gaoxin.studies.series_fit:calibrate",
            "certify": "gaoxin.studies.any_model:certify",
            "design": "gaoxin.design",
            "discover": "gaoxin.studies.any_model:discover",
            "load": "gaoxin.engine.model:load",
            "on_cluster": "gaoxin.cluster:on_cluster",
            "open_workspace": "gaoxin.studies.zone:open_workspace",
            "reach": "gaoxin.studies.model_reach:reach",
            "reducers": "gaoxin.engine.keeping.reducers",
            "sensitivity": "gaoxin.studies.any_model:sensitivity",
            "to_frame": "gaoxin.engine.keeping.frames:to_frame",
        },
    )

__all__ = [
    "DataError",
    "GaoxinError",
    "GaoxinWarning",
    "Model",
    "ModelError",
    "NonFinite",
    "NotConverged",
    "ScenarioError",
    "__version__",
    "calibrate",
    "certify",
    "design",
    "discover",
    "load",
    "on_cluster",
    "open_workspace",
    "reach",
    "reducers",
    "sensitivity",
    "to_frame",
]
