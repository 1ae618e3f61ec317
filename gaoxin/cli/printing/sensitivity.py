"""What ``gaoxin sensitivity`` prints."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gaoxin.cli.printing.console import console, print_document
from gaoxin.language import Text
from gaoxin.telling.terminal.house_table import plain_table

if TYPE_CHECKING:
    from rich.table import Table

    from gaoxin.language import Lang
    from gaoxin.studies.sensitivity import SensitivityStudy

SHOWN = 12


def print_sensitivity(study: SensitivityStudy, lang: Lang, *, as_json: bool) -> None:
    """Print indices: of factors, of parameters as drawn, of regions.

    Parameters
    ----------
    study : SensitivityStudy
    lang : {"en", "zh"}
    as_json : bool
    """
    document = study.document
    if as_json:
        print_document(document)
        return
    screen = console()
    screen.print(_sobol(document, lang))
    screen.print(_given(document, lang))
    screen.print(_regional(document, lang))


def _sobol(document: dict[str, Any], lang: Lang) -> Table:
    what = (
        Text("whether it is met", "是否达标")
        if document["on"] == "probability"
        else Text("its value", "其数值")
    )
    title = Text(
        f"{document['target']}: shares of the variance of {what.en}",
        f"{document['target']}：{what.zh}的方差份额",
    )
    note = Text(
        "First: alone; total: with all it does together with others; 95 % intervals.",
        "一阶：单独；总效应：含与其他因素的共同作用；95% 区间。",
    )
    table = plain_table(title.in_(lang), note.in_(lang))
    table.add_column(Text("Factor", "因素").in_(lang), overflow="fold")
    for heading in (Text("First", "一阶"), Text("Total", "总效应")):
        table.add_column(heading.in_(lang), justify="right")
    for row in document["sobol"][:SHOWN]:
        cells = [f"{row[k]:.3f} ± {row[f'{k}_half']:.3f}" for k in ("first", "total")]
        table.add_row(row[f"name_{lang}"], *cells)
    return table


def _given(document: dict[str, Any], lang: Lang) -> Table:
    title = Text(
        "Parameters as drawn: what each tells of the outcome (PAWN)",
        "参数（按后验抽样）：PAWN 指数",
    )
    noise = document["given_data_noise"]
    note = Text(f"Below {noise:.3f} it is noise.", f"低于 {noise:.3f} 即为噪声。")
    table = plain_table(title.in_(lang), note.in_(lang))
    table.add_column(Text("Parameter", "参数").in_(lang), overflow="fold")
    table.add_column("PAWN", justify="right")
    for row in document["given_data"][:SHOWN]:
        if row["pawn"] > noise:
            table.add_row(row[f"name_{lang}"], f"{row['pawn']:.3f}")
    return table


def _regional(document: dict[str, Any], lang: Lang) -> Table:
    title = Text("What differs where the target is met", "达标样本与未达标样本的差异")
    table = plain_table(title.in_(lang), "")
    table.add_column(Text("Factor", "因素").in_(lang), overflow="fold")
    for heading in (Text("Distance", "距离"), Text("Met where", "达标时"), Text("p", "p 值")):
        table.add_column(heading.in_(lang), justify="right")
    for row in document["regional"][:SHOWN]:
        if row["distance"] is not None and row["p_value"] < 0.05:
            way = Text("greater", "较大") if row["direction"] > 0 else Text("lesser", "较小")
            cells = (f"{row['distance']:.2f}", way.in_(lang), f"{row['p_value']:.1g}")
            table.add_row(row[f"name_{lang}"], *cells)
    return table
