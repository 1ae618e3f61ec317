"""One picture of the zone model: the spine of causes, and what acts on it."""

from __future__ import annotations

from dataclasses import dataclass

from gaoxin.language import Text
from gaoxin.telling.drawing.layout import axes_at, write_heading
from gaoxin.telling.drawing.style import BLUE, INK, MUTED, PANEL, RULE, VERMILLION, chart_style
from gaoxin.telling.drawing.svg import both, to_svg

WIDTH, HEIGHT, HEAD = 9.2, 5.6, 0.75  # inches
HALF, TALL = 0.83, 0.24
"""Half of a box, across and up."""


@dataclass(frozen=True)
class Box:
    """A box: where its middle lies, in inches from the lower left, and what it says."""

    x: float
    y: float
    name: Text
    outside: bool = False


BOXES = {
    "orders": Box(1.1, 4.1, Text("Orders, backlog", "订单与在手订单")),
    "desired": Box(3.4, 4.1, Text("Capacity that is wanted", "意愿产能")),
    "investment": Box(5.7, 4.1, Text("Investment, works", "投资与在建")),
    "plant": Box(8.0, 4.1, Text("Plant, firms, posts", "设备、企业与岗位")),
    "output": Box(8.0, 2.95, Text("Output, value added", "产出与增加值")),
    "income": Box(8.0, 1.8, Text("Income, local services", "收入与本地服务业")),
    "tax": Box(5.7, 1.8, Text("Tax, purses, debt", "税收、财力与债务")),
    "public": Box(3.4, 1.8, Text("Works, land, services", "基建、土地与公共服务")),
    "attraction": Box(1.1, 1.8, Text("Attraction against rivals", "相对对手的吸引力")),
    "signing": Box(1.1, 2.95, Text("Signing, realisation", "签约与履约")),
    "cost": Box(3.4, 2.95, Text("Wages, energy: unit cost", "工资与能源：单位成本")),
    "skills": Box(5.7, 2.95, Text("Skills, knowledge, density", "技能、知识与集聚")),
    "province": Box(1.1, 0.65, Text("Province, rivals", "全省市场与对手"), outside=True),
    "levers": Box(3.4, 0.65, Text("Levers, with their cost", "杠杆及其费用"), outside=True),
    "projects": Box(5.7, 0.65, Text("Named projects", "重大项目"), outside=True),
    "chance": Box(8.0, 0.65, Text("Ten drivers of chance", "十个随机扰动"), outside=True),
}
ARROWS: tuple[tuple[str, str, bool], ...] = (
    *(("orders", "desired", True), ("desired", "investment", True), ("investment", "plant", True)),
    *(("plant", "output", True), ("output", "income", True), ("income", "tax", True)),
    *(("tax", "public", True), ("public", "attraction", True), ("attraction", "signing", True)),
    *(("signing", "orders", True), ("skills", "output", True), ("cost", "orders", False)),
    *(("plant", "cost", True), ("skills", "cost", False), ("public", "skills", True)),
    *(("levers", "public", True), ("province", "attraction", False)),
    *(("projects", "tax", True), ("chance", "income", True)),
)
"""From, to, and whether the second grows with the first."""

KEY = Text(
    "Read clockwise from orders. Blue: grows with; vermillion: falls with. Grey boxes come from "
    "outside or are drawn; chance and named projects act in more places than are drawn.",
    "自订单起顺时针阅读。蓝色：同向变动；朱红：反向变动。灰框来自外部或为抽样；"
    "扰动与重大项目的作用点多于图示。",
)


@chart_style()
def spine_chart() -> str:
    """Return one SVG in both languages: boxes and arrows."""
    from matplotlib.figure import Figure
    from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

    figure = Figure(figsize=(WIDTH, HEIGHT))
    write_heading(figure, Text("What causes what in the zone model", "园区模型中的因果"), KEY)
    axes = axes_at(figure, 0.0, 0.0, WIDTH, HEIGHT - HEAD)
    axes.set_xlim(0.0, WIDTH)
    axes.set_ylim(0.0, HEIGHT - HEAD)
    axes.set_axis_off()
    for source, target, grows in ARROWS:
        colour = BLUE if grows else VERMILLION
        ends = edge(BOXES[source], BOXES[target]), edge(BOXES[target], BOXES[source])
        arrow = FancyArrowPatch(*ends, arrowstyle="-|>", mutation_scale=11, shrinkA=1, shrinkB=1)
        arrow.set(color=colour, linewidth=1.4)
        axes.add_patch(arrow)
    for box in BOXES.values():
        corner = (box.x - HALF, box.y - TALL)
        fill = PANEL if box.outside else "white"
        frame = FancyBboxPatch(corner, 2 * HALF, 2 * TALL, boxstyle="round,pad=0.04")
        frame.set(facecolor=fill, edgecolor=RULE if box.outside else MUTED, linewidth=1.0)
        axes.add_patch(frame)
        ink = MUTED if box.outside else INK
        axes.text(box.x, box.y, both(box.name), color=ink, ha="center", va="center", fontsize=8)
    return to_svg(figure)


def edge(box: Box, other: Box) -> tuple[float, float]:
    """Return where the line from a box's middle to another's leaves the box.

    Examples
    --------
    >>> edge(Box(0.0, 0.0, Text("a", "a")), Box(4.0, 0.0, Text("b", "b")))
    (0.87, 0.0)
    """
    dx, dy = other.x - box.x, other.y - box.y
    wide, tall = HALF + 0.04, TALL + 0.04
    share = min(wide / abs(dx) if dx else float("inf"), tall / abs(dy) if dy else float("inf"))
    return box.x + share * dx, box.y + share * dy
