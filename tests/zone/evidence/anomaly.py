"""Behaviour that shows when a loop is deleted, and that no real zone shows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tests.zone.evidence.bench import Bench, Pair, at


@dataclass(frozen=True)
class Anomaly:
    """What a loop's deletion must do.

    Attributes
    ----------
    scenario : str
        In which the loop has something to do.
    variable : str
        What shows it at the end of 2025.
    falls : bool
        Whether the variable is lower without the loop in most members, or higher.
    why : (str, str)
        Why that is anomalous.
    """

    loop: str
    scenario: str
    variable: str
    falls: bool
    why: Pair


ANOMALIES = (
    Anomaly("R1", "momentum", "annual fixed investment", True,
            ("profits no longer lead to investment", "盈利不再带来投资")),
    Anomaly("R2", "momentum", "annual fixed investment", True,
            ("works no longer follow revenue, nor projects works", "基建不随财力、项目不随基建")),
    Anomaly("R3", "momentum", "annual GDP", True,
            ("research spending leaves output as it is", "研发投入不影响产出")),
    Anomaly("R4", "momentum", "Registered firms", True,
            ("a cluster of hundreds of firms breeds no more than an empty field",
             "数百家企业的集聚与空地无异")),
    Anomaly("B1", "momentum", "annual fixed investment", True,
            ("investors do not see whether there is land", "投资者看不到有无土地")),
    Anomaly("B4", "plan", "annual revenue", True,
            ("idle capital wears like capital in use", "闲置资本与满负荷资本同样磨损")),
    Anomaly("B5", "plan", "annual GDP", True,
            ("no wage answers a shortage of labour, so that posts stay vacant",
             "工资不对用工短缺作出反应，岗位空缺")),
    Anomaly("B6", "momentum", "annual revenue", False,
            ("firms build on while their plants stand idle", "厂房闲置而企业照样扩建")),
    Anomaly("B7", "plan", "energy cut since 2020", True,
            ("energy-heavy projects enter whatever the assigned cut",
             "高耗能项目不受节能任务约束")),
    Anomaly("R5", "plan", "rd intensity", True,
            ("twice as many certified firms do no more research", "高企倍增而研发投入不增")),
    Anomaly("R7", "momentum", "annual revenue", True,
            ("nobody learns from neighbours that work digitally", "企业不受数字化同行影响")),
    Anomaly("B10", "plan", "annual signing", True,
            ("a hospital and nurseries draw nobody", "医院与托位不吸引任何人")),
)  # fmt: skip


def moves(bench: Bench, anomaly: Anomaly) -> tuple[float, float]:
    """Return the median change in % without the loop, and the share of members that move so."""
    strength = next(loop.strength for loop in bench.loops if loop.id == anomaly.loop)
    held = [{}, {strength: 0.0}]
    whole, cut = bench.runs(anomaly.scenario, held, [anomaly.variable])
    with_, without = at(whole, anomaly.variable), at(cut, anomaly.variable)
    change = 100.0 * (without - with_) / np.abs(with_)
    way = change < 0 if anomaly.falls else change > 0
    return float(np.median(change)), float(way.mean())
