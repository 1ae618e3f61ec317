"""Forward-mode derivatives by the slow interpreter: each value with its change along a direction.

A dual number is a value and its tangent (Griewank and Walther 2008, *Evaluating Derivatives*,
chapter 3). The rules are NumPy's calculus on whole arrays, and share nothing with the adjoint.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import xarray as xr

from gaoxin.engine.compiled.gradient import varying_by
from gaoxin.engine.model import Model
from gaoxin.engine.running.methods import increment
from gaoxin.engine.running.parameters import Parameters
from gaoxin.engine.running.plan import Plan, make_plan
from gaoxin.engine.running.queues import Queue, queue_length
from gaoxin.engine.running.timing import Timing
from gaoxin.engine.values.curves import MODES
from gaoxin.engine.values.graph import Node, reachable
from gaoxin.engine.values.interpret import compute, constant, target, view
from gaoxin.engine.values.kernels import KERNELS
from tests.engine.support import same_bits

Array = npt.NDArray[Any]
Dual = tuple[Array, Array]
Leaf = Callable[[Node], Dual]
Directions = Mapping[str, Array]
"""Tangents of parameters, each of its parameter's shape."""

SLOPES: dict[str, Callable[[Array, Array], Array]] = {
    "negative": lambda x, y: -np.ones_like(x),
    "absolute": lambda x, y: np.where(x < 0, -1.0, 1.0),
    "square": lambda x, y: 2 * x,
    "reciprocal": lambda x, y: -1 / x**2,
    "sqrt": lambda x, y: 0.5 / y,
    "exp": lambda x, y: y,
    "log": lambda x, y: 1 / x,
    "sin": lambda x, y: np.cos(x),
    "cos": lambda x, y: -np.sin(x),
    "tan": lambda x, y: 1 / np.cos(x) ** 2,
    "arcsin": lambda x, y: 1 / np.sqrt(1 - x**2),
    "arccos": lambda x, y: -1 / np.sqrt(1 - x**2),
    "arctan": lambda x, y: 1 / (1 + x**2),
    "sinh": lambda x, y: np.cosh(x),
    "cosh": lambda x, y: np.sinh(x),
    "tanh": lambda x, y: 1 / np.cosh(x) ** 2,
}


def _flat(value: Array) -> Dual:
    return value, np.zeros(value.shape)


def _kernel(op: str, args: Sequence[Dual]) -> Dual:
    """Apply an elementwise operation to duals."""
    values = [a[0] for a in args]
    logical = KERNELS[op].logical_out
    out = np.empty(np.broadcast_shapes(*(v.shape for v in values)), bool if logical else float)
    KERNELS[op].call(*values, out=out)
    if logical or op in {"trunc", "floor", "as_number"}:
        return _flat(out)
    slopes = [np.broadcast_to(a[1], out.shape) for a in args]
    if op == "where":
        return out, np.where(values[0], slopes[1], slopes[2])
    if op in {"minimum", "maximum"}:
        first = values[0] < values[1] if op == "minimum" else values[0] > values[1]
        return out, np.where(first, *slopes)
    if op in SLOPES:
        return out, _product(slopes[0], SLOPES[op](values[0], out))
    a, b = np.broadcast_arrays(*values)
    da, db = slopes
    if op in {"add", "subtract"}:
        return out, da + db if op == "add" else da - db
    if op == "multiply":
        return out, _product(da, b) + _product(db, a)
    if op == "divide":
        return out, _product(da, 1 / b) - _product(db, a / b**2)
    if op == "remainder":
        return out, da - _product(db, np.floor(a / b))
    assert op == "power"
    by_base = _product(da, b * np.power(a, b - 1))
    return out, by_base + _product(db, np.where(a > 0, out * np.log(a), 0.0))


def _product(tangent: Array, slope: Array) -> Array:
    """Return a tangent times a slope: what does not move is not moved by any slope."""
    return np.where(tangent == 0, 0.0, tangent * slope)


def _fold(node: Node, whole: Dual) -> Dual:
    op, axes = node.data
    total: Dual | None = None
    for at in np.ndindex(*whole[0].shape[whole[0].ndim - 1 - axes : -1]):
        row = _row(node, whole[0], at), _row(node, whole[1], at)
        total = row if total is None else _kernel(op, [total, row])
    assert total is not None
    return total


def _row(node: Node, part: Array, at: tuple[int, ...]) -> Array:
    index: Any = (..., *at, slice(None))
    return np.asarray(part[index].reshape((*node.shape, part.shape[-1])))


def _assemble(node: Node, args: Sequence[Dual], width: int) -> Array:
    tangent = np.zeros((*node.shape, width))
    for part, destination in zip(args, node.data, strict=True):
        target(tangent, destination)[...] = part[1]
    return tangent


