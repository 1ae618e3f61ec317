"""The units of functions: one row each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from gaoxin.engine.reading.trees import structure
from gaoxin.engine.units.equation import CallRule, EquationCheck, agree, want
from gaoxin.engine.units.expressions import power, read_table
from gaoxin.engine.units.stateful import check_pure, check_time
from gaoxin.engine.units.unit import DIMENSIONLESS, UNKNOWN, Inferred, bare, product
from gaoxin.names import canonical


def _of(position: int) -> CallRule:
    """Return the rule of a function whose value is in the unit of one argument."""

    def rule(check: EquationCheck, arguments: tuple[Any, ...]) -> Inferred:
        values = [check.unit_of(a) for a in arguments]
        if len(values) <= position:
            return UNKNOWN
        value = values[position]
        return bare() if value.is_bare else value

    return rule


def _alike(last: int | None = None, *, bounds: bool = False) -> CallRule:
    """Return the rule of a function whose first arguments are in one unit, that of its value."""

    def rule(check: EquationCheck, arguments: tuple[Any, ...]) -> Inferred:
        parts = [(a, check.unit_of(a)) for a in arguments]
        return agree(check, parts[:last], bounds=bounds)

    return rule


def _pure(name: str) -> CallRule:
    """Return the rule of a function from pure numbers to pure numbers."""

    def rule(check: EquationCheck, arguments: tuple[Any, ...]) -> Inferred:
        values = [check_pure(check, name, a) for a in arguments]
        return bare() if all(v.is_bare for v in values) else Inferred(DIMENSIONLESS)

    return rule


def _wave(name: str) -> CallRule:
    """Return the rule of a sine or the like: a pure shape, whose height a bare number gives."""

    def rule(check: EquationCheck, arguments: tuple[Any, ...]) -> Inferred:
        for argument in arguments:
            check_pure(check, name, argument)
        return bare()

    return rule


def _number(check: EquationCheck, arguments: tuple[Any, ...]) -> Inferred:
    """Give a bare number, whatever the arguments are."""
    for argument in arguments:
        check.unit_of(argument)
    return bare()


def _timed(name: str, times: tuple[int, ...], value: Callable[..., Inferred]) -> CallRule:
    """Return the rule of a function of time: some arguments are times."""

    def rule(check: EquationCheck, arguments: tuple[Any, ...]) -> Inferred:
        for position in times:
            if position < len(arguments):
                check_time(check, name, arguments[position])
        return value(check, arguments)

    return rule


def _over_time(position: int, sign: int) -> Callable[..., Inferred]:
    """Return an argument's unit times (1) or by (-1) that of time."""

    def value(check: EquationCheck, arguments: tuple[Any, ...]) -> Inferred:
        found = check.unit_of(arguments[position])
        if found.is_bare:
            return bare()
        time = check.model.time
        return UNKNOWN if time is None else product([(found, 1), (Inferred(time), sign)])

    return value


def _first(check: EquationCheck, arguments: tuple[Any, ...]) -> Inferred:
    return check.unit_of(arguments[0])


def _switch(*_: Any) -> Inferred:
    """0 or 1, whose height a bare number gives."""
    return bare()


def _if_then_else(check: EquationCheck, arguments: tuple[Any, ...]) -> Inferred:
    check.unit_of(arguments[0])
    return agree(check, [(a, check.unit_of(a)) for a in arguments[1:]])


def _quotient(check: EquationCheck, arguments: tuple[Any, ...]) -> Inferred:
    """ZIDZ(a, b), and XIDZ(a, b, otherwise), which is in the unit of the quotient."""
    above, below = (check.unit_of(a) for a in arguments[:2])
    found = product([(above, 1), (below, -1)])
    if len(arguments) < 3:
        return found
    otherwise = check.unit_of(arguments[2])
    if found.unit is None:
        return otherwise if found.is_bare else UNKNOWN
    whole = structure("Arithmetic", [["/"], arguments[:2]])
    return agree(check, [(whole, found), (arguments[2], otherwise)])


def _square_root(check: EquationCheck, arguments: tuple[Any, ...]) -> Inferred:
    return power(check, (arguments[0], check.unit_of(arguments[0])), (0.5, bare(0.5)))


