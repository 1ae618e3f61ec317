"""What loops do, as a table for the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gaoxin.language import NOTHING, Lang, Text, name_of
from gaoxin.telling.terminal.house_table import plain_table, target_name
from gaoxin.telling.words.quantities import share_cell
from gaoxin.verdicts.loop_effects import distinct

if TYPE_CHECKING:
    from rich.table import Table

    from gaoxin.verdicts.loop_effects import LoopResult

KINDS = {"R": Text("reinforcing", "正反馈"), "B": Text("balancing", "负反馈")}


def render_effects(result: LoopResult, lang: Lang = "en", stamp: Text = NOTHING) -> Table:
    """Return a row a target, a column a loop: what the loop adds at the target's year.

    Parameters
    ----------
    result : LoopResult
    lang : {"en", "zh"}
    stamp : Text
        What the draws are, where that needs saying.

    Returns
    -------
    rich.table.Table
    """
    title = Text("What each loop adds", "各回路的贡献").in_(lang)
    scenario = result.scenario
    caption = Text(
        "Median over members of with less without, in % of the value with all loops; of "
        "targets in %, in points.",
        "成员配对差（有该回路减无该回路）的中位数，占全部回路下数值的百分比；"
        "以 % 计的目标为百分点。",
    )
    table = plain_table(
        f"{title}: {scenario.title[lang]} ({scenario.id})",
        " ".join(part.in_(lang) for part in (caption, stamp) if any(part)),
    )
    table.add_column(Text("Target", "目标").in_(lang))
    for loop in result.loops:
        table.add_column(loop.id, justify="right", no_wrap=True)
    known = {(effect.target.id, effect.loop.id): effect for effect in result.effects}
    for target in distinct(effect.target for effect in result.effects):
        cells = [share_cell(known[target.id, loop.id].last, signed=True) for loop in result.loops]
        table.add_row(target_name(target, lang), *cells)
    return table


def render_loops(result: LoopResult, lang: Lang = "en") -> Table:
    """Return a row a loop: its name, its kind, the part of the feedback that it carries."""
    years = [float(year) for year in result.shares["time"].values]
    shown = [year for year in (2016.0, 2020.0, 2025.0) if year in years] or years[-1:]
    table = plain_table(Text("The loops", "反馈回路").in_(lang), "")
    for heading in (Text("Loop", "回路"), Text("What runs in it", "内容"), Text("Kind", "性质")):
        table.add_column(heading.in_(lang))
    for year in shown:
        label = Text(f"Feedback {year:.0f}, %", f"{year:.0f} 年反馈占比 %").in_(lang)
        table.add_column(label, justify="right")
    for loop in result.loops:
        shares = [float(result.shares.sel(loop=loop.id, time=year)) for year in shown]
        table.add_row(
            loop.id,
            name_of(loop).in_(lang),
            KINDS[loop.polarity].in_(lang),
            *(share_cell(share, signed=False) or "0" for share in shares),
        )
    return table
