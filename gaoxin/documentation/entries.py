"""Each variable as the page tells of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gaoxin.diagrams.network import TIME, Network, meaning
from gaoxin.documentation.sources import PriorText, Sources, stated
from gaoxin.documentation.values import limits_text, value_text
from gaoxin.engine.reading.catalogue import units_and_limits
from gaoxin.language import NOTHING, Text, listed
from gaoxin.telling.words.quantities import unit_words

if TYPE_CHECKING:
    from gaoxin.engine.model import Model

KINDS: dict[str, Text] = {
    "auxiliary": Text("auxiliary", "辅助变量"),
    "constant": Text("constant", "常数"),
    "stock": Text("stock", "存量"),
    "lookup": Text("lookup", "表函数"),
    "data": Text("data", "外部数据"),
    "time": Text("time setting", "时间设置"),
}
SIGNS = {1: "+", -1: "\N{MINUS SIGN}", 0: "0"}


@dataclass(frozen=True)
class Reference:
    """A link to a variable; `mark` is the sign of the influence, blank where it is not told."""

    anchor: str
    name: Text
    mark: str
    start: bool


@dataclass(frozen=True)
class VariableEntry:
    """A variable; each pair is English and Chinese.

    Attributes
    ----------
    equations : tuple of str
    does : pair of str
        What moves it, made from its equations.
    meaning : str
        The model's own comment without the Chinese name.
    value, limits, lever : str
        Blank where there is none.
    source : pair of str
        Of a constant: what kind of number it is.
    """

    key: str
    anchor: str
    name: Text
    kind: Text
    is_constant: bool
    unit: Text
    subscripts: str
    equations: tuple[str, ...]
    does: Text
    meaning: str
    value: str
    limits: str
    lever: str
    source: Text
    priors: tuple[PriorText, ...]
    uses: tuple[Reference, ...]
    used_by: tuple[Reference, ...]


def anchors(keys: Sequence[str]) -> dict[str, str]:
    """Return an id for each variable, of letters, digits and hyphens, none twice.

    Examples
    --------
    >>> anchors(["a b", "a-b"])
    {'a b': 'v-a-b', 'a-b': 'v-a-b-2'}
    """
    anchors_by_key: dict[str, str] = {}
    taken: dict[str, int] = {}
    for key in keys:
        plain = "v-" + re.sub(r"[\W_]+", "-", key).strip("-")
        taken[plain] = taken.get(plain, 0) + 1
        while taken[plain] > 1 and f"{plain}-{taken[plain]}" in taken:
            taken[plain] += 1
        name = plain if taken[plain] == 1 else f"{plain}-{taken[plain]}"
        taken.setdefault(name, 1)
        anchors_by_key[key] = name
    return anchors_by_key


def variable_entries(model: Model, net: Network, sources: Sources) -> dict[str, VariableEntry]:
    """Return every variable of a model, by canonical name, in order of the file.

    Parameters
    ----------
    model : Model
    net : Network
        The model as a diagram needs it.
    sources : Sources
        What the desks say of its constants.

    Returns
    -------
    dict of canonical name to VariableEntry
    """
    ids = anchors(list(net.inputs))
    return {key: _entry(key, model, net, sources, ids) for key in net.inputs}


def _entry(
    key: str, model: Model, net: Network, sources: Sources, ids: dict[str, str]
) -> VariableEntry:
    variable = net.structure.contents.variables[key]
    about = units_and_limits(variable)
    constant = net.kinds[key] in {"constant", "lookup", "time"}
    unit, comment = about["units"], about["comment"]
    used_by = net.structure.used_by[key]
    return VariableEntry(
        key=key,
        anchor=ids[key],
        name=both_names(net, key),
        kind=KINDS[net.kinds[key]],
        is_constant=constant,
        unit=unit_words(unit),
        subscripts=", ".join(model.subscripts_of(net.names[key])),
        equations=tuple(e.text for e in net.structure.equations(variable)),
        does=_does(key, net),
        meaning=meaning(comment),
        value=value_text(model, net.names[key]) if constant else "",
        limits=limits_text(about.get("low"), about.get("high")),
        lever=sources.levers.get(key, ""),
        source=_source(comment, key, sources) if constant else NOTHING,
        priors=sources.priors.get(key, ()),
        uses=tuple(_reference(k, k, key, net, ids) for k in net.inputs[key]),
        used_by=tuple(_reference(k, key, k, net, ids) for k in used_by),
    )


def both_names(net: Network, key: str) -> Text:
    """Return a variable's name, and its Chinese name or the same again."""
    return Text(net.names[key], net.chinese[key] or net.names[key])


def _source(comment: str, key: str, sources: Sources) -> Text:
    if key in sources.levers:
        return Text("lever", "杠杆")
    return Text("prior", "先验") if key in sources.priors else stated(comment)


def _reference(
    shown: str, source: str, target: str, net: Network, ids: dict[str, str]
) -> Reference:
    start = net.inputs[target][source]
    sign = net.sign(source, target)
    mark = "" if sign is None else SIGNS[sign]
    return Reference(ids.get(shown, ""), both_names(net, shown), mark, start)


def _does(key: str, net: Network) -> Text:
    """Return what moves a variable, in words made from its equations."""
    if net.kinds[key] == "stock":
        gains = [f.key for f in net.flows if f.sink == key]
        losses = [f.key for f in net.flows if f.source == key]
        filled, drained = Text("filled by", "流入："), Text("drained by", "流出：")
        return _in_words(net, ((filled, gains), (drained, losses)))
    rises: list[str] = []
    falls: list[str] = []
    rests: list[str] = []
    for other, start in net.inputs[key].items():
        sign = None if start or other == TIME else net.sign(other, key)
        (rises if sign == 1 else falls if sign == -1 else rests).append(other)
    return _in_words(
        net,
        (
            (Text("rises with", "随之上升："), rises),
            (Text("falls with", "反向变化："), falls),
            (Text("also depends on", "另取决于："), rests),
        ),
    )


def _in_words(net: Network, parts: Sequence[tuple[Text, list[str]]]) -> Text:
    """Return what moves a variable: each way in which it does, with the variables that do."""
    told = [(way, listed(both_names(net, key) for key in keys)) for way, keys in parts if keys]
    return Text(
        "; ".join(f"{way.en} {names.en}" for way, names in told),
        "；".join(f"{way.zh}{names.zh}" for way, names in told),
    )
