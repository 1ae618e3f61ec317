"""What a sweep needs, read and checked before anything runs: of the zone, or of any model."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gaoxin.desks.workspace import id_of
from gaoxin.engine.model import load as load_model
from gaoxin.ensembles.constants import Ground
from gaoxin.ensembles.member_draws import take_draws
from gaoxin.ensembles.members import scenario_ground
from gaoxin.ensembles.scenario_run import scenario_files
from gaoxin.ensembles.sweeps.constant_sweep import load_constant_sweep
from gaoxin.ensembles.sweeps.lever_sweep import load_lever_sweep
from gaoxin.ensembles.sweeps.points import Setting, chunks, overrides_of
from gaoxin.language import NOTHING, Text
from gaoxin.studies.defaults import check_sampling
from gaoxin.studies.inputs import open_tables, posterior_files, warn_of_late
from gaoxin.studies.provenance import provenance
from gaoxin.verdicts.sweeps.measures import Wants, constant_wants, lever_wants
from gaoxin.verdicts.sweeps.result import SweepResult
from gaoxin.verdicts.sweeps.summary import Summary, join_parts

if TYPE_CHECKING:
    from gaoxin.desks.workspace import Workspace
    from gaoxin.ensembles.member_draws import Source
    from gaoxin.ensembles.sweeps.sweep import Sweep

YEARLY: dict[str, Any] = {"save_every": 1.0}
"""How the zone is saved: targets and indicators are about whole years."""


@dataclass(frozen=True)
class SweepInputs:
    """Everything a sweep needs, checked.

    Attributes
    ----------
    setting : Setting
    wants : Wants
    base : mapping of str to str
        What holds beside the axes, by language.
    made_from : mapping of str to object
        What the results say of their making; it holds no date, so that it is the same each time.
    stamp : Text
    """

    setting: Setting
    wants: Wants
    base: Mapping[str, str]
    made_from: Mapping[str, Any]
    stamp: Text

    @property
    def sweep(self) -> Sweep:
        """The sweep."""
        return self.setting.sweep

    @property
    def parts(self) -> list[range]:
        """The design points that are run, and kept, together."""
        return chunks(self.setting)

    @property
    def key(self) -> dict[str, str]:
        """Return everything that the results depend on, by role."""
        hashed = {f"hash of {role}": text for role, text in self.made_from["hashes"].items()}
        versions = {f"version of {n}": text for n, text in self.made_from["versions"].items()}
        return {
            **hashed,
            **versions,
            "draws": self.setting.ground.fingerprint(),
            "members": str(self.sweep.members),
            "seed": str(self.sweep.seed),
            "parts": str(len(self.parts)),
        }

    def result(self, parts: Iterable[Summary]) -> SweepResult:
        """Return the parts as one."""
        kept = self.setting.ground.draws() if self.sweep.keep_members else {}
        return SweepResult(
            sweep=self.sweep,
            base=self.base,
            wants=self.wants,
            summary=join_parts(list(parts)),
            times=self.setting.times,
            draws=kept,
            made_from=self.made_from,
            stamp=self.stamp,
        )


def open_sweep(
    file: str | Path,
    workspace: Workspace,
    *,
    members: int | None,
    seed: int | None,
    draws: Source,
    allow_stale: bool = False,
) -> SweepInputs:
    """Read and check a sweep over the levers of a workspace; nothing has run when this returns.

    Parameters
    ----------
    file : str or Path
        A sweep file, or the name of one in ``scenarios/sweeps/``.
    workspace : Workspace
    members, seed : int or None
        They win over the file's.
    draws : {"posterior", "prior"}
    allow_stale : bool
        Take a posterior made from other files, and stamp every verdict.

    Returns
    -------
    SweepInputs

    Raises
    ------
    GaoxinError
        The first thing that is wrong, with its file and line.
    """
    check_sampling(members, seed, draws)
    tables = open_tables(workspace)
    desk, model = tables.desk, tables.model
    path = find_file(str(file), workspace)
    asked = load_lever_sweep(desk, path, members=members, seed=seed)
    sweep = asked.sweep
    moved = (*sweep.layers, *(axis.frame for axis in sweep.axes))
    below = {one.path: one.layers for one in asked.base.chain}
    warn_of_late(below | {sweep.path: moved}, tables.targets)
    taken = take_draws(desk, draws, members=sweep.members, seed=sweep.seed, allow_stale=allow_stale)
    ground = scenario_ground(
        desk, asked.base, taken.constants, members=sweep.members, seed=sweep.seed
    ).laid(sweep.layers)
    times = tuple(model.prepare(members=1, **YEARLY).timing.saved_times.tolist())
    wants = lever_wants(asked, tables.targets, tables.indicators, desk.catalogue, times)
    setting = Setting(model, sweep, ground, tables.outputs, wants.series, times, YEARLY)
    files = tables.files | (posterior_files(desk) if draws == "posterior" else {})
    files = files | scenario_files(asked.base) | {f"sweep/{path.name}": path}
    made_from = _made_from(
        files,
        command=f"gaoxin sweep {_said(path, workspace)} --draws {draws}",
        sweep=sweep,
        draws=draws,
        stamp=taken.stamp,
    )
    return _tried(SweepInputs(setting, wants, asked.base.title, made_from, taken.stamp))


def open_model_sweep(
    path: Path, model: Path, *, members: int | None, seed: int | None
) -> SweepInputs:
    """Read and check a sweep over the constants of any model; nothing has run when this returns.

    Parameters
    ----------
    path : Path
        A sweep file.
    model : Path
        A Vensim or XMILE file.
    members, seed : int or None
        They win over the file's.

    Returns
    -------
    SweepInputs

    Raises
    ------
    GaoxinError
        The first thing that is wrong, with its file and line.
    """
    check_sampling(members, seed, None)
    loaded = load_model(model)
    asked = load_constant_sweep(loaded, path, members=members, seed=seed)
    sweep, wants = asked.sweep, constant_wants(asked)
    ground = Ground({}, sweep.members, sweep.seed, asked.times[0]).laid(sweep.layers)
    outputs = tuple(dict.fromkeys(series.variable for series in wants.series))
    setting = Setting(loaded, sweep, ground, outputs, wants.series, asked.times, asked.controls)
    made_from = _made_from(
        {f"sweep/{path.name}": path, f"model/{model.name}": model},
        command=f"gaoxin sweep {path.name} --model {model.name}",
        sweep=sweep,
        draws="of the sweep file" if asked.drawn else "none",
        stamp=NOTHING,
    )
    base = {"en": model.name, "zh": model.name}
    return _tried(SweepInputs(setting, wants, base, made_from, NOTHING))


def _tried(inputs: SweepInputs) -> SweepInputs:
    """Return a sweep of which the model takes the first part's overrides."""
    setting, first = inputs.setting, inputs.parts[0]
    setting.model.prepare(overrides_of(setting, first), members=len(first), **setting.controls)
    return inputs


def find_file(file: str, workspace: Workspace) -> Path:
    """Return the file that a path, or the name of a sweep of the workspace, means."""
    path = Path(file)
    if path.suffix == ".toml" or path.name != file:
        return path
    return workspace.sweep(file)


def _said(path: Path, workspace: Workspace) -> str:
    """Return how a command names a sweep, on this machine or another."""
    name = id_of(path)
    own = name in workspace.sweep_ids() and path.samefile(workspace.sweep(name))
    return name if own else path.name


def _made_from(
    files: Mapping[str, Path], *, command: str, sweep: Sweep, draws: str, stamp: Text
) -> dict[str, Any]:
    options = f"--members {sweep.members} --seed {sweep.seed}"
    found = provenance(
        files,
        command=f"{command} {options}",
        created="",
        draws=draws,
        seed=sweep.seed,
        members=sweep.members,
        stamp=stamp,
    )
    # without a date, so that a sweep gone on with is the same to the byte
    return {key: kept for key, kept in found.facts().items() if key != "created"}
