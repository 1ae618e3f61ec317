"""Certificates of the zone's targets under one scenario."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from gaoxin.desks.indicators import measures
from gaoxin.language import name_of
from gaoxin.studies.certificates.effects import lever_effects
from gaoxin.studies.certificates.folder import CertifyStudy
from gaoxin.studies.certificates.grounds import flips, rests_on
from gaoxin.studies.certificates.helpful import Observable, helpful_data
from gaoxin.studies.certificates.outcomes import MemberOutcomes, bilingual, conflicts_of
from gaoxin.studies.certificates.rates import base_rates
from gaoxin.studies.certificates.searches import REACH, AskedSearch, find_changes, search_key
from gaoxin.studies.defaults import FROM_YEAR
from gaoxin.studies.inputs import open_run
from gaoxin.studies.run import run_study
from gaoxin.studies.zone_question import ReachAsk, open_zone_question
from gaoxin.studies.zone_reach import binding_by_year, reach_zone
from gaoxin.telling.words.verdict_words import verdict_words
from gaoxin.verdicts.certificate import (
    BaseRate,
    Bilingual,
    Bound,
    Certificate,
    CertifiedTarget,
    Chance,
    Flip,
    LeverEffect,
    RestsOn,
    SufficientChange,
)
from gaoxin.verdicts.series import failed_mask, series
from gaoxin.verdicts.verdict import meets

if TYPE_CHECKING:
    from gaoxin.desks.targets import Target
    from gaoxin.desks.workspace import Workspace
    from gaoxin.ensembles.member_draws import Source
    from gaoxin.studies.progress import Progress
    from gaoxin.studies.run import Study
    from gaoxin.studies.zone_question import ZoneQuestion
    from gaoxin.verdicts.verdict import Verdict


@dataclass(frozen=True)
class CertifyAsk:
    """What certificates of the zone are asked for; see :func:`gaoxin.studies.certify.certify`."""

    base: str
    probability: float
    targets: tuple[str, ...]
    without: tuple[str, ...]
    members: int
    seed: int
    draws: Source
    allow_stale: bool
    generations: int
    workers: int | None

    @property
    def command(self) -> str:
        """The command that makes them again."""
        parts = [
            "gaoxin certify",
            *self.targets,
            f"--base {self.base} --probability {self.probability:g} --members {self.members}",
            f"--seed {self.seed} --draws {self.draws}",
            *(f"--without '{text}'" for text in self.without),
        ]
        return " ".join(parts)

    @property
    def question(self) -> dict[str, Any]:
        """What every question about the zone is opened with."""
        return {
            "seed": self.seed,
            "draws": self.draws,
            "allow_stale": self.allow_stale,
            "workers": self.workers,
        }


@dataclass(frozen=True)
class _Evidence:
    """What is known besides the run, by target."""

    effects: dict[str, list[LeverEffect]]
    changes: dict[str, SufficientChange]
    rests: dict[str, RestsOn]
    flips: dict[str, list[Flip]]
    rates: dict[str, list[BaseRate]]


def certify_zone(
    workspace: Workspace, asked: CertifyAsk, out: Path, *, search: bool, progress: Progress
) -> CertifyStudy:
    """Gather what is known of every target that is asked for.

    Parameters
    ----------
    workspace : Workspace
    asked : CertifyAsk
    out : Path
        Folder of results.
    search : bool
        Whether changes that are not kept are searched for.
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
        workspace,
        [asked.base],
        members=asked.members,
        seed=asked.seed,
        draws=asked.draws,
        allow_stale=asked.allow_stale,
    )
    every = ReachAsk(
        asked.targets or ("all",), asked.probability, asked.base, each=True, without=asked.without
    )
    question = open_zone_question(workspace, every, **asked.question)
    progress("run", 0.0)
    study = run_study(inputs, workers=asked.workers)
    progress("levers one by one", 0.0)
    effects = lever_effects(question.question)
    searches = list(_searches(workspace, asked, study, question, out))
    found = find_changes(searches, out / REACH, asked.probability, search=search, progress=progress)
    progress("evidence", 1.0)
    rates = base_rates(workspace, question.targets)
    evidence = _Evidence(effects, dict(found.changes), rests_on(study), flips(study), rates)
    certificates = _certificates(study, question.targets, evidence, asked.command)
    facts, counts = inputs.provenance.facts(), (found.searched, found.reused)
    return CertifyStudy(study, certificates, *counts, facts, tuple(inputs.targets))


