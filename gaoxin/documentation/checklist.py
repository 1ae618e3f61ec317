"""What Rahmandad and Sterman (2012) ask of a report on a model, and where the page meets it.

Rahmandad, H. and Sterman, J. D. (2012), Reporting guidelines for simulation-based research in
social sciences, System Dynamics Review 28(4), 396-411. In our words; the minimum requirements
come first, then those that the authors prefer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from gaoxin.language import Text

Part = Literal["model", "simulation", "estimation"]
PARTS: dict[Part, Text] = {
    "model": Text("The model", "模型"),
    "simulation": Text("Simulation experiments", "仿真试验"),
    "estimation": Text("Optimisation and estimation", "优化与估计"),
}


@dataclass(frozen=True)
class Requirement:
    """One requirement; `anchor` is the section of the page that meets it."""

    part: Part
    minimum: bool
    asked: Text
    anchor: str
    where: Text


SECTORS = Text("each sector: equations as they are computed", "各分区：按计算方式列出全部方程")
ASSUMED = Text("table of assumptions", "假设表")
RUN = Text("run control and repeating", "运行设置与复现")
LOOPS = Text("loop diagrams", "回路图")

ALWAYS: tuple[Requirement, ...] = (
    Requirement(
        "model",
        True,
        Text(
            "Every computation of each step: equations and algorithmic rules",
            "每一步的全部计算：方程与算法规则",
        ),
        "sectors",
        SECTORS,
    ),
    Requirement(
        "model",
        True,
        Text("Values of all parameters, and initial conditions", "全部参数取值与初始条件"),
        "assumptions",
        ASSUMED,
    ),
    Requirement(
        "model",
        False,
        Text("Units of all variables", "全部变量的单位"),
        "sectors",
        Text("each variable's unit", "各变量的单位"),
    ),
    Requirement(
        "model",
        False,
        Text(
            "Definition of each variable and the logic of its formulation", "各变量的定义与建模依据"
        ),
        "sectors",
        Text("each variable's meaning, uses and users", "各变量的含义、引用与被引用关系"),
    ),
    Requirement(
        "model",
        False,
        Text("Sources of parameters and of equations", "参数与方程的来源"),
        "assumptions",
        Text("source of each constant, and its strength", "各常数的来源与依据强度"),
    ),
    Requirement(
        "model",
        False,
        Text("Diagrams that show the structure", "展示结构的图"),
        "sectors",
        Text("a stock-and-flow diagram for each sector", "各分区的存量流量图"),
    ),
    Requirement(
        "model",
        False,
        Text("The model in a form that can be run freely", "可自由运行的模型文件"),
        "run",
        Text("the file's name and hash", "文件名与哈希值"),
    ),
    Requirement(
        "simulation",
        True,
        Text("Software and hardware", "软件与硬件"),
        "run",
        Text("versions and machine", "版本与机器"),
    ),
    Requirement(
        "simulation",
        True,
        Text("Algorithm: method of integration and time step", "算法：积分方法与步长"),
        "run",
        Text("method and time controls", "方法与时间设置"),
    ),
)

OF_A_WORKSPACE: tuple[Requirement, ...] = (
    Requirement(
        "simulation",
        True,
        Text("Preparation of inputs before a run", "运行前的输入处理"),
        "run",
        Text("priors, posterior and levers become members", "先验、后验与杠杆如何成为样本"),
    ),
    Requirement(
        "simulation",
        True,
        Text("Settings of parameters that repeat each scenario", "复现各情景的参数设置"),
        "run",
        Text("scenario files and their commands", "情景文件与命令"),
    ),
    Requirement(
        "simulation",
        True,
        Text(
            "Number of runs of each scenario, and how they are put together",
            "各情景的运行次数与汇总方法",
        ),
        "run",
        Text("members and quantiles", "样本与分位数"),
    ),
    Requirement(
        "simulation",
        True,
        Text("Treatment of outputs after a run", "运行后的结果处理"),
        "run",
        Text("annual values and verdicts", "年度值与评判"),
    ),
    Requirement(
        "simulation",
        False,
        Text("Seeds of random numbers", "随机数种子"),
        "run",
        Text("--seed, recorded with each run", "--seed，随每次运行记录"),
    ),
    Requirement(
        "simulation",
        False,
        Text("The model's boundary and what it leaves out", "模型边界与未纳入内容"),
        "boundary",
        Text("boundary table", "边界表"),
    ),
    Requirement(
        "estimation",
        True,
        Text("Software and algorithm of the search", "搜索所用软件与算法"),
        "run",
        Text("tempered sequential Monte Carlo", "退火序贯蒙特卡罗"),
    ),
    Requirement(
        "estimation",
        True,
        Text("What is optimised: the payoff or likelihood", "优化目标：收益或似然"),
        "run",
        Text("likelihood of the observations", "观测的似然"),
    ),
    Requirement(
        "estimation",
        True,
        Text("The space that is searched", "搜索空间"),
        "assumptions",
        Text("priors of all uncertain constants", "全部不确定常数的先验"),
    ),
    Requirement(
        "estimation",
        False,
        Text("Restarts, and a measure of convergence", "重复启动与收敛度量"),
        "run",
        Text("opposite starts, and eight diagnostics of the draws", "对立起点与八项抽样诊断"),
    ),
)


def requirements(*, workspace: bool, loops: bool, boundary: bool) -> list[Requirement]:
    """Return what the page meets: of a model alone, only what a model alone can meet.

    Parameters
    ----------
    workspace : bool
        Whether the page tells of a workspace too.
    loops : bool
        Whether it names feedback loops.
    boundary : bool
        Whether it states the model's boundary.

    Returns
    -------
    list of Requirement
        By part of the page; in each part first those that are the least to be met.
    """
    asked_for = list(ALWAYS)
    if loops:
        asked = Text("Feedback loops by name and polarity", "按名称与极性列出反馈回路")
        asked_for.append(Requirement("model", False, asked, "loops", LOOPS))
    if workspace:
        asked_for += [r for r in OF_A_WORKSPACE if boundary or r.anchor != "boundary"]
    order = list(PARTS)
    return sorted(asked_for, key=lambda r: (order.index(r.part), not r.minimum))
