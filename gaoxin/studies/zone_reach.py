"""``gaoxin reach`` for the zone: an answer, the scenario that says it, and what binds under it."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gaoxin.decisions.reach import GENERATIONS
from gaoxin.ensembles.layers import start_of
from gaoxin.ensembles.member_draws import take_draws
from gaoxin.ensembles.scenario import load_scenario
from gaoxin.ensembles.scenario_run import run_scenario
from gaoxin.errors import GaoxinError
from gaoxin.language import Text, alike, name_of, text_of
from gaoxin.studies import defaults
from gaoxin.studies.folders import check_results, write_text
from gaoxin.studies.progress import Progress, silent
from gaoxin.studies.reach import SEARCH_MEMBERS, Answer, answer
from gaoxin.telling.writing.scenario_toml import StatedLever, scenario_text
from gaoxin.units import parse_unit
from gaoxin.verdicts.binding import bindings

if TYPE_CHECKING:
    from gaoxin.studies.reach import MovedLever
    from gaoxin.studies.zone_question import ZoneQuestion
    from gaoxin.verdicts.binding import Binding

FOLDER = "reach"
"""Folder of the results that holds a scenario, and what is known of it, an answer."""
BOUND = 0.05
"""A limit that binds in a smaller share of the members is not told of."""
MOST = 3
"""Limits told of a year, those that bind most."""


@dataclass(frozen=True)
class ReachStudy:
    """An answer about the zone.

    Attributes
    ----------
    asked : ZoneQuestion
    answer : Answer
    members : int
    bound : tuple of Binding
        What binds under the answer, on its members.
    budget : str
        As it was asked for; blank where a probability was.
    """

    asked: ZoneQuestion
    answer: Answer
    members: int
    bound: tuple[Binding, ...]
    budget: str = ""

    @property
    def id(self) -> str:
        """Name of the scenario."""
        asked = self.asked.asked
        few = len(asked.targets) < 4
        names = "-".join(asked.targets) if few else f"{len(asked.targets)}-targets"
        goal = f"{100 * asked.probability:g}"
        if self.budget:
            goal = "budget-" + re.sub(r"[^\w]+", "_", self.budget).strip("_")
        more = (asked.each, asked.without, asked.subject_to, asked.robust, asked.from_year)
        plain = (False, (), (), (), defaults.FROM_YEAR)
        tail = "" if more == plain else f"-{hashlib.sha256(repr(more).encode()).hexdigest()[:6]}"
        return f"reach-{names}-{goal.replace('.', '_')}-{asked.base}{tail}"

    @cached_property
    def scenario_text(self) -> str:
        """The scenario, as ``gaoxin run`` reads it."""
        return _scenario_text(self)

    @cached_property
    def document(self) -> dict[str, Any]:
        """What ``--json`` prints, but for the scenario's path."""
        return document(self)

    def save(self, folder: Path | str = "results") -> Path:
        """Write the scenario and, beside it, the answer as JSON; return the scenario's path.

        Parameters
        ----------
        folder : Path or str

        Returns
        -------
        Path

        Raises
        ------
        DataError
            It cannot be written.
        """
        out = Path(folder) / FOLDER
        check_results(out)
        out.mkdir(parents=True, exist_ok=True)
        path = write_text(out / f"{self.id}.toml", self.scenario_text)
        kept = {**self.document, "scenario": path.name}
        write_text(out / f"{self.id}.json", json.dumps(kept, ensure_ascii=False, indent=2) + "\n")
        return path

    def __repr__(self) -> str:
        judged = self.answer.judged
        word = "found" if self.answer.found else "none found"
        return (
            f"<gaoxin.ReachStudy {self.id}: {word}, probability {judged.probability:.3f} "
            f"± {judged.mc_error:.3f}, effort {judged.effort:.3g} "
            f"{self.answer.question.effort.unit}>"
        )


