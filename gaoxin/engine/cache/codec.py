"""A model that was read, as plain data and back: what the cache keeps, and what a pickle holds.

Plain data is what JSON holds. A tuple is a list; whatever else is no text, number or truth value
is a mapping of one key, its tag, so that no text of a model is ever taken for anything but text.
Decoding calls nothing but the constructors named here.
"""

from __future__ import annotations

import base64
import math
from collections.abc import Callable
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import numpy as np

from gaoxin.engine.contents import NOTHING, Contents
from gaoxin.engine.lowering.program import Lowered
from gaoxin.engine.reading.data.points import Points
from gaoxin.engine.reading.equations import Equation, Macro
from gaoxin.engine.reading.subscripts import Dim, Ranges
from gaoxin.engine.reading.trees import STRUCTURES, structure
from gaoxin.engine.reading.variables import Piece, Variable
from gaoxin.engine.values.arrays import ARRAYS
from gaoxin.engine.values.curves import Curve
from gaoxin.engine.values.data import RECORDS as HELD
from gaoxin.engine.values.data import Along, At, Fold, Part, Source, View
from gaoxin.engine.values.graph import LEAVES, MAX_ELEMENTS, SHAPED, Graph, Node
from gaoxin.engine.values.kernels import KERNELS
from gaoxin.engine.values.state import State

RECORDS: dict[str, type[Any]] = {
    cls.__name__: cls
    for cls in (
        *(Along, At, Curve, Dim, Fold, Lowered, Macro, Part, Piece, Points, Ranges, Source),
        *(State, Variable, View),
    )
}
"""Records that are kept field by field, in order of their fields."""


READ = tuple(f.name for f in fields(Contents) if f.name not in {"path", "programs", "kept"})
"""What is kept of a model besides its graph; the path is that of the file at hand."""


class NotPlain(ValueError):
    """Something is not what the cache can hold, or not what it should have held."""


@dataclass
class _Tables:
    """What is referred to by number, so that it is one thing after decoding as before."""

    graph: Graph
    equations: list[Equation] = field(default_factory=list)
    places: dict[int, int] = field(default_factory=dict)


# -- encoding ----------------------------------------------------------------------------------


def encode(contents: Contents) -> dict[str, Any]:
    """Return a model as plain data: what was read, and what it was lowered to.

    Raises
    ------
    NotPlain
        It holds something that has no plain form.
    """
    lowered = contents.program()
    tables = _Tables(lowered.graph)
    read = {name: _pack(getattr(contents, name), tables) for name in READ}
    return {
        "nodes": [_pack_node(node, tables) for node in lowered.graph.nodes],
        "lowered": _pack(lowered, tables),
        "read": read,
        # the last: only now it is known which there are
        "equations": [_pack_fields(equation, tables) for equation in tables.equations],
    }


def _pack_node(node: Node, tables: _Tables) -> list[Any]:
    if math.prod(node.shape) > MAX_ELEMENTS:
        raise NotPlain("an array is too large to keep")
    args = [arg.number for arg in node.args]
    return [node.op, args, list(node.shape), _pack(node.data, tables), node.logical]


def _pack_fields(record: Any, tables: _Tables) -> list[Any]:
    names = getattr(record, "_fields", None) or [f.name for f in fields(record)]
    return [_pack(getattr(record, name), tables) for name in names]


def _pack(value: Any, tables: _Tables) -> Any:
    """Return a value as plain data."""
    if value is None or type(value) in (bool, int, float, str):
        return value
    if type(value) is tuple:
        return [_pack(item, tables) for item in value]
    for kinds, pack in _PACKED:
        if isinstance(value, kinds):
            return pack(value, tables)
    name = type(value).__name__
    if name in RECORDS and type(value) is RECORDS[name]:
        return {name: _pack_fields(value, tables)}
    if name in STRUCTURES:
        return {name: [_pack(getattr(value, f), tables) for f in STRUCTURES[name]]}
    raise NotPlain(f"a {name} has no plain form")


def _pack_equation(value: Equation, tables: _Tables) -> Any:
    """Refer to an equation by number: a piece's equation is one of its variable's."""
    place = tables.places.setdefault(id(value), len(tables.equations))
    if place == len(tables.equations):
        tables.equations.append(value)
    return {"equation": place}


def _pack_array(value: Any, _: _Tables) -> Any:
    if value.dtype != np.float64:
        raise NotPlain(f"an array of {value.dtype} has no plain form")
    return {"array": [list(value.shape), _text(np.ascontiguousarray(value).tobytes())]}


