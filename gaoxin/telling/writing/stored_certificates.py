"""Whether certificates of the same files stand beside a report."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from gaoxin.telling.writing.staging import MANIFEST

if TYPE_CHECKING:
    from gaoxin.verdicts.results import Provenance

CERTIFICATES = "certificates"
INDEX = "index.html"


def has_certificates(out: Path, provenance: Provenance) -> bool:
    """Return whether ``out/certificates/`` tells of the same files, draws and members.

    Parameters
    ----------
    out : Path
        Folder of the results.
    provenance : Provenance
        What the report rests on.

    Returns
    -------
    bool
        False also where the folder is damaged.
    """
    folder = out / CERTIFICATES
    try:
        facts = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        hashes = facts["hashes"]
        same = all(
            hashes[role] == text
            for role, text in provenance.hashes.items()
            if role in hashes and not role.startswith("scenarios/")
        )
        alike = (facts["draws"], facts["seed"]) == (provenance.draws, provenance.seed)
    except (OSError, ValueError, KeyError, TypeError):
        return False
    return same and alike and (folder / INDEX).is_file()