def _power(check: EquationCheck, arguments: tuple[Any, ...]) -> Inferred:
    base, exponent = ((a, check.unit_of(a)) for a in arguments)
    return power(check, base, exponent)


def _product_over(check: EquationCheck, arguments: tuple[Any, ...]) -> Inferred:
    """PROD: pure, or of a unit that goes with the number of elements."""
    value = check.unit_of(arguments[0])
    pure = value.is_bare or (value.unit is not None and value.unit.same(DIMENSIONLESS))
    return value if pure else UNKNOWN


def _vector_select(check: EquationCheck, arguments: tuple[Any, ...]) -> Inferred:
    """VECTOR SELECT(selection, expression, missing, action, error): products have no one unit."""
    for argument in (arguments[0], *arguments[3:]):
        check.unit_of(argument)
    value = agree(check, [(a, check.unit_of(a)) for a in arguments[1:3]])
    return value if arguments[3] in (0, 2, 3, 4, 6, 8, 9, 10) else UNKNOWN


def _inverse(check: EquationCheck, arguments: tuple[Any, ...]) -> Inferred:
    return product([(check.unit_of(arguments[0]), -1)])


def _table(check: EquationCheck, arguments: tuple[Any, ...]) -> Inferred:
    """LOOKUP EXTRAPOLATE(table, x) and its like."""
    return read_table(check, arguments[0], arguments[1])


def _time_value(check: EquationCheck, arguments: tuple[Any, ...]) -> Inferred:
    check_time(check, "GET TIME VALUE", arguments[1])
    return Inferred(check.model.time)


def _chosen(*positions: int) -> CallRule:
    """Return the rule of a function of which some arguments are in one unit, that of its value."""

    def rule(check: EquationCheck, arguments: tuple[Any, ...]) -> Inferred:
        parts = [(a, check.unit_of(a)) for a in arguments]
        return agree(check, [parts[i] for i in positions if i < len(parts)], bounds=True)

    return rule


def _present_value(check: EquationCheck, arguments: tuple[Any, ...]) -> Inferred:
    """NPV(stream, rate, initial, factor): the stream over time, times the factor."""
    time = check.model.time
    check.unit_of(arguments[2])
    factor = check.unit_of(arguments[3])
    if time is not None:
        rate = check.unit_of(arguments[1])
        want(check, "rate", DIMENSIONLESS / time, arguments[1], rate, "NPV")
    found = _over_time(0, 1)(check, arguments)
    return found if found.is_bare or found.is_unknown else product([(found, 1), (factor, 1)])


def _pure_number(check: EquationCheck, arguments: tuple[Any, ...]) -> Inferred:
    """Return the unit of INTERNAL RATE OF RETURN(stream, period, payment, its time)."""
    for argument in arguments:
        check.unit_of(argument)
    return Inferred(DIMENSIONLESS)


def _drawn_by_table(check: EquationCheck, arguments: tuple[Any, ...]) -> Inferred:
    """RANDOM LOOKUP(density, least, greatest, shift, stretch, seed): in the unit of the limits."""
    return agree(check, [(a, check.unit_of(a)) for a in arguments[1:4]], bounds=True)


def _lookup_inverse(check: EquationCheck, arguments: tuple[Any, ...]) -> Inferred:
    """LOOKUP INVERT(table, y): in the unit in which the table is read."""
    check.unit_of(arguments[1])
    return _table_argument(check, arguments[0])


def _table_argument(check: EquationCheck, table: Any) -> Inferred:
    known = check.model.tables.get(canonical(getattr(table, "reference", "")))
    return UNKNOWN if known is None else Inferred(known)


def _lookup_area(check: EquationCheck, arguments: tuple[Any, ...]) -> Inferred:
    """LOOKUP AREA(table, start, end): the table's unit times that of its argument."""
    value = read_table(check, arguments[0], arguments[1])
    at = agree(check, [(a, check.unit_of(a)) for a in arguments[1:3]])
    return product([(value, 1), (at, 1)])


