"""What a result says of its making: the files, by what is in them."""

from __future__ import annotations

import hashlib
from pathlib import Path

from gaoxin.studies.provenance import provenance


def test_provenance_hashes_what_is_in_the_files(tmp_path: Path) -> None:
    model = tmp_path / "zone.mdl"
    model.write_bytes(b"x = 1")
    found = provenance(
        {"model": model}, command="gaoxin run", created="now", draws="prior", seed=1, members=2
    )
    assert found.hashes == {"model": hashlib.sha256(b"x = 1").hexdigest()}
    assert {"gaoxin", "numpy", "python"} <= set(found.versions)
