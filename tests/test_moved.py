"""The changelog's table is that of the reference, and has a reason for every judged target."""

from __future__ import annotations

from tests.moved import CHANGELOG, SCENARIOS, before, reasons, table
from tests.reference import read_reference


def test_the_table_of_the_changelog_is_that_of_the_reference() -> None:
    assert table() in CHANGELOG.read_text(encoding="utf-8"), "write it: python -m tests.moved"


def test_every_judged_target_has_its_reason() -> None:
    judged = {key for key, row in read_reference("plan").items() if row["probability"]}
    assert set(reasons()) == judged
    assert set(before()) == {(name, key) for name in SCENARIOS for key in judged}