def _lookup_slope(check: EquationCheck, arguments: tuple[Any, ...]) -> Inferred:
    """LOOKUP SLOPE(table, x, mode): the table's unit over that of its argument."""
    value = read_table(check, arguments[0], arguments[1])
    check_pure(check, "LOOKUP SLOPE", arguments[2])
    return product([(value, 1), (check.unit_of(arguments[1]), -1)])


def _vector_lookup(check: EquationCheck, arguments: tuple[Any, ...]) -> Inferred:
    """VECTOR LOOKUP(vector, x, least, greatest, mode): like its lookups."""
    value = check.unit_of(arguments[0])
    agree(check, [(a, check.unit_of(a)) for a in arguments[1:4]])
    return value if arguments[4] in (0, 2, 3, 4) else UNKNOWN


def _clock(check: EquationCheck, arguments: tuple[Any, ...]) -> Inferred:
    """GET DATA FIRST TIME(data) and its like: a time."""
    check.unit_of(arguments[0])
    return Inferred(check.model.time)


def _sinteg(check: EquationCheck, arguments: tuple[Any, ...]) -> Inferred:
    """SINTEG(rate, initial, ...): as INTEG."""
    stock = structure("Integ", [arguments[0], arguments[1], False])
    return check.unit_of(stock)


_DATA = ("get_data_at_time", "get_data_between_times")
_SPANS = ("get_data_max", "get_data_mean", "get_data_min", "get_data_stdv")
_DRAWN = ("random_beta", "random_binomial", "random_negative_binomial")

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
    **dict.fromkeys(("rank", "isnan"), _number),
    **dict.fromkeys(("random_uniform", "uniform", "random"), _alike(2, bounds=True)),
    **dict.fromkeys(("random_normal", "random_exponential"), _alike(4, bounds=True)),
    **dict.fromkeys(("lookup_backward", "lookup_extrapolate", "lookup_forward"), _table),
    "normal": lambda check, given: _alike(bounds=True)(check, (*given[:2], *given[3:5])),
    "exprnd": _of(0),
    **dict.fromkeys(("int", "depreciate_straightline", "vector_elm_map"), _of(0)),
    **dict.fromkeys(("demand_at_price", "supply_at_price"), _of(0)),
    **dict.fromkeys(("mod", "previous", "lognormal"), _chosen(0, 1)),
    **dict.fromkeys(_DATA, _timed("GET DATA", (1,), _of(0))),
    **dict.fromkeys(_SPANS, _timed("GET DATA", (1, 2), _of(0))),
    **dict.fromkeys(("get_data_first_time", "get_data_last_time"), _clock),
    **dict.fromkeys(_DRAWN, _chosen(0, 1, 4, 5)),
    **dict.fromkeys(("random_gamma", "random_poisson", "random_weibull"), _chosen(0, 1, 3, 4)),
    **dict.fromkeys(("npv", "npve"), _present_value),
    "internal_rate_of_return": _timed("INTERNAL RATE OF RETURN", (1, 3), _pure_number),
    "time_base": _chosen(0),
    "random_lookup": _drawn_by_table,
    "random_triangular": _chosen(0, 1, 2, 3, 4),
    "gamma_ln": _pure("GAMMA LN"),
    "invnorm": _pure("INVNORM"),
    "normalcdf": _number,
    "get_data_total_points": _number,
    "poisson": _of(0),
    "find_market_price": _of(1),
    "lookup_area": _lookup_area,
    "lookup_invert": _lookup_inverse,
    "lookup_slope": _lookup_slope,
    "sample_until": _timed("SAMPLE UNTIL", (0,), _chosen(1, 2)),
    "random_pink_noise": _timed("RANDOM PINK NOISE", (2,), _chosen(0, 1)),
    "sinteg": _sinteg,
    "vector_lookup": _vector_lookup,
    "prod": _product_over,
    "sqrt": _square_root,
    "power": _power,
    "if_then_else": _if_then_else,
    "xidz": _quotient,
    "zidz": _quotient,
    "safediv": _quotient,
    "step": _timed("STEP", (1,), _first),
    "ramp": _timed("RAMP", (1, 2), _over_time(0, 1)),
    "queue_front": _of(0),
    "transit_steps": _timed("conveyor", (0,), _number),
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
