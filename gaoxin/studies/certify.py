"""``gaoxin certify``: for every target one page and one document that say all that is known of it.

Searches for the smallest change are kept beside the certificates, and taken again as long as what
they were made from is the same.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from gaoxin.decisions.information import informed
from gaoxin.desks.indicators import measures
from gaoxin.studies import defaults
from gaoxin.studies.defaults import FROM_YEAR
from gaoxin.studies.folders import check_results
from gaoxin.studies.inputs import open_run
from gaoxin.studies.progress import Progress, silent
from gaoxin.studies.run import run_study
from gaoxin.studies.zone_question import ReachAsk, open_zone_question
from gaoxin.studies.zone_reach import FOLDER as REACH
from gaoxin.studies.zone_reach import binding_by_year, reach_zone
from gaoxin.telling.report.certificate_page import certificate_page, index_page
from gaoxin.telling.words.verdict_words import verdict_words
from gaoxin.telling.writing.folder import write_manifest
from gaoxin.telling.writing.staging import check_ours, staged
from gaoxin.telling.writing.stored_certificates import CERTIFICATES, INDEX
from gaoxin.verdicts.certificate import (
    BandPoint,
    Bilingual,
    Bound,
    Certificate,
    CertifiedTarget,
    Chance,
    Flip,
    HelpfulDatum,
    LeverEffect,
    Reached,
    RestsOn,
    SufficientChange,
    TargetConflict,
    conflicts,
    first_year,
)
from gaoxin.verdicts.series import failed_mask, series
from gaoxin.verdicts.verdict import meets

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gaoxin.desks.targets import Target
    from gaoxin.desks.workspace import Workspace
    from gaoxin.ensembles.member_draws import Source
    from gaoxin.language import Lang, Text
    from gaoxin.studies.run import Study
    from gaoxin.studies.zone_question import ZoneQuestion
    from gaoxin.verdicts.verdict import Verdict

    Array = NDArray[np.float64]

EFFECT_MEMBERS, GENERATIONS = 500, 10


@dataclass(frozen=True)
class CertifyStudy:
    """Certificates of all judged targets under one scenario.

    Attributes
    ----------
    study : Study
        The run that they tell of.
    certificates : tuple of Certificate
    searched, reused : int
        Searches done, and taken as they were kept.
    """

    study: Study
    certificates: tuple[Certificate, ...]
    searched: int
    reused: int

    def save(self, folder: Path | str = "results", lang: Lang = "en") -> Path:
        """Write a page and a document a target, and a page that lists them; return that page.

        Parameters
        ----------
        folder : Path or str
        lang : {"en", "zh"}
            Shown first.

        Returns
        -------
        Path

        Raises
        ------
        DataError
            It cannot be written, or something stands there that is not of our making.
        """
        out = Path(folder)
        check_results(out)
        check_ours(out / CERTIFICATES)
        with staged(out) as new:
            place = new / CERTIFICATES
            place.mkdir()
            for one in self.certificates:
                text = one.model_dump_json(indent=2) + "\n"
                (place / f"{one.target.id}.json").write_text(text, encoding="utf-8")
                page = certificate_page(one, lang)
                (place / f"{one.target.id}.html").write_text(page, encoding="utf-8")
            index = index_page(self.certificates, lang)
            (place / INDEX).write_text(index, encoding="utf-8")
            write_manifest(place / "manifest.json", self.study.inputs.provenance.facts())
        return out / CERTIFICATES / INDEX


def certify(
    workspace: Workspace,
    *,
    base: str = "momentum",
    probability: float = 0.8,
    targets: Sequence[str] = (),
    without: Sequence[str] = (),
    search: bool = True,
    members: int = defaults.MEMBERS,
    seed: int = defaults.SEED,
    draws: Source = defaults.DRAWS,
    allow_stale: bool = False,
    generations: int = GENERATIONS,
    out: Path | str = "results",
    workers: int | None = None,
    progress: Progress = silent,
) -> CertifyStudy:
    """Gather what is known of every target under a scenario.

    Parameters
    ----------
    workspace : Workspace
    base : str
        The scenario.
    probability : float
        That the smallest change is to reach.
    targets : sequence of str
        All that are judged by default.
    without : sequence of str
        Levers that stay.
    search : bool
        Whether changes that are not kept are searched for.
    members, seed, draws, allow_stale
        As of a run.
    generations : int
        Of each search.
    out : Path or str
        Folder of results, where searches are kept under ``reach/``.
    workers : int, optional
    progress : callable

    Returns
    -------
    CertifyStudy

    Raises
    ------
    GaoxinError
        The first thing that is wrong.
    """
    inputs = open_run(
        workspace, [base], members=members, seed=seed, draws=draws, allow_stale=allow_stale
    )
    progress("run", 0.0)
    study = run_study(inputs, workers=workers)
    asks: dict[str, Any] = {
        "seed": seed,
        "draws": draws,
        "allow_stale": allow_stale,
        "workers": workers,
    }
    named = tuple(targets) or ("all",)
    question = open_zone_question(
        workspace, ReachAsk(named, probability, base, each=True, without=tuple(without)), **asks
    )
    progress("levers one by one", 0.0)
    effects = lever_effects(question)
    changes: dict[str, SufficientChange] = {}
    searched = reused = 0
    for number, target in enumerate(question.targets):
        asked = ReachAsk((target.id,), probability, base, without=tuple(without))
        key = search_key(study, asked, generations)
        kept = kept_search(Path(out) / REACH, key)
        if kept is None and search:
            progress(f"search: {target.id}", number / len(question.targets))
            found = reach_zone(
                open_zone_question(workspace, asked, **asks),
                members=members,
                generations=generations,
                with_front=False,
            )
            path = found.save(out)
            kept = {**found.document, "scenario": path.name, "key": key}
            keep_search(path.with_suffix(".json"), kept)
            searched += 1
        elif kept is not None:
            reused += 1
        if kept is not None:
            changes[target.id] = _change(kept, probability)
    progress("evidence", 1.0)
    command = " ".join(
        [
            f"gaoxin certify --base {base} --probability {probability:g} --members {members}",
            f"--seed {seed} --draws {draws}",
            *(f"--without '{text}'" for text in without),
        ]
    )
    found_all = _certificates(study, question, effects, changes, command)
    return CertifyStudy(study, found_all, searched, reused)


def search_key(study: Study, asked: ReachAsk, generations: int) -> str:
    """Return a hash of all that a search rests on.

    Parameters
    ----------
    study : Study
    asked : ReachAsk
    generations : int

    Returns
    -------
    str
    """
    made_from = study.inputs.provenance
    rests = {role: text for role, text in made_from.hashes.items() if not role.startswith("docs/")}
    whole = [
        sorted(rests.items()),
        sorted(made_from.versions.items()),
        made_from.members,
        made_from.seed,
        made_from.draws,
        repr(asked),
        generations,
    ]
    return hashlib.sha256(json.dumps(whole).encode()).hexdigest()


def kept_search(folder: Path, key: str) -> dict[str, Any] | None:
    """Return the search of a key that is kept in a folder; None where there is none."""
    for path in sorted(folder.glob("*.json")) if folder.is_dir() else ():
        try:
            found = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            continue
        if isinstance(found, dict) and found.get("key") == key:
            return found
    return None


def keep_search(path: Path, document: Mapping[str, Any]) -> None:
    """Write a search with its key."""
    from gaoxin.studies.folders import write_text

    write_text(path, json.dumps(document, ensure_ascii=False, indent=2) + "\n")


def lever_effects(question: ZoneQuestion) -> dict[str, list[LeverEffect]]:
    """Return by target what its three strongest levers do alone, each at its better end.

    Parameters
    ----------
    question : ZoneQuestion
        Of all targets that are told of.

    Returns
    -------
    dict of target to list of LeverEffect
    """
    own = question.question
    (population, *_) = own.populate(EFFECT_MEMBERS, 0)
    low, high = own.ends
    settings = np.concatenate([np.zeros((1, len(low))), np.diag(high), np.diag(low)])
    readings = population.run(settings)
    found: dict[str, list[LeverEffect]] = {}
    count = len(low)
    for goal in own.goals:
        margins = goal.margin(readings[goal.reading])
        chance = (margins >= 0.0).mean(axis=1)
        medians = np.nanmedian(readings[goal.reading], axis=1)
        sign = 1.0 if goal.rule == "at_least" else -1.0
        gain = sign * (medians - medians[0])
        score = chance - chance[0] + 1e-3 * np.tanh(gain / max(abs(goal.value), 1e-12))
        best = np.maximum(score[1 : count + 1], score[count + 1 :])
        rows = []
        for i in np.argsort(-best, kind="stable")[:3]:
            if best[i] <= 0.0:
                break
            at = 1 + i if score[1 + i] >= score[1 + count + i] else 1 + count + i
            lever = own.levers[int(i)]
            rows.append(
                LeverEffect(
                    lever=lever.move.key,
                    name=_named(lever.name),
                    value=lever.stated(float(settings[at, i]))[0],
                    unit=lever.unit,
                    probability=float(chance[at]),
                    median_change=float(medians[at] - medians[0]),
                )
            )
        found[goal.id] = rows
    return found


def _certificates(
    study: Study,
    question: ZoneQuestion,
    effects: Mapping[str, list[LeverEffect]],
    changes: Mapping[str, SufficientChange],
    command: str,
) -> tuple[Certificate, ...]:
    (result,) = study.results
    runs = result.run.runs
    good = ~failed_mask(runs)
    verdicts = {verdict.target.id: verdict for verdict in result.verdicts}
    ids = [target.id for target in question.targets]
    met = np.stack([_met_by_year(runs, target)[:, -1] & good for target in question.targets])
    shares, flips = _evidence(study)
    names = {target.id: _name(target) for target in question.targets}
    stamp = study.inputs.provenance.stamp
    found = []
    for number, target in enumerate(question.targets):
        by_year = _met_by_year(runs, target)[good]
        years = [t for t in runs["time"].values.tolist() if t <= target.year]
        so_far = np.maximum.accumulate(by_year, axis=1).mean(axis=0)
        later = [i for i, year in enumerate(years) if year >= FROM_YEAR]
        rows = binding_by_year(result.bindings, FROM_YEAR, target.year)
        found.append(
            Certificate(
                target=_target(target),
                scenario=result.id,
                verdict=_chance(verdicts[target.id]),
                band=_band(runs, target, good),
                first_year=first_year(so_far[later], [years[i] for i in later]),
                reached=[Reached(year=years[i], share=float(so_far[i])) for i in later],
                binding=[
                    Bound(
                        year=row["year"],
                        limit=row["limit"],
                        element=row["element"],
                        name=Bilingual(en=row["name_en"], zh=row["name_zh"]),
                        share=row["share"],
                    )
                    for row in rows
                ],
                levers=effects.get(target.id, []),
                change=changes.get(target.id),
                rests_on=shares.get(target.id),
                flips=flips.get(target.id, []),
                conflicts=[
                    TargetConflict(
                        target=other,
                        name=names[other],
                        probability=q,
                        together=both,
                        if_independent=apart,
                    )
                    for other, q, both, apart in conflicts(met, number, ids)
                ],
                data=helpful_data(study, target),
                command=command,
                stamp=Bilingual(en=stamp.en, zh=stamp.zh),
                made_from=dict(study.inputs.provenance.hashes),
            )
        )
    return tuple(found)


OBSERVED_TO, DATA = 0.03, 5
"""Error of an observation, as a share of the indicator's median; and how many are told of."""


