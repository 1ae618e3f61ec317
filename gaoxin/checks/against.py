"""A model run by PySD too: every variable in which the two differ.

PySD is an independent implementation. It is not the yardstick: where the two differ by design
(:data:`BY_DESIGN`, docs/language.md), Vensim's documentation or its saved runs decide.
"""

from __future__ import annotations

import shutil
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from gaoxin.checks.outcome import CheckOutcome
from gaoxin.errors import GaoxinError, ModelError
from gaoxin.names import canonical

if TYPE_CHECKING:
    from gaoxin.engine.model import Model

RELATIVE, ABSOLUTE = 1e-9, 1e-12
"""How far two values may lie apart that agree."""

BY_DESIGN: dict[str, str] = {
    "DELAY1, DELAY3": "a stage shorter than a step keeps the order (Vensim's saved runs); PySD "
    "lowers it",
    "DELAY N": "its order is lowered for each element alone; PySD goes by the shortest of all",
    "ALLOCATE AVAILABLE": "the normal curve is Vensim's (its saved runs), solved to the last bit; "
    "PySD's solver stops at 1e-8",
    "PULSE, PULSE TRAIN": "a pulse lasts a step at least, and a train includes its end (Vensim's "
    "documentation and saved run)",
    "INTEGER, MODULO of XMILE": "they round down (XMILE 1.0, 3.5.1)",
    ":NA:, raw data": "a number that can be tested for (Vensim's documentation); PySD has NaN",
    "non-negative stocks": "outflows are limited (XMILE 1.0, 4.2); PySD cuts the stock off",
    "SMOOTH in its first step": "it follows the input from the start; PySD may ignore it",
    "(-2)^2": "brackets count; PySD's tree loses them",
    "DELAY FIXED in another": "exact; PySD lets the inner one arrive a step early",
}
"""Where the two differ by design: what is concerned, and who is followed."""


@dataclass(frozen=True)
class Against:
    """How a model's run compares with another implementation's.

    Attributes
    ----------
    compared : int
        Variables, element by element, that both hold.
    drawn : tuple of str
        Variables that rest on random numbers and are not compared.
    differing : tuple of CheckOutcome
        One for each that differs.
    """

    compared: int
    drawn: tuple[str, ...]
    differing: tuple[CheckOutcome, ...]

    def outcomes(self) -> Iterator[CheckOutcome]:
        """Yield the outcome for the whole, and one for each variable that differs."""
        left = f", {len(self.drawn)} with random numbers left out" if self.drawn else ""
        left_zh = f"，{len(self.drawn)} 个含随机数者未比较" if self.drawn else ""
        yield CheckOutcome(
            "pysd",
            "agreement",
            "every variable as by PySD",
            "各变量与 PySD 一致",
            not self.differing and self.compared > 0,
            f"{self.compared} compared, {len(self.differing)} differ{left}",
            f"比较 {self.compared} 个，{len(self.differing)} 个不同{left_zh}",
        )
        yield from self.differing


def against_pysd(model: Model) -> Against:
    """Run a model by Euler's method here and by PySD, and compare every saved value.

    PySD evaluates what a model's text says: only a model that is trusted may be given to it.

    Parameters
    ----------
    model : Model
        Read from a file that is still there.

    Returns
    -------
    Against

    Raises
    ------
    ModelError
        PySD cannot read or run it.
    """
    times, columns = pysd_columns(model)
    runs = model.run(method="euler", backend="numpy")
    own = np.asarray(runs["time"].values)
    at = np.searchsorted(own, times - 1e-6 * max(1.0, float(np.ptp(own))))
    shared = (at < len(own)) & (np.abs(own[np.minimum(at, len(own) - 1)] - times) < 1e-6)
    drawn = {canonical(name) for name in model.drawn}
    names = {canonical(str(name)): str(name) for name in runs.data_vars}
    differing, compared = [], 0
    for column, theirs in columns.items():
        key = canonical(column.partition("[")[0])
        if key not in names or key in drawn:
            continue
        ours = _elements(runs[names[key]], column, len(own))
        if ours is None:
            continue
        compared += 1
        a, b = ours[at[shared]], np.asarray(theirs, dtype=np.float64)[shared]
        agree = np.isclose(a, b, rtol=RELATIVE, atol=ABSOLUTE, equal_nan=True)
        if not agree.all():
            differing.append(_outcome(column, times[shared], a, b, ~agree))
    return Against(
        compared, tuple(sorted(names[k] for k in drawn & names.keys())), tuple(differing)
    )


def _outcome(
    column: str, times: npt.NDArray[Any], a: npt.NDArray[Any], b: npt.NDArray[Any], off: Any
) -> CheckOutcome:
    first = int(off.argmax())
    when, ours, theirs, count = times[first], a[first], b[first], int(off.sum())
    return CheckOutcome(
        "pysd",
        column,
        f"'{column}' as by PySD",
        f"“{column}”与 PySD 一致",
        False,
        f"at {when:g} {ours:.12g}, by PySD {theirs:.12g}; {count} of {len(a)} times differ",
        f"时刻 {when:g} 为 {ours:.12g}，PySD 为 {theirs:.12g}；{len(a)} 个时刻中 {count} 个不同",
    )


def _elements(values: Any, column: str, times: int) -> npt.NDArray[np.float64] | None:
    """Return one element's values over time; None where the two name elements otherwise."""
    _, bracket, inside = column.partition("[")
    if bracket:
        dims = [d for d in values.dims if d != "time"]
        elements = [canonical(e) for e in inside.rstrip("]").split(",")]
        place: dict[str, int] = {}
        for dim, element in zip(dims, elements, strict=False):
            labels = [canonical(str(label)) for label in values[dim].values]
            if element not in labels:
                return None
            place[str(dim)] = labels.index(element)
        values = values.isel(place)
    array = np.asarray(values.values, dtype=np.float64)
    return np.broadcast_to(array, (times,)) if array.ndim < 2 else None


def pysd_columns(model: Model) -> tuple[npt.NDArray[np.float64], Mapping[str, Any]]:
    """Return the times and the columns of PySD's own run of a model.

    Raises
    ------
    ModelError
        PySD cannot read or run it; or the file is gone.
    """
    import pysd

    path = model.path
    readers = {".mdl": pysd.read_vensim}
    reader = readers.get(path.suffix.lower(), pysd.read_xmile)
    with TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            copy = Path(shutil.copy(path, folder))
            for name in model.files:
                target = Path(folder) / name
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(path.parent / name, target)
            frame = reader(str(copy)).run()
        except GaoxinError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever PySD meets, the model is not compared
            said = (str(error).strip().splitlines() or [type(error).__name__])[0]
            raise ModelError(f"PySD cannot run it: {said[:200]}", path=path) from None
    times = np.asarray(frame.index, dtype=np.float64)
    return times, {str(c): np.asarray(frame[c], dtype=np.float64) for c in frame}