def reach_zone(
    asked: ZoneQuestion,
    *,
    members: int = defaults.MEMBERS,
    search_members: int = SEARCH_MEMBERS,
    budget: str | float | None = None,
    generations: int = GENERATIONS,
    with_front: bool = True,
    progress: Progress = silent,
    stop: Callable[[], bool] = lambda: False,
) -> ReachStudy:
    """Answer a question about the zone.

    Parameters
    ----------
    asked : ZoneQuestion
    members, search_members : int
        See :func:`gaoxin.studies.reach.answer`.
    budget : str or float, optional
        Such as ``5e8 CNY``, or a number in the effort's unit.
    generations : int
    with_front : bool
    progress, stop : callable

    Returns
    -------
    ReachStudy

    Raises
    ------
    GaoxinError
        A budget in another unit than the effort's.
    """
    amount = None if budget is None else budget_of(asked, budget)
    found = answer(
        asked.question,
        members=members,
        search_members=search_members,
        budget=amount,
        generations=generations,
        with_front=with_front,
        seed=asked.seed,
        progress=progress,
        stop=stop,
    )
    return ReachStudy(
        asked, found, members, _bound(asked, found, members), "" if budget is None else f"{budget}"
    )


def budget_of(asked: ZoneQuestion, budget: str | float) -> float:
    """Return a budget in the unit of the effort.

    Raises
    ------
    GaoxinError
        It is no amount, or one in another unit.
    """
    effort = asked.question.effort
    parts = f"{budget}".split(maxsplit=1)
    try:
        amount = float(parts[0])
    except (ValueError, IndexError):
        raise GaoxinError(
            f"--budget '{budget}' is no amount; write a number and its unit, such as '5e8 CNY'"
        ) from None
    if len(parts) == 1:
        return amount
    if effort.basis == "share of range":
        raise GaoxinError(
            f"--budget '{budget}': no lever of this model says what it costs, and effort is "
            f"counted in whole ranges of levers; write a number alone, such as 1.5"
        )
    registry = asked.tables.desk.registry
    from gaoxin.units import convert

    return convert(amount, parse_unit(registry, parts[1]), parse_unit(registry, effort.unit))


def _scenario_text(study: ReachStudy) -> str:
    asked, found = study.asked.asked, study.answer
    names = [name_of(target) for target in study.asked.targets]
    shown = names if len(names) < 4 else [Text(f"{len(names)} targets", f"{len(names)} 项目标")]
    word = Text("budget for", "预算：") if study.budget else Text("least change for", "最小调整：")
    title = Text(
        f"{word.en} {', '.join(n.en for n in shown)}", f"{word.zh}{'、'.join(n.zh for n in shown)}"
    )
    chance = f"{100 * found.judged.probability:.1f} ± {100 * found.judged.mc_error:.1f} %"
    base = text_of(study.asked.scenario.title)
    said = Text(
        f"From '{base.en}': probability {chance} with {study.members} members, seed "
        f"{study.asked.seed}.",
        f"自“{base.zh}”出发：{study.members} 个样本、随机种子 {study.asked.seed} 时概率 {chance}。",
    )
    title = title.each(lambda words: words[:1].upper() + words[1:])
    rows = [_stated(lever, asked.from_year) for lever in found.levers]
    return scenario_text(title, said, asked.base, rows, f"written by: {command(study)}")


def command(study: ReachStudy) -> str:
    """Return the command that asks the same again."""
    asked = study.asked.asked
    parts = ["gaoxin reach", *asked.targets]
    parts += (
        [f"--budget '{study.budget}'"] if study.budget else [f"--probability {asked.probability:g}"]
    )
    parts += [f"--base {asked.base}", f"--members {study.members}", f"--seed {study.asked.seed}"]
    parts += ["--each"] if asked.each else []
    parts += [f"--without '{text}'" for text in asked.without]
    parts += [f"--subject-to '{text}'" for text in asked.subject_to]
    parts += [f"--robust {word}" for word in asked.robust]
    return " ".join(parts)


def _stated(moved: MovedLever, from_year: int) -> StatedLever:
    """Return a lever as a scenario states it: where the base changes, a value for each year."""
    times = moved.lever.move.times
    unit, key = moved.lever.unit, moved.lever.move.key
    if len(times) == 1:
        return StatedLever(key, moved.value, from_year, unit)
    last = int(times[-1]) + 1
    by_year = [
        moved.value[max(i for i, time in enumerate(times) if time <= start_of(year))]
        for year in range(from_year, last + 1)
    ]
    return StatedLever(key, tuple(by_year), from_year, unit)