def helpful_data(study: Study, target: Target) -> list[HelpfulDatum]:
    """Return which indicators, observed before a target's year, would tell most of it.

    Parameters
    ----------
    study : Study
    target : Target

    Returns
    -------
    list of HelpfulDatum
        The most telling first; an indicator once, in its most telling year before the last.
    """
    (result,) = study.results
    runs = result.run.runs
    good = ~failed_mask(runs)
    met = _met_by_year(runs, target)[good, -1]
    found = []
    for row in measures(study.inputs.targets, study.inputs.indicators):
        values = series(runs, row.variable)
        best: HelpfulDatum | None = None
        for i, year in enumerate(values["time"].values.tolist()):
            column = values.values[good, i]
            if not FROM_YEAR <= year < target.year or not np.isfinite(column).all():
                continue
            error = OBSERVED_TO * abs(float(np.median(column)))
            told = informed(met, column, error, study.inputs.provenance.seed)
            if best is None or told.narrowed > best.narrowed:
                best = HelpfulDatum(
                    indicator=row.id,
                    name=Bilingual(en=row.name_en, zh=row.name_zh),
                    year=int(year),
                    narrowed=told.narrowed,
                    moved=min(1.0, told.moved),
                    error=OBSERVED_TO,
                )
        if best is not None and best.narrowed > 0.0:
            found.append(best)
    return sorted(found, key=lambda one: -one.narrowed)[:DATA]


