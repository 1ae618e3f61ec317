"""What the model was told is what was known by the end of 2020."""

from __future__ import annotations

import re

from tests.zone.conftest import Zone

LATER = re.compile(r"(?<!\d)20(?:2[1-9]|[3-9]\d)(?!\d)")
AHEAD = re.compile(r"mean of 2021-2025|all-you\.com 2052")
"""Words on what a quantity is, and the number of a page; not on when it was known."""


def test_no_prior_knows_what_came_after_2020(zone: Zone) -> None:
    rows = [row for row in zone.table("priors") if row["role"] == "prior"]
    assert len(rows) > 200
    assert [row["id"] for row in rows if row["known_year"] and int(row["known_year"]) > 2020] == []


def test_no_prior_that_acts_rests_on_a_source_or_a_price_of_later_years(zone: Zone) -> None:
    acting = [row for row in zone.table("priors") if row["constant"]]
    told = {row["id"]: AHEAD.sub("", f"{row['source']} {row['note']}") for row in acting}
    assert {id_: words for id_, words in told.items() if LATER.search(words)} == {}


def test_no_reading_of_the_zone_is_of_later_years(zone: Zone) -> None:
    for row in zone.table("observations"):
        assert LATER.search(row["period"]) is None, row["id"]