def _curve_slope(x: Array, px: Sequence[float], py: Sequence[float], mode: str) -> Array:
    """Return the slope of the piece that x lies on."""
    if mode not in {"interpolate", "extrapolate"} or len(px) < 2:
        return np.zeros(x.shape)
    place = np.clip(np.searchsorted(px, x, side="right") - 1, 0, len(px) - 2)
    with np.errstate(all="ignore"):
        slope = (np.diff(py) / np.diff(px))[place]
    inside = (x >= px[0]) & (x < px[-1])
    return slope if mode == "extrapolate" else np.where(inside, slope, 0.0)


def _array(node: Node, args: Sequence[Dual], out: Array) -> Array:
    """Return the tangent of an operation on arrays."""
    if node.op == "lookup":
        px, py = node.data
        return _product(args[0][1], _curve_slope(args[0][0], px, py, "interpolate"))
    if node.op == "curves":
        which, known = node.data
        x, dx = (np.broadcast_to(a, out.shape) for a in args[0])
        tangent = np.empty(out.shape)
        for at, number in zip(np.ndindex(*out.shape[:-1]), which, strict=True):
            curve = known[number]
            assert curve.mode in MODES
            tangent[at] = _product(dx[at], _curve_slope(x[at], curve.x, curve.y, curve.mode))
        return tangent
    if node.op == "vector reorder":
        (_, tangent), (order, _) = args
        moved = compute(node, [np.broadcast_to(tangent, out.shape), order])
        return np.where(np.isnan(moved), 0.0, moved)
    assert node.op == "invert", node.op
    inverse = np.moveaxis(out, -1, 0)
    turn = np.moveaxis(np.broadcast_to(args[0][1], out.shape), -1, 0)
    return np.moveaxis(-inverse @ turn @ inverse, 0, -1)


def evaluate(roots: Sequence[Node], leaf: Leaf, known: Mapping[int, Array]) -> dict[int, Dual]:
    """Compute duals from their operands."""
    found: dict[int, Dual] = {number: _flat(value) for number, value in known.items()}
    with np.errstate(all="ignore"):
        for node in reachable(roots):
            if node.number not in found:
                found[node.number] = _one(node, [found.get(a.number, ()) for a in node.args], leaf)
    return found


def _one(node: Node, args: Any, leaf: Leaf) -> Dual:
    if node.op in {"param", "time", "state"}:
        return leaf(node)
    if node.op == "const":
        return _flat(constant(node))
    if node.op in KERNELS:
        return _kernel(node.op, args)
    if node.op == "view":
        return view(args[0][0], node), view(args[0][1], node)
    if node.op == "expand":
        whole = (np.broadcast_to(part, (*node.shape, part.shape[-1])) for part in args[0])
        value, tangent = whole
        return value, tangent
    if node.op == "fold":
        return _fold(node, args[0])
    value = compute(node, [a[0] for a in args])
    if node.op == "assemble":
        return value, _assemble(node, args, value.shape[-1])
    if all(not a[1].any() for a in args):
        return _flat(value)
    return value, _array(node, args, value)


def run(
    plan: Plan, timing: Timing, parameters: Parameters, directions: Directions
) -> dict[str, Array]:
    """Return the tangent of each output, shape (instants, *subscripts, members)."""
    everyone = slice(0, parameters.members)

    def leaf_at(instant: int, states: Mapping[int, Dual]) -> Leaf:
        def read(node: Node) -> Dual:
            if node.op == "time":
                return _flat(timing.instants[instant : instant + 1])
            if node.op == "state":
                return states[int(str(node.data))]
            value = np.asarray(parameters.at(node, instant, everyone))
            tangent = directions.get(node.data.name)
            if tangent is None:
                return _flat(value)
            own = 0 if node.data.initial or tangent.shape[-2] == 1 else instant
            shape = (*node.shape, parameters.members)
            return np.broadcast_to(value, shape), np.broadcast_to(tangent[..., own, :], shape)

        return read

    values = evaluate(plan.starting(), leaf_at(0, {}), plan.constants)
    now: dict[int, Dual] = {}
    queues: dict[int, tuple[Queue, Queue]] = {}
    for state in plan.states:
        assert state.initial is not None
        shape = (*state.node.shape, parameters.members)
        first = tuple(np.broadcast_to(part, shape) for part in values[state.initial.number])
        now[state.number] = first[0], first[1]
        if state.delay is not None:
            length = queue_length(values[state.delay.number][0], timing.step)
            rings = [Queue(part, length, timing.steps) for part in first]
            queues[state.number] = rings[0], rings[1]
    outputs = list(plan.outputs.values())
    found: dict[str, list[Array]] = {key: [] for key in plan.outputs}
    for step in range(timing.begin, timing.steps + 1):
        instant = timing.instant(step)
        at = evaluate([*outputs, *plan.running()], leaf_at(instant, now), plan.constants)
        if step in timing.saved:
            for key, node in plan.outputs.items():
                shape = (*node.shape, parameters.members)
                found[key].append(np.broadcast_to(at[node.number][1], shape))
        if step == timing.steps:
            break
        now = _next(plan, timing, now, at, instant, leaf_at)
        for number, pair in queues.items():
            state = next(s for s in plan.states if s.number == number)
            assert state.change is not None
            shape = (*state.node.shape, parameters.members)
            value = (np.broadcast_to(part, shape) for part in at[state.change.number])
            pushed = [ring.push(step, part) for ring, part in zip(pair, value, strict=True)]
            now[number] = pushed[0], pushed[1]
    return {key: np.stack(rows) for key, rows in found.items()}


