"""An answer of ``gaoxin reach`` on a terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from gaoxin.language import Lang, Text
from gaoxin.telling.terminal.house_table import plain_table
from gaoxin.telling.words.quantities import number

if TYPE_CHECKING:
    from rich.console import Group
    from rich.table import Table

BASIS = {
    "spending": Text("money that the model spends, {unit}", "模型中的支出，{unit}"),
    "declared cost": Text("declared costs, {unit}", "申报成本，{unit}"),
    "share of range": Text(
        "whole ranges of levers; no lever says what it costs", "杠杆幅度之和；各杠杆未给出成本"
    ),
}


def render_reach(answer: Mapping[str, Any], lang: Lang) -> Group:
    """Return an answer: a sentence, the levers, what binds, the front.

    Parameters
    ----------
    answer : mapping
        As ``--json`` prints it.
    lang : {"en", "zh"}

    Returns
    -------
    rich.console.Group
    """
    from rich.console import Group
    from rich.text import Text as RichText

    parts: list[Any] = [RichText(sentence.in_(lang)) for sentence in sentences(answer)]
    if answer["levers"]:
        parts.append(_levers(answer["levers"], lang))
    if answer.get("binding") and "year" in answer["binding"][0]:
        parts.append(_binding(answer["binding"], lang))
    if len(answer["front"]) > 1:
        parts.append(_front(answer["front"], answer["effort_unit"], lang))
    return Group(*parts)


def sentences(answer: Mapping[str, Any]) -> list[Text]:
    """Return what was found, in words.

    Parameters
    ----------
    answer : mapping
        As ``--json`` prints it.
    """
    p, error = 100 * answer["probability"], 100 * answer["mc_error"]
    base = 100 * answer["base_probability"]
    basis = BASIS[answer["effort_basis"]].each(
        lambda words: words.format(unit=answer["effort_unit"])
    )
    cost = Text(
        f"Effort {number(answer['effort'])} ({basis.en}).",
        f"投入 {number(answer['effort'])}（{basis.zh}）。",
    )
    chance = Text(
        f"{p:.1f} ± {error:.1f} % on fresh draws, {base:.1f} % under the base",
        f"新抽样下为 {p:.1f}% ± {error:.1f}%，基准为 {base:.1f}%",
    )
    low, high = (100 * end for end in answer["interval"])
    if answer["found"]:
        said = [Text(f"Found: {chance.en}.", f"找到：{chance.zh}。"), cost]
    else:
        said = [
            Text(
                f"None found within the levers' ranges. The most probable setting found gives "
                f"{chance.en} (95 % interval {low:.1f} to {high:.1f} %).",
                f"各杠杆范围内未找到。所找到的最可能方案：{chance.zh}"
                f"（95% 区间 {low:.1f}% 至 {high:.1f}%）。",
            )
        ]
    if answer["interrupted"]:
        said.append(
            Text("The search was stopped: this is the best so far.", "搜索中途停止：此为目前最优。")
        )
    if answer.get("at_end"):
        ends = ", ".join(answer["at_end"])
        said.append(Text(f"At an end of their range: {ends}.", f"已达范围端点：{ends}。"))
    if answer["costs_nothing"] and answer["effort_basis"] != "share of range":
        names = ", ".join(answer["costs_nothing"])
        said.append(Text(f"No cost is known of: {names}.", f"未给出成本的杠杆：{names}。"))
    return said


def _levers(rows: Sequence[Mapping[str, Any]], lang: Lang) -> Table:
    table = plain_table(Text("Levers that move", "变动的杠杆").in_(lang), "")
    table.add_column(Text("Lever", "杠杆").in_(lang), overflow="fold")
    for heading in (Text("Base", "基准"), Text("Answer", "答案"), Text("Of its way", "占其幅度")):
        table.add_column(heading.in_(lang), justify="right")
    table.add_column(Text("Unit", "单位").in_(lang))
    for row in rows:
        name = row.get(f"name_{lang}") or row["lever"]
        shown = (_value(row["base"]), _value(row["value"]), f"{100 * row['share']:+.0f} %")
        table.add_row(name, *shown, row["unit"])
    return table


def _value(value: float | Sequence[float]) -> str:
    if isinstance(value, int | float):
        return f"{value:g}"
    return ", ".join(f"{one:g}" for one in value)


def _binding(rows: Sequence[Mapping[str, Any]], lang: Lang) -> Table:
    table = plain_table(Text("What binds", "起约束作用的限制").in_(lang), "")
    table.add_column(Text("Year", "年份").in_(lang))
    table.add_column(Text("Limit", "限制").in_(lang), overflow="fold")
    table.add_column(Text("Share of runs", "样本占比").in_(lang), justify="right")
    for row in rows:
        table.add_row(str(row["year"]), row[f"name_{lang}"], f"{100 * row['share']:.0f} %")
    return table


def _front(rows: Sequence[Mapping[str, float]], unit: str, lang: Lang) -> Table:
    title = Text("Effort against probability, on the draws of the search", "投入与概率（搜索样本）")
    table = plain_table(title.in_(lang), "")
    table.add_column(Text("Probability", "概率").in_(lang), justify="right")
    table.add_column(Text(f"Effort, {unit}", f"投入（{unit}）").in_(lang), justify="right")
    for row in rows:
        table.add_row(f"{100 * row['probability']:.0f} %", number(row["effort"]))
    return table
