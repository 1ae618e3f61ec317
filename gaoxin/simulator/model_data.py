"""The page of any model: sliders for its constants, charts for its stocks."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np

from gaoxin.engine.compiled.uncovered import NotCovered
from gaoxin.engine.running.plan import MEMBER, TIME
from gaoxin.errors import ModelError
from gaoxin.language import Text, alike, name_of
from gaoxin.simulator.constants import Columns, labels
from gaoxin.simulator.data import PageData, text
from gaoxin.simulator.kernel.kernel import Kernel, make_kernel
from gaoxin.simulator.model_constants import Given, constants_of
from gaoxin.telling.words.quantities import RATIOS, unit_words

if TYPE_CHECKING:
    import xarray as xr

    from gaoxin.engine.model import Model
    from gaoxin.engine.running.setup import Setup

QUICK = 500
PRESET = "model"
"""The only preset: the file's own values."""

VARIED = Text("all constants varied by ±{percent} %", "所有常数变动±{percent} %")
REST = Text("all constants but the levers varied by ±{percent} %", "除滑块外常数变动±{percent} %")
DRAWN = Text("{n} constants drawn, by {file}", "{n}个常数按{file}抽样")


@dataclass(frozen=True)
class ModelInputs:
    """What the page of a model is made from.

    Attributes
    ----------
    outputs : tuple of str
        Charts; the stocks where there are none.
    given : Given
        Levers and draws.
    source : str
        Name of the file of draws.
    """

    model: Model
    outputs: tuple[str, ...] = ()
    given: Given = field(default_factory=Given)
    source: str = ""


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
        self.table = self.model.variables.set_index("name", drop=False)
        self.setup: Setup = self.model.prepare(members=max(2, made_of.given.members))
        self.constants = constants_of(self.model, self.setup, made_of.given)
        self.columns = Columns()

    def data(self) -> PageData:
        outputs = self._outputs()
        kernel = self._kernel(outputs)
        presets = self._preset()
        places = {
            name: {
                "constant": self.model.canonical(name),
                "scale": 1.0,
                "elements": labels(self.constants.own[name]),
            }
            for name in self.constants.moved
        }
        shown = [(name, i) for name in outputs for i in range(self._size(name))]
        levers = [self._lever(name, self.constants.own[name]) for name in self.constants.moved]
        groups = dict.fromkeys(lever["sector"] for lever in levers)
        table: dict[str, Any] = {
            "kind": "model",
            "title": text(alike(self.model.path.stem)),
            "file": self.model.path.name,
            "hash": self.model.content_hash[:8],
            "members": self.constants.members,
            "quick": min(QUICK, self.constants.members),
            "draws": self._source,
            "stamp": text(self._stamp()),
            "seed": self.of.given.seed,
            "years": [float(t) for t in self.setup.timing.saved_times],
            "policy": None,
            "time_unit": str(self.model.default("TIME STEP").attrs.get("units", "")),
            "base": PRESET,
            "sectors": [{"id": g, "name": text(alike(g.lstrip(".")))} for g in groups],
            "levers": levers,
            "definitions": [],
            "scenarios": [self._scenario()],
            "targets": [],
            "outputs": [self._output(name, element) for name, element in shown],
            "limits": [],
            "verdicts": {},
            "units": self._units([*self.constants.moved, *outputs]),
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

    @property
    def _source(self) -> str:
        return "given" if self.of.given.draws else "varied" if self.constants.drawn else "none"

    def _stamp(self) -> Text:
        given = self.of.given
        if given.draws:
            n = len(self.constants.varied)
            return DRAWN.each(lambda words: words.format(n=n, file=self.of.source))
        if not self.constants.drawn:
            return Text("", "")
        words = REST if given.sliders else VARIED
        return words.each(lambda one: one.format(percent=f"{100 * given.vary:g}"))

    # -- the kernel ------------------------------------------------------------------------------

    def _kernel(self, outputs: Sequence[str]) -> Kernel:
        varied = [self.model.canonical(name) for name in self.constants.varied]
        keys = [self.model.canonical(name) for name in self.constants.own]
        try:
            return make_kernel(
                self.setup,
                [self.model.canonical(name) for name in outputs],
                free=[key for key in keys if key not in varied],
                drawn=dict.fromkeys(varied, MEMBER | TIME),
            )
        except NotCovered as why:
            raise ModelError(
                f"the simulator does not cover {why}; run it by gaoxin.load", path=self.model.path
            ) from None

    def _preset(self) -> dict[str, Any]:
        """Return the file's values, or draws."""
        drawn = self.constants.drawn
        return {
            self.model.canonical(name): [
                [[0, self.columns.value(drawn.get((name, i), float(value)))]]
                for i, value in enumerate(own.values.reshape(-1))
            ]
            for name, own in self.constants.own.items()
        }

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
        slider = self.of.given.sliders.get(self.model.canonical(name))
        values = own.values.reshape(-1)
        low, high, assumed = _range(values, float(row["low"]), float(row["high"]))
        if slider:
            low, high, assumed = slider.low, slider.high, False
        named = name_of(slider) if slider else Text("", "")
        note = " ".join(filter(None, (slider.note if slider else "", str(row["comment"]))))
        return {
            "id": name,
            "name": text(Text(named.en or name, named.zh or named.en or name)),
            "unit": str(row["unit"]),
            "low": low,
            "high": high,
            "neutral": float(np.mean(own.values)),
            "sector": slider.sector if slider else str(row["group"] or ""),
            "outside": False,
            "section": text(Text("", "")),
            "note": text(alike(note)),
            "assumed": assumed,
            "elements": [{"id": one, "name": text(alike(one))} for one in labels(own)],
        }

    def _scenario(self) -> dict[str, Any]:
        levers: dict[str, list[float]] = {}
        drawn = []
        for name in self.constants.moved:
            own = self.constants.own[name]
            keys = [f"{name}[{one}]" for one in labels(own)] or [name]
            for i, (key, value) in enumerate(zip(keys, own.values.reshape(-1), strict=True)):
                draws = self.constants.drawn.get((name, i))
                levers[key] = [float(value)]
                if draws is not None:
                    p05, p50, p95 = (float(q) for q in np.quantile(draws, (0.05, 0.5, 0.95)))
                    drawn.append({"key": key, "p05": p05, "p50": p50, "p95": p95})
                    if self.of.given.draws:  # around the file's value they are its own
                        levers[key] = [p50]
        return {
            "id": PRESET,
            "title": text(Text("The file's values", "文件取值")),
            "description": text(Text("", "")),
            "extends": None,
            "levers": levers,
            "definitions": {},
            "drawn": drawn,
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