def _bound(asked: ZoneQuestion, found: Answer, members: int) -> tuple[Binding, ...]:
    """Return what binds under an answer, from a run of its scenario."""
    import tempfile

    tables = asked.tables
    limits = tables.desk.limits
    if not limits:
        return ()
    draft = ReachStudy(asked, found, members, ())
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "answer.toml"
        path.write_text(draft.scenario_text, encoding="utf-8")
        scenario = load_scenario(tables.desk, str(path))
    some = min(members, 500)
    draws = take_draws(
        tables.desk, asked.draws, members=some, seed=asked.seed, allow_stale=asked.allow_stale
    )
    run = run_scenario(
        tables.desk,
        tables.model,
        scenario,
        draws,
        outputs=list(dict.fromkeys(limit.variable for limit in limits)),
    )
    return bindings(run.runs, limits)


def binding_by_year(bound: Sequence[Binding], first: int, last: int) -> list[dict[str, Any]]:
    """Return the limits that bind most in each year, a row each, where each binds most.

    Parameters
    ----------
    bound : sequence of Binding
    first, last : int
        Years.

    Returns
    -------
    list of dict
        With ``year``, ``limit``, ``element``, names in both languages, and ``share`` of members.
    """
    rows = []
    for year in range(first, last + 1):
        shares: dict[str, tuple[float, Binding]] = {}
        for one in bound:
            at = [i for i, time in enumerate(one.time.tolist()) if abs(time - year) < 1e-6]
            share = float(one.share[at[0]]) if at else 0.0
            if share >= max(BOUND, shares.get(one.limit.id, (0.0, one))[0] + 1e-12):
                shares[one.limit.id] = (share, one)
        for share, one in sorted(shares.values(), key=lambda pair: -pair[0])[:MOST]:
            element = one.limit.elements.get(one.element, alike(one.element))
            rows.append(
                {
                    "year": year,
                    "limit": one.limit.id,
                    "element": one.element,
                    "name_en": one.limit.name_en + (f" ({element.en})" if one.element else ""),
                    "name_zh": one.limit.name_zh + (f"（{element.zh}）" if one.element else ""),
                    "share": share,
                }
            )
    return rows


def document(study: ReachStudy) -> dict[str, Any]:
    """Return an answer as ``--json`` prints it, but for the scenario's path."""
    asked, found = study.asked, study.answer
    judged, effort = found.judged, found.question.effort
    low, high = judged.interval
    last = max(target.year for target in asked.targets)
    return {
        "found": found.found,
        "interrupted": found.interrupted,
        "targets": [target.id for target in asked.targets],
        "together": not asked.asked.each,
        "asked": {
            "probability": None if study.budget else asked.asked.probability,
            "budget": study.budget or None,
            "base": asked.asked.base,
            "from": asked.asked.from_year,
            "without": list(asked.asked.without),
            "subject_to": list(asked.asked.subject_to),
            "robust": list(asked.asked.robust),
        },
        "probability": judged.probability,
        "mc_error": judged.mc_error,
        "interval": [low, high],
        "base_probability": found.base.probability,
        "by_target": {
            goal.id: share for goal, share in zip(found.question.goals, judged.by_goal, strict=True)
        },
        "by_variant": dict(zip(("base", *found.question.variants), judged.by_variant, strict=True)),
        "beside": dict(zip(asked.asked.subject_to, judged.beside, strict=True)),
        "effort": judged.effort,
        "effort_basis": effort.basis,
        "effort_unit": effort.unit,
        "costs_nothing": list(effort.free),
        "levers": [_lever_row(one) for one in found.levers],
        "at_end": list(found.at_end),
        "binding": binding_by_year(study.bound, asked.asked.from_year, last),
        "front": [{"probability": p, "effort": e} for p, e in found.front],
        "draws": asked.draws,
        "stamp": asked.stamp.en,
        "seed": asked.seed,
        "members": study.members,
        "settings": found.evaluations,
        "member_runs": found.runs,
        "command": command(study),
    }


def _lever_row(one: MovedLever) -> Mapping[str, Any]:
    value, base = list(one.value), list(one.base)
    return {
        "lever": one.lever.move.key,
        "name_en": one.lever.name.en,
        "name_zh": one.lever.name.zh,
        "unit": one.lever.unit,
        "base": base[0] if len(base) == 1 else base,
        "value": value[0] if len(value) == 1 else value,
        "share": one.share,
    }
