"""What ``gaoxin discover`` prints."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from gaoxin.cli.printing.console import RESULTS, console, print_document, print_place
from gaoxin.cli.streams import echo
from gaoxin.language import Text
from gaoxin.telling.terminal.house_table import plain_table

if TYPE_CHECKING:
    from gaoxin.language import Lang
    from gaoxin.studies.discover import DiscoverStudy


def print_discover(study: DiscoverStudy, folder: Path, lang: Lang, *, as_json: bool) -> None:
    """Print boxes and rules, and where the pictures are.

    Parameters
    ----------
    study : DiscoverStudy
    folder : Path
    lang : {"en", "zh"}
    as_json : bool
    """
    document = study.document
    if as_json:
        print_document({**document, "folder": str(folder)})
        return
    word = Text("missed", "未达标") if study.missed else Text("met", "达标")
    share = 100.0 * document["share"]
    said = Text(
        f"{document['target']}: {word.en} in {share:.1f} % of {document['members']:,} runs.",
        f"{document['target']}：{document['members']:,} 个样本中{word.zh} {share:.1f}%。",
    )
    echo(said.in_(lang))
    if not document["boxes"]:
        none = Text(
            "No box of few limits has many more of them than the rest.",
            "未发现由少数条件界定、明显更集中的区域。",
        )
        echo(none.in_(lang))
    screen = console()
    for heading, rows, columns in (
        (
            Text("Boxes (PRIM)", "区域（PRIM）"),
            document["boxes"],
            (("coverage", Text("Coverage", "覆盖率")), ("density", Text("Density", "密度"))),
        ),
        (
            Text("Rules of a tree", "规则树"),
            document["rules"],
            (("mass", Text("Of all runs", "占全部样本")), ("share", word)),
        ),
    ):
        if not rows:
            continue
        table = plain_table(heading.in_(lang), "")
        table.add_column(Text("Where", "条件").in_(lang), overflow="fold")
        for _, name in columns:
            table.add_column(name.in_(lang), justify="right")
        for row in rows:
            cells = [f"{100.0 * row[key]:.0f} %" for key, _ in columns]
            table.add_row(row[f"rule_{lang}"], *cells)
        screen.print(table)
    print_place(RESULTS, folder, lang)
