"""Names as people say them: a lever, a variable or an element by its name in either language.

The model's own spelling is always understood. Where nothing is spelled so, the names of the tables
count (``name_zh``, ``name_en``), and the Chinese name with which a variable's comment opens.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from gaoxin.errors import DataError
from gaoxin.language import Text
from gaoxin.names import Names, canonical, split

if TYPE_CHECKING:
    from gaoxin.desks.levers import Lever
    from gaoxin.desks.places import Catalogue

_CHINESE = re.compile(r"[\u3400-\u9fff]")


def is_chinese(text: str) -> bool:
    """Return whether a text has a Chinese sign."""
    return bool(_CHINESE.search(text))


def chinese_name(comment: str) -> str:
    """Return the Chinese name with which a comment opens, blank where it opens with none.

    Examples
    --------
    >>> chinese_name("2020年专利 Patents in 2020."), chinese_name("Revenue.")
    ('2020年专利', '')
    """
    first = comment.split(" ", 1)[0]
    return first if _CHINESE.search(first) else ""


def said_for(name: str, pairs: Iterable[tuple[str, str]]) -> str:
    """Return what a name stands for; the name itself where it stands for nothing.

    Parameters
    ----------
    name : str
    pairs : iterable of (said, meant)
        Words of people, and the spelling that each stands for.

    Raises
    ------
    DataError
        It stands for several; the message lists them.

    Examples
    --------
    >>> said_for("招商力度", [("招商力度", "signing_effort"), ("", "other")])
    'signing_effort'
    """
    own = canonical(name)
    meant = dict.fromkeys(spelled for said, spelled in pairs if said and canonical(said) == own)
    if len(meant) > 1:
        listed = " and ".join(f"'{spelled}'" for spelled in meant)
        raise DataError(f"'{name}' is the name of {listed}; write one of them")
    return next(iter(meant), name)


def variable_said(name: str, catalogue: Catalogue) -> str:
    """Return the variable that a name stands for: the model's, or a comment's Chinese one.

    Raises
    ------
    DataError
        Several variables have this Chinese name.
    """
    if name in catalogue.rows or not _CHINESE.search(name):
        return name
    rows = catalogue.rows.values()
    return said_for(name, ((chinese_name(str(r["comment"])), str(r["name"])) for r in rows))


def key_said(
    key: str, levers: Mapping[str, Lever], catalogue: Catalogue, elements: Names[Text]
) -> str:
    """Return ``name`` or ``name[element]`` in the model's spelling, where people's words stand.

    Parameters
    ----------
    key : str
        As a file or a command line spells it.
    levers : mapping of lever by name
    catalogue : Catalogue
        The model's variables.
    elements : Names of Text
        English and Chinese names of the elements of the model's subscripts.

    Returns
    -------
    str
        The key itself where nothing in it stands for something else.

    Raises
    ------
    DataError
        A word that stands for several.
    """
    try:
        name, labels = split(key)
    except ValueError:
        return key
    if name not in levers and name not in catalogue.rows:
        rows = [(said, row.name) for row in levers.values() for said in (row.name_zh, row.name_en)]
        name = variable_said(said_for(name, rows), catalogue)
    known = {canonical(one) for labels in catalogue.model.subscripts.values() for one in labels}
    pairs = [(said, spelled) for spelled, text in elements.items() for said in text]
    parts = [one if canonical(one) in known else said_for(one, pairs) for one in labels]
    return f"{name}[{', '.join(parts)}]" if parts else name
