"""Inputs of a variable as a tree: what is used stands to the left of what uses it.

A layered layout: each level of the tree is a column, and what uses stands level with the middle
of what it uses. An input that has its place elsewhere is shown as a copy, so that no arrow is
long and none crosses another.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import zip_longest

from gaoxin.diagrams.geometry import Arrow, Item, SectorView, name_item
from gaoxin.diagrams.network import Network

GAP_X, GAP_Y = 34, 5


@dataclass
class Tree:
    """A variable with what it uses; `root` is placed by whoever asked for the tree."""

    root: Item
    branches: list[Tree] = field(default_factory=list)

    @property
    def height(self) -> float:
        """What it takes from top to bottom."""
        inside = sum(b.height + GAP_Y for b in self.branches) - GAP_Y * bool(self.branches)
        return max(2 * self.root.h, inside)

    def widths(self) -> list[float]:
        """Return the width of each column, from the root's on."""
        levels = zip_longest(*(b.widths() for b in self.branches), fillvalue=0.0)
        below = [max(level) for level in levels]
        return [2 * self.root.w, *below]

    @property
    def width(self) -> float:
        """What its branches take, to the left of the root."""
        return sum(w + GAP_X for w in self.widths()[1:])


@dataclass
class Planter:
    """Makes trees of one sector; each variable of the sector gets one place.

    Attributes
    ----------
    placed : set of str
        Variables that have a place already.
    kept : set of str
        Flows of the sector's stocks, whose place is at their valve.
    """

    network: Network
    sector: str
    placed: set[str] = field(default_factory=set)
    kept: frozenset[str] = frozenset()

    def grow(self, root: Item, inputs: Iterable[str], depth: int) -> Tree:
        """Return the tree of an item over `inputs`, with at most `depth` levels.

        Parameters
        ----------
        root : Item
        inputs : iterable of str
            Keys of what it uses.
        depth : int

        Returns
        -------
        Tree
        """
        return Tree(root, [self._branch(key, depth) for key in inputs])

    def _branch(self, key: str, depth: int) -> Tree:
        net = self.network
        name = net.names[key]
        own = net.groups[key] == self.sector and key not in self.placed
        inputs = [k for k in net.inputs.get(key, ()) if k != key]
        elsewhere = net.kinds[key] == "stock" or key in self.kept
        if not own or elsewhere or (inputs and depth < 2):
            return Tree(name_item("shadow", key, name))
        self.placed.add(key)
        item = name_item("variable" if inputs else "constant", key, name)
        return self.grow(item, inputs, depth - 1)


def lay(tree: Tree, network: Network) -> SectorView:
    """Return what a tree adds to a view; its root is at the origin, and not in the view."""
    view = SectorView("")
    _lay(tree, tree.widths(), 0.0, 0.0, view, network)
    return view


def _lay(
    tree: Tree, widths: list[float], right: float, middle: float, view: SectorView, net: Network
) -> None:
    """Place the branches; `right` is the right edge of the root's column."""
    edge = right - widths[0] - GAP_X
    top = middle - (sum(b.height + GAP_Y for b in tree.branches) - GAP_Y) / 2
    for branch in tree.branches:
        item, height = branch.root, branch.height
        item.x, item.y = edge - item.w, top + height / 2
        view.items.append(item)
        start = net.inputs[tree.root.key][item.key]
        sign = net.sign(item.key, tree.root.key)
        view.arrows.append(Arrow(item, tree.root, sign, start))
        _lay(branch, widths[1:], edge, item.y, view, net)
        top += height + GAP_Y