def _met_by_year(runs: Any, target: Target) -> NDArray[np.bool_]:
    """Return who meets a target at the end of each year up to its own, (member, year)."""
    values = series(runs, target.variable)
    upto = values["time"].values <= target.year + 1e-6
    return meets(np.nan_to_num(values.values[:, upto], nan=np.nan), target)


def _band(runs: Any, target: Target, good: NDArray[np.bool_]) -> list[BandPoint]:
    values = series(runs, target.variable)
    levels = (0.05, 0.25, 0.5, 0.75, 0.95)
    found = []
    for i, year in enumerate(values["time"].values.tolist()):
        column = values.values[good, i]
        if i and year <= target.year + 1e-6 and np.isfinite(column).all():
            points = [float(q) for q in np.quantile(column, levels)]
            names = ("p05", "p25", "p50", "p75", "p95")
            found.append(BandPoint(year=year, **dict(zip(names, points, strict=True))))
    return found


def _evidence(study: Study) -> tuple[dict[str, RestsOn], dict[str, list[Flip]]]:
    """Return by target what its verdict rests on, and what would turn it over."""
    knowledge = study.knowledge
    if knowledge is None:
        return {}, {}
    evidence = knowledge.evidence
    shares = {
        one.target.id: RestsOn(
            data=one.fitted,
            priors=one.unfitted,
            disturbances=one.chance,
            together=one.together,
            narrowed=one.narrowed,
        )
        for one in evidence.shares
    }
    flips: dict[str, list[Flip]] = {}
    by_default = {
        (choice.group, verdict.target.id): verdict.probability
        for choice in evidence.choices
        if choice.default
        for verdict in choice.verdicts
    }
    for choice in evidence.choices:
        for verdict in choice.verdicts:
            own, before = verdict.probability, by_default.get((choice.group, verdict.target.id))
            if own is None or before is None or (own >= 0.5) == (before >= 0.5):
                continue
            flips.setdefault(verdict.target.id, []).append(
                Flip(
                    kind="structure" if choice.kind == "structure" else "definition",
                    group=choice.group,
                    id=choice.id,
                    name=Bilingual(en=choice.name_en, zh=choice.name_zh),
                    probability=own,
                    instead_of=before,
                )
            )
    return shares, flips


