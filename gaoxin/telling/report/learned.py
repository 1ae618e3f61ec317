"""What was learned: parameters and observations of a fit, as rows and in sentences."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np

from gaoxin.language import Text, name_of
from gaoxin.telling.drawing.learned_chart import Parameter, Points
from gaoxin.telling.drawing.predicted_chart import Predicted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gaoxin.desks.ledger import Ledger
    from gaoxin.inference.archive import Posterior
    from gaoxin.telling.report.knowledge import Knowledge

SHOWN, LEAST = 20, 0.1
"""Parameters charted: at most so many, each with a contraction of at least `LEAST`."""

UNEXPLAINED = Text("not yet explained", "尚无解释")


def parameters(knowledge: Knowledge) -> list[Parameter]:
    """Return every sampled parameter, the one that the data say most of first."""
    tables = knowledge.posterior.tables
    names = [str(name) for name in tables["parameter"].values]
    prior, posterior = (_points(tables, prefix) for prefix in ("prior_", ""))
    contraction = tables["contraction"].values.tolist()
    return [
        Parameter(
            names[i],
            knowledge.names[names[i]],
            knowledge.units[names[i]],
            prior[i],
            posterior[i],
            contraction[i],
        )
        for i in np.argsort(-tables["contraction"].values)
    ]


def predictions(posterior: Posterior, ledger: Ledger) -> list[Predicted]:
    """Return every fitted observation with its predictions, in the order of the fit."""
    tables, observed = posterior.tables, posterior.observed
    readings = {reading.id: reading for reading in ledger.readings}
    fitted, held = (_points(tables, prefix) for prefix in ("predictive_", "held_out_"))
    ids = [str(name) for name in tables["observation"].values]
    return [
        Predicted(
            id_,
            _dated(name_of(readings[id_]), readings[id_].period),
            readings[id_].unit,
            float(observed["value"].values[i]),
            float(observed["sd"].values[i]),
            fitted[i],
            held[i],
        )
        for i, id_ in enumerate(ids)
        if id_ in readings
    ]


def _dated(name: Text, period: str) -> Text:
    """Return a name with its period, unless it has the years in it."""
    years = re.findall(r"\d{4}", period)
    return Text(
        name.en if all(year in name.en for year in years) else f"{name.en}, {period}",
        name.zh if all(year in name.zh for year in years) else f"{name.zh}，{period}年",
    )


def _points(tables: Any, prefix: str) -> list[Points]:
    columns = [tables[f"{prefix}{level}"].values.tolist() for level in ("p05", "p50", "p95")]
    return list(zip(*columns, strict=True))


def misfits(rows: Sequence[Predicted], ledger: Ledger) -> list[dict[str, Any]]:
    """Return the observations outside an interval, which one, and why."""
    kinds = (Text("fitted", "拟合"), Text("left out", "留出"))
    return [
        {
            "name": row.name,
            "which": _and([kind for kind, out in zip(kinds, row.outside, strict=True) if out]),
            "why": ledger.misfits.get(row.id, UNEXPLAINED),
        }
        for row in rows
        if any(row.outside)
    ]


def _and(texts: Sequence[Text]) -> Text:
    return Text(" and ".join(text.en for text in texts), "、".join(text.zh for text in texts))


def coverage(rows: Sequence[Predicted]) -> tuple[int, int, int]:
    """Return observations inside their fitted interval, inside their held-out one, and all."""
    outside = np.array([row.outside for row in rows]).reshape(-1, 2)
    return int((~outside[:, 0]).sum()), int((~outside[:, 1]).sum()), len(rows)


def against_trend(posterior: Posterior) -> dict[str, Any] | None:
    """Return mean scores of left-out predictions and of the trend; None where none compares."""
    own, trend = (posterior.tables[name].values for name in ("crps", "crps_trend"))
    both = np.isfinite(trend) & np.isfinite(own)
    if not both.any():
        return None
    model, line = float(own[both].mean()), float(trend[both].mean())
    return {
        "model": f"{model:.3f}",
        "trend": f"{line:.3f}",
        "count": int(both.sum()),
        "better": int((own[both] < trend[both]).sum()),
        "wins": model < line,
    }


def figures(posterior: Posterior) -> dict[str, Any]:
    """Return the figures that tell whether the fit can be used."""
    tables = posterior.tables
    contraction = tables["contraction"].values
    return {
        "sampled": int(contraction.size),
        "chains": int(posterior.draws.sizes["chain"]),
        "rhat": f"{float(tables['rhat'].max()):.3f}",
        "ess": f"{float(min(tables['ess_bulk'].min(), tables['ess_tail'].min())):,.0f}",
        "most": int((contraction >= 0.5).sum()),
        "some": int(((contraction >= LEAST) & (contraction < 0.5)).sum()),
        "little": int((contraction < LEAST).sum()),
    }
