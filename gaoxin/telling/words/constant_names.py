"""Names of model constants for readers: the model's own in English, its comment's in Chinese.

A comment of the model opens with the Chinese name, then a space, then the English text.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from gaoxin.desks.places import split_key
from gaoxin.desks.spoken import chinese_name
from gaoxin.distributions.discrepancy import FACTOR_OF, OWN_SIZE_OF, SHARED_NAMES, SPREAD_NAMES
from gaoxin.language import Text, alike, listed

if TYPE_CHECKING:
    from gaoxin.desks.places import Catalogue

_ERRORS = {
    SHARED_NAMES["log"]: Text(SHARED_NAMES["log"], "模型误差（对数尺度）"),
    SHARED_NAMES["logit"]: Text(SHARED_NAMES["logit"], "模型误差（占比尺度）"),
    SPREAD_NAMES["log"]: Text(SPREAD_NAMES["log"], "各序列模型误差的离散程度（对数尺度）"),
    SPREAD_NAMES["logit"]: Text(SPREAD_NAMES["logit"], "各序列模型误差的离散程度（占比尺度）"),
}
_OF_ONE = {FACTOR_OF: "误差方差系数：", OWN_SIZE_OF: "相对模型误差："}
"""Beginning of the name of a scale of one row or one series, to its Chinese."""


def constant_names(
    keys: Iterable[str], catalogue: Catalogue, elements: Mapping[str, Text]
) -> dict[str, Text]:
    """Return English and Chinese names of constants by their key, ``name`` or ``name[element]``.

    Parameters
    ----------
    keys : iterable of str
        As :attr:`gaoxin.desks.places.Place.key`, or the name of a scale of errors.
    catalogue : Catalogue
        The model's variables.
    elements : mapping of str to Text
        Names of the elements of subscripts; one that is not in it is shown as spelled.

    Returns
    -------
    dict of key to Text
    """
    return {key: _scale(key) or _named(key, catalogue, elements) for key in keys}


def _scale(key: str) -> Text | None:
    """Return the name of a scale of errors; None where the key is no such scale."""
    for begins, chinese in _OF_ONE.items():
        if key.startswith(begins):
            return Text(key, f"{chinese}{key.removeprefix(begins)}")
    return _ERRORS.get(key)


def _named(key: str, catalogue: Catalogue, elements: Mapping[str, Text]) -> Text:
    constant, labels = split_key(key)
    row = catalogue.rows[catalogue.model.canonical(constant)]
    name, chinese = str(row["name"]), chinese_name(str(row["comment"]))
    if not labels:
        return Text(name, chinese or name)
    parts = listed(elements.get(label, alike(label)) for label in labels)
    return Text(f"{name}, {parts.en.lower()}", f"{chinese or name}（{parts.zh}）")
