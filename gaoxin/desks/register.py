"""Every table of a workspace: its file, its form, who writes it and what it is."""

from __future__ import annotations

from dataclasses import dataclass

from gaoxin.desks.base_rates import BaseRateRow
from gaoxin.desks.boundary import BoundaryRow
from gaoxin.desks.conflicts import ConflictRow
from gaoxin.desks.coverage import Covered
from gaoxin.desks.definitions import Option
from gaoxin.desks.disturbances import DisturbanceRow
from gaoxin.desks.elements import ElementName
from gaoxin.desks.facts import Fact
from gaoxin.desks.indicators import Indicator
from gaoxin.desks.levers import Lever
from gaoxin.desks.limits import Limit
from gaoxin.desks.loops import LoopRow
from gaoxin.desks.misfits import Misfit
from gaoxin.desks.observations import Reading
from gaoxin.desks.policy_targets import PolicyTarget
from gaoxin.desks.priors import PriorRow
from gaoxin.desks.structures import HeldConstant
from gaoxin.desks.table import Row
from gaoxin.desks.targets import Target
from gaoxin.desks.translations import Translation
from gaoxin.desks.treatments import Treatment
from gaoxin.language import Text


@dataclass(frozen=True)
class Table:
    """A table of a workspace.

    Attributes
    ----------
    place : str
        The file, in the workspace.
    form : type of Row
        What a row is.
    who : tuple of str
        Who writes it.
    about : tuple of str
        What it is.
    """

    place: str
    form: type[Row]
    who: Text
    about: Text


PLANNER = Text("Planner", "规划人员")
RESEARCHER = Text("Researcher", "研究人员")
MODELLER = Text("Modeller", "建模人员")

TABLES = (
    Table(
        "scenarios/levers.csv",
        Lever,
        PLANNER,
        Text(
            "The levers: constants of the model that policy moves, each with the range that a "
            "scenario may give it. [levers.md](levers.md) prints it.",
            "杠杆：政策可调节的模型常数及情景可取的范围。全表见[levers.md](levers.md)。",
        ),
    ),
    Table(
        "scenarios/definitions.csv",
        Option,
        PLANNER,
        Text(
            "The definition switches: what a disputed word means, a row a reading of it.",
            "口径开关：有争议的概念各有哪些口径，一行一个口径。",
        ),
    ),
    Table(
        "calibration/targets.csv",
        Target,
        RESEARCHER,
        Text("The targets that every scenario is judged by.", "评判每个情景所依据的目标。"),
    ),
    Table(
        "calibration/indicators.csv",
        Indicator,
        RESEARCHER,
        Text(
            "The indicators whose bands are shown, with what was observed of them.",
            "展示区间的各项指标及其实际值。",
        ),
    ),
    Table(
        "calibration/priors.csv",
        PriorRow,
        RESEARCHER,
        Text(
            "The uncertain quantities: a distribution a row, with where it comes from.",
            "不确定参数：每行一个分布及其来源。",
        ),
    ),
    Table(
        "calibration/base_rates.csv",
        BaseRateRow,
        RESEARCHER,
        Text(
            "How often the like of a target came about elsewhere; certificates print it.",
            "同类情形在他处的发生比例，列入目标证书。",
        ),
    ),
    Table(
        "calibration/observations.csv",
        Reading,
        RESEARCHER,
        Text(
            "Every reading of the past, which of them the model is fitted to, and why.",
            "历史数据的全部数值，哪些用于校准及理由。",
        ),
    ),
    Table(
        "calibration/disturbances.csv",
        DisturbanceRow,
        RESEARCHER,
        Text(
            "What chance moves: constants whose elements are standard normals, drawn by year or "
            "once. A workspace may do without.",
            "随机扰动：元素为标准正态数的常数，逐年或一次性抽取。工作区可无此表。",
        ),
    ),
    Table(
        "calibration/structures.csv",
        HeldConstant,
        RESEARCHER,
        Text(
            "The competing structures: the model with some constants held, a row a constant.",
            "备选结构：固定若干常数的模型，一行一个常数。",
        ),
    ),
    Table(
        "calibration/limits.csv",
        Limit,
        RESEARCHER,
        Text(
            "The limits: variables that tell which constraint binds.",
            "约束：由哪些变量判断何种约束在起作用。",
        ),
    ),
    Table(
        "calibration/elements.csv",
        ElementName,
        RESEARCHER,
        Text("What the elements of the model's subscripts are called.", "模型下标元素的名称。"),
    ),
    Table(
        "calibration/boundary.csv",
        BoundaryRow,
        RESEARCHER,
        Text(
            "The boundary of the model: what it explains, what it is given, what is left out.",
            "模型边界：由模型解释、外生给定与未纳入的内容。",
        ),
    ),
    Table(
        "calibration/conflicts.csv",
        ConflictRow,
        RESEARCHER,
        Text("Where the plan disagrees with itself.", "规划内部相互矛盾之处。"),
    ),
    Table(
        "calibration/treatments.csv",
        Treatment,
        RESEARCHER,
        Text("What was done about each contradiction.", "对每处矛盾的处理。"),
    ),
    Table(
        "calibration/misfits.csv",
        Misfit,
        RESEARCHER,
        Text(
            "Why an observation lies outside its interval; the report prints it.",
            "观测值落在区间外的原因，列入报告。",
        ),
    ),
    Table(
        "calibration/translations.csv",
        Translation,
        RESEARCHER,
        Text(
            "The Chinese of texts that other tables hold in English only.",
            "其他表中仅有英文的文字的中文。",
        ),
    ),
    Table(
        "calibration/facts.csv",
        Fact,
        RESEARCHER,
        Text(
            "What the plan says in numbers besides its indicators.", "规划中指标以外的数字与承诺。"
        ),
    ),
    Table(
        "calibration/coverage.csv",
        Covered,
        RESEARCHER,
        Text(
            "What becomes of each commitment of facts.csv; [coverage.md](coverage.md) prints it.",
            "facts.csv中每项承诺的采用情况，全表见[coverage.md](coverage.md)。",
        ),
    ),
    Table(
        "calibration/policy_targets.csv",
        PolicyTarget,
        RESEARCHER,
        Text(
            "Targets of the plans above and around the zone's; no run computes with them.",
            "上级与周边规划的目标；不参与计算。",
        ),
    ),
    Table(
        "model/loops.csv",
        LoopRow,
        MODELLER,
        Text(
            "The named feedback loops, which `gaoxin loops` cuts and the diagrams draw.",
            "命名反馈回路，`gaoxin loops`逐一切断，图中逐一绘出。",
        ),
    ),
)
"""The tables of a workspace, by who writes them."""
