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
    Anomaly("R3", "momentum", "annual GDP", True,
            ("research spending leaves output as it is", "研发投入不影响产出")),
    Anomaly("R4", "momentum", "annual GDP", True,
            ("plant among plant yields no more than plant in an empty field",
             "设备集聚与孤立于空地时产出无异")),
    Anomaly("R5", "momentum", "rd intensity", False,
            ("research does not fall when fewer of the eligible firms are certified",
             "具备资格的企业中认定占比下降而研发不减")),
    Anomaly("R6", "momentum", "Platform debt", True,
            ("dearer land is no better collateral", "地价上涨而抵押能力不变")),
    Anomaly("R8", "momentum", "annual fixed investment", False,
            ("debt costs nothing, and works are built for the interest",
             "债务不付息，利息变成工程款")),
    Anomaly("B2", "momentum", "Platform debt", False,
            ("banks lend on, whatever is owed", "负债再高，银行照样放贷")),
    Anomaly("B6", "momentum", "annual fixed investment", True,
            ("firms build alike, whether it pays or not", "盈亏与否，企业照样投资")),
    Anomaly("B9", "momentum", "Registered firms", True,
            ("firms close alike, whatever they earn", "盈亏与否，企业照样退出")),
    Anomaly("B10", "momentum", "annual signing", False,
            ("crowded clinics and nurseries keep nobody away", "医疗与托育拥挤而无人却步")),
    Anomaly("B11", "momentum", "annual revenue", False,
            ("customers wait for their orders without end", "客户无限期等待交货")),
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
