"""A sector's view: rows of stocks on top, trees of all other variables below."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from gaoxin.diagrams.chains import lay_row, stock_row, stock_rows
from gaoxin.diagrams.geometry import SectorView, name_item
from gaoxin.diagrams.network import Network
from gaoxin.diagrams.trees import Planter, lay

WIDTH = 1460.0
"""What a view is wide, where a row of stocks does not need more."""

MARGIN, APART_X, APART_Y = 40.0, 34.0, 26.0
DEPTH = 4
"""Levels of a tree that is not a flow's."""


def sector_views(network: Network) -> list[SectorView]:
    """Return a view for each sector of a model, in order of the file."""
    return [sector_view(network, sector) for sector in network.sectors]


def sector_view(network: Network, sector: str) -> SectorView:
    """Return the view of one sector.

    Each variable of the sector has one place of its own, and is a copy wherever else it is used.
    Everything that a variable of the sector uses has an arrow, or a pipe, to it. The same model
    gives the same view.
    """
    own = network.sectors[sector]
    stocks = [k for k in own if network.kinds[k] == "stock"]
    flows = [f for f in network.flows if f.source in stocks or f.sink in stocks]
    planter = Planter(network, sector, kept=frozenset(f.key for f in flows))
    chains = stock_rows(flows, stocks)
    # a stock has its place in its row, whatever uses it
    laid = [lay_row(stock_row(chain, flows, planter), planter) for chain in chains]
    made = SectorView(sector)
    bottom = _shelve(made, laid)
    _pack(made, list(_trees(planter, own)), bottom)
    return made


def _trees(planter: Planter, own: Sequence[str]) -> Iterator[SectorView]:
    """Yield what has no place yet: first what nothing in the sector uses, with all it uses."""
    network = planter.network
    used = {k for key in own for k in network.inputs[key] if k != key}
    has = [k for k in own if any(i != k for i in network.inputs[k])]
    for keys in ([k for k in has if k not in used], has, own):
        for key in keys:
            if key not in planter.placed:
                planter.placed.add(key)
                yield _tree(planter, key)


def _tree(planter: Planter, key: str) -> SectorView:
    network = planter.network
    inputs = [k for k in network.inputs[key] if k != key]
    root = name_item("variable" if inputs else "constant", key, network.names[key])
    tree = planter.grow(root, inputs, DEPTH)
    made = SectorView("")
    root.x, root.y = tree.width + root.w, tree.height / 2
    made.add(lay(tree, network), root.x + root.w, root.y)
    made.items.append(root)
    return made


def _shelve(made: SectorView, parts: Iterable[SectorView]) -> float:
    """Put rows of stocks side by side while there is room; return where they end."""
    x, top, bottom = MARGIN, MARGIN, MARGIN
    for part in parts:
        width, height = part.size
        if x > MARGIN and x + width > WIDTH:
            x, top = MARGIN, bottom + APART_Y
        made.add(part, x, top)
        x, bottom = x + width + 2 * APART_X, max(bottom, top + height)
    return bottom + APART_Y * (bottom > MARGIN)


def _pack(made: SectorView, parts: Sequence[SectorView], top: float, grain: float = 10.0) -> None:
    """Put each part as high as it goes, and there as far left as it goes (bottom-left packing)."""
    widest = max((p.size[0] for p in parts), default=0.0)
    line = [top] * (int(max(WIDTH, widest + MARGIN) / grain) + 2)
    for part in parts:
        width, height = part.size
        cells = int((width + APART_X) / grain) + 1
        starts = range(int(MARGIN / grain), max(int(MARGIN / grain) + 1, len(line) - cells))
        y, at = min((max(line[s : s + cells]), s) for s in starts)
        made.add(part, at * grain, y)
        line[at : at + cells] = [y + height + APART_Y] * len(line[at : at + cells])
