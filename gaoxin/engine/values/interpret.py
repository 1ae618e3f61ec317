"""The slow, obvious way to compute a graph: one fresh array a value, nothing reused.

It computes what is constant, per time and per member before a run, replays a failed member to
find the first bad value, and is the independent twin the tape is tested against.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from math import prod
from typing import Any

import numpy as np
import numpy.typing as npt

from gaoxin.engine.values.arrays import ARRAYS
from gaoxin.engine.values.data import Along, At, Part, Pick
from gaoxin.engine.values.graph import LEAVES, Array, Node, reachable
from gaoxin.engine.values.kernels import KERNELS

Values = dict[int, npt.NDArray[Any]]
Leaf = Callable[[Node], npt.NDArray[Any]]


def leaf_values(params: Mapping[str, Array]) -> Leaf:
    """Read parameters from a mapping, each in the shape of its subscripts."""

    def read(node: Node) -> npt.NDArray[Any]:
        if node.op != "param":
            raise KeyError(node.op)
        return params[node.data.name][..., None]

    return read


def evaluate(roots: Iterable[Node], leaf: Leaf, known: Values | None = None) -> Values:
    """Compute values from their operands.

    Parameters
    ----------
    roots : iterable of Node
    leaf : callable
        Gives the array of a parameter, time or state.
    known : dict, optional
        Values that are computed already, by node number; it is added to.

    Returns
    -------
    dict
        Arrays of shape ``(*node.shape, width)``; width is 1 or the number of members or times.
    """
    return evaluate_in(reachable(roots), leaf, {} if known is None else known)


def evaluate_in(order: Iterable[Node], leaf: Leaf, values: Values) -> Values:
    """Compute values in an order in which operands come before their users.

    Parameters
    ----------
    order : iterable of Node
    leaf : callable
        As for :func:`evaluate`.
    values : dict
        Those that are computed already; it is added to, and returned.

    Returns
    -------
    dict
    """
    with np.errstate(all="ignore"):
        for node in order:
            if node.number not in values:
                if node.op in LEAVES and node.op != "const":
                    values[node.number] = leaf(node)
                else:
                    values[node.number] = compute(node, [values[a.number] for a in node.args])
    return values


def value_of(node: Node, params: Mapping[str, Array]) -> npt.NDArray[Any]:
    """Return a value that rests on parameters alone, in its own shape, without members.

    Raises
    ------
    KeyError
        It rests on something else.
    """
    value = evaluate([node], leaf_values(params))[node.number]
    return np.asarray(np.broadcast_to(value[..., 0], node.shape))


def compute(node: Node, args: list[npt.NDArray[Any]]) -> npt.NDArray[Any]:
    """Compute one value from its operands' arrays."""
    if node.op == "const":
        return constant(node)
    if node.op == "view":
        return view(args[0], node)
    width = (max([a.shape[-1] for a in args]),) if args else ()
    if node.op == "expand":
        return np.broadcast_to(args[0], node.shape + width)
    out = np.empty(node.shape + width, dtype=bool if node.logical else np.float64)
    if node.op == "assemble":
        assemble(node.data, args, out)
    elif node.op == "fold":
        fold(node, args[0], out)
    elif node.op in ARRAYS:
        ARRAYS[node.op](args, node.data, out)
    else:
        KERNELS[node.op].call(*args, out=out)
    return out


def constant(node: Node) -> npt.NDArray[Any]:
    """Return the number or array of a ``const`` node, with a last axis of 1."""
    if isinstance(node.data, bytes):
        return np.frombuffer(node.data, dtype=np.float64).reshape((*node.shape, 1))
    if node.data == "missing":
        return np.array([np.nan])
    return np.array([float.fromhex(str(node.data))])


def view(base: npt.NDArray[Any], node: Node) -> npt.NDArray[Any]:
    """Pick and arrange elements as a ``view`` node says: NumPy's own view where it can be."""
    picks, rank = node.data
    if is_alias(node):
        axes = [pick.axis for pick in picks if isinstance(pick, Along)]
        return _arrange(base[tuple(_basic(pick) for pick in picks)], axes, rank, node)
    index = []
    for pick in picks:
        shape = [1] * rank
        if isinstance(pick, Along):
            shape[pick.axis] = len(pick.positions)
            index.append(np.reshape(pick.positions, shape))
        else:
            index.append(np.reshape(pick.position, shape))
    return np.asarray(base[tuple(index)].reshape((*node.shape, base.shape[-1])))


def is_alias(node: Node) -> bool:
    """Whether a value is no more than another look at its operand's memory."""
    if node.op == "expand":
        return True
    if node.op != "view":
        return False
    axes = [pick.axis for pick in node.data.picks if isinstance(pick, Along)]
    return len(set(axes)) == len(axes) and all(_basic(p) is not None for p in node.data.picks)


