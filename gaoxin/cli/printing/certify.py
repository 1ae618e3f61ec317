"""What ``gaoxin certify`` prints."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from gaoxin.cli.printing.console import RESULTS, console, print_document, print_place
from gaoxin.language import Text
from gaoxin.telling.terminal.house_table import plain_table
from gaoxin.telling.words.quantities import number

if TYPE_CHECKING:
    from gaoxin.language import Lang
    from gaoxin.studies.certificates.folder import CertifyStudy


def print_certificates(study: CertifyStudy, index: Path, lang: Lang, *, as_json: bool) -> None:
    """Print a row a target, or every certificate as JSON.

    Parameters
    ----------
    study : CertifyStudy
    index : Path
        The page that lists them.
    lang : {"en", "zh"}
    as_json : bool
    """
    if as_json:
        print_document(
            {
                "page": str(index),
                "searched": study.searched,
                "reused": study.reused,
                "certificates": {
                    one.target.id: one.model_dump(mode="json") for one in study.certificates
                },
            }
        )
        return
    table = plain_table(Text("Certificates", "目标证书").in_(lang), "")
    table.add_column(Text("Target", "目标").in_(lang), overflow="fold")
    for heading in (Text("Prob. %", "概率 %"), Text("Smallest change", "最小调整")):
        table.add_column(heading.in_(lang), justify="right")
    table.add_column(Text("In words", "结论").in_(lang))
    for one in study.certificates:
        change = one.change
        if change is None:
            said = "–"
        elif change.found:
            said = f"{number(change.effort)} {change.effort_unit}"
        else:
            said = Text("none found", "未找到").in_(lang)
        name = one.target.name.zh if lang == "zh" else one.target.name.en
        words = one.verdict.words.zh if lang == "zh" else one.verdict.words.en
        table.add_row(name, f"{100.0 * one.verdict.probability:.1f}", said, words)
    console().print(table)
    print_place(RESULTS, index, lang)
