"""``gaoxin discover``: which region of levers, parameters and disturbances meets a target."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from gaoxin.decisions.boxes import Box, discover
from gaoxin.decisions.tree import Rule, grow, rules
from gaoxin.language import Text, listed, name_of
from gaoxin.studies.folders import check_results
from gaoxin.studies.progress import Progress, silent
from gaoxin.telling.words.quantities import number
from gaoxin.telling.writing.staging import check_ours
from gaoxin.verdicts.verdict import meets

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gaoxin.language import Lang
    from gaoxin.studies.design_question import DesignQuestion

    Array = NDArray[np.float64]

MEMBERS = 4000
FOLDER = "discover"


@dataclass(frozen=True)
class Column:
    """A column that a rule may limit.

    Attributes
    ----------
    key : str
    name : Text
    unit : str
    kind : {"lever", "parameter", "disturbance"}
    """

    key: str
    name: Text
    unit: str
    kind: str


@dataclass(frozen=True)
class DiscoverStudy:
    """Boxes and rules of a target.

    Attributes
    ----------
    asked : DesignQuestion
    missed : bool
        Whether rows that miss the target are looked for.
    columns : tuple of Column
    rows : array, shape (row, column)
        In each column's unit.
    cases : array of bool, shape (row,)
    boxes : tuple of (Box, tuple of Box)
        Each with its peeling.
    rules : tuple of Rule
    """

    asked: DesignQuestion
    missed: bool
    columns: tuple[Column, ...]
    rows: Array
    cases: NDArray[np.bool_]
    boxes: tuple[tuple[Box, tuple[Box, ...]], ...]
    rules: tuple[Rule, ...]

    def charts(self) -> dict[str, str]:
        """Return a picture a box, SVG in both languages, by the name of its file."""
        from gaoxin.telling.drawing.box_chart import BoxSide, box_chart

        target = name_of(self.asked.target)
        found = {}
        for count, (box, peeled) in enumerate(self.boxes, start=1):
            surest = sorted(zip(box.p_values, box.limited, strict=True))[:2]
            sides = [
                BoxSide(
                    self.columns[place].name,
                    self.rows[:, place].tolist(),
                    float(box.low[place]),
                    float(box.high[place]),
                )
                for _, place in surest
            ]
            word = Text("missed", "未达标") if self.missed else Text("met", "达标")
            title = Text(
                f"{target.en}: where it is {word.en}, box {count}",
                f"{target.zh}：{word.zh}区域 {count}",
            )
            pairs = [(one.coverage, one.density) for one in peeled]
            chart = box_chart(title, self.cases.tolist(), sides, pairs, (box.coverage, box.density))
            found[f"box-{count}.svg"] = chart
        return found

    def save(self, folder: Path | str = "results", lang: Lang = "en") -> Path:
        """Write the rules as JSON, and a picture a box; return the folder.

        Parameters
        ----------
        folder : Path or str
        lang : {"en", "zh"}
            Of the pictures.

        Returns
        -------
        Path

        Raises
        ------
        DataError
            It cannot be written, or something stands there that is not of our making.
        """
        from gaoxin.telling.writing.folder import ResultFolder, write_folders

        out = Path(folder) / FOLDER
        check_results(out)
        check_ours(out / self.asked.target.id)
        facts = {"discover": self.document}
        write_folders(out, [ResultFolder(self.asked.target.id, facts, self.charts())], lang)
        return out / self.asked.target.id

    @property
    def document(self) -> dict[str, Any]:
        """What ``--json`` prints."""
        return {
            "target": self.asked.target.id,
            "looked_for": "missed" if self.missed else "met",
            "base": self.asked.base,
            "members": len(self.cases),
            "share": float(self.cases.mean()),
            "boxes": [self._box(box, peeled) for box, peeled in self.boxes],
            "rules": [self._rule(rule) for rule in self.rules],
        }

    def _box(self, box: Box, peeled: Sequence[Box]) -> dict[str, Any]:
        least, most = self.rows.min(axis=0), self.rows.max(axis=0)
        limits = []
        for place, p_value in zip(box.limited, box.p_values, strict=True):
            low = float(box.low[place]) if box.low[place] > least[place] else None
            high = float(box.high[place]) if box.high[place] < most[place] else None
            limits.append(
                {
                    "factor": self.columns[place].key,
                    "above": low,
                    "up_to": high,
                    "unit": self.columns[place].unit,
                    "p_value": p_value,
                }
            )
        said = listed(
            self._limit(place, row) for place, row in zip(box.limited, limits, strict=True)
        )
        return {
            "rule_en": said.en,
            "rule_zh": said.zh,
            "limits": limits,
            "coverage": box.coverage,
            "density": box.density,
            "mass": box.mass,
            "peeling": [
                {
                    "coverage": one.coverage,
                    "density": one.density,
                    "mass": one.mass,
                    "limited": len(one.limited),
                }
                for one in peeled
            ],
        }

    def _rule(self, rule: Rule) -> dict[str, Any]:
        said = listed(
            self._limit(
                place,
                {
                    "above": None if np.isinf(low) else low,
                    "up_to": None if np.isinf(high) else high,
                },
            )
            for place, low, high in rule.limits
        )
        return {"rule_en": said.en, "rule_zh": said.zh, "share": rule.share, "mass": rule.mass}

    def _limit(self, place: int, row: dict[str, Any]) -> Text:
        """Return a limit in words."""
        one = self.columns[place]
        low, high = row["above"], row["up_to"]
        if low is not None and high is not None:
            words = Text(f"{number(low)} to {number(high)}", f"{number(low)} 至 {number(high)}")
        elif low is not None:
            words = Text(f"at least {number(low)}", f"不低于 {number(low)}")
        else:
            words = Text(f"at most {number(high)}", f"不高于 {number(high)}")
        return Text(f"{one.name.en} {words.en}", f"{one.name.zh}{words.zh}")


def discover_regions(
    asked: DesignQuestion,
    *,
    missed: bool = False,
    members: int = MEMBERS,
    seed: int = 0,
    progress: Progress = silent,
) -> DiscoverStudy:
    """Run levers anywhere in their ranges on draws as they are, and look for boxes.

    Parameters
    ----------
    asked : DesignQuestion
    missed : bool
        Whether rows that miss the target are looked for, instead of those that meet it.
    members : int
    seed : int
    progress : callable

    Returns
    -------
    DiscoverStudy
    """
    from scipy.stats import qmc

    rows = asked.rows
    levers = tuple(factor for factor in rows.factors if factor.kind == "lever")
    cube = (
        qmc.LatinHypercube(len(levers), rng=np.random.default_rng(seed + 11)).random(members)
        if levers
        else np.zeros((members, 0))
    )
    index = np.arange(members) % rows.ground.members
    runs = replace(rows, factors=levers).run(
        cube, lambda share: progress("runs", share), draws=index
    )
    final = asked.outcomes(runs[0])[:, -1]
    met = meets(np.nan_to_num(final, nan=-np.inf), asked.target) & np.isfinite(final)
    cases = ~met if missed else met
    constants = asked.drawn()
    names = asked.names(constants)
    columns = [Column(f.key, f.name, f.unit, "lever") for f in levers]
    columns += [Column(key, names[key], "", "parameter") for key in constants]
    factors = {f.key: lever for f, lever in zip(levers, cube.T, strict=True)}
    parts = [f.stated(factors[f.key]) / asked.factor(f.key) for f in levers]
    parts += [values[index] for values in constants.values()]
    table = np.stack(parts, axis=1)
    progress("boxes", 1.0)
    return DiscoverStudy(
        asked,
        missed,
        tuple(columns),
        table,
        cases,
        tuple((box, tuple(peeled)) for box, peeled in discover(table, cases)),
        tuple(rules(grow(table, cases))) if cases.any() and not cases.all() else (),
    )
