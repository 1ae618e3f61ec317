"""The two sides of a comparison: scenarios to run, or runs read back from result folders."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gaoxin.desks.consistency import check_tables
from gaoxin.desks.indicators import read_indicators
from gaoxin.desks.targets import read_targets
from gaoxin.desks.workspace import Workspace, id_of, is_plain
from gaoxin.ensembles.scenario_run import scenario_files
from gaoxin.errors import DataError, GaoxinError
from gaoxin.names import same, spellings
from gaoxin.studies import defaults
from gaoxin.studies.defaults import check_sampling
from gaoxin.studies.inputs import open_run
from gaoxin.studies.provenance import provenance
from gaoxin.telling.writing.stored_run import StoredRun, apart, changed_since, read_stored
from gaoxin.units import registry

if TYPE_CHECKING:
    from gaoxin.desks.indicators import Indicator
    from gaoxin.desks.targets import Target
    from gaoxin.ensembles.member_draws import Source
    from gaoxin.studies.inputs import RunInputs
    from gaoxin.verdicts.results import Provenance

TABLES = ("targets", "indicators")


@dataclass(frozen=True)
class Asked:
    """What the user said of the draws; None for what was left to the folders or the defaults."""

    members: int | None
    seed: int | None
    draws: Source | None


DEFAULTS = Asked(defaults.MEMBERS, defaults.SEED, defaults.DRAWS)


@dataclass(frozen=True)
class Side:
    """One side of a comparison.

    Attributes
    ----------
    id : str
        The scenario.
    provenance : Provenance
        What it was or will be made from.
    stored : StoredRun or None
        The run read back from a folder; None for a scenario yet to run.
    folder : Path or None
        The result folder that was named; its run is made again where it has kept none.
    """

    id: str
    provenance: Provenance
    stored: StoredRun | None = None
    folder: Path | None = None

    def facts(self) -> dict[str, Any]:
        """Return what the manifest says of this side."""
        folder = str(self.folder) if self.folder else None
        return {"folder": folder, "hashes": dict(self.provenance.hashes)}


@dataclass(frozen=True)
class Sides:
    """Both sides, on common draws, and what they are judged by.

    Attributes
    ----------
    a, b : Side
    inputs : RunInputs or None
        The scenarios to run; None where both sides are folders.
    targets, indicators
        Those of the workspace, whatever the folders were judged by.
    provenance : Provenance
        What both rest on, and the command that makes the comparison again.
    """

    a: Side
    b: Side
    inputs: RunInputs | None
    targets: tuple[Target, ...]
    indicators: tuple[Indicator, ...]
    provenance: Provenance


def folder_of(name: str, workspace: Workspace) -> Path | None:
    """Return the result folder that `name` means, or None for a scenario.

    A plain word is a scenario where the workspace has one of that name, and else the folder of
    that name if there is one here; anything with a ``/`` in it is a folder (``./plan``).

    Raises
    ------
    GaoxinError
        The name is empty.
    """
    if not name.strip():
        raise GaoxinError("A or B is empty; name a scenario, or a result folder")
    if name in spellings(workspace.scenario_ids()) or (is_plain(name) and not Path(name).is_dir()):
        return None
    return Path(name)


def open_sides(
    names: Sequence[str],
    workspace: Workspace,
    asked: Asked,
    *,
    allow_stale: bool = False,
    named: Path | None = None,
) -> Sides:
    """Read and check everything; nothing has run or been written when this returns.

    Parameters
    ----------
    names : sequence of two str
        Scenarios or result folders; see :func:`folder_of`.
    workspace : Workspace
    asked : Asked
    allow_stale : bool
        Take a posterior made from other files, and stamp every verdict.
    named : Path or None
        The workspace as a command has to name it; None where it is found without.

    Returns
    -------
    Sides

    Raises
    ------
    GaoxinError
        A name, folder or file is wrong, or the two are not on common draws; says what to do.
    """
    check_sampling(asked.members, asked.seed, asked.draws)
    paths = [folder_of(name, workspace) for name in names]
    runs = [None if path is None else read_stored(path) for path in paths]
    stored = [run for run in runs if run is not None]
    settled = _settle(asked, stored)
    ids = [name for name, path in zip(names, paths, strict=True) if path is None]
    ids += [run.scenario.id for run in stored if not run.is_kept]
    inputs = open_run(workspace, ids, **settled, allow_stale=allow_stale) if ids else None
    a, b = (_side(name, run, inputs) for name, run in zip(names, runs, strict=True))
    tail = " ".join(f"--{name} {value}" for name, value in settled.items())
    tail += "" if named is None else f" --workspace {named}"
    _check_common(a, b, tail)
    targets, indicators = _judged_by(inputs, workspace, stored)
    command = f"gaoxin compare {' '.join(names)} {tail}"
    made_from = _common(a.provenance, b.provenance, workspace, command)
    return Sides(a, b, inputs, targets, indicators, made_from)


def _side(name: str, run: StoredRun | None, inputs: RunInputs | None) -> Side:
    if run is not None and run.is_kept:
        return Side(run.scenario.id, run.provenance, run, run.folder)
    if inputs is None:
        raise ValueError(f"'{name}' is neither read nor to be run")
    if run is not None:
        _check_repeatable(run, inputs)
        return Side(run.scenario.id, run.provenance, None, run.folder)
    return Side(id_of(inputs.desk.workspace.scenario(name)), inputs.provenance)


def _check_repeatable(run: StoredRun, inputs: RunInputs) -> None:
    """Refuse to run a folder's scenario again where that would be another run."""
    scenario = next(one for one in inputs.scenarios if same(one.id, run.scenario.id))
    if found := changed_since(run, inputs.provenance, scenario_files(scenario)):
        raise DataError(
            f"it keeps no trajectories, and to run '{run.scenario.id}' again would not give them: "
            f"{', '.join(found)} changed since. Run it again as the files are now; with "
            "--save-runs its folder can be compared whatever changes",
            path=run.folder,
        )


