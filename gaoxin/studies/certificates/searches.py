"""The smallest change of each target: searched for, or taken as it was kept."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gaoxin.studies.folders import write_text
from gaoxin.studies.progress import Progress
from gaoxin.verdicts.certificate import SufficientChange

REACH = "reach"
"""Folder of the results in which searches are kept."""


@dataclass(frozen=True)
class AskedSearch:
    """The search of a target.

    Attributes
    ----------
    target : str
    key : str
        Of all that it rests on; see :func:`search_key`.
    run : callable
        Searches, writes the answer's scenario, and returns its document and the path.
    """

    target: str
    key: str
    run: Callable[[], tuple[Mapping[str, Any], Path]]


@dataclass(frozen=True)
class FoundChanges:
    """Smallest changes by target.

    Attributes
    ----------
    changes : mapping of target to SufficientChange
    searched, reused : int
        Searches done, and taken as they were kept.
    """

    changes: Mapping[str, SufficientChange]
    searched: int
    reused: int


def find_changes(
    searches: Iterable[AskedSearch],
    folder: Path,
    probability: float,
    *,
    search: bool,
    progress: Progress,
) -> FoundChanges:
    """Return the smallest change of each target.

    Parameters
    ----------
    searches : iterable of AskedSearch
    folder : Path
        Where searches are kept.
    probability : float
        That was asked for.
    search : bool
        Whether changes that are not kept are searched for.
    progress : callable

    Returns
    -------
    FoundChanges
    """
    every = list(searches)
    changes: dict[str, SufficientChange] = {}
    searched = reused = 0
    for number, one in enumerate(every):
        kept = kept_search(folder, one.key)
        if kept is not None:
            reused += 1
        elif search:
            progress(f"search: {one.target}", number / len(every))
            document, path = one.run()
            kept = {**document, "scenario": path.name, "key": one.key}
            text = json.dumps(kept, ensure_ascii=False, indent=2) + "\n"
            write_text(path.with_suffix(".json"), text)
            searched += 1
        if kept is not None:
            changes[one.target] = _change(kept, probability)
    return FoundChanges(changes, searched, reused)


def search_key(*rests_on: Any) -> str:
    """Return a hash of all that a search rests on: what JSON holds, in this order.

    Parameters
    ----------
    *rests_on : object

    Returns
    -------
    str
    """
    return hashlib.sha256(json.dumps(rests_on).encode()).hexdigest()


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
