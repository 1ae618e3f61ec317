"""The pages that tell the columns of every table, printed from the forms.

``python -m gaoxin.desks.columns`` writes ``docs/desks.md`` and ``docs/desks.zh-CN.md`` of the
current checkout anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pydantic.fields import FieldInfo

from gaoxin.desks.register import TABLES, Table
from gaoxin.desks.table import kind, options
from gaoxin.language import Lang, Text

PAGES: dict[Lang, Path] = {"en": Path("docs/desks.md"), "zh": Path("docs/desks.zh-CN.md")}

_HEAD = Text(
    "# The columns of every table\n\n"
    "[中文](desks.zh-CN.md) · What each CSV of a workspace holds, printed by\n"
    "`python -m gaoxin.desks.columns` from the code that reads them. Scenario files have a form "
    "of their\nown: [scenarios.md](scenarios.md).\n\n"
    "**How a table is read.** UTF-8 text, cells separated by commas, a header line. A byte-order "
    "mark, line ends, quotes,\nblank lines and blank columns make no difference, nor does the "
    "order of columns or rows, nor case, spaces and\nunderscores in a column's name. A column that "
    "is not needed may be blank, or left out. Columns of your own are\nnot read. Numbers have a "
    "decimal point and nothing between thousands. A unit is made of the names in\n"
    "`calibration/units.txt` and a few standard ones, with `*`, `/` and `**`. What is wrong is "
    "told with file, line,\ncolumn and what to write instead: also a file in GBK or UTF-16, one "
    "separated by `;` or tabs, and a number that\na spreadsheet has changed.\n",
    "# 各表的列\n\n"
    "[English](desks.md) · 工作区内每个 CSV 文件所含的列，由 `python -m gaoxin.desks.columns` "
    "依据读取代码生成。情景文件另有格式，\n见 [scenarios.md](scenarios.md)。\n\n"
    "**读取规则。** 文件为 UTF-8 文本，以逗号分隔，首行为列名。字节顺序标记、换行形式、引号、"
    "空行、空列均无影响；列与行的次序、\n列名的大小写、空格与下划线亦无影响。非必填的列可以留空，也可以不设；"
    "自行添加的列不会被读取。数值用小数点，\n不加千位分隔符；单位由 `calibration/units.txt` "
    "及少数标准单位以 `*`、`/`、`**` 组合。有误时指出文件、行、列及应写内容；\n文件为 GBK 或 "
    "UTF-16 编码、以 `;` 或制表符分隔、数字被电子表格改动时，同样会指出。\n",
)
_ABOUT = Text("*{}.* {} Rows are named by {}.", "*{}。*{}行由{}标识。")
_HEADER = Text(
    "| column | meaning | kind | needed | example |", "| 列 | 含义 | 类型 | 必填 | 示例 |"
)
_YES = Text("yes", "是")
_ONE_OF = Text("one of {}", "{}之一")
_AND = Text(", ", "、")


def page(lang: Lang, tables: Sequence[Table] = TABLES) -> str:
    """Return the page of all tables in Markdown."""
    return "\n".join([_HEAD.in_(lang), *(_section(table, lang) for table in tables)])


def chinese(field: FieldInfo) -> str:
    """Return what stands in a column, in Chinese."""
    extra = field.json_schema_extra
    return str(extra["zh"]) if isinstance(extra, dict) else ""


def _section(table: Table, lang: Lang) -> str:
    keys = _AND.in_(lang).join(f"`{name}`" for name in table.form.KEY)
    lines = [
        f"## {table.place}",
        "",
        _ABOUT.in_(lang).format(table.who.in_(lang), table.about.in_(lang), keys),
        "",
        _HEADER.in_(lang),
        "|---|---|---|---|---|",
        *(_line(name, field, lang) for name, field in table.form.columns().items()),
    ]
    return "\n".join(lines) + "\n"


def _line(name: str, field: FieldInfo, lang: Lang) -> str:
    meaning = Text(str(field.description), chinese(field)).in_(lang)
    known = options(field)
    one_of = _ONE_OF.in_(lang).format(_AND.in_(lang).join(f"`{text}`" for text in known))
    what = one_of if known else Text(kind(field).en, kind(field).zh).in_(lang)
    needed = _YES.in_(lang) if field.is_required() else ""
    example = f"`{field.examples[0]}`" if field.examples else ""
    cells = (f"`{name}`", meaning, what, needed, example)
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def main() -> None:
    """Write the pages of the current folder."""
    for lang, path in PAGES.items():
        path.write_text(page(lang), encoding="utf-8")


if __name__ == "__main__":
    main()
