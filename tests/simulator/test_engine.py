"""The page's engine in a real browser: the program's numbers, however it has to compute them.

Presets, levers, elements and definitions; with workers and without, with SIMD and without. Every
lever at three settings: ``python -m tests.simulator.levers``; how fast: ``tests.simulator.speed``.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from gaoxin.simulator.model_constants import Given
from gaoxin.simulator.model_data import ModelInputs, model_data
from gaoxin.telling.words.quantities import number, share_words
from gaoxin.verdicts.likelihood import likelihood_of
from tests.engine.support import build
from tests.simulator.engine_page import CLOSE, OPEN, RUN, agree, engine_page, opened, scenario
from tests.simulator.zone_page import ZonePage, zone_page

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

MEMBERS = 20


@pytest.fixture(scope="module")
def zone() -> ZonePage:
    return zone_page(MEMBERS)


@pytest.fixture(scope="module")
def page(
    browser: Browser, zone: ZonePage, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Page]:
    found = opened(browser, engine_page(zone.data), tmp_path_factory.mktemp("page"))
    assert found.evaluate(OPEN, {"workers": 2})
    yield found
    found.close()


def test_presets_are_the_program_s_scenarios(page: Page, zone: ZonePage) -> None:
    names = [one["id"] for one in zone.data.table["scenarios"]]
    found = page.evaluate(RUN, [scenario(base=name) for name in names])
    assert [one["counts"] for one in found] == [zone.data.table["verdicts"][n] for n in names]
    for one, result in zip(found, zone.study.results, strict=True):
        shares = np.array(one["limits"]).reshape(len(result.bindings), -1)[:, 1:]
        np.testing.assert_allclose(shares, [b.share for b in result.bindings], atol=1e-12)


def test_levers_move_what_they_move_in_the_program(page: Page, zone: ZonePage) -> None:
    levers = list(zone.inputs.desk.levers.values())[::6]
    settings = [{one.name: (one.low, one.high)[place % 2]} for place, one in enumerate(levers)]
    truth = zone.runs([zone.moved(setting) for setting in settings])
    agree(page.evaluate(RUN, [scenario(setting) for setting in settings]), truth)


def test_elements_over_the_whole_and_definitions(page: Page, zone: ZonePage) -> None:
    lever = next(one for one in zone.data.table["levers"] if len(one["elements"]) > 2)
    key = f"{lever['id']}[{lever['elements'][1]['id']}]"
    levers = {lever["id"]: lever["high"], key: lever["low"]}
    plan = next(s for s in zone.inputs.scenarios if s.id == "plan")
    definition = zone.data.table["definitions"][0]
    other = next(o["id"] for o in definition["options"] if o["id"] != definition["own"])
    truth = zone.runs([zone.moved(levers, plan), zone.defined(definition["id"], other)])
    asked = [scenario(levers, base="plan"), scenario(**{definition["id"]: other})]
    agree(page.evaluate(RUN, asked), truth)


def test_the_same_numbers_without_workers_and_without_simd(
    browser: Browser, page: Page, zone: ZonePage, tmp_path: Path
) -> None:
    asked = [scenario({"works_programme": [4, 8, 12, 16, 20]}), scenario(base="plan")]
    known = page.evaluate(RUN, asked)
    plain = opened(browser, engine_page(zone.data), tmp_path, "WebAssembly.validate = () => false")
    for options in ({"workers": 0}, {"workers": 1}):
        assert plain.evaluate(OPEN, options) == bool(options["workers"])
        assert plain.evaluate(RUN, asked) == known
    plain.close()


def test_evaluate_is_a_contract_for_machines(page: Page, zone: ZonePage) -> None:
    base = page.evaluate("lab.evaluate({})")
    assert base == zone.data.table["verdicts"]["momentum"]
    more = page.evaluate("lab.evaluate({works_programme: 20})")
    assert more == zone.runs([zone.moved({"works_programme": 20.0})])[0][1]
    refused = page.evaluate(
        "Promise.all([{works: 1}, {works_programme: 1e9}].map("
        "c => lab.evaluate(c).catch(e => e.message)))"
    )
    assert refused[0].startswith("unknown lever 'works'; the levers are: signing_effort,")
    assert refused[1].startswith("'works_programme' is 1000000000; its range is ")


def test_a_newer_frame_takes_the_place_of_a_waiting_one(page: Page) -> None:
    found = page.evaluate(
        """async () => {
          const at = (x) => ({base: "plan", levers: {works_programme: x}, definitions: {}});
          const jobs = [1, 2, 3, 4].map((x) => lab.engine.quick(at(x)).result);
          return (await Promise.all(jobs)).map((r) => r && r.scenario.levers.works_programme);
        }"""
    )
    assert found == [1, None, None, 4]


def test_outcomes_are_numpy_s(page: Page, zone: ZonePage) -> None:
    found = page.evaluate(
        """async () => {
          const {data, engine} = lab;
          const plan = (x) => ({base: "plan", levers: {works_programme: x}, definitions: {}});
          const [before, now] = await Promise.all([5, 9].map((x) => engine.exact(plan(x)).result));
          const quick = lab.head(now, 8);
          const plain = ({values}) => ({values: values.map((row) => Array.from(row))});
          return {
            bands: plain(lab.bands(before, 2)),
            previewed: plain(lab.previewBands(before, quick, 2)),
            together: Array.from(lab.together(data, before)),
            joint: lab.jointly(data, before, ["gdp", "hightech_firms"]),
            preview: lab.preview(data, before, quick).map((v) => v && v.probability),
            twenty: Array.from(lab.twenty(before, 2, 2025)),
          };
        }"""
    )
    plan = next(s for s in zone.inputs.scenarios if s.id == "plan")
    (values, counts), (later, _) = zone.runs(
        [zone.moved({"works_programme": x}, plan) for x in (5.0, 9.0)]
    )
    levels = (0.05, 0.25, 0.5, 0.75, 0.95)
    own = np.quantile(values[2, 1:], levels, axis=-1)
    np.testing.assert_allclose(found["bands"]["values"], own, rtol=CLOSE)
    some = [np.quantile(v[2, 1:, :8], levels, axis=-1) for v in (values, later)]
    moved = own + some[1] - some[0]
    np.testing.assert_allclose(found["previewed"]["values"], moved, rtol=10 * CLOSE)
    assert sum(found["together"]) == MEMBERS
    assert sum(k * n for k, n in enumerate(found["together"])) == sum(
        met for met, _ in counts.values()
    )
    assert found["joint"]["met"] <= min(counts["gdp"][0], counts["hightech_firms"][0])
    twentieths = (np.arange(20) + 0.5) / 20
    np.testing.assert_allclose(found["twenty"], np.quantile(values[2, -1], twentieths), rtol=CLOSE)
    assert all(p is None or 0 <= p <= 1 for p in found["preview"])


def test_numbers_are_worded_as_in_the_report(page: Page) -> None:
    rng = np.random.default_rng(0)
    values = [
        0.0,
        9.996,
        99.96,
        0.0999,
        1e-7,
        *(10 ** rng.uniform(-6, 7, 200)),
        *rng.normal(0, 9, 50),
    ]
    assert page.evaluate("xs => xs.map(lab.number)", [float(v) for v in values]) == [
        number(float(v)) for v in values
    ]
    counts = [(met, n) for n in (7, 99, 100, 1000, 2000) for met in {*range(0, n, 7), n, n - 1, 1}]
    words = "cs => cs.map(([m, n]) => [lab.percent(m, n), lab.likelihood(m, n).id])"
    found = page.evaluate(words, counts)
    assert found == [[share_words(m, n), likelihood_of(m, n).key] for m, n in counts]


def test_any_model(browser: Browser, tmp_path: Path) -> None:
    """A model alone, and with all its constants varied; a constant moved is the program's run."""
    equations = (
        "Good: iron, wood ~~|\nrate[Good]=0.3,0.2~~|\ncap=9~~|\n"
        "x[Good]=INTEG(rate[Good]*x[Good]*(1-x[Good]/cap), 1)~~|"
    )
    model = build(tmp_path, equations)
    for vary, members in ((0.0, 1), (0.1, 8)):
        data = model_data(ModelInputs(model, given=Given(vary=vary, members=members)))
        assert [one["id"] for one in data.table["outputs"]] == ["x[iron]", "x[wood]"]
        page = opened(browser, engine_page(data), tmp_path)
        page.evaluate(OPEN, {"workers": 1})
        asked = [
            {"base": "model", "levers": lever, "definitions": {}}
            for lever in ({"cap": 5}, {"rate[wood]": 0.5})
        ]
        found = page.evaluate(RUN, asked)
        page.close()
        if vary:
            spread = np.ptp(np.array(found[0]["values"]), axis=-1)
            assert (spread[:, 1:] > 0).all()
            continue
        rates = model.default("rate")
        rates.values[1] = 0.5
        moved: list[dict[str, Any]] = [{"cap": 5.0}, {"rate": rates}]
        for one, given in zip(found, moved, strict=True):
            truth = model.run(given)["x"].values
            np.testing.assert_allclose(np.array(one["values"])[..., 0], truth, rtol=1e-12)


def test_a_page_says_what_its_model_cannot(tmp_path: Path) -> None:
    from gaoxin.errors import ModelError

    model = build(tmp_path, "x=INTEG(RANDOM UNIFORM(0, a, 1), 0)~~|\na=1~~|")
    with pytest.raises(ModelError, match="does not cover random numbers"):
        model_data(ModelInputs(model))
