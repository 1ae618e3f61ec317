"""What MODEL conventions promise of the file itself."""

from __future__ import annotations

import re

import pytest

from tests.zone.conftest import ROOT, Zone

CHINESE = re.compile(r"^\d*[\u4e00-\u9fff]")
LOOPS = [f"R{n}" for n in (1, 2, 3, 4, 5, 6, 8)] + [
    f"B{n}" for n in (1, 2, 3, 5, 6, 7, 8, 9, 10, 11)
]


def test_the_model_is_full_bodied(zone: Zone) -> None:
    kinds = zone.model.variables["kind"].value_counts()
    assert kinds["auxiliary"] + kinds["stock"] >= 120
    assert kinds["stock"] >= 20


def test_every_variable_has_a_unit_and_a_comment_in_both_languages(zone: Zone) -> None:
    table = zone.model.variables
    bare = table[(table["unit"] == "") | (table["comment"] == "")]
    assert bare.empty, list(bare["name"])
    for name, comment in zip(table["name"], table["comment"], strict=True):
        assert CHINESE.match(comment), f"{name}: the comment begins with the Chinese name"
        assert re.search(r"[A-Za-z]{3}", comment), f"{name}: no English in the comment"


def test_every_sector_is_a_group(zone: Zone) -> None:
    groups = set(zone.model.variables["group"])
    assert "" not in groups
    for sector in ("Investment", "Output", "Knowledge", "Enterprises", "Labour", "Land"):
        assert sector in groups
    for sector in ("Energy and carbon", "Finance", "Attractiveness", "Indicators"):
        assert sector in groups
    for sector in ("Named projects", "Platform company", "Limits"):
        assert sector in groups
    for sector in ("Public services", "Environment", "Openness"):
        assert sector in groups


@pytest.mark.parametrize("loop", LOOPS)
def test_every_loop_has_a_strength_that_some_equation_uses(zone: Zone, loop: str) -> None:
    text = (ROOT / "model" / "zone.mdl").read_text(encoding="utf-8")
    assert float(zone.model.default(f"strength {loop}")) == 1
    assert len(re.findall(rf"strength {loop}\b", text)) >= 2


def test_every_constant_is_a_prior_a_lever_a_switch_or_says_what_it_is(zone: Zone) -> None:
    def names(table: str, column: str) -> set[str]:
        return {
            zone.model.canonical(row[column].partition("[")[0])
            for row in zone.table(table)
            if row[column]
        }

    settled = names("priors", "constant") | names("levers", "lever")
    settled |= names("definitions", "constant") | names("disturbances", "variable")
    says_why = re.compile(
        r"assum|judgement|definition|practice|reference|convention|general knowledge|[PC]\d\d",
        re.IGNORECASE,
    )
    table = zone.model.variables
    for name, comment in table[table["kind"] == "constant"][["name", "comment"]].itertuples(
        index=False
    ):
        if zone.model.canonical(name) not in settled:
            assert says_why.search(comment), f"{name} is uncertain but has no prior: {comment}"


def test_the_comment_of_a_sampled_constant_names_its_prior(zone: Zone) -> None:
    comments = dict(zip(zone.model.variables["name"], zone.model.variables["comment"], strict=True))
    by_name = {zone.model.canonical(name): comment for name, comment in comments.items()}
    for row in zone.table("priors"):
        if row["constant"] and "[" not in row["constant"]:
            assert row["id"] in by_name[zone.model.canonical(row["constant"])], row["constant"]


def test_defaults_are_the_centres_of_their_priors(zone: Zone) -> None:
    """A single run is the central run: the file's number and the table's are one."""
    for row in zone.table("priors"):
        if not row["constant"] or row["id"] == "P102":  # P102 is per 1e4 kWh in the table
            continue
        name, _, element = row["constant"].partition("[")
        value = zone.model.default(name)
        if element:
            value = value.loc[{value.dims[0]: element.rstrip("]")}]
        assert float(value) == pytest.approx(float(row["central"])), row["id"]


def test_levers_stand_at_their_neutral_value(zone: Zone) -> None:
    for row in zone.table("levers"):
        default = zone.model.default(row["lever"])
        assert (abs(default - float(row["neutral"])) < 1e-12).all(), row["lever"]
        assert float(row["low"]) <= float(row["neutral"]) <= float(row["high"])
