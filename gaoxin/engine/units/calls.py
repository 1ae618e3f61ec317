"""The units of functions: one row each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from gaoxin.engine.reading.trees import structure
from gaoxin.engine.units.measure import DIMENSIONLESS, UNKNOWN, Value, bare, product
from gaoxin.engine.units.memory import check_pure, check_time
from gaoxin.engine.units.place import Place, agree
from gaoxin.engine.units.weigh import power, read_table, weigh

CallRule = Callable[[Place, tuple[Any, ...]], Value]


def _of(position: int) -> CallRule:
    """Return the rule of a function whose value is in the unit of one argument."""

    def rule(place: Place, arguments: tuple[Any, ...]) -> Value:
        values = [weigh(place, a) for a in arguments]
        if len(values) <= position:
            return UNKNOWN
        value = values[position]
        return bare() if value.is_bare else value

    return rule


def _alike(last: int | None = None, *, bounds: bool = False) -> CallRule:
    """Return the rule of a function whose first arguments are in one unit, that of its value."""

    def rule(place: Place, arguments: tuple[Any, ...]) -> Value:
        parts = [(a, weigh(place, a)) for a in arguments]
        return agree(place, parts[:last], bounds=bounds)

    return rule


def _pure(name: str) -> CallRule:
    """Return the rule of a function from pure numbers to pure numbers."""

    def rule(place: Place, arguments: tuple[Any, ...]) -> Value:
        values = [check_pure(place, name, a) for a in arguments]
        return bare() if all(v.is_bare for v in values) else Value(DIMENSIONLESS)

    return rule


def _wave(name: str) -> CallRule:
    """Return the rule of a sine or the like: a pure shape, whose height a bare number gives."""

    def rule(place: Place, arguments: tuple[Any, ...]) -> Value:
        for argument in arguments:
            check_pure(place, name, argument)
        return bare()

    return rule


def _number(place: Place, arguments: tuple[Any, ...]) -> Value:
    """Give a bare number, whatever the arguments are."""
    for argument in arguments:
        weigh(place, argument)
    return bare()


def _timed(name: str, times: tuple[int, ...], value: Callable[..., Value]) -> CallRule:
    """Return the rule of a function of time: some arguments are times."""

    def rule(place: Place, arguments: tuple[Any, ...]) -> Value:
        for position in times:
            if position < len(arguments):
                check_time(place, name, arguments[position])
        return value(place, arguments)

    return rule


def _over_time(position: int, sign: int) -> Callable[..., Value]:
    """Return an argument's unit times (1) or by (-1) that of time."""

    def value(place: Place, arguments: tuple[Any, ...]) -> Value:
        found = weigh(place, arguments[position])
        if found.is_bare:
            return bare()
        time = place.sheet.time
        return UNKNOWN if time is None else product([(found, 1), (Value(time), sign)])

    return value


def _first(place: Place, arguments: tuple[Any, ...]) -> Value:
    return weigh(place, arguments[0])


def _switch(*_: Any) -> Value:
    """0 or 1, whose height a bare number gives."""
    return bare()


def _if_then_else(place: Place, arguments: tuple[Any, ...]) -> Value:
    weigh(place, arguments[0])
    return agree(place, [(a, weigh(place, a)) for a in arguments[1:]])


def _quotient(place: Place, arguments: tuple[Any, ...]) -> Value:
    """ZIDZ(a, b), and XIDZ(a, b, otherwise), which is in the unit of the quotient."""
    above, below = (weigh(place, a) for a in arguments[:2])
    found = product([(above, 1), (below, -1)])
    if len(arguments) < 3:
        return found
    otherwise = weigh(place, arguments[2])
    if found.unit is None:
        return otherwise if found.is_bare else UNKNOWN
    whole = structure("ArithmeticStructure", [["/"], arguments[:2]])
    return agree(place, [(whole, found), (arguments[2], otherwise)])


def _square_root(place: Place, arguments: tuple[Any, ...]) -> Value:
    return power(place, (arguments[0], weigh(place, arguments[0])), (0.5, bare(0.5)))


def _power(place: Place, arguments: tuple[Any, ...]) -> Value:
    base, exponent = ((a, weigh(place, a)) for a in arguments)
    return power(place, base, exponent)


def _product_over(place: Place, arguments: tuple[Any, ...]) -> Value:
    """PROD: pure, or of a unit that goes with the number of elements."""
    value = weigh(place, arguments[0])
    pure = value.is_bare or (value.unit is not None and value.unit.same(DIMENSIONLESS))
    return value if pure else UNKNOWN


def _vector_select(place: Place, arguments: tuple[Any, ...]) -> Value:
    """VECTOR SELECT(selection, expression, missing, action, error): products have no one unit."""
    for argument in (arguments[0], *arguments[3:]):
        weigh(place, argument)
    value = agree(place, [(a, weigh(place, a)) for a in arguments[1:3]])
    return value if arguments[3] in (0, 2, 3, 4, 6, 8, 9, 10) else UNKNOWN


def _inverse(place: Place, arguments: tuple[Any, ...]) -> Value:
    return product([(weigh(place, arguments[0]), -1)])


def _table(place: Place, arguments: tuple[Any, ...]) -> Value:
    """LOOKUP EXTRAPOLATE(table, x) and its like."""
    return read_table(place, arguments[0], arguments[1])


def _time_value(place: Place, arguments: tuple[Any, ...]) -> Value:
    check_time(place, "GET TIME VALUE", arguments[1])
    return Value(place.sheet.time)


_PURE = ("exp", "ln", "log", "log10", "arcsin", "arccos", "arctan", "sinh", "cosh", "tanh")
_WAVES = ("sin", "cos", "tan")

CALLS: dict[str, CallRule] = {
    **{name: _pure(name.upper()) for name in _PURE},
    **{name: _wave(name.upper()) for name in _WAVES},
    **dict.fromkeys(("abs", "integer", "sum", "vmin", "vmax"), _of(0)),
    **dict.fromkeys(("vector_reorder",), _of(0)),
    **dict.fromkeys(("min", "max"), _alike(bounds=True)),
    **dict.fromkeys(("modulo", "quantum", "active_initial"), _alike()),
    **dict.fromkeys(("vector_rank", "vector_sort_order", "elmcount", "pi", "random_0_1"), _number),
    **dict.fromkeys(("random_uniform", "uniform", "random"), _alike(2, bounds=True)),
    **dict.fromkeys(("random_normal", "random_exponential"), _alike(4, bounds=True)),
    **dict.fromkeys(("lookup_backward", "lookup_extrapolate", "lookup_forward"), _table),
    "normal": lambda place, given: _alike(bounds=True)(place, (*given[:2], *given[3:5])),
    "exprnd": _of(0),
    "prod": _product_over,
    "sqrt": _square_root,
    "power": _power,
    "if_then_else": _if_then_else,
    "xidz": _quotient,
    "zidz": _quotient,
    "step": _timed("STEP", (1,), _first),
    "ramp": _timed("RAMP", (1, 2), _over_time(0, 1)),
    "xramp": _timed("RAMP", (1,), _over_time(0, 1)),
    "pulse": _timed("PULSE", (0, 1), _switch),
    "pulse_train": _timed("PULSE TRAIN", (0, 1, 2, 3), _switch),
    "xpulse": _timed("PULSE", (0,), _over_time(1, -1)),
    "xpulse_train": _timed("PULSE", (0, 1), _over_time(2, -1)),
    "get_time_value": _time_value,
    "vector_select": _vector_select,
    "invert_matrix": _inverse,
}
"""Functions by canonical name, as the language's own tables have them."""
