"""The diagrams of a model as files: a view for each sector, a ring for each loop, all loops."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from gaoxin.desks.spoken import chinese_name
from gaoxin.diagrams.draw import alone, figure
from gaoxin.diagrams.named_loops import NamedLoop, named_loops
from gaoxin.diagrams.network import Network, network
from gaoxin.diagrams.overview import overview_svg
from gaoxin.diagrams.ring import ring_svg
from gaoxin.diagrams.sketch import replace_file
from gaoxin.diagrams.view import sector_views
from gaoxin.engine.reading.source import read_text
from gaoxin.errors import DataError
from gaoxin.language import LANGS, Lang, Text, alike, name_of
from gaoxin.telling.drawing.font import subset

if TYPE_CHECKING:
    from gaoxin.engine.model import Model

LOOPS = Text("All named loops", "全部命名回路")

KEY = Text(
    "Drawn from the equations by `gaoxin describe --figures`; do not edit. Boxes are stocks,\n"
    "valves flows, blue words constants, grey words in <> variables that have their place\n"
    "elsewhere. A blue arrow: grows with; orange: falls with; grey: the form of the equation\n"
    "does not tell. Dashed: counts at the start of a run alone.",
    "由 `gaoxin describe --figures` 根据方程生成，请勿手工修改。方框为存量，阀门为流量，\n"
    "蓝字为常数，<> 内灰字为在别处定义的变量。蓝箭头：同向变化；橙箭头：反向变化；\n"
    "灰箭头：方程形式不能判定；虚线：仅影响初值。",
)
"""What the list of diagrams says above itself."""
INDEX: dict[Lang, str] = {"en": "README.md", "zh": "README.zh-CN.md"}
"""Name of the page that lists the diagrams, by language."""


@dataclass(frozen=True)
class Diagram:
    """A diagram of a model.

    Attributes
    ----------
    stem : str
        Its file's name without language and ending.
    title : Text
    sector : str
        Whose view it is; blank for loops.
    """

    stem: str
    title: Text
    sector: str
    network: Network
    svgs: dict[tuple[Lang, ...], str]


def diagrams(
    model: Model, langs: tuple[tuple[Lang, ...], ...] = (("en",), ("zh",))
) -> Iterator[Diagram]:
    """Yield all diagrams of a model, each drawn once for each set of languages in `langs`.

    Loops are named by ``loops.csv`` beside the model, where there is one.
    """
    net = network(model)
    names = sector_names(model.path, net)
    for view in sector_views(net):
        drawn = {given: figure(view, net, given) for given in langs}
        yield Diagram(slug(view.name), names[view.name], view.name, net, drawn)
    loops = loops_of_model(model, net)
    for loop in loops:
        drawn = {given: ring_svg(loop, net, given) for given in langs}
        title = name_of(loop).each(lambda name: f"{loop.id} {name}".strip())  # noqa: B023
        yield Diagram(f"loop-{slug(loop.id)}", title, "", net, drawn)
    if len(loops) > 1:
        drawn = {given: overview_svg(loops, net, given) for given in langs}
        yield Diagram("loops", LOOPS, "", net, drawn)


def loops_of_model(model: Model, net: Network) -> list[NamedLoop]:
    """Return the named loops of a model, by the table beside it where there is one."""
    table = model.path.parent / "loops.csv"
    return named_loops(net, table if table.is_file() else None)


_GROUP = re.compile(r"^\*{3,}\s*\n\s*\.?(?P<name>[^*\n]+?)\s*\n\*{3,}~\s*(?P<about>[^~|]*)", re.M)


def sector_names(path: Path, net: Network) -> dict[str, Text]:
    """Return each sector's name in English and Chinese: the first word of what the file says of it.

    A sector of which no Chinese name is given is called the same in both.
    """
    names = {name: alike(name) for name in net.sectors}
    if path.suffix.lower() == ".mdl":
        for match in _GROUP.finditer(read_text(path, path.read_bytes())):
            name, chinese = match["name"].strip(), chinese_name(match["about"].strip())
            if name in names and chinese:
                names[name] = Text(name, chinese)
    return names


def slug(name: str) -> str:
    """Return a name as part of a file's name.

    Examples
    --------
    >>> slug("Energy and carbon"), slug("财政 Finance/2")
    ('energy-and-carbon', '财政-finance-2')
    """
    return re.sub(r"\W+", "-", name.lower()).strip("-") or "view"


def write_figures(model: Model, out: Path) -> list[Path]:
    """Write each diagram in both languages, and a page each that lists them; return the files.

    Raises
    ------
    DataError
        `out` is a file, or cannot be written.
    """
    if out.exists() and not out.is_dir():
        raise DataError("it is a file; give a folder (--out)", path=out)
    written: list[Path] = []
    listed: list[Diagram] = []
    try:
        out.mkdir(exist_ok=True)
        drawn = list(diagrams(model))
        # cut once to what all need, so that each file's own cut is quick
        shown = (
            svg + title
            for diagram in drawn
            for svg in diagram.svgs.values()
            for title in diagram.title
        )
        fonts = subset("".join(shown))
        for diagram in drawn:
            for lang, title in zip(LANGS, diagram.title, strict=True):
                path = out / f"{diagram.stem}.{lang}.svg"
                text = alone(diagram.svgs[(lang,)], title=title, fonts=fonts)
                replace_file(path, text.encode("utf-8"))
                written.append(path)
            listed.append(diagram)
        for lang, name in INDEX.items():
            text = _index(model.path.name, listed, lang)
            replace_file(out / name, text.encode("utf-8"))
    except OSError as error:
        reason = error.strerror or str(error)
        raise DataError(f"cannot be written ({reason}); choose another --out", path=out) from None
    return [*written, *(out / name for name in INDEX.values())]


def _index(model: str, drawn: list[Diagram], lang: Lang) -> str:
    title = Text(f"# Diagrams of {escaped(model)}", f"# {escaped(model)} 的各图").in_(lang)
    other = Text(f"[中文]({INDEX['zh']})", f"[English]({INDEX['en']})").in_(lang)
    rows = [f"- [{escaped(one.title.in_(lang))}]({one.stem}.{lang}.svg)" for one in drawn]
    return "\n".join((title, "", other, "", KEY.in_(lang), "", *rows, ""))


_MARKUP = re.compile(r"([\\`*_{}\[\]<>|~$]|&(?=#?\w+;))")


def escaped(text: str) -> str:
    r"""Return a text of a model as Markdown shows it: on one line, and no mark-up of its own.

    Examples
    --------
    >>> print(escaped("<b>a*b</b> | [x](y)"))
    \<b\>a\*b\</b\> \| \[x\](y)
    """
    return _MARKUP.sub(r"\\\1", " ".join(text.split()))