def _pack_dict(value: Any, tables: _Tables) -> Any:
    return {"dict": [[_pack(k, tables), _pack(v, tables)] for k, v in value.items()]}


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


_PACKED: tuple[tuple[Any, Callable[[Any, _Tables], Any]], ...] = (
    (Node, lambda value, _: {"node": value.number}),
    (Graph, lambda _, __: {"graph": None}),
    (Equation, _pack_equation),
    (bytes, lambda value, _: {"bytes": _text(value)}),
    (np.ndarray, _pack_array),
    (np.floating, lambda value, _: float(value)),
    (np.integer, lambda value, _: int(value)),
    (list, lambda value, tables: {"list": [_pack(item, tables) for item in value]}),
    (frozenset, lambda value, tables: {"set": sorted(_pack(item, tables) for item in value)}),
    (dict, _pack_dict),
)


# -- decoding ----------------------------------------------------------------------------------


def decode(data: Any, path: Path) -> Contents:
    """Return the model that :func:`encode` has turned into plain data.

    Raises
    ------
    NotPlain, KeyError, TypeError, ValueError, AttributeError, IndexError
        The data are not such a model.
    """
    tables = _Tables(_graph(data["nodes"]))
    for row in data["equations"]:
        tables.equations.append(Equation(*(_unpack(item, tables) for item in row)))
    lowered = _unpack(data["lowered"], tables)
    read = {name: _unpack(data["read"][name], tables) for name in READ}
    variables, ranges, macros = read["variables"].values(), read["ranges"], read["macros"].values()
    kinds = [(lowered, Lowered), (ranges, Ranges), *((v, Variable) for v in variables)]
    kinds += [(macro, Macro) for macro in macros]
    if not all(isinstance(value, kind) for value, kind in kinds):
        raise NotPlain("a part is of the wrong kind")
    return Contents(path, **read, programs={NOTHING: lowered})


def _graph(rows: Any) -> Graph:
    graph = Graph()
    tables = _Tables(graph)
    for number, (op, args, shape, data, logical) in enumerate(rows):
        _check_node(op, args, shape, logical, number)
        operands = tuple(graph.nodes[arg] for arg in args)
        held = _unpack(data, tables)
        if op in HELD and type(held) is not HELD[op]:
            raise NotPlain(f"value {number} of the graph holds what is of another operation")
        node = graph.make(op, operands, tuple(shape), held, logical)
        if node.number != number:
            raise NotPlain("a value stands twice in the graph")
    return graph


def _check_node(op: Any, args: Any, shape: Any, logical: Any, number: int) -> None:
    """Refuse what no lowering makes, so that a damaged graph cannot come to run."""
    kernel = KERNELS.get(op)
    known = kernel is not None or op in {*LEAVES, *SHAPED, *ARRAYS}
    operands = all(type(arg) is int and 0 <= arg < number for arg in args)
    sizes = all(type(n) is int and n >= 0 for n in shape)
    fits = kernel is None or (len(args), logical) == (len(kernel.logical_in), kernel.logical_out)
    if not (known and operands and sizes and fits and type(logical) is bool):
        raise NotPlain(f"value {number} of the graph is malformed")
    if math.prod(shape) > MAX_ELEMENTS:
        raise NotPlain(f"value {number} of the graph is too large")


def _unpack(value: Any, tables: _Tables) -> Any:
    """Return what plain data stand for."""
    if type(value) is list:
        return tuple([_unpack(item, tables) for item in value])
    if type(value) is not dict:
        return value
    ((tag, inside),) = value.items()
    if tag in STRUCTURES:
        return structure(tag, [_unpack(item, tables) for item in inside])
    if tag in RECORDS:
        return RECORDS[tag](*[_unpack(item, tables) for item in inside])
    return _UNPACKED[tag](inside, tables)


def _unpack_array(inside: Any, _: _Tables) -> Any:
    shape, text = inside
    return np.frombuffer(base64.b64decode(text), dtype=np.float64).reshape(shape).copy()


_UNPACKED: dict[str, Callable[[Any, _Tables], Any]] = {
    "node": lambda inside, tables: tables.graph.nodes[inside],
    "graph": lambda _, tables: tables.graph,
    "equation": lambda inside, tables: tables.equations[inside],
    "bytes": lambda inside, _: base64.b64decode(inside),
    "array": _unpack_array,
    "list": lambda inside, tables: [_unpack(item, tables) for item in inside],
    "set": lambda inside, tables: frozenset(_unpack(item, tables) for item in inside),
    "dict": lambda inside, tables: {_unpack(k, tables): _unpack(v, tables) for k, v in inside},
}