def _settle(asked: Asked, stored: Sequence[StoredRun]) -> dict[str, Any]:
    """Return members, seed and draws: as asked, else those of the folders, else the defaults."""
    first = stored[0].provenance if stored else None
    found: dict[str, Any] = {}
    for name, default in asdict(DEFAULTS).items():
        said = getattr(asked, name)
        for run in stored:
            has = getattr(run.provenance, name)
            if said not in (None, has):
                raise GaoxinError(
                    f"--{name} {said}: '{run.folder}' was made with {name} {has}; leave "
                    f"--{name} out, or run '{run.scenario.id}' again with --{name} {said}"
                )
        found[name] = said if said is not None else getattr(first, name, default)
    return found


def _check_common(a: Side, b: Side, tail: str) -> None:
    """Refuse two sides whose members are not the same draws."""
    found = apart(a.provenance, b.provenance)
    if not found:
        return
    old = b.stored or a.stored
    if old is None:
        raise ValueError("scenarios of one study have the same draws")
    if a.stored and b.stored and not same(a.id, b.id):
        again = f"gaoxin compare {a.id} {b.id} {tail}"
    else:
        again = f"gaoxin run {old.scenario.id} {tail} --out {old.folder.parent}"
    raise DataError(
        f"A and B are not on common draws, so that a difference would not be the scenarios' doing. "
        f"They differ in {'; '.join(found)}. Bring them together with: {again}",
        path=old.folder,
    )


def _judged_by(
    inputs: RunInputs | None, workspace: Workspace, runs: Iterable[StoredRun]
) -> tuple[tuple[Target, ...], tuple[Indicator, ...]]:
    """Return the tables of the scenarios to run; else read them, and check the folders by them."""
    if inputs is not None:
        return inputs.targets, inputs.indicators
    targets = read_targets(workspace.table("targets"))
    indicators = read_indicators(workspace.table("indicators"))
    for run in runs:
        if run.is_kept:
            check_tables(targets, indicators, run, registry(workspace.units))
    return targets, indicators


def _common(a: Provenance, b: Provenance, workspace: Workspace, command: str) -> Provenance:
    """Return what both sides were made from, and what judges them now."""
    judges = {f"calibration/{name}.csv": workspace.table(name) for name in TABLES}
    made_from = provenance(
        judges,
        command=command,
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        draws=a.draws,
        seed=a.seed,
        members=a.members,
        stamp=a.stamp if any(a.stamp) else b.stamp,
    )
    shared = {role: hash_ for role, hash_ in a.hashes.items() if b.hashes.get(role) == hash_}
    return replace(made_from, hashes=shared | dict(made_from.hashes))
