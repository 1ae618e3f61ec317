"""Where each constant comes from: its prior, its lever, or what its own comment says."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gaoxin.desks.levers import read_levers
from gaoxin.desks.priors import PriorRow, read_rows
from gaoxin.documentation.values import exact
from gaoxin.language import Text, alike
from gaoxin.names import canonical

if TYPE_CHECKING:
    from gaoxin.desks.workspace import Workspace

STATED: tuple[tuple[str, Text], ...] = (
    (r"\bLoop switch\b", Text("loop switch", "回路开关")),
    (r"\bLever\b", Text("lever", "杠杆")),
    (r"\b[Pp]rior\b", Text("prior", "先验")),
    (r"\b[Dd]efinition\b|\bConvention\b|\bUnits?\b", Text("definition", "定义")),
    (r"\b[Aa]ssum|\b[Jj]udgement", Text("assumption", "假设")),
    (r"\bplan\b|\bbox\b|\bC\d\d\b", Text("from the plan", "取自规划")),
)
"""What a comment's words say of a constant's source; the first that fits counts."""

UNSAID: Text = Text("not said", "未说明")

DISTRIBUTIONS: dict[str, Text] = {
    "beta_p05_p95": Text("beta, 5 % to 95 %", "贝塔分布，5%至95%"),
    "lognormal_p05_p95": Text("lognormal, 5 % to 95 %", "对数正态分布，5%至95%"),
    "normal_p05_p95": Text("normal, 5 % to 95 %", "正态分布，5%至95%"),
    "truncated_normal_p05_p95_min0": Text("normal above 0, 5 % to 95 %", "截断正态分布，5%至95%"),
    "uniform": Text("uniform", "均匀分布"),
    "fixed": Text("fixed", "固定"),
}
KINDS: dict[str, Text] = {
    "verified": Text("verified", "已核实"),
    "general_knowledge": Text("general knowledge", "一般知识"),
}
STRENGTHS: dict[str, Text] = {
    "strong": Text("strong", "强"),
    "medium": Text("medium", "中"),
    "weak": Text("weak", "弱"),
}

SOURCES = {
    "judgement for the zone model": "为本模型所作判断",
    "general knowledge, unverified": "一般知识，未核实",
    "general knowledge": "一般知识",
}
"""Sources that many priors share, in Chinese; others are quoted as the table has them."""


@dataclass(frozen=True)
class PriorText:
    """A prior in words; `element` is blank where it holds for the whole constant."""

    id: str
    element: str
    distribution: Text
    range: str
    unit: str
    kind: Text
    strength: Text
    source: Text
    note: str


@dataclass(frozen=True)
class Sources:
    """What the desks say of a model's constants, by canonical name; empty without a workspace."""

    priors: Mapping[str, tuple[PriorText, ...]]
    levers: Mapping[str, str]


def read_sources(workspace: Workspace | None) -> Sources:
    """Read the tables of priors and levers, where there is a workspace."""
    if workspace is None:
        return Sources({}, {})
    priors: dict[str, tuple[PriorText, ...]] = {}
    for row in read_rows(workspace.table("priors")):
        name, _, element = row.constant.partition("[")
        if row.role == "prior" and name:
            key = canonical(name)
            priors[key] = (*priors.get(key, ()), _text(row, element.rstrip("]")))
    levers: dict[str, str] = {}
    for lever in read_levers(workspace.levers).values():
        ends = f"{exact(lever.low)} … {exact(lever.high)} {lever.unit}"
        levers[canonical(lever.name.partition("[")[0])] = ends
    return Sources(priors, levers)


def stated(comment: str) -> Text:
    """Return the kind of source that a comment names.

    Examples
    --------
    >>> stated("Loop switch, 1 by definition.")[0], stated("From nowhere.")[0]
    ('loop switch', 'not said')
    """
    return next((pair for words, pair in STATED if re.search(words, comment)), UNSAID)


def _text(row: PriorRow, element: str) -> PriorText:
    ends = f"{exact(row.low)} … {exact(row.high)}"
    ends = exact(row.central) if row.distribution == "fixed" else ends
    kind, strength = row.source_kind, row.strength
    return PriorText(
        row.id,
        element,
        DISTRIBUTIONS.get(row.distribution, alike(row.distribution)),
        ends,
        row.unit,
        KINDS.get(kind, alike(kind)),
        STRENGTHS.get(strength, alike(strength)),
        Text(row.source, SOURCES.get(row.source, row.source)),
        row.note,
    )
