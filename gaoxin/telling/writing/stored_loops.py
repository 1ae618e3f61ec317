"""What an earlier ``gaoxin loops`` has written, read back for the report.

Cutting every loop costs as many runs as there are loops, so that ``gaoxin run`` does not do it;
its report shows what was measured on the same model, draws and scenario, and else nothing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gaoxin.errors import DataError
from gaoxin.telling.report.loop_table import StoredLoops
from gaoxin.telling.writing.csv_table import read_csv
from gaoxin.telling.writing.loop_folder import EFFECTS, LOOPS, SHARES
from gaoxin.telling.writing.staging import MANIFEST, read_whole

if TYPE_CHECKING:
    from gaoxin.verdicts.results import Provenance, ScenarioLike


def stored_loops(out: Path, scenario: ScenarioLike, provenance: Provenance) -> StoredLoops | None:
    """Return what stands in ``out/loops/<scenario>/``; None unless it rests on the same files.

    Parameters
    ----------
    out : Path
        Folder of the results.
    scenario : ScenarioLike
    provenance : Provenance
        What the run that asks rests on.

    Returns
    -------
    StoredLoops or None
        None also where a file is missing or damaged.
    """
    folder = out / LOOPS / scenario.id
    try:
        return read_whole(folder, lambda: _read(folder, scenario, provenance))
    except (DataError, OSError, ValueError, KeyError, TypeError):
        return None


def _read(folder: Path, scenario: ScenarioLike, provenance: Provenance) -> StoredLoops | None:
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    if not _same(manifest, scenario, provenance):
        return None
    effects, shares = (read_csv(folder / name) for name in (EFFECTS, SHARES))
    return StoredLoops(effects, shares, int(manifest["members"]))


def _same(manifest: Mapping[str, Any], scenario: ScenarioLike, provenance: Provenance) -> bool:
    own = {f"scenarios/{name}.toml" for name in (scenario.id, scenario.extends) if name}
    hashes: Mapping[str, str] = manifest["hashes"]
    roles = {
        role
        for role in provenance.hashes
        if role in hashes and (not role.endswith(".toml") or role in own)
    }
    alike = all(hashes[role] == provenance.hashes[role] for role in roles)
    return alike and own <= roles and manifest["draws"] == provenance.draws
