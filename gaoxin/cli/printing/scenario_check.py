"""What ``gaoxin check SCENARIO`` prints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gaoxin.cli.printing.console import console, print_document
from gaoxin.cli.streams import echo, notice
from gaoxin.language import Text
from gaoxin.telling.terminal.house_table import plain_table
from gaoxin.telling.words.stated_words import stated_words

if TYPE_CHECKING:
    from gaoxin.language import Lang
    from gaoxin.studies.scenario_check import ScenarioCheck


def print_scenario(study: ScenarioCheck, lang: Lang, *, as_json: bool) -> None:
    """Print what a scenario changes, and warn of what moves nothing.

    Parameters
    ----------
    study : ScenarioCheck
    lang : {"en", "zh"}
    as_json : bool
        Whether one JSON object is printed instead.
    """
    from rich.text import Text as RichText

    scenario = study.scenario
    rows = [
        (change, stated_words(change.base).in_(lang), stated_words(change.new).in_(lang))
        for change in study.changes
    ]
    if as_json:
        said = [
            {"name": change.name, "unit": change.unit, "before": before, "here": here}
            for change, before, here in rows
        ]
        idle = [layer.key for layer in study.idle]
        known = {"scenario": scenario.id, "extends": scenario.extends}
        print_document({**known, "changes": said, "moves_nothing": idle})
        return
    table = plain_table(f"{scenario.title[lang]} ({scenario.id})", "")
    for heading in (Text("What", "项目"), Text("Before", "原值"), Text("Here", "本情景")):
        table.add_column(heading.in_(lang), overflow="fold")
    for change, before, here in rows:
        name = RichText(change.label.in_(lang))
        name.append(f" {change.name}, {change.unit}".rstrip(", "), style="dim")
        table.add_row(name, RichText(before), RichText(here))
    console().print(table)
    for line in study.idle_lines():
        notice(line)
    fine = Text(
        f"The file is right. Run it: gaoxin run {scenario.id}",
        f"文件无误。运行：gaoxin run {scenario.id} --lang zh",
    )
    echo(fine.in_(lang))
