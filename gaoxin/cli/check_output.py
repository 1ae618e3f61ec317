"""What ``gaoxin check`` prints: a table for people, JSON for machines."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gaoxin.cli.output import console
from gaoxin.verdicts.text import pick

if TYPE_CHECKING:
    from rich.table import Table

    from gaoxin.engine.balance.check import UnitCheck
    from gaoxin.engine.balance.finding import Finding
    from gaoxin.verdicts.text import Lang

_HEADS = (("place", "位置"), ("variable", "变量"), ("units and what to write", "单位问题与改法"))
_TITLE = ("Units that do not balance", "单位不平衡之处")


def print_check(check: UnitCheck, lang: Lang) -> None:
    """Print a row a finding, and how much of the model was judged."""
    if check.findings:
        console().print(_table(check, lang))
    click.echo(_coverage(check, lang))


def print_check_json(check: UnitCheck, lang: Lang) -> None:
    """Print one JSON object: what was judged, and an object a finding."""
    document = {
        "model": str(check.path),
        "units": check.level,
        "equations": check.equations,
        "judged": check.judged,
        "without_unit": list(check.without_unit),
        "findings": [_row(finding, lang) for finding in check.findings],
    }
    click.echo(json.dumps(document, ensure_ascii=False, indent=2))


def print_unchecked(model: Path, lang: Lang, *, as_json: bool) -> None:
    """Say that the model can be read, and that no units were looked at."""
    if as_json:
        click.echo(json.dumps({"model": str(model), "units": "off"}, ensure_ascii=False, indent=2))
    else:
        text = ("the model can be read; its units were not checked", "模型可以读取；未检查单位")
        click.echo(f"{model}{pick((': ', '：'), lang)}{pick(text, lang)}")


def _row(finding: Finding, lang: Lang) -> dict[str, Any]:
    about = asdict(finding)
    return {
        "file": str(about.pop("path")),
        **about,
        "message": finding.message(lang),
        "remedy": finding.remedy(lang),
    }


def _table(check: UnitCheck, lang: Lang) -> Table:
    from rich.table import Table
    from rich.text import Text

    table = Table(title=pick(_TITLE, lang), show_lines=True)
    for head in _HEADS:
        table.add_column(pick(head, lang), overflow="fold")
    for finding in check.findings:
        said = pick(("; ", "；"), lang).join((finding.message(lang), finding.remedy(lang)))
        place = f"{finding.path.name}:{finding.line}"
        table.add_row(Text(place), Text(finding.variable), Text(said))
    return table


def _coverage(check: UnitCheck, lang: Lang) -> str:
    count, bare = len(check.findings), len(check.without_unit)
    if lang == "zh":
        text = (
            f"{check.path}：{check.equations} 个方程中判定了 {check.judged} 个，发现 {count} 处问题"
        )
        return text + (f"；{bare} 个变量没有可用的单位" if bare else "")
    text = f"{check.path}: {check.judged} of {check.equations} equations judged, {count} findings"
    return text + (f"; {bare} variables have no unit to go by" if bare else "")
