"""The command that makes every page of the zone anew knows them all, and is told where it is."""

from __future__ import annotations

from tests.remake import ROOT, STEPS
from tests.zone.evidence.write import PAGES, TITLES


def test_every_step_is_told_to_contributors() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    table = text.partition("| step | makes | command |")[2].partition("\n\n")[0]
    told = {name for row in table.splitlines() for name in row.partition(" | ")[0].split("`")[1::2]}
    assert told == set(STEPS)


def test_every_page_of_evidence_has_its_step_and_its_title() -> None:
    assert set(PAGES) == set(TITLES)
    assert set(PAGES) - {"model-in-ten-minutes"} <= set(STEPS)
