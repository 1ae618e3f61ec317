"""Names of model constants for readers: the model's own in English, its comment's in Chinese.

A comment of the model opens with the Chinese name, then a space, then the English text.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from gaoxin.desks.places import split_key
from gaoxin.desks.spoken import chinese_name
from gaoxin.language import Text, alike, listed

if TYPE_CHECKING:
    from gaoxin.desks.places import Catalogue


def constant_names(
    keys: Iterable[str], catalogue: Catalogue, elements: Mapping[str, Text]
) -> dict[str, Text]:
    """Return English and Chinese names of constants by their key, ``name`` or ``name[element]``.

    Parameters
    ----------
    keys : iterable of str
        As :attr:`gaoxin.desks.places.Place.key`.
    catalogue : Catalogue
        The model's variables.
    elements : mapping of str to Text
        Names of the elements of subscripts; one that is not in it is shown as spelled.

    Returns
    -------
    dict of key to Text
    """
    return {key: _named(key, catalogue, elements) for key in keys}


def _named(key: str, catalogue: Catalogue, elements: Mapping[str, Text]) -> Text:
    constant, labels = split_key(key)
    row = catalogue.rows[catalogue.model.canonical(constant)]
    name, chinese = str(row["name"]), chinese_name(str(row["comment"]))
    if not labels:
        return Text(name, chinese or name)
    parts = listed(elements.get(label, alike(label)) for label in labels)
    return Text(f"{name}, {parts.en.lower()}", f"{chinese or name}（{parts.zh}）")