def _searches(
    workspace: Workspace,
    asked: CertifyAsk,
    study: Study,
    question: ZoneQuestion,
    out: Path,
) -> Iterator[AskedSearch]:
    made_from = study.inputs.provenance
    rests = {role: text for role, text in made_from.hashes.items() if not role.startswith("docs/")}
    for target in question.targets:
        own = ReachAsk((target.id,), asked.probability, asked.base, without=asked.without)
        key = search_key(
            sorted(rests.items()),
            sorted(made_from.versions.items()),
            made_from.members,
            made_from.seed,
            made_from.draws,
            repr(own),
            asked.generations,
        )

        def run(own: ReachAsk = own) -> tuple[dict[str, Any], Path]:
            found = reach_zone(
                open_zone_question(workspace, own, tables=question.tables, **asked.question),
                members=asked.members,
                generations=asked.generations,
                with_front=False,
            )
            return found.document, found.save(out)

        yield AskedSearch(target.id, key, run)


def _certificates(
    study: Study, targets: tuple[Target, ...], evidence: _Evidence, command: str
) -> tuple[Certificate, ...]:
    (result,) = study.results
    outcomes = [_outcomes(study, target) for target in targets]
    observables = list(_observables(study))
    verdicts = {verdict.target.id: verdict for verdict in result.verdicts}
    stamp, seed = study.inputs.provenance.stamp, study.inputs.provenance.seed
    found = []
    for number, (target, own) in enumerate(zip(targets, outcomes, strict=True)):
        half, reached = own.reached(FROM_YEAR)
        found.append(
            Certificate(
                target=own.target,
                scenario=result.id,
                verdict=_chance(verdicts[target.id]),
                band=own.band(),
                first_year=half,
                reached=reached,
                binding=_bounds(result, target),
                levers=evidence.effects.get(target.id, []),
                change=evidence.changes.get(target.id),
                rests_on=evidence.rests.get(target.id),
                flips=evidence.flips.get(target.id, []),
                conflicts=conflicts_of(outcomes, number),
                base_rates=evidence.rates.get(target.id, []),
                data=helpful_data(own, observables, FROM_YEAR, seed),
                command=command,
                stamp=bilingual(stamp),
                made_from=dict(study.inputs.provenance.hashes),
            )
        )
    return tuple(found)


def _outcomes(study: Study, target: Target) -> MemberOutcomes:
    (result,) = study.results
    runs = result.run.runs
    values = series(runs, target.variable)
    upto = values["time"].values <= target.year + 1e-6
    own = values.values[:, upto]
    return MemberOutcomes(
        CertifiedTarget(
            id=target.id,
            name=bilingual(name_of(target)),
            rule=target.rule or "at_least",
            value=target.value or 0.0,
            unit=target.unit,
            year=target.year,
            status=target.status,
        ),
        tuple(values["time"].values[upto].tolist()),
        own,
        meets(own, target),
        ~failed_mask(runs),
    )


def _observables(study: Study) -> Iterator[Observable]:
    (result,) = study.results
    for row in measures(study.inputs.targets, study.inputs.indicators):
        values = series(result.run.runs, row.variable)
        times = tuple(values["time"].values.tolist())
        yield Observable(row.id, bilingual(name_of(row)), times, np.asarray(values.values))


def _bounds(result: Any, target: Target) -> list[Bound]:
    return [
        Bound(
            year=row["year"],
            limit=row["limit"],
            element=row["element"],
            name=Bilingual(en=row["name_en"], zh=row["name_zh"]),
            share=row["share"],
        )
        for row in binding_by_year(result.bindings, FROM_YEAR, target.year)
    ]


def _chance(verdict: Verdict) -> Chance:
    return Chance(
        probability=verdict.probability or 0.0,
        probability_high=verdict.probability_high or 0.0,
        mc_error=verdict.mc_error or 0.0,
        members=verdict.members,
        failed=verdict.failed,
        words=bilingual(verdict_words(verdict)),
    )
