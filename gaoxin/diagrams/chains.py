"""Stocks in a row, flows between them: the upper part of a sector's view.

Each stock has a column of its own and is as tall as its flows need, so that every pipe is
straight. What a flow uses hangs below its pipe, to the left of the valve.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from gaoxin.diagrams.geometry import Item, Pipe, SectorView, name_item
from gaoxin.diagrams.network import Flow
from gaoxin.diagrams.trees import Planter, Tree, lay

LONGEST = 6
"""Stocks of a row; a longer chain goes on in the next."""

STOCK_W, STOCK_H = 46.0, 24.0
STOCK_WRAP = 13
VALVE_W, VALVE_H, CLOUD_W, CLOUD_H = 6.0, 8.0, 10.0, 8.0
BEFORE, AFTER, TO_CLOUD, BELOW_PIPE, BETWEEN = 70.0, 72.0, 48.0, 16.0, 12.0


@dataclass
class FlowSlot:
    """A flow in a gap between two columns, or what a stock uses for itself.

    Attributes
    ----------
    left, right : int
        Columns that it joins; -1 for none.
    forward : bool
        Whether the flow goes from left to right.
    """

    left: int
    right: int
    tree: Tree
    name: Item | None
    forward: bool = True

    @property
    def height(self) -> float:
        """What it takes from top to bottom."""
        head = 2 * self.name.h + VALVE_H + BELOW_PIPE if self.name else BETWEEN
        return head + self.tree.height * bool(self.tree.branches) + BETWEEN


@dataclass
class StockRow:
    """Stocks with their flows, by gap: that before column 0, ..., that after the last."""

    stocks: Sequence[str]
    gaps: list[list[FlowSlot]] = field(default_factory=list)
    long: list[FlowSlot] = field(default_factory=list)


def stock_rows(flows: Sequence[Flow], stocks: Sequence[str]) -> list[list[str]]:
    """Return the stocks of a sector in rows, each in the order in which things flow."""
    after: dict[str, list[str]] = {s: [] for s in stocks}
    before: dict[str, list[str]] = {s: [] for s in stocks}
    for flow in flows:
        if flow.source in after and flow.sink in after:
            after[flow.source].append(flow.sink)
            before[flow.sink].append(flow.source)
    chains: list[list[str]] = []
    seen: set[str] = set()
    for stock in [*(s for s in stocks if not before[s]), *stocks]:
        chain: list[str] = []
        waiting = [stock]
        while waiting:
            here = waiting.pop()
            if here not in seen:
                seen.add(here)
                chain.append(here)
                waiting += [*reversed(before[here]), *reversed(after[here])]
        chains += [chain[i : i + LONGEST] for i in range(0, len(chain), LONGEST)]
    return chains


def stock_row(stocks: Sequence[str], flows: Sequence[Flow], planter: Planter) -> StockRow:
    """Return the slots of a row; each flow of the sector is named once, and a copy elsewhere.

    Parameters
    ----------
    stocks : sequence of str
        Keys, from left to right.
    flows : sequence of Flow
        Those into or out of these stocks.
    planter : Planter
        Grows the trees, and knows what has been placed already.

    Returns
    -------
    StockRow
    """
    made = StockRow(stocks, [[] for _ in range(len(stocks) + 1)])
    depth = 2 if len(stocks) <= 2 else 1
    place = {stock: column for column, stock in enumerate(stocks)}
    crossed: list[tuple[int, int]] = []
    halves = [h for flow in flows for h in _halves(flow, place)]
    for flow in sorted(halves, key=lambda f: _reach(f, place)):
        ends = [place.get(flow.source, -1), place.get(flow.sink, -1)]
        if -1 not in ends and abs(ends[0] - ends[1]) > 1:
            low, high = min(ends), max(ends)
            if any(a < low < b or a < high < b for a, b in crossed):
                for half in (Flow(flow.key, flow.source, ""), Flow(flow.key, "", flow.sink)):
                    _add(made, half, place, planter, depth)
                continue
            crossed.append((low, high))
        _add(made, flow, place, planter, depth)
    for column, stock in enumerate(stocks):
        item = _box(stock, planter)
        inputs = _own_inputs(stock, flows, planter)
        if inputs:
            tree = planter.grow(item, inputs, 2)
            made.gaps[column].append(FlowSlot(-1, column, tree, None))
    return made


def _halves(flow: Flow, place: dict[str, int]) -> list[Flow]:
    """Return the flow with a cloud for each stock that is not of the row; none if none is."""
    ends = [s if s in place else "" for s in (flow.source, flow.sink)]
    return [Flow(flow.key, *ends)] if any(ends) else []


def _reach(flow: Flow, place: dict[str, int]) -> int:
    if not (flow.source and flow.sink):
        return 1
    return abs(place[flow.source] - place[flow.sink])


def _add(made: StockRow, flow: Flow, place: dict[str, int], planter: Planter, depth: int) -> None:
    network = planter.network
    own = network.groups[flow.key] == planter.sector and flow.key not in planter.placed
    valve = Item("valve", flow.key, (), 0.0, 0.0, VALVE_W, VALVE_H)
    name = name_item("flow" if own else "ghost flow", flow.key, network.names[flow.key])
    inputs = [k for k in network.inputs[flow.key] if k != flow.key] if own else []
    if own:
        planter.placed.add(flow.key)
    tree = planter.grow(valve, inputs, depth)
    source, sink = place.get(flow.source, -1), place.get(flow.sink, -1)
    if source < 0:
        made.gaps[sink].append(FlowSlot(-1, sink, tree, name))
    elif sink < 0:
        made.gaps[source + 1].append(FlowSlot(source, -1, tree, name))
    else:
        slot = FlowSlot(min(source, sink), max(source, sink), tree, name, source < sink)
        (made.gaps[slot.right] if slot.right - slot.left == 1 else made.long).append(slot)


def _box(stock: str, planter: Planter) -> Item:
    planter.placed.add(stock)
    item = name_item("stock", stock, planter.network.names[stock], STOCK_WRAP)
    item.w, item.h = max(STOCK_W, item.w + 4), max(STOCK_H, item.h + 4)
    return item


def _own_inputs(stock: str, flows: Sequence[Flow], planter: Planter) -> list[str]:
    """Return what a stock uses beside its flows, its start included."""
    piped = {f.key for f in flows if stock in (f.source, f.sink)}
    return [k for k in planter.network.inputs[stock] if k != stock and k not in piped]


def lay_row(made: StockRow, planter: Planter) -> SectorView:
    """Return a row laid out from (0, 0) on."""
    view = SectorView("")
    boxes = _boxes(made, planter)
    edges, x = [], 0.0
    for column in range(len(boxes) + 1):
        slots = made.gaps[column] + [s for s in made.long if s.right == column]
        edges.append((x, x + _valve_at(slots)))
        if column < len(boxes):
            x += _valve_at(slots) + AFTER if slots else BETWEEN
            boxes[column].x = x + boxes[column].w
            x += 2 * boxes[column].w
    bottoms = [0.0] * len(boxes)
    lowest = 0.0
    for gap, slots in enumerate(made.gaps):
        y = 0.0
        for slot in slots:
            _place(slot, edges[gap], y, boxes, bottoms, view, planter)
            y += slot.height
        lowest = max(lowest, y)
    lowest = max(lowest, *(2 * b.h for b in boxes)) + BETWEEN
    for slot in sorted(made.long, key=lambda s: s.right - s.left):
        _place(slot, edges[slot.right], lowest, boxes, bottoms, view, planter)
        lowest += slot.height
    for box, bottom in zip(boxes, bottoms, strict=True):
        box.h = max(box.h, bottom / 2)
        box.y = box.h
    view.items += boxes
    return view


def _boxes(made: StockRow, planter: Planter) -> list[Item]:
    """Return the boxes of the stocks: those that are roots of their own inputs' trees."""
    roots = {s.tree.root.key: s.tree.root for gap in made.gaps for s in gap if s.name is None}
    return [roots.get(stock) or _box(stock, planter) for stock in made.stocks]