def _next(
    plan: Plan,
    timing: Timing,
    now: Mapping[int, Dual],
    at: dict[int, Dual],
    instant: int,
    leaf_at: Callable[[int, Mapping[int, Dual]], Leaf],
) -> dict[int, Dual]:
    """Return the states after a step; fixed delays are the caller's."""

    def moved(slopes: list[dict[int, Dual]], row: Any) -> dict[int, Dual]:
        after = dict(now)
        for s in plan.states:
            if s.kind != "integral":
                continue
            assert s.change is not None
            parts = []
            for part in (0, 1):
                shape = now[s.number][part].shape
                each = [np.broadcast_to(k[s.change.number][part], shape) for k in slopes]
                parts.append(now[s.number][part] + increment(row, each, timing.step))
            if s.floor:
                parts[1] = np.where(parts[0] > 0, parts[1], 0.0)
                parts[0] = np.maximum(parts[0], 0.0)
            after[s.number] = parts[0], parts[1]
        return after

    slopes = [at]
    for stage, row in enumerate(timing.method.stages, start=1):
        moment = instant + timing.method.offset(stage)
        stage_states = moved(slopes, row)
        slopes.append(evaluate(plan.running(), leaf_at(moment, stage_states), plan.constants))
    after = moved(slopes, timing.method.weights)
    for s in plan.states:
        if s.kind == "held":
            assert s.change is not None
            shape = now[s.number][0].shape
            value, tangent = (np.broadcast_to(part, shape) for part in at[s.change.number])
            after[s.number] = value, tangent
    return after


def compared(model: Model, given_: dict[str, Any], outputs: list[str], **options: Any) -> float:
    """Return the largest difference to dual numbers, of the size of the derivatives' terms.

    Along a random direction in all that is overridden, with random weights.
    """
    rng = np.random.default_rng(8)
    runs = model.run(given_, outputs=outputs, **options)
    weights = {
        str(name): xr.DataArray(rng.normal(size=v.shape), dims=v.dims, coords=v.coords)
        for name, v in runs.data_vars.items()
    }
    own, found = model.gradient(given_, outputs, weights, **options)
    same_bits(own, runs)
    setup = model.prepare(given_, **options)
    names = {name: _key(model, name) for name in given_}
    keys = [model.canonical(name) for name in outputs]
    varying = varying_by(setup.parameters, names.values())
    plan = make_plan(setup.lowered, keys, varying, setup.parameters.constant)
    directions, size = {}, 0.0
    total = np.zeros(setup.parameters.members)
    for name, key in names.items():
        derivative = found[name]
        along = xr.DataArray(rng.normal(size=derivative.shape), dims=derivative.dims)
        along = along.assign_coords(derivative.coords)
        terms = (derivative * along).values.reshape(setup.parameters.members, -1)
        total, size = total + terms.sum(axis=1), size + np.abs(terms).sum(axis=1).max()
        directions[key] = _direction(model, name, given_[name], along, options)
    tangents = run(plan, setup.timing, setup.parameters, directions)
    expected = np.zeros_like(total)
    for name, key in zip(outputs, keys, strict=True):
        weight = next(w for n, w in weights.items() if model.canonical(n) == key)
        tangent = np.moveaxis(tangents[key], -1, 0)
        tangent = np.moveaxis(tangent, 1, -1)  # member, subscripts, time
        tangent = tangent if "time" in weight.dims else tangent[..., 0]
        mine = weight.values if "member" in weight.dims else weight.values[None]
        expected += (tangent * mine).reshape(len(total), -1).sum(axis=1)
        assert name
    return float(np.abs(total - expected).max() / max(size, 1e-300)) if size else 0.0


def _key(model: Model, name: str) -> str:
    inner = name.removeprefix("INITIAL(").removesuffix(")")
    return ("initial " if inner != name else "") + model.canonical(inner)


def _direction(model: Model, name: str, value: Any, along: Any, options: dict[str, Any]) -> Any:
    """Return a direction in the shape of the parameter: that of the override is linear in it."""
    own = value if hasattr(value, "dims") else xr.DataArray(value, dims="member")
    along = along.rename({d: "time" for d in along.dims if str(d).startswith("time_")})
    moved = own + along
    moved.attrs.update(own.attrs)
    key = _key(model, name)
    with_it = model.prepare({name: moved}, **options).parameters.values[key]
    without = model.prepare({name: own}, **options).parameters.values[key]
    return with_it - without