def _target(target: Target) -> CertifiedTarget:
    return CertifiedTarget(
        id=target.id,
        name=_name(target),
        rule=target.rule or "at_least",
        value=target.value or 0.0,
        unit=target.unit,
        year=target.year,
        status=target.status,
    )


def _chance(verdict: Verdict) -> Chance:
    words = verdict_words(verdict)
    return Chance(
        probability=verdict.probability or 0.0,
        probability_high=verdict.probability_high or 0.0,
        mc_error=verdict.mc_error or 0.0,
        members=verdict.members,
        failed=verdict.failed,
        words=Bilingual(en=words.en, zh=words.zh),
    )


def _change(kept: Mapping[str, Any], asked: float) -> SufficientChange:
    return SufficientChange(
        found=kept["found"],
        asked=asked,
        probability=kept["probability"],
        mc_error=kept["mc_error"],
        effort=kept["effort"],
        effort_basis=kept["effort_basis"],
        effort_unit=kept["effort_unit"],
        levers=list(kept["levers"]),
        scenario=f"../{REACH}/{kept['scenario']}",
    )


def _named(text: Text) -> Bilingual:
    return Bilingual(en=text.en, zh=text.zh)


def _name(target: Target) -> Bilingual:
    return Bilingual(en=target.name_en, zh=target.name_zh)