def _valve_at(slots: Sequence[FlowSlot]) -> float:
    return max((max(BEFORE, s.tree.width + VALVE_W + BETWEEN) for s in slots), default=0.0)


def _place(
    slot: FlowSlot,
    edge: tuple[float, float],
    top: float,
    boxes: list[Item],
    bottoms: list[float],
    view: SectorView,
    planter: Planter,
) -> None:
    """Put a slot into the view, `edge` being where its gap begins and where its valves stand."""
    branches = lay(slot.tree, planter.network)
    if slot.name is None:
        middle = top + BETWEEN + slot.tree.height / 2
        box = boxes[slot.right]
        view.add(branches, box.left + 2 * slot.tree.root.w, middle)
        bottoms[slot.right] = max(bottoms[slot.right], middle + BETWEEN)
        return
    valve, name = slot.tree.root, slot.name
    valve.x, valve.y = edge[1], top + 2 * name.h + VALVE_H + 2
    name.x, name.y = valve.x, top + name.h
    view.items += [valve, name]
    inside = sum(b.height for b in slot.tree.branches)
    view.add(branches, valve.x + valve.w, valve.y + BELOW_PIPE + max(inside, slot.tree.height) / 2)
    for column, side in ((slot.left, -1), (slot.right, 1)):
        head = (side == 1) == slot.forward
        if column >= 0:
            end = boxes[column]
            meets = end.x - side * end.w
            bottoms[column] = max(bottoms[column], valve.y + BETWEEN)
        else:
            x = valve.x + TO_CLOUD if side == 1 else edge[0] + CLOUD_W + 2
            end = Item("cloud", "", (), x, valve.y, CLOUD_W, CLOUD_H)
            view.items.append(end)
            meets = end.x - side * end.w
        view.pipes.append(Pipe(valve, end, head, meets, valve.y))
