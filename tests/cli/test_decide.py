"""``sensitivity``, ``discover`` and ``certify`` on the small workspace, whose answers are known."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pytest

import gaoxin
from tests.cli.conftest import Call

BASE = ("--base", "base", "--json")


def document(call: Call, *args: str) -> dict[str, Any]:
    found = call(*args, *BASE)
    assert found.exit_code == 0, found.output
    told: dict[str, Any] = json.loads(found.stdout)
    return told


def test_sensitivity_of_a_sum(call: Call) -> None:
    """Revenue of 2025 = (north + south) e^.. of growth, plus five years of subsidy to two regions.

    Over its range of 0 to 50 the subsidy adds 0 to 500 and more: it is nearly all of the variance.
    """
    told = document(
        call, "sensitivity", "--target", "revenue", "--members", "200", "--base-samples", "64"
    )
    by_factor = {row["factor"]: row for row in told["sobol"]}
    assert set(by_factor) == {"subsidy", "growth_rate", "draw"}
    assert by_factor["subsidy"]["total"] > 0.8
    assert by_factor["draw"]["total"] < 0.05
    first = sum(row["first"] for row in told["sobol"])
    assert first == pytest.approx(1.0, abs=0.15)
    at_start = told["times"].index(2020.0)
    assert told["over_time"]["subsidy"]["total"][at_start] == 0.0  # it has not acted yet
    assert told["over_time"]["draw"]["total"][at_start] > 0.9
    assert {row["factor"] for row in told["given_data"]} == {
        "initial_revenue[north]",
        "initial_revenue[south]",
    }
    surest = told["regional"][0]
    assert (surest["factor"], surest["direction"]) == ("subsidy", 1.0)


def test_sensitivity_says_its_cost_first_and_takes_powers_of_two(call: Call) -> None:
    asks = ("sensitivity", "--target", "revenue", "--base", "base", "--members", "100")
    dry = call(*asks, "--base-samples", "64", "--trajectories", "10", "--dry-run")
    # 10 (3 + 1) + 64 (3 + 2) + 100
    assert dry.stdout.startswith("460 member-runs, about ")
    wrong = call(*asks, "--base-samples", "100")
    assert wrong.exit_code == 2
    assert "write a power of 2" in wrong.stderr


def test_discover_finds_up_to_which_subsidy_it_is_met(call: Call, root: Path) -> None:
    asks = ("--without", "growth_rate", "--members", "600")
    told = document(call, "discover", "revenue_assumed", *asks)
    box = told["boxes"][0]
    assert [limit["factor"] for limit in box["limits"]] == ["subsidy"]
    assert box["density"] > 0.95
    # 30 of revenue in 2020 and 10 for each unit of subsidy: at most 100 up to a subsidy of about 7
    assert box["limits"][0]["up_to"] == pytest.approx(7.0, abs=0.6)
    assert "Subsidy by region at most" in box["rule_en"]
    assert "补助" in box["rule_zh"]
    picture = root / "results" / "discover" / "revenue_assumed" / "figures" / "box-1.svg"
    assert "<svg" in picture.read_text(encoding="utf-8")


def test_a_certificate_says_what_the_other_verbs_say(call: Call, root: Path) -> None:
    asks = ("certify", "--members", "200", "--generations", "2", "--without", "growth_rate")
    told = document(call, *asks)
    assert (told["searched"], told["reused"]) == (2, 0)
    own = told["certificates"]["revenue"]
    schema = json.loads(
        (Path(__file__).parents[2] / "docs" / "certificate.schema.json").read_text("utf-8")
    )
    for name in told["certificates"]:
        path = root / "results" / "certificates" / f"{name}.json"
        jsonschema.validate(json.loads(path.read_text(encoding="utf-8")), schema)
        assert (path.with_suffix(".html")).read_text(encoding="utf-8").startswith("<!DOCTYPE")
    assert call("run", "base", "--members", "200", "--no-report").exit_code == 0
    with (root / "results" / "base" / "verdicts.csv").open(encoding="utf-8-sig") as file:
        rows = {row["target"]: row for row in csv.DictReader(file)}
    assert own["verdict"]["probability"] == float(rows["revenue"]["probability"])
    assert own["band"][-1]["p50"] == pytest.approx(float(rows["revenue"]["p50"]), rel=1e-9)
    assert own["levers"][0]["lever"] == "subsidy"
    assert own["change"]["found"] is True
    again = document(call, *asks)
    assert (again["searched"], again["reused"]) == (0, 2)
    assert again["certificates"]["revenue"] == own
    assert call("run", "base", "--members", "200").exit_code == 0
    page = (root / "results" / "report.html").read_text(encoding="utf-8")
    assert 'href="certificates/index.html"' in page
    short = call(*asks, "--base", "base", "--fail-under", "revenue=1")
    assert short.exit_code == 3
    assert "under 1" in short.stderr


def test_the_schema_is_the_one_published() -> None:
    from gaoxin.verdicts.certificate import schema

    published = Path(__file__).parents[2] / "docs" / "certificate.schema.json"
    assert published.read_text(encoding="utf-8") == schema()


def test_conflicts_are_pairs_that_exclude_each_other() -> None:
    from gaoxin.verdicts.certificate import conflicts, first_year

    met = np.array([[1, 1, 0, 0], [0, 0, 1, 1], [1, 0, 1, 0]], dtype=bool)
    assert conflicts(met, 0, ["a", "b", "c"]) == [("b", 0.5, 0.0, 0.25)]
    assert first_year(np.array([0.1, 0.5, 0.9]), [2021.0, 2022.0, 2023.0]) == 2022.0
    assert first_year(np.array([0.1, 0.2, 0.3]), [2021.0, 2022.0, 2023.0]) is None


MODEL = """{UTF-8}
a=
	0
	~	1	[0,1]
	~	|
