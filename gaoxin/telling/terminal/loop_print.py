"""What loops do, as a table for the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gaoxin.language import NOTHING, Lang, Text, joined, name_of
from gaoxin.telling.terminal.columns import Columns, tables
from gaoxin.telling.terminal.house_table import plain_table, stamp_sentence
from gaoxin.telling.terminal.wrap import wrapped
from gaoxin.telling.words.quantities import share_cell
from gaoxin.verdicts.loop_effects import distinct

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table

    from gaoxin.verdicts.loop_effects import LoopResult

KINDS = {"R": Text("reinforcing", "正反馈"), "B": Text("balancing", "负反馈")}


def render_effects(
    result: LoopResult, lang: Lang = "en", stamp: Text = NOTHING, width: int = 200
) -> list[RenderableType]:
    """Return a row a target, a column a loop: what the loop adds at the target's year.

    Parameters
    ----------
    result : LoopResult
    lang : {"en", "zh"}
    stamp : Text
        What the draws are, where that needs saying.
    width : int
        Columns of the terminal; where they are few, loops stand in two tables or more.

    Returns
    -------
    list
        Of what a console prints.
    """
    from rich.text import Text as RichText

    title = Text("What each loop adds", "各回路的贡献").in_(lang)
    scenario = result.scenario
    caption = Text(
        "Median over runs of with less without, in % of the value with all loops; of targets in "
        "%, in points.",
        "同一样本“有该回路”减“无该回路”之差的中位数，占全部回路下数值的百分比；"
        "以 % 计的目标为百分点。",
    )
    known = {(effect.target.id, effect.loop.id): effect for effect in result.effects}
    targets = distinct(effect.target for effect in result.effects)
    names = [[RichText(target.short.in_(lang))] for target in targets]
    cells = [
        [RichText(share_cell(known[t.id, loop.id].last, signed=True)) for loop in result.loops]
        for t in targets
    ]
    fixed = Columns([Text("Target", "目标").in_(lang)], names, frozenset({0}))
    moving = Columns([loop.id for loop in result.loops], cells)
    title = f"{title}: {scenario.title[lang]} ({scenario.id})"
    note = joined([caption, stamp_sentence(stamp)]).in_(lang)
    told = RichText(wrapped(note, width), style="dim")
    return [*tables(title, fixed, moving, width), told]


def render_loops(result: LoopResult, lang: Lang = "en") -> Table:
    """Return a row a loop: its name, its kind, the part of the feedback that it carries."""
    years = [float(year) for year in result.shares["time"].values]
    shown = [year for year in (2016.0, 2020.0, 2025.0) if year in years] or years[-1:]
    title = Text(
        "The loops, and the share of the model's feedback that each carries",
        "反馈回路及其在模型全部反馈中的占比",
    )
    table = plain_table(title.in_(lang), "")
    table.add_column(Text("Loop", "回路").in_(lang), no_wrap=True)
    table.add_column(Text("What runs in it", "内容").in_(lang), overflow="fold")
    table.add_column(Text("Kind", "性质").in_(lang), no_wrap=True)
    for year in shown:
        label = Text(f"% of\n{year:.0f}", f"{year:.0f}年\n占比%").in_(lang)
        table.add_column(label, justify="right", no_wrap=True)
    for loop in result.loops:
        shares = [float(result.shares.sel(loop=loop.id, time=year)) for year in shown]
        table.add_row(
            loop.id,
            name_of(loop).in_(lang),
            KINDS[loop.polarity].in_(lang),
            *(share_cell(share, signed=False) or "0" for share in shares),
        )
    return table
