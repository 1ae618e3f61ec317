"""A page's data as small as can be: three levers, three scenarios, two targets."""

from __future__ import annotations

from typing import Any

YEARS = [2021, 2022, 2023, 2024, 2025]


def text(words: str) -> dict[str, str]:
    """Return a text that is the same in both languages."""
    return {"en": words, "zh": words}


def _lever(name: str, high: float, neutral: float, parts: str = "", **more: Any) -> dict[str, Any]:
    elements = [{"id": part, "name": text(part)} for part in parts.split()]
    given = {"id": name, "name": text(name), "low": 0.0, "high": high, "neutral": neutral}
    return given | {"unit": "dimensionless", "sector": "industry", "elements": elements} | more


def _scenario(name: str, extends: str | None, **levers: Any) -> dict[str, Any]:
    keys = ("effort[a]", "effort[b]", "effort[c]")
    held = {key: [1.0] * 5 for key in keys} | {"works": [13.0] * 5, "price": [5.0] * 5}
    stated = {key.replace("_", "[") + "]" if "_" in key else key: v for key, v in levers.items()}
    return {
        "id": name,
        "title": {"en": name.title(), "zh": f"情景{name}"},
        "description": text(name),
        "extends": extends,
        "levers": held | stated,
        "definitions": {"reading": "wide"},
        "drawn": [],
    }


def small_data() -> dict[str, Any]:
    """Return the data object of a page, as ``gaoxin/simulator/data.py`` describes it.

    In ``plan`` element ``c`` has a value of its own; in ``drawn`` the price is drawn by member.
    """
    drawn = _scenario("drawn", "plan", effort_a=[1.25] * 5, effort_b=[1.25] * 5)
    drawn["drawn"] = [{"key": "price", "p05": 2.0, "p95": 4.0}]
    plan = _scenario("plan", "base", effort_a=[1.25] * 5, effort_b=[1.25] * 5, effort_c=[0.0] * 5)
    target = {"rule": "at_least", "unit": "firm", "year": 2025, "status": "plan", "judged": True}
    outputs: list[dict[str, Any]] = [
        {"id": name, "name": text(name), "unit": "firm", "observed": []}
        for name in ("firms", "jobs")
    ]
    return {
        "kind": "zone",
        "hash": "0a1b2c3d",
        "members": 100,
        "base": "base",
        "policy": YEARS,
        "years": [2014, *range(2015, 2026)],
        "sectors": [{"id": "industry", "name": text("Industry")}],
        "levers": [
            _lever("effort", 3.0, 1.0, "a b c"),
            _lever("works", 50.0, 13.0, unit="CNY_1e8/year"),
            _lever("price", 20.0, 5.0),
        ],
        "definitions": [
            {
                "id": "reading",
                "name": None,
                "own": "wide",
                "options": [{"id": one, "name": text(one)} for one in ("wide", "narrow")],
            }
        ],
        "scenarios": [_scenario("base", None), plan, drawn],
        "targets": [
            target | {"id": name, "name": text(name), "value": 80.0, "output": i, "kind": ""}
            for i, name in enumerate(("firms", "jobs"))
        ],
        "outputs": outputs,
        "limits": [],
    }