b=
	0
	~	1	[0,1]
	~	|
noise=
	0
	~	1	[0,1]
	~	|
result= 3*a + b + 0.1*noise
	~	1	~	|
INITIAL TIME= 0 ~ Month ~ |
FINAL TIME= 2 ~ Month ~ |
TIME STEP= 1 ~ Month ~ |
SAVEPER= 1 ~ Month ~ |
"""
FILE = """[constants]
a = { low = 0, high = 1 }
b = { low = 0, high = 1 }
[uncertainty]
noise = { distribution = "uniform", low = 0, high = 1 }
[goals]
high = { variable = "result", rule = "at_least", value = 2.5 }
"""


def test_sensitivity_and_regions_of_any_model(call: Call, tmp_path: Path) -> None:
    """A sum of even variables: shares of the variance are 9 : 1 : 0.01."""
    (tmp_path / "m.mdl").write_text(MODEL, encoding="utf-8")
    (tmp_path / "f.toml").write_text(FILE, encoding="utf-8")
    asks = ("--model", str(tmp_path / "m.mdl"), "--file", str(tmp_path / "f.toml"), "--json")
    size = ("--members", "500", "--base-samples", "256")
    found = call("sensitivity", "--target", "high", *size, *asks)
    assert found.exit_code == 0, found.output
    shares = {row["factor"]: row["total"] for row in json.loads(found.stdout)["sobol"]}
    assert shares["a"] == pytest.approx(9.0 / 10.01, abs=0.06)
    assert shares["b"] == pytest.approx(1.0 / 10.01, abs=0.03)
    assert shares["draw"] < 0.01
    found = call("discover", "high", "--members", "800", *asks)
    assert found.exit_code == 0, found.output
    box = json.loads(found.stdout)["boxes"][0]
    limits = {row["factor"]: row["above"] for row in box["limits"]}
    assert limits["a"] == pytest.approx(0.65, abs=0.12)
    assert box["density"] > 0.8
    lost = call("discover", "high", "--model", asks[1])
    assert lost.exit_code == 2
    assert "name the decision file with --file" in lost.stderr


def test_certificates_of_any_model(call: Call, tmp_path: Path) -> None:
    """A whole way of `a` gives 3 + noise/10 >= 2.5; asked of 80 %, 0.8 of it and a little noise."""
    (tmp_path / "m.mdl").write_text(MODEL, encoding="utf-8")
    more = 'small = { variable = "result", rule = "at_most", value = 0.05 }\n'
    (tmp_path / "f.toml").write_text(FILE + more, encoding="utf-8")
    asks = ["certify", str(tmp_path / "f.toml"), "--model", str(tmp_path / "m.mdl")]
    asks += ["--generations", "2", "--members", "300"]
    found = call(*asks, "--json")
    assert found.exit_code == 0, found.output
    told = json.loads(found.stdout)
    assert (told["searched"], told["reused"]) == (2, 0)
    high, small = told["certificates"]["high"], told["certificates"]["small"]
    assert (high["verdict"]["probability"], high["scenario"]) == (0.0, "m.mdl")
    assert [row["lever"] for row in high["levers"]] == ["a", "b"]
    assert high["levers"][0]["probability"] == 1.0
    (moved,) = high["change"]["levers"]
    assert moved["lever"] == "a"
    assert 0.8 < moved["value"] < 0.84
    assert small["verdict"]["probability"] == pytest.approx(0.5, abs=0.1)
    assert small["change"]["found"] is False
    schema = Path(__file__).parents[2] / "docs" / "certificate.schema.json"
    jsonschema.validate(high, json.loads(schema.read_text("utf-8")))
    short = call(*asks, "--fail-under", "high=0.5")
    assert short.exit_code == 3
    assert "'high' is met with probability 0, under 0.5" in short.stderr
    study = gaoxin.certify(tmp_path / "m.mdl", tmp_path / "f.toml", ["high"], search=False)
    assert study.certificates[0].change is None
    lost = call("certify", "--model", asks[3])
    assert lost.exit_code == 2
    assert "name a decision file first" in lost.stderr


def test_base_rates_stand_beside_a_certificate(call: Call, root: Path) -> None:
    path = root / "calibration" / "priors.csv"
    rows = list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))
    share = {"id": "windows", "unit": "dimensionless", "central": "0.018", "low": "0.012"}
    share |= {"high": "0.16", "distribution": "lognormal_p05_p95", "role": "benchmark"}
    share |= {"constant": "", "unused_reason": "benchmark", "source": "tables of prefectures"}
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), extrasaction="ignore", restval="")
        writer.writeheader()
        writer.writerows([*rows, share])
    table = root / "calibration" / "base_rates.csv"
    table.write_text("target,prior,of_en,of_zh\nrevenue,windows,windows,窗口\n", encoding="utf-8")
    asks = ("certify", "revenue", "--no-search", "--members", "50")
    (rate,) = document(call, *asks)["certificates"]["revenue"]["base_rates"]
    assert (rate["share"], rate["low"], rate["high"], rate["id"]) == (0.018, 0.012, 0.16, "windows")
    page = (root / "results" / "certificates" / "revenue.html").read_text(encoding="utf-8")
    assert "1.8 % (1.2 % – 16.0 %)" in page
    table.write_text("target,prior,of_en,of_zh\nrevenue,window,windows,窗口\n", encoding="utf-8")
    wrong = call(*asks, *BASE)
    assert wrong.exit_code == 2
    said = " ".join(wrong.stderr.split())
    assert "prior 'window' is not in priors.csv; did you mean 'windows'" in said
    table.write_text("target,prior,of_en,of_zh\nrevenue,Q1,windows,窗口\n", encoding="utf-8")
    assert "is no share; name one" in " ".join(call(*asks, *BASE).stderr.split())


def test_what_python_says_of_any_model_is_what_the_verbs_say(tmp_path: Path) -> None:
    (tmp_path / "m.mdl").write_text(MODEL, encoding="utf-8")
    (tmp_path / "f.toml").write_text(FILE, encoding="utf-8")
    model = gaoxin.load(tmp_path / "m.mdl")
    asks: tuple[Any, ...] = (model, tmp_path / "f.toml", "high")
    found = gaoxin.sensitivity(*asks, members=300, base=64, trajectories=10)
    assert found.indices["factor"].iloc[0] == "a"
    box = gaoxin.discover(*asks, members=300).document["boxes"][0]
    assert "a" in {row["factor"] for row in box["limits"]}
