"""Chinese of texts that other tables hold in English, from ``calibration/translations.csv``."""

from __future__ import annotations

from pathlib import Path

from gaoxin.desks.table import Row, column, read_table


class Translation(Row):
    """A text in both languages."""

    KEY = ("en",)

    en: str = column(
        "Text, exactly as the other table has it", "原文，须与其他表完全一致", "box 2 item 4"
    )
    zh: str = column("The same in Chinese", "中文", "专栏2第4项")


def read_translations(path: Path) -> dict[str, str]:
    """Read Chinese texts by their English; see :func:`gaoxin.desks.table.read_table`."""
    return {row.en: row.zh for row in read_table(path, Translation)}
