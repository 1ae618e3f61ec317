"""Names of the elements of the model's subscripts, from ``calibration/elements.csv``."""

from __future__ import annotations

from pathlib import Path

from gaoxin.desks.places import Catalogue
from gaoxin.desks.table import Row, column, read_table
from gaoxin.errors import nearest
from gaoxin.language import Text, name_of
from gaoxin.names import Names, spellings


class ElementName(Row):
    """What an element of a subscript is called."""

    id: str = column("Element, as the model spells it", "模型下标元素", "battery")
    name_zh: str = column("Name in Chinese", "中文名称", "电池材料")
    name_en: str = column("Name in English", "英文名称", "Battery materials")


def read_elements(path: Path, catalogue: Catalogue) -> Names[Text]:
    """Read the names of the elements of the model's subscripts: English and Chinese by element.

    Raises
    ------
    DataError
        With the row's line: what :func:`gaoxin.desks.table.read_table` refuses, or the model has
        no such element.
    """
    known = spellings(one for labels in catalogue.model.subscripts.values() for one in labels)
    rows = read_table(path, ElementName)
    for row in rows:
        if row.id not in known:
            raise row.error(f"the model has no element '{row.id}'{nearest(row.id, known)}")
    return Names((known[row.id], name_of(row)) for row in rows)
