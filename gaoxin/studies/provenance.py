"""What a result was made from: hashes of its files, versions of what computed it."""

from __future__ import annotations

import platform
from collections.abc import Iterable, Mapping
from importlib.metadata import version
from pathlib import Path

from gaoxin.desks.content import content_hash
from gaoxin.errors import DataError
from gaoxin.language import NOTHING, Text
from gaoxin.verdicts.results import Provenance
from gaoxin.version import __version__


def provenance(
    files: Mapping[str, Path],
    *,
    command: str,
    created: str,
    draws: str,
    seed: int,
    members: int,
    stamp: Text = NOTHING,
) -> Provenance:
    """Hash the `files` by role and look up the versions of what computed the result.

    Parameters
    ----------
    files : mapping of role to Path
        Such as ``model``, ``calibration/priors.csv``.
    command : str
    created : str
        Date and time, ISO 8601.
    draws : {"prior", "posterior"}
    seed, members : int
    stamp : Text
        What every verdict must say of its draws.

    Returns
    -------
    Provenance
    """
    hashes = {role: content_hash(path) for role, path in files.items()}
    versions = {"gaoxin": __version__, "python": platform.python_version()}
    versions |= {name: version(name) for name in ("numpy", "pysd", "scipy", "xarray")}
    return Provenance(command, created, draws, seed, members, hashes, versions, stamp)


def check_unchanged(made_from: Provenance, root: Path, roles: Iterable[str]) -> None:
    """Refuse to go on where files say something else than when a result was made from them.

    Parameters
    ----------
    made_from : Provenance
    root : Path
        The folder in which the roles are places.
    roles : iterable of str
        Those that the result was not made from are passed over.

    Raises
    ------
    DataError
        Names the file, and says what to do.
    """
    for role in roles:
        known, path = made_from.hashes.get(role), root / role
        if known is not None and (not path.is_file() or content_hash(path) != known):
            raise DataError("it changed since the scenarios were run; run them again", path=path)
