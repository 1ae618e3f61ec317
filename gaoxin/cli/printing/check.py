"""What ``gaoxin check`` prints: a table for people, JSON for machines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from gaoxin.checks.outcome import PARTS
from gaoxin.cli.printing.console import console, print_document
from gaoxin.cli.streams import echo
from gaoxin.language import Text, name_of

if TYPE_CHECKING:
    from rich.table import Table

    from gaoxin.checks.outcome import CheckOutcome, Part
    from gaoxin.engine.units.check import UnitCheck
    from gaoxin.engine.units.finding import Finding
    from gaoxin.language import Lang
    from gaoxin.studies.check import CheckStudy

_HEADS = (
    Text("place", "位置"),
    Text("variable", "变量"),
    Text("units and what to write", "单位问题与改法"),
)
_TITLE = Text("Units that do not balance", "单位不平衡之处")
_UNCHECKED = Text("the model can be read; its units were not checked", "模型可以读取；未检查单位")
_FAILED = Text("Checks that failed", "未通过的检查")
_FAILED_HEADS = (Text("part", "类别"), Text("check", "检查"), Text("found", "结果"))
_MISSED = Text("Statements known to fail, and why they stand", "已知不成立的陈述及保留理由")
_MISSED_HEADS = (Text("check", "检查"), Text("what the model does instead", "模型的实际表现"))
_UNCOMPILED = Text(
    "runs are computed by NumPy, without compiled steps, several times slower",
    "由 NumPy 逐步计算，未使用编译后的代码，慢数倍",
)
_COLON = Text(": ", "：")


def print_checks(study: CheckStudy, lang: Lang, *, as_json: bool) -> None:
    """Print what was found, a row for each check that failed.

    Parameters
    ----------
    study : CheckStudy
    lang : {"en", "zh"}
    as_json : bool
        Whether one JSON object is printed instead.
    """
    units, outcomes = study.units, study.results
    if as_json:
        print_document(_document(study, lang))
        return
    if units is None:
        echo(f"{study.model}{_COLON.in_(lang)}{_UNCHECKED.in_(lang)}")
    else:
        if units.findings:
            console().print(_table(units, lang))
        echo(_coverage(units, lang))
    if any(outcome.missed_en for outcome in outcomes):
        console().print(_misses(outcomes, lang))
    if not all(outcome.acceptable for outcome in outcomes):
        console().print(_failures(outcomes, lang))
    for part in dict.fromkeys(outcome.part for outcome in outcomes):
        own = [outcome for outcome in outcomes if outcome.part == part]
        echo(_passed(part, own, lang))
    if study.uncompiled:
        echo(f"{_UNCOMPILED.in_(lang)}{_COLON.in_(lang)}{study.uncompiled}")


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
    head["backend"] = "numpy" if study.uncompiled else "compiled"
    head |= {"backend_reason": study.uncompiled} if study.uncompiled else {}
    checks = {"checks": [asdict(outcome) for outcome in outcomes]}
    return head | (checks if outcomes else {})


def _failures(outcomes: Sequence[CheckOutcome], lang: Lang) -> Table:
    from rich.table import Table
    from rich.text import Text as RichText

    table = Table(title=_FAILED.in_(lang), show_lines=True)
    for head in _FAILED_HEADS:
        table.add_column(head.in_(lang), overflow="fold")
    for one in outcomes:
        if not one.acceptable:
            found = Text(one.said_en, one.said_zh).in_(lang)
            asked = f"{one.id}: {name_of(one).in_(lang)}"
            table.add_row(PARTS[one.part].in_(lang), RichText(asked), RichText(found))
    return table


def _misses(outcomes: Sequence[CheckOutcome], lang: Lang) -> Table:
    from rich.table import Table
    from rich.text import Text as RichText

    table = Table(title=_MISSED.in_(lang), show_lines=True)
    for head in _MISSED_HEADS:
        table.add_column(head.in_(lang), overflow="fold")
    for one in outcomes:
        if one.missed_en:
            asked = f"{one.id}: {name_of(one).in_(lang)}"
            table.add_row(RichText(asked), RichText(Text(one.missed_en, one.missed_zh).in_(lang)))
    return table


def _passed(part: Part, outcomes: Sequence[CheckOutcome], lang: Lang) -> str:
    name, whole = PARTS[part], len(outcomes)
    passed = sum(one.passed for one in outcomes)
    missed = sum(bool(one.missed_en) for one in outcomes)
    known = Text(f", {missed} known to fail", f"，{missed} 项已知不成立").in_(lang)
    return Text(
        f"{name.en}: {passed} of {whole} passed", f"{name.zh}：{whole} 项中 {passed} 项通过"
    ).in_(lang) + (known if missed else "")


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
    from rich.text import Text as RichText

    table = Table(title=_TITLE.in_(lang), show_lines=True)
    for head in _HEADS:
        table.add_column(head.in_(lang), overflow="fold")
    for finding in check.findings:
        said = Text("; ", "；").in_(lang).join((finding.message(lang), finding.remedy(lang)))
        place = f"{finding.path.name}:{finding.line}"
        table.add_row(RichText(place), RichText(finding.variable), RichText(said))
    return table


def _coverage(check: UnitCheck, lang: Lang) -> str:
    count, bare = len(check.findings), len(check.without_unit)
    more = Text(f"; {bare} variables have no unit to go by", f"；{bare} 个变量没有可用的单位")
    return Text(
        f"{check.path}: {check.judged} of {check.equations} equations judged, {count} findings",
        f"{check.path}：{check.equations} 个方程中判定了 {check.judged} 个，发现 {count} 处问题",
    ).in_(lang) + (more.in_(lang) if bare else "")
