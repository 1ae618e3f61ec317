"""Workspace: the folder that holds the desks, and where everything on them is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from gaoxin.errors import DataError, ScenarioError, nearest

MODEL = Path("model") / "zone.mdl"
SCENARIO_ID = re.compile(r"[\w-]+", re.ASCII)


@dataclass(frozen=True)
class Workspace:
    """A folder with ``model/zone.mdl``, ``scenarios/`` and ``calibration/``.

    A file missing from it is an error; none is taken from anywhere else.
    """

    root: Path

    @classmethod
    def find(cls, explicit: Path | None = None, cwd: Path | None = None) -> Workspace:
        """Return the workspace asked for, else the current folder, else the one installed.

        Raises
        ------
        DataError
            `explicit` is not a workspace.
        """
        if explicit is not None:
            if not (explicit / MODEL).is_file():
                message = f"not a workspace: it has no {MODEL.as_posix()}"
                raise DataError(f"{message}; give a folder that has one", path=explicit)
            return cls(explicit)
        here = cwd if cwd is not None else Path.cwd()
        return cls(here) if (here / MODEL).is_file() else cls(_installed())

    @property
    def model_path(self) -> Path:
        """The zone model."""
        return self._file(MODEL)

    @property
    def scenarios_dir(self) -> Path:
        """Scenario files, lever table and definition table."""
        return self._folder("scenarios")

    @property
    def calibration_dir(self) -> Path:
        """Targets, indicators, facts, priors and units."""
        return self._folder("calibration")

    @property
    def levers(self) -> Path:
        """The lever table."""
        return self._file(Path("scenarios") / "levers.csv")

    @property
    def definitions(self) -> Path:
        """The table of definition switches."""
        return self._file(Path("scenarios") / "definitions.csv")

    @property
    def units(self) -> Path:
        """Unit definitions for pint."""
        return self._file(Path("calibration") / "units.txt")

    @property
    def posterior(self) -> Path:
        """Draws of the fit; need not be there."""
        return self.calibration_dir / "posterior.nc"

    @property
    def structures(self) -> Path:
        """Draws of the competing structures; need not be there."""
        return self.calibration_dir / "structures.nc"

    def table(self, name: str) -> Path:
        """Return ``calibration/<name>.csv``."""
        return self._file(Path("calibration") / f"{name}.csv")

    def scenario_ids(self) -> tuple[str, ...]:
        """Names of the scenario files without their ending, sorted."""
        return tuple(sorted(path.stem for path in self.scenarios_dir.glob("*.toml")))

    def scenario(self, name: str) -> Path:
        """Return the file of a scenario.

        Raises
        ------
        ScenarioError
            No such scenario; names the nearest and all there are. A name is letters, digits,
            ``-`` and ``_``, so that none leads out of the folder.
        """
        return _named("scenario", name, self.scenario_ids(), self.scenarios_dir)

    def sweep_ids(self) -> tuple[str, ...]:
        """Names of the sweep files without their ending, sorted; none without their folder."""
        return tuple(sorted(path.stem for path in self._sweeps.glob("*.toml")))

    def sweep(self, name: str) -> Path:
        """Return the file of a sweep, ``scenarios/sweeps/<name>.toml``.

        Raises
        ------
        ScenarioError
            No such sweep; names the nearest and all there are.
        """
        return _named("sweep", name, self.sweep_ids(), self._sweeps)

    @property
    def _sweeps(self) -> Path:
        return self.scenarios_dir / "sweeps"

    def _file(self, relative: Path) -> Path:
        path = self.root / relative
        if not path.is_file():
            message = f"the workspace has no {relative.as_posix()}; put it there"
            raise DataError(message, path=path)
        return path

    def _folder(self, name: str) -> Path:
        path = self.root / name
        if not path.is_dir():
            raise DataError(f"the workspace has no folder {name}; put it there", path=path)
        return path


def _named(what: str, name: str, known: tuple[str, ...], folder: Path) -> Path:
    """Return the file of a scenario or sweep; a name leads nowhere else."""
    if name not in known or not SCENARIO_ID.fullmatch(name):
        listed = ", ".join(known) or "none"
        message = f"unknown {what} '{name}'{nearest(name, known)}; there are: {listed}"
        raise ScenarioError(message, path=folder)
    return folder / f"{name}.toml"


def _installed() -> Path:
    """Return the workspace that came with the package: in the wheel, or the source checkout."""
    package = Path(__file__).resolve().parents[1]
    for root in (package / "default_workspace", package.parent):
        if (root / MODEL).is_file():
            return root
    message = (
        f"no {MODEL.as_posix()} here nor in the installed package; run in a workspace or "
        "give one with --workspace"
    )
    raise DataError(message, path=package)
