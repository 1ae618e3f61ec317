"""What loops do, as a table for the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gaoxin.telling.drawing.loop_charts import cell_text
from gaoxin.telling.terminal.verdict_print import named, plain_table
from gaoxin.telling.words.quantities import pick
from gaoxin.verdicts.loops import distinct

if TYPE_CHECKING:
    from rich.table import Table

    from gaoxin.telling.words.quantities import Lang
    from gaoxin.telling.writing.loop_folder import LoopResult

KINDS = {"R": ("reinforcing", "正反馈"), "B": ("balancing", "负反馈")}


def render_effects(
    result: LoopResult, lang: Lang = "en", stamp: tuple[str, str] = ("", "")
) -> Table:
    """Return a row a target, a column a loop: what the loop adds at the target's year."""
    title = pick(("What each loop adds", "各回路的贡献"), lang)
    scenario = result.scenario
    caption = pick(
        (
            "Median over members of with less without, in % of the value with all loops; of "
            "targets in %, in points.",
            "成员配对差（有该回路减无该回路）的中位数，占全部回路下数值的百分比；"
            "以 % 计的目标为百分点。",
        ),
        lang,
    )
    table = plain_table(
        f"{title}: {scenario.title[lang]} ({scenario.id})",
        " ".join(part for part in (caption, pick(stamp, lang)) if part),
    )
    table.add_column(pick(("Target", "目标"), lang))
    for loop in result.loops:
        table.add_column(loop.id, justify="right", no_wrap=True)
    known = {(e.target.id, e.loop.id): e for e in result.effects}
    for target in distinct(e.target for e in result.effects):
        cells = [cell_text(known[target.id, loop.id].last, signed=True) for loop in result.loops]
        table.add_row(named(target, lang), *cells)
    return table


def render_loops(result: LoopResult, lang: Lang = "en") -> Table:
    """Return a row a loop: its name, its kind, the part of the feedback that it carries."""
    years = [float(year) for year in result.shares["time"].values]
    shown = [year for year in (2016.0, 2020.0, 2025.0) if year in years] or years[-1:]
    table = plain_table(pick(("The loops", "反馈回路"), lang), "")
    for heading in (("Loop", "回路"), ("What runs in it", "内容"), ("Kind", "性质")):
        table.add_column(pick(heading, lang))
    for year in shown:
        label = pick((f"Feedback {year:.0f}, %", f"{year:.0f} 年反馈占比 %"), lang)
        table.add_column(label, justify="right")
    for loop in result.loops:
        shares = [float(result.shares.sel(loop=loop.id, time=year)) for year in shown]
        table.add_row(
            loop.id,
            pick((loop.name_en, loop.name_zh), lang),
            pick(KINDS[loop.polarity], lang),
            *(cell_text(share, signed=False) or "0" for share in shares),
        )
    return table
