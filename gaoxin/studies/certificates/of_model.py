"""Certificates of the goals of a decision file, for any model."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from gaoxin.desks.content import content_hash
from gaoxin.desks.workspace import is_plain
from gaoxin.errors import ScenarioError
from gaoxin.language import NOTHING
from gaoxin.studies.certificates.effects import lever_effects
from gaoxin.studies.certificates.folder import CertifyStudy
from gaoxin.studies.certificates.helpful import Observable, helpful_data
from gaoxin.studies.certificates.outcomes import MemberOutcomes, bilingual, conflicts_of
from gaoxin.studies.certificates.searches import REACH, AskedSearch, find_changes, search_key
from gaoxin.studies.model_reach import open_model_question, reach_model
from gaoxin.studies.model_rows import goal_target
from gaoxin.telling.words.verdict_words import LIKELIHOOD_WORDS
from gaoxin.verdicts.certificate import Certificate, CertifiedTarget, Chance
from gaoxin.verdicts.likelihood import likelihood_of
from gaoxin.verdicts.verdict import mc_error

if TYPE_CHECKING:
    from gaoxin.engine.model import Model
    from gaoxin.ensembles.populations.population import Population
    from gaoxin.studies.model_reach import ModelQuestion
    from gaoxin.studies.progress import Progress


@dataclass(frozen=True)
class ModelCertifyAsk:
    """What certificates of a model are asked for.

    Attributes
    ----------
    model : Model or Path
    path : Path
        Of the decision file.
    goals : tuple of str
        Those of the file; all by default.
    probability : float
        That the smallest change is to reach.
    members, seed : int or None
        By default the file's.
    generations : int
    workers : int or None
    """

    model: Model | Path
    path: Path
    goals: tuple[str, ...]
    probability: float
    members: int | None
    seed: int | None
    generations: int
    workers: int | None

    def question(self, goals: tuple[str, ...]) -> ModelQuestion:
        """Return the question about some goals."""
        return open_model_question(
            self.model,
            self.path,
            goals,
            probability=self.probability,
            each=True,
            seed=self.seed,
            workers=self.workers,
        )


def certify_model(
    asked: ModelCertifyAsk, out: Path, *, search: bool, progress: Progress
) -> CertifyStudy:
    """Gather what is known of every goal that is asked for.

    Parameters
    ----------
    asked : ModelCertifyAsk
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
        The first thing that is wrong; a goal whose name cannot be a file's.
    """
    question = asked.question(asked.goals)
    for goal in question.question.goals:
        if not is_plain(goal.id):
            message = f"goals: '{goal.id}' becomes a file's name: use letters, digits, - and _"
            raise ScenarioError(message, path=asked.path)
    members = question.members if asked.members is None else asked.members
    members = members if question.document.uncertainty else 1
    progress("run", 0.0)
    outcomes = _outcomes(question, members)
    effects = lever_effects(question.question, members)
    made_from = {
        "model": question.model.content_hash,
        asked.path.name: content_hash(asked.path),
    }
    searches = _searches(asked, question, members, made_from, out)
    found = find_changes(searches, out / REACH, asked.probability, search=search, progress=progress)
    observables = [
        Observable(one.target.id, one.target.name, one.times, one.values) for one in outcomes
    ]
    certificates = []
    for number, own in enumerate(outcomes):
        half, reached = own.reached(-np.inf)
        certificates.append(
            Certificate(
                target=own.target,
                scenario=question.model.path.name,
                verdict=_chance(own),
                band=own.band(),
                first_year=half,
                reached=reached,
                binding=[],
                levers=effects[own.target.id],
                change=found.changes.get(own.target.id),
                rests_on=None,
                flips=[],
                conflicts=conflicts_of(outcomes, number),
                base_rates=[],
                data=helpful_data(own, observables, own.times[1], question.seed),
                command=_command(asked, question, members),
                stamp=bilingual(NOTHING),
                made_from=made_from,
            )
        )
    facts = {"hashes": made_from, "seed": question.seed, "members": members}
    targets = tuple(goal_target(question, goal) for goal in question.question.goals)
    counts = (found.searched, found.reused)
    return CertifyStudy(None, tuple(certificates), *counts, facts, targets)


def _searches(
    asked: ModelCertifyAsk,
    question: ModelQuestion,
    members: int,
    made_from: dict[str, str],
    out: Path,
) -> Iterator[AskedSearch]:
    for goal in question.question.goals:
        key = search_key(
            sorted(made_from.items()),
            goal.id,
            asked.probability,
            members,
            question.seed,
            asked.generations,
        )

        def run(name: str = goal.id) -> tuple[dict[str, Any], Path]:
            found = reach_model(
                asked.question((name,)),
                members=members,
                generations=asked.generations,
                with_front=False,
            )
            return found.document, found.save(out)

        yield AskedSearch(goal.id, key, run)


def _outcomes(question: ModelQuestion, members: int) -> list[MemberOutcomes]:
    """Return what the members come to where no lever moves, at every instant."""
    (population,) = question.question.populate(members, 0)
    whole: Population = replace(
        population, readings=tuple(replace(one, time=None) for one in population.readings)
    )
    readings = whole.run(np.zeros((1, len(question.question.levers))))
    times = np.asarray(whole.times)
    found = []
    for goal in question.question.goals:
        at = population.readings[goal.reading].time
        values = readings[goal.reading][0]
        good = np.isfinite(values).all(axis=1)
        if at == "max" or at == "min":
            upto = np.maximum if at == "max" else np.minimum
            values = upto.accumulate(values, axis=1)
        last = float(times[-1]) if isinstance(at, str) or at is None else at
        own = times <= last + 1e-6
        target = CertifiedTarget(
            id=goal.id,
            name=bilingual(goal.name),
            rule=goal.rule,
            value=goal.value,
            unit=goal.unit,
            year=int(last) if last.is_integer() else last,
            status="goal",
        )
        met = goal.margin(values[:, own]) >= 0.0
        found.append(MemberOutcomes(target, tuple(times[own].tolist()), values[:, own], met, good))
    return found


def _chance(own: MemberOutcomes) -> Chance:
    members, met = len(own.good), int(own.finally_met.sum())
    failed = members - int(own.good.sum())
    words = LIKELIHOOD_WORDS[likelihood_of(met, members).key]
    return Chance(
        probability=met / members,
        probability_high=(met + failed) / members,
        mc_error=mc_error(met, members),
        members=members,
        failed=failed,
        words=bilingual(words),
    )


def _command(asked: ModelCertifyAsk, question: ModelQuestion, members: int) -> str:
    parts = ["gaoxin", "certify", str(asked.path), *asked.goals]
    parts += ["--model", str(question.model.path), "--probability", f"{asked.probability:g}"]
    parts += ["--members", str(members), "--seed", str(question.seed)]
    return shlex.join(parts)
