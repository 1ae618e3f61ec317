"""The page of any model: sliders for its constants, charts for its stocks."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np

from gaoxin.design import latin_hypercube
from gaoxin.engine.compiled.uncovered import NotCovered
from gaoxin.engine.running.plan import MEMBER, TIME
from gaoxin.engine.values.graph import reachable
from gaoxin.errors import ModelError
from gaoxin.language import Text, alike
from gaoxin.simulator.constants import Columns, labels
from gaoxin.simulator.data import PageData, text
from gaoxin.simulator.kernel.kernel import Kernel, make_kernel
from gaoxin.telling.words.quantities import RATIOS, unit_words

if TYPE_CHECKING:
    import xarray as xr

    from gaoxin.engine.model import Model
    from gaoxin.engine.running.setup import Setup

QUICK = 500
PRESET = "model"
"""The only preset: the file's own values."""

VARIED = Text("all constants varied by ±{percent} %", "所有常数在±{percent} %内变动")


@dataclass(frozen=True)
class ModelInputs:
    """What the page of a model is made from.

    Attributes
    ----------
    outputs : tuple of str
        Charts; the stocks where there are none.
    vary : float
        Share by which constants are varied, each way; 0 for a single run.
    members, seed : int
        Of what is varied.
    """

    model: Model
    outputs: tuple[str, ...] = ()
    vary: float = 0.0
    members: int = 1
    seed: int = 0


def model_data(made_of: ModelInputs) -> PageData:
    """Return what the page of a model carries.

    Parameters
    ----------
    made_of : ModelInputs

    Returns
    -------
    PageData

    Raises
    ------
    ModelError
        The model has no kernel, and what it uses that has none; nothing can be moved or shown.
    """
    return _Model(made_of).data()


