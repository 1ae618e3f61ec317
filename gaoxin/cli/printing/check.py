"""What ``gaoxin check`` prints: a table for people, JSON for machines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from gaoxin.cli.printing.console import console, print_document
from gaoxin.cli.streams import echo
from gaoxin.telling.words.quantities import pick

if TYPE_CHECKING:
    from rich.table import Table

    from gaoxin.checks.outcome import CheckOutcome
    from gaoxin.engine.units.check import UnitCheck
    from gaoxin.engine.units.finding import Finding
    from gaoxin.language import Lang
    from gaoxin.studies.check import CheckStudy

_HEADS = (("place", "位置"), ("variable", "变量"), ("units and what to write", "单位问题与改法"))
_TITLE = ("Units that do not balance", "单位不平衡之处")
_UNCHECKED = ("the model can be read; its units were not checked", "模型可以读取；未检查单位")
_FAILED = ("Checks that failed", "未通过的检查")
_FAILED_HEADS = (("part", "类别"), ("check", "检查"), ("found", "结果"))
_PARTS = {
    "data": ("data", "数据"),
    "priors": ("priors", "先验"),
    "scenarios": ("scenarios", "情景"),
    "extremes": ("extreme conditions", "极端条件"),
    "reality": ("reality checks", "事实检验"),
}


def print_checks(study: CheckStudy, lang: Lang, *, as_json: bool) -> None:
    """Print what was found, a row for each check that failed."""
    units, outcomes = study.units, study.results
    if as_json:
        print_document(_document(study, lang))
        return
    if units is None:
        echo(f"{study.model}{pick((': ', '：'), lang)}{pick(_UNCHECKED, lang)}")
    else:
        if units.findings:
            console().print(_table(units, lang))
        echo(_coverage(units, lang))
    if any(not outcome.passed for outcome in outcomes):
        console().print(_failures(outcomes, lang))
    for part in dict.fromkeys(outcome.part for outcome in outcomes):
        own = [outcome for outcome in outcomes if outcome.part == part]
        passed = sum(outcome.passed for outcome in own)
        echo(_passed(part, passed, len(own), lang))


def _document(study: CheckStudy, lang: Lang) -> dict[str, Any]:
    units, outcomes = study.units, study.results
    head: dict[str, Any] = {"model": str(study.model), "units": "off"}
    if units is not None:
        head |= {
            "units": units.level,
            "equations": units.equations,
            "judged": units.judged,
            "without_unit": list(units.without_unit),
            "findings": [_row(finding, lang) for finding in units.findings],
        }
    checks = {"checks": [asdict(outcome) for outcome in outcomes]}
    return head | (checks if outcomes else {})


def _failures(outcomes: Sequence[CheckOutcome], lang: Lang) -> Table:
    from rich.table import Table
    from rich.text import Text

    table = Table(title=pick(_FAILED, lang), show_lines=True)
    for head in _FAILED_HEADS:
        table.add_column(pick(head, lang), overflow="fold")
    for one in outcomes:
        if not one.passed:
            said = pick((one.said_en, one.said_zh), lang)
            asked = pick((one.name_en, one.name_zh), lang)
            table.add_row(pick(_PARTS[one.part], lang), Text(f"{one.id}: {asked}"), Text(said))
    return table


def _passed(part: str, passed: int, whole: int, lang: Lang) -> str:
    if lang == "zh":
        return f"{pick(_PARTS[part], lang)}：{whole} 项中 {passed} 项通过"
    return f"{pick(_PARTS[part], lang)}: {passed} of {whole} passed"


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
