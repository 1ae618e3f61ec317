"""Workspace: the folder that holds the desks, and where everything on them is."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from unicodedata import category, normalize

from gaoxin.errors import DataError, ScenarioError, nearest
from gaoxin.names import same

MODEL = Path("model") / "zone.mdl"


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
        return cls(here) if (here / MODEL).is_file() else cls.packaged()

    @classmethod
    def packaged(cls) -> Workspace:
        """Return the workspace that came with the package.

        Raises
        ------
        DataError
            The package was installed without it.
        """
        return cls(_installed())

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
    def disturbances(self) -> Path:
        """What is drawn by year; need not be there."""
        return self.calibration_dir / "disturbances.csv"

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
        return _ids(self.scenarios_dir)

    def scenario(self, name: str) -> Path:
        """Return the file of a scenario: by its name in any spelling, its title, or its path.

        Raises
        ------
        ScenarioError
            No such scenario (names the nearest and all there are), two files of one name, a
            file whose name cannot be a folder's, or one that stands elsewhere.
        """
        folder = self.scenarios_dir
        return _named("scenario", _titled(_placed(name, folder), folder), folder)

    def sweep_ids(self) -> tuple[str, ...]:
        """Names of the sweep files without their ending, sorted; none without their folder."""
        return _ids(self._sweeps)

    def sweep(self, name: str) -> Path:
        """Return the file of a sweep, ``scenarios/sweeps/<name>.toml``; see :meth:`scenario`."""
        return _named("sweep", name, self._sweeps)

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


def id_of(path: Path) -> str:
    """Return the name of a scenario's or sweep's file without its ending, composed (NFC)."""
    return normalize("NFC", path.stem)


def is_plain(name: str) -> bool:
    """Return whether a name may be a folder's: letters of any script, digits, ``-`` and ``_``."""
    return bool(name) and all(c in "-_" or category(c)[0] in "LMN" for c in name)


def _ids(folder: Path) -> tuple[str, ...]:
    return tuple(sorted(id_of(path) for path in folder.glob("*.toml")))


def _placed(name: str, folder: Path) -> str:
    """Return the name of the scenario that a path means; a name as it is."""
    path = Path(name)
    if path.suffix != ".toml":
        return name
    beside = path if path.exists() or path.parent != Path() else folder / name
    if not beside.is_file():
        known = ", ".join(_ids(folder)) or "none"
        raise ScenarioError(f"there is no such file; scenarios there are: {known}", path=path)
    if beside.resolve().parent != folder.resolve():
        message = f"a scenario stands in {folder}; copy the file there"
        raise ScenarioError(message, path=path)
    return id_of(path)


def _titled(name: str, folder: Path) -> str:
    """Return the name of the scenario that has this title; a name as it is."""
    paths = sorted(folder.glob("*.toml"))
    if any(same(path.stem, name) for path in paths):
        return name
    found = [id_of(path) for path in paths if any(same(name, t) for t in _titles(path))]
    return found[0] if len(found) == 1 else name


def _titles(path: Path) -> list[str]:
    """Return the titles of a scenario's file; none where it cannot be read."""
    try:
        title = tomllib.loads(path.read_text(encoding="utf-8")).get("title")
    except (OSError, ValueError):
        return []
    words = title.values() if isinstance(title, dict) else ()
    return [text for text in words if isinstance(text, str)]


def _meant(name: str, folder: Path) -> str:
    """Return the nearest name, or the nearest title and the name of its file; blank for neither."""
    close = nearest(name, _ids(folder))
    if close:
        return close
    titles = {title: id_of(path) for path in folder.glob("*.toml") for title in _titles(path)}
    close = nearest(name, titles)
    owns = [own for title, own in titles.items() if f"'{title}'" in close]
    return f"{close.removesuffix('?')} ({owns[0]})?" if owns else ""


def _named(what: str, name: str, folder: Path) -> Path:
    """Return the file of a scenario or sweep; a name leads nowhere else."""
    found = sorted(path for path in folder.glob("*.toml") if same(path.stem, name))
    if not found:
        known = _ids(folder)
        listed = ", ".join(known) or "none"
        message = f"unknown {what} '{name}'{_meant(name, folder)}; there are: {listed}"
        raise ScenarioError(message, path=folder)
    if len(found) > 1:
        both = " and ".join(path.name for path in found)
        message = f"{both} have one name: case, spaces and underscores tell no files apart"
        raise ScenarioError(f"{message}; rename all but one", path=folder)
    if not is_plain(id_of(found[0])):
        message = f"the name '{found[0].stem}' becomes a folder's: use letters, digits, - and _"
        raise ScenarioError(message, path=found[0])
    return found[0]


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