class _Model:
    def __init__(self, made_of: ModelInputs) -> None:
        self.of, self.model = made_of, made_of.model
        self.members = made_of.members if made_of.vary else 1
        self.table = self.model.variables.set_index("name", drop=False)
        self.setup: Setup = self.model.prepare(members=max(2, self.members))
        self.constants = self._movable()
        self.columns = Columns()

    def data(self) -> PageData:
        outputs = self._outputs()
        kernel = self._kernel(outputs)
        presets = self._preset()
        places = {
            name: {
                "constant": self.model.canonical(name),
                "scale": 1.0,
                "elements": labels(own),
            }
            for name, own in self.constants.items()
        }
        shown = [(name, i) for name in outputs for i in range(self._size(name))]
        groups = dict.fromkeys(str(self.table.loc[n, "group"] or "") for n in self.constants)
        percent = f"{100 * self.of.vary:g}"
        stamp = VARIED.each(lambda words: words.format(percent=percent))
        table: dict[str, Any] = {
            "kind": "model",
            "title": text(alike(self.model.path.stem)),
            "file": self.model.path.name,
            "hash": self.model.content_hash[:8],
            "members": self.members,
            "quick": min(QUICK, self.members),
            "draws": "varied" if self.of.vary else "none",
            "stamp": text(stamp if self.of.vary else Text("", "")),
            "seed": self.of.seed,
            "years": [float(t) for t in self.setup.timing.saved_times],
            "policy": None,
            "time_unit": str(self.model.default("TIME STEP").attrs.get("units", "")),
            "base": PRESET,
            "sectors": [{"id": g, "name": text(alike(g.lstrip(".")))} for g in groups],
            "levers": [self._lever(name, own) for name, own in self.constants.items()],
            "definitions": [],
            "scenarios": [self._scenario()],
            "targets": [],
            "outputs": [self._output(name, element) for name, element in shown],
            "limits": [],
            "verdicts": {},
            "units": self._units([*self.constants, *outputs]),
            "elements": {},
            "provenance": {"hashes": {"model": self.model.content_hash}},
            "kernel": kernel.map,
            "engine": {
                "segments": [self.setup.timing.start],
                "restart": None,
                "begin": [self._begin(c["name"], c["element"]) for c in kernel.map["begin"]],
                "levers": places,
                "definitions": {},
                "presets": {PRESET: presets},
                "outputs": [
                    {"variable": self.model.canonical(name), "element": element}
                    for name, element in shown
                ],
                "limits": [],
            },
        }
        return PageData(table, kernel, self.columns.block())

    # -- what moves ------------------------------------------------------------------------------

    def _movable(self) -> dict[str, xr.DataArray]:
        """Return the constants that can differ between runs of one kernel, by name."""
        lengths = {
            node.data.name
            for state in self.setup.lowered.states
            if state.delay is not None
            for node in reachable([state.delay])
            if node.op == "param"
        }
        found = {}
        for name in self.table["name"][self.table["kind"] == "constant"]:
            own = self.model.default(str(name))
            if self.model.canonical(str(name)) in lengths or not np.isfinite(own.values).all():
                continue
            try:  # what decides the form of the model is one for all members
                self.model.prepare({str(name): own.expand_dims(member=2)}, members=2)
            except ModelError:
                continue
            found[str(name)] = own
        if not found:
            raise ModelError("no constant can be moved", path=self.model.path)
        return found

    def _kernel(self, outputs: Sequence[str]) -> Kernel:
        keys = [self.model.canonical(name) for name in self.constants]
        varied = dict.fromkeys(keys, MEMBER | TIME) if self.of.vary else {}
        try:
            return make_kernel(
                self.setup,
                [self.model.canonical(name) for name in outputs],
                free=[] if self.of.vary else keys,
                drawn=varied,
            )
        except NotCovered as why:
            raise ModelError(
                f"the simulator does not cover {why}; run it by gaoxin.load", path=self.model.path
            ) from None

    def _preset(self) -> dict[str, Any]:
        """Return the file's values, or draws around them."""
        drawn = self._drawn()
        found = {}
        for name, own in self.constants.items():
            flat = own.values.reshape(-1)
            found[self.model.canonical(name)] = [
                [[0, self.columns.value(drawn.get((name, i), float(v)))]]
                for i, v in enumerate(flat)
            ]
        return found

    def _drawn(self) -> dict[tuple[str, int], Any]:
        if not self.of.vary:
            return {}
        ranges = {}
        for name, own in self.constants.items():
            for i, value in enumerate(own.values.reshape(-1)):
                if value:
                    ends = sorted((value * (1 - self.of.vary), value * (1 + self.of.vary)))
                    ranges[f"{name}|{i}"] = (ends[0], ends[1])
        design = latin_hypercube(ranges, self.members, self.of.seed)
        found = {}
        for key in ranges:
            name, _, place = key.rpartition("|")
            found[name, int(place)] = np.asarray(design[key], dtype=np.float64)
        return found

    def _begin(self, name: str, element: int) -> Any:
        return float(self.model.default(name).values.reshape(-1)[element])

    # -- what is shown ---------------------------------------------------------------------------

    def _outputs(self) -> list[str]:
        """Return the variables that are charted: those asked for, else stocks, else what moves."""
        if self.of.outputs:
            by_key = {self.model.canonical(str(name)): str(name) for name in self.table["name"]}
            return [by_key[self.model.canonical(name)] for name in self.of.outputs]
        kinds = self.table["kind"]
        stocks = [str(name) for name in self.table["name"][kinds == "stock"]]
        return stocks or [str(name) for name in self.table["name"][kinds == "auxiliary"]]

    def _size(self, name: str) -> int:
        return prod(len(own) for own in self.model.subscripts_of(name).values())

    def _lever(self, name: str, own: xr.DataArray) -> dict[str, Any]:
        row: Any = self.table.loc[name]
        low, high, assumed = _range(own.values.reshape(-1), float(row["low"]), float(row["high"]))
        return {
            "id": name,
            "name": text(alike(name)),
            "unit": str(row["unit"]),
            "low": low,
            "high": high,
            "neutral": float(np.mean(own.values)),
            "sector": str(row["group"] or ""),
            "outside": False,
            "section": text(Text("", "")),
            "note": text(alike(str(row["comment"]))),
            "assumed": assumed,
            "elements": [{"id": one, "name": text(alike(one))} for one in labels(own)],
        }

    def _scenario(self) -> dict[str, Any]:
        levers: dict[str, list[float]] = {}
        for name, own in self.constants.items():
            keys = [f"{name}[{one}]" for one in labels(own)] or [name]
            values = own.values.reshape(-1)
            levers |= {k: [float(v)] for k, v in zip(keys, values, strict=True)}
        return {
            "id": PRESET,
            "title": text(Text("The file's values", "文件取值")),
            "description": text(Text("", "")),
            "extends": None,
            "levers": levers,
            "definitions": {},
            "drawn": [],
        }

    def _output(self, name: str, element: int) -> dict[str, Any]:
        row = self.table.loc[name]
        whole = self.model.subscripts_of(name)
        shape = tuple(len(own) for own in whole.values())
        at = np.unravel_index(element, shape) if shape else ()
        parts = [own[int(i)] for own, i in zip(whole.values(), at, strict=True)]
        label = f"{name}[{','.join(parts)}]" if parts else name
        equations = self.model.describe(name).equations
        return {
            "id": label,
            "name": text(alike(label)),
            "unit": str(row["unit"]),
            "variable": label,
            "equation": "\n".join(one.text for one in equations),
            "comment": str(row["comment"]),
            "observed": [],
        }

    def _units(self, names: Sequence[str]) -> dict[str, dict[str, str]]:
        units = dict.fromkeys(str(self.table.loc[name, "unit"]) for name in names)
        blank = Text("", "")
        return {u: text(blank if u in RATIOS else unit_words(u)) for u in units}


def _range(values: Any, low: float, high: float) -> tuple[float, float, bool]:
    """Return the range of a slider, and whether it is assumed: half to twice the values."""
    least, most = float(np.min(values)), float(np.max(values))
    if math.isfinite(low) and math.isfinite(high) and low <= least and most <= high and low < high:
        return low, high, False
    if least == most == 0.0:
        return 0.0, 1.0, True
    ends = [0.5 * least, 2 * least, 0.5 * most, 2 * most]
    return min(ends), max(ends), True