def _basic(pick: Pick) -> int | slice | None:
    """Return a pick as NumPy's basic indexing has it, None where it has not."""
    return pick.position if isinstance(pick, At) else _slice(pick.positions)


def _slice(positions: tuple[int, ...]) -> slice | None:
    start, count = positions[0], len(positions)
    if positions == tuple(range(start, start + count)):
        return slice(start, start + count)
    return None


def _arrange(picked: npt.NDArray[Any], axes: list[int], rank: int, node: Node) -> npt.NDArray[Any]:
    order = sorted(range(len(axes)), key=axes.__getitem__)
    ordered = picked.transpose([*order, len(axes)])
    keep: list[Any] = [np.newaxis] * rank
    for axis in axes:
        keep[axis] = slice(None)
    spread = ordered[(*keep, slice(None))]
    return np.asarray(spread[(0,) * (rank - len(node.shape))])


def assemble(
    destinations: Iterable[Part], parts: list[npt.NDArray[Any]], out: npt.NDArray[Any]
) -> None:
    """Write the parts of a variable into their elements; NaN where no equation gives any.

    Parameters
    ----------
    destinations : iterable of Part
        Where each part belongs.
    parts : list of array, each shape (*subscripts of its part, member)
    out : array, shape (*subscripts, member)
        Is written into.
    """
    out.fill(np.nan)
    for part, destination in zip(parts, destinations, strict=True):
        target(out, destination)[...] = part


def target(out: npt.NDArray[Any], destination: Part) -> Any:
    """Return the writable view of the elements a part goes to, or a proxy that writes them."""
    picked = tuple(
        _slice(positions) if d in destination.looped else positions[0]
        for d, positions in enumerate(destination.positions)
    )
    if all(p is not None for p in picked):
        return out[picked]
    return _Scatter(out, destination)


class _Scatter:
    """Assignment to elements that are not a plain slice."""

    def __init__(self, out: npt.NDArray[Any], destination: Part) -> None:
        self.out, self.looped = out, destination.looped
        self.index = np.ix_(*destination.positions)

    def __setitem__(self, _: Any, part: npt.NDArray[Any]) -> None:
        shape = [n.size if d in self.looped else 1 for d, n in enumerate(self.index)]
        own = [n for d, n in enumerate(shape) if d in self.looped]
        whole = np.broadcast_to(part, (*own, part.shape[-1]))
        self.out[self.index] = whole.reshape((*shape, part.shape[-1]))


def fold(node: Node, whole: npt.NDArray[Any], out: npt.NDArray[Any]) -> None:
    """Combine the last subscripts in order; never by a NumPy reduction, whose bits vary.

    Parameters
    ----------
    node : Node
        Its data say by which kernel, and over how many subscripts.
    whole : array, shape (*subscripts, *folded subscripts, member)
    out : array, shape (*subscripts, member)
        Is written into.
    """
    op, axes = node.data
    call = KERNELS[op].call
    inner = whole.shape[whole.ndim - 1 - axes : -1]
    if prod(inner) > LONG:
        accumulated(op, axes, whole, out)
        return
    total: npt.NDArray[Any] | None = None
    for at in np.ndindex(*inner):
        row = whole[(..., *at, slice(None))]
        row = row.reshape(out.shape) if row.shape != out.shape else row
        if total is None:
            np.copyto(out, row)
            total = out
        else:
            call(total, row, out=out)


LONG = 500
"""Elements above which a fold goes by NumPy's accumulation, which is in order too."""


def accumulated(
    op: str, axes: int, whole: npt.NDArray[Any], out: npt.NDArray[Any], piece: int = 1 << 16
) -> None:
    """Combine many elements of the last subscripts in order, to the bits of one after another.

    Parameters
    ----------
    op : str
        A kernel that is a ufunc of two operands.
    axes : int
        How many subscripts go.
    whole : array, shape (*subscripts, *folded subscripts, member)
    out : array, shape (*subscripts, member)
        Is written into.
    piece : int
        Numbers that are accumulated at once.
    """
    ufunc: Any = KERNELS[op].call
    kept = whole.shape[: whole.ndim - 1 - axes]
    rows = whole.reshape((*kept, -1, whole.shape[-1]))
    step = max(1, piece // max(1, prod(kept) * rows.shape[-1]))
    total: npt.NDArray[Any] | None = None
    for start in range(0, rows.shape[-2], step):
        part = rows[..., start : start + step, :]
        if total is not None:
            part = np.concatenate([total[..., None, :], part], axis=-2)
        total = ufunc.accumulate(part, axis=-2)[..., -1, :]
    np.copyto(out, np.asarray(total).reshape(out.shape))
