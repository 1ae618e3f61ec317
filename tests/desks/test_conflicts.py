"""The arithmetic of ``conflicts.csv``, recomputed from indicators and facts alone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from gaoxin.desks.conflicts import ConflictRow
from gaoxin.desks.facts import read_facts
from gaoxin.desks.indicators import read_indicators
from gaoxin.desks.table import read_table

CALIBRATION = Path(__file__).parents[2] / "calibration"
NUMBER = re.compile(r"\d+(?:\.\d+)?")

INDICATORS = {row.id: row for row in read_indicators(CALIBRATION / "indicators.csv")}
FACTS = {row.id: row for row in read_facts(CALIBRATION / "facts.csv")}
CONFLICTS = {row.id: row for row in read_table(CALIBRATION / "conflicts.csv", ConflictRow)}

Pairs = list[tuple[float, int]]


def stated(value: float | None) -> float:
    """Return a number that the table must have."""
    assert value is not None
    return value


def a(name: str) -> float:
    """Return an indicator's value of 2015."""
    return stated(INDICATORS[name].value_2015)


def b(name: str) -> float:
    """Return an indicator's value of 2020."""
    return stated(INDICATORS[name].value_2020)


def t(name: str) -> float:
    """Return an indicator's target of 2025."""
    return stated(INDICATORS[name].target_2025)


def f(name: str) -> float:
    """Return a fact."""
    return stated(FACTS[name].value)


def g(x: float, y: float, n: int = 5) -> float:
    """Return the compound yearly rate from x to y, in percent."""
    return float(((y / x) ** (1 / n) - 1) * 100)


def geo(base: float, rate: float, n: int = 5) -> float:
    """Return the sum of n years that grow at a rate in percent."""
    return sum(base * (1 + rate / 100) ** k for k in range(1, n + 1))


def lin(x: float, y: float, n: int = 5) -> float:
    """Return the sum of n years on a straight line from x to y."""
    return sum(x + (y - x) * k / n for k in range(1, n + 1))


def yr(cum: float, n: int = 5) -> float:
    """Return the yearly cut behind a cut over n years, in percent."""
    return float((1 - (1 - cum / 100) ** (1 / n)) * 100)


def first4(cum: float, last: float) -> float:
    """Return the mean yearly cut of the first four years, given the last year's."""
    return float((1 - ((1 - cum / 100) / (1 - last / 100)) ** 0.25) * 100)


R = "revenue_park"
T2, T1 = t(R), f("revenue_target_text")
rev, gdp, gdp25 = b(R), b("gdp"), t("gdp")
jobs20 = gdp / b("labour_productivity") * 1e4
jobs25 = gdp25 / t("labour_productivity") * 1e4
pop_lo = f("health_records") * 1e4
pop_hi = b("patents_held") / b("invention_patents_per_10k") * 1e4
fai = f("cum_fixed_investment")
svc20, svc25 = b("service_revenue"), t("service_revenue")
floor = 100 * f("firms_over_100") + 50 * f("firms_over_50") + 10 * f("firms_over_10")
bu15 = f("built_up_area") / (1 + f("built_up_growth") / 100)
dbu = f("built_up_area") - bu15
mu = 1 / 1500  # km2
gd_hi = gdp / (1 + b("gdp_growth_rate") / 100) ** 5
gd_lo = gdp / (1 + a("gdp_growth_rate") / 100) ** 5
land = sum(
    f(x)
    for x in [
        "new_energy_park_land",
        "einfo_park_land",
        "baode_land",
        "digital_park_land",
        "print3d_land",
        "bonded_near_land",
        "hospital_land",
        "tcm_hospital_land",
        "angu_clinic_land",
        "cdc_land",
        "kindergarten_land",
        "angu_primary_land",
        "culture_complex_land",
        "stadium_land",
    ]
)
land2 = land - f("bonded_near_land") + f("bonded_end_area") / mu
rpe15, rpe20 = a(R) / a("park_employees") * 1e4, rev / b("park_employees") * 1e4
cap = fai / f("revenue_increment_5y")
bg, br = f("budget_revenue_growth"), "general_budget_revenue"
fg, fi = f("fixed_investment_growth"), "fixed_investment"
ofa, arr = "out_of_city_funds_arrived", f("cum_arrived_funds")
ipf = (1 + f("ip_growth") / 100) ** 5
pat = b("invention_patents_per_10k"), t("invention_patents_per_10k")
eic, cic = b("energy_intensity_cut_cum"), b("co2_intensity_cut_cum")

DERIVED: dict[str, Pairs] = {
    "C01": [
        (g(rev, T2), 2),
        (g(rev, T1), 2),
        (T2 - T1, 0),
        ((T2 - T1) / T1 * 100, 1),
        (T2 - rev, 0),
        (T1 - rev, 0),
        ((T2 - rev) / (rev - a(R)), 2),
        ((T1 - rev) / (rev - a(R)), 2),
        (rev - a(R), 2),
    ],
    "C02": [(g(a(R), rev), 2), (g(a("park_employees"), b("park_employees")), 2)],
    "C03": [
        (jobs20, 0),
        (jobs25, 0),
        (jobs25 - jobs20, 0),
        (jobs25 / jobs20, 3),
        (g(jobs20, jobs25), 2),
        (g(b("labour_productivity"), t("labour_productivity")), 2),
        (g(gdp, gdp25), 2),
        (gdp / b("park_employees") * 1e4, 2),
        (jobs20 / b("park_employees"), 2),
    ],
    "C04": [(jobs20 / pop_lo, 3), (pop_hi, 0), (jobs20 / pop_hi * 100, 1)],
    "C05": [(g(gdp, gdp25), 2), (g(gdp, gdp25) / b("gdp_growth_rate"), 2), (gd_lo, 2), (gd_hi, 2)],
    "C06": [
        (gdp * b("rd_intensity") / 100, 3),
        (gdp25 * t("rd_intensity") / 100, 3),
        (gdp25 * t("rd_intensity") / gdp / b("rd_intensity"), 2),
        (g(gdp * b("rd_intensity"), gdp25 * t("rd_intensity")), 1),
        (rev * b("rd_intensity") / 100, 3),
        (T2 * t("rd_intensity") / 100, 1),
        (T2 * t("rd_intensity") / gdp25, 1),
        (T1 * t("rd_intensity") / 100, 1),
    ],
    "C07": [
        (svc25 + 100 * f("ten_billion_parks"), 0),
        (g(svc20, svc25), 2),
        (svc20 / rev * 100, 1),
        (svc25 / T2 * 100, 1),
        (svc25 / T1 * 100, 1),
        (rev - svc20, 0),
        (g(rev - svc20, T2 - svc25), 2),
        (g(rev - svc20, T1 - svc25), 2),
        (svc25 - svc20, 0),
        ((svc25 - svc20) / (T2 - rev) * 100, 1),
        ((svc25 - svc20) / (T1 - rev) * 100, 1),
    ],
    "C08": [
        (-g(a(fi), b(fi)), 2),
        (a(fi) * (1 + fg / 100) ** 5, 2),
        (geo(a(fi), fg), 2),
        (fai / geo(1, fg), 2),
        (fai / geo(1, fg) * (1 + fg / 100) ** 5, 2),
        (fai - b(fi), 2),
        ((fai - b(fi)) / 4, 2),
        (fai / 5, 2),
    ],
    "C09": [
        (arr - b(ofa), 0),
        ((arr - b(ofa)) / 4, 1),
        (lin(a(ofa), b(ofa)), 1),
        (lin(a(ofa), b(ofa)) / arr, 2),
    ],
    "C10": [(a(ofa) / a(fi), 2), (b(ofa) / b(fi), 2), (arr / fai * 100, 1)],
    "C11": [
        (f("soe_direct_investment") + f("soe_induced_investment"), 0),
        ((f("soe_direct_investment") + f("soe_induced_investment")) / fai, 2),
        (f("soe_direct_investment") / fai * 100, 1),
    ],
    "C12": [
        (g(a(br), b(br)), 2),
        (a(br) * (1 + bg / 100) ** 5, 2),
        (geo(a(br), bg), 2),
        (geo(a(br), g(a(br), b(br))), 2),
        (b(br) / (1 + bg / 100) ** 5, 2),
        (lin(a(br), b(br)), 2),
        (f("cum_budget_revenue") - b(br), 2),
        ((f("cum_budget_revenue") - b(br)) / 4, 2),
    ],
    "C13": [
        (a(br) / a("tax_revenue") * 100, 1),
        (b(br) / b("tax_revenue") * 100, 1),
        (f("cum_budget_revenue") / f("cum_tax") * 100, 1),
        (f("cum_tax") - b("tax_revenue"), 1),
        ((f("cum_budget_revenue") - b(br)) / (f("cum_tax") - b("tax_revenue")) * 100, 1),
    ],
    "C14": [
        (b("park_employees") - a("park_employees"), 0),
        ((b("park_employees") - a("park_employees")) / f("cum_urban_jobs") / 1e4, 2),
        (jobs25 - jobs20, 0),
        ((jobs25 - jobs20) / (b("park_employees") - a("park_employees")), 1),
    ],
    "C15": [
        (f("unemployment_rate_text") / b("unemployment_rate"), 1),
        (jobs20 * b("unemployment_rate") / (100 - b("unemployment_rate")), 0),
        (jobs20 * f("unemployment_rate_text") / (100 - f("unemployment_rate_text")), 0),
        (f("cum_reemployed") * 1e4, 0),
    ],
    "C16": [
        (f("incubator_area_text") / b("incubator_area"), 2),
        (b("incubator_area") / a("incubator_area"), 2),
        (f("incubator_area_text") / a("incubator_area"), 2),
        (f("incubator_area_text") - b("incubator_area"), 0),
    ],
    "C17": [
        (f("main_industry_contribution") - f("main_industry_contribution_rise"), 1),
        (
            a("main_industry_revenue_share")
            - f("main_industry_contribution")
            + f("main_industry_contribution_rise"),
            1,
        ),
        (b("main_industry_revenue_share") - a("main_industry_revenue_share"), 0),
    ],
    "C18": [
        (f("main_industry_revenue") / rev * 100, 2),
        (rev * b("main_industry_revenue_share") / 100, 2),
        (
            f("revenue_electronics")
            + f("revenue_health")
            + f("revenue_smart_manufacturing")
            + svc20,
            0,
        ),
        (rev - f("main_industry_revenue"), 0),
        (rev * (1 - b("main_industry_revenue_share") / 100), 2),
    ],
    "C19": [
        (f("main_industry_contribution") + f("digital_contribution"), 0),
        (rev * f("digital_contribution") / 100, 2),
        (f("revenue_smart_manufacturing") / rev * 100, 1),
        (gdp25 * t("digital_core_va_share") / 100, 2),
    ],
    "C20": [
        (ipf, 3),
        (b("patents_held") * ipf, 0),
        (g(*pat), 2),
        (ipf / (pat[1] / pat[0]), 3),
        (g(1, ipf / (pat[1] / pat[0])), 2),
        (g(a("patents_held"), b("patents_held")), 2),
    ],
    "C21": [
        (f("cum_trade") - f("trade_increment_text"), 2),
        (b("trade_total") - a("trade_total"), 2),
        (g(a("trade_total"), b("trade_total")), 2),
        (f("cum_trade") - b("trade_total"), 2),
        ((f("cum_trade") - b("trade_total")) / 4, 2),
        (lin(a("trade_total"), b("trade_total")), 2),
    ],
    "C22": [
        (f("air_good_days_text") - b("air_good_days_share"), 1),
        (f("air_good_days_text") - f("air_good_days_rise"), 0),
        (b("air_good_days_share") - f("air_good_days_rise"), 1),
    ],
    "C23": [
        (f("resident_pension_coverage") - t("pension_coverage"), 0),
        (f("resident_pension_coverage") - b("pension_coverage"), 0),
    ],
    "C24": [
        (b("sishang_firms") - f("above_scale_firms_2020"), 0),
        (t("above_scale_industrial_firms") - f("above_scale_firms_2020"), 0),
        (
            (t("above_scale_industrial_firms") - f("above_scale_firms_2020"))
            / f("new_above_scale_firms"),
            1,
        ),
    ],
    "C25": [
        (b("sishang_firms") - a("sishang_firms"), 0),
        (f("new_sishang_firms") - b("sishang_firms") + a("sishang_firms"), 0),
    ],
    "C26": [(f("new_national_tech_centres") + f("new_prov_tech_centres"), 0)],
    "C27": [
        (yr(eic), 2),
        (yr(cic), 2),
        (first4(eic, b("energy_intensity_cut")), 2),
        (first4(cic, b("co2_intensity_cut")), 2),
    ],
    "C29": [
        (gdp / rev * 100, 2),
        (gdp25 / T2 * 100, 2),
        (gdp25 / T1 * 100, 2),
        (gdp25 - gdp, 1),
        ((gdp25 - gdp) / (T2 - rev) * 100, 2),
        ((gdp25 - gdp) / (T1 - rev) * 100, 2),
        (gdp / rev * T2, 1),
        (gdp25 / gdp * rev, 1),
    ],
    "C30": [
        (floor, 0),
        (floor / T2 * 100, 1),
        (floor / T1 * 100, 1),
        (T2 - floor, 0),
        (T2 - floor - svc25, 0),
        (T1 - floor - svc25, 0),
        ((T2 - floor - svc25) / (t("above_scale_industrial_firms") - 24), 2),
    ],
    "C31": [
        (b("gdp_growth_rate") - b("industrial_va_growth"), 0),
        ((b("gdp_growth_rate") - b("industrial_va_growth") / 2) * 2, 1),
        ((b("gdp_growth_rate") - b("industrial_va_growth") * 2 / 3) * 3, 1),
    ],
    "C32": [
        (pop_hi / 1e4, 3),
        (pop_lo / 1e4 * pat[0], 0),
        (pop_lo / 1e4 * pat[0] / b("patents_held") * 100, 1),
    ],
    "C33": [(bu15, 2), (dbu, 2), (b("built_upgraded_area") / dbu, 2)],
    "C34": [
        (pop_lo / 1e3 * b("physicians_per_1000"), 0),
        (pop_hi / 1e3 * b("physicians_per_1000"), 0),
        (pop_lo / 1e3 * t("physicians_per_1000"), 0),
        (pop_hi / 1e3 * t("physicians_per_1000"), 0),
        (f("hospital_beds") / (pop_hi / 1e3), 1),
        (f("hospital_beds") / (pop_lo / 1e3), 1),
        (f("hospital_floor") * 1e4 / f("hospital_beds"), 0),
    ],
    "C35": [
        (f("land_requisitioned") * mu, 2),
        (f("land_requisitioned") * mu / dbu, 2),
        (f("land_vacated") * mu, 2),
        (f("land_banked") * mu, 2),
        (land, 0),
        (land * mu, 2),
        (land2, 0),
        (land2 * mu, 2),
    ],
    "C36": [
        (b("soe_assets") - a("soe_assets"), 0),
        (b("soe_assets") - a("soe_assets") - f("soe_direct_investment"), 0),
        ((1 - f("soe_direct_investment") / (b("soe_assets") - a("soe_assets"))) * 100, 1),
        (g(a("soe_assets"), b("soe_assets")), 1),
        (g(a("soe_revenue"), b("soe_revenue")), 1),
        (a("soe_revenue") / a("soe_assets"), 3),
        (b("soe_revenue") / b("soe_assets"), 4),
    ],
    "C37": [
        (t("soe_assets") - b("soe_assets"), 0),
        (g(b("soe_assets"), t("soe_assets")), 2),
        (f("soe_investment_target") / (t("soe_assets") - b("soe_assets")) * 100, 1),
        (f("soe_financing_target") / (t("soe_assets") - b("soe_assets")) * 100, 1),
        (t("soe_profit") / t("soe_assets") * 100, 2),
        (t("soe_profit") / t("soe_revenue") * 100, 1),
        (t("soe_revenue") / t("soe_assets"), 4),
        (g(b("soe_revenue"), t("soe_revenue")), 2),
    ],
    "C38": [
        (f("rural_roads_township") + f("rural_roads_village"), 2),
        (f("rural_roads") - f("rural_roads_township") - f("rural_roads_village"), 2),
    ],
    "C39": [(f("municipal_bridge"), 0), (f("municipal_bridge") + f("laojiangba_bridge"), 0)],
    "C40": [(f("revetment_box11"), 0), (f("revetment_box11") + f("revetment_box12"), 0)],
    "C41": [(f("kindergartens_box12"), 0), (f("kindergartens_text"), 0), (f("middle_box12"), 0)],
    "C42": [
        (
            f("tech_platforms")
            + f("new_type_institutes")
            + f("academician_stations")
            + f("doctoral_stations")
            + f("provincial_labs")
            + f("provincial_eng_centres")
            + f("tech_service_platforms"),
            0,
        ),
        (b("rd_institutions"), 0),
    ],
    "C43": [
        (f("expert_pool") / b("highlevel_talent"), 2),
        (f("talent_leaders") + f("talent_doctors") + f("talent_masters"), 0),
        (
            (f("talent_leaders") + f("talent_doctors") + f("talent_masters"))
            / b("highlevel_talent"),
            1,
        ),
    ],
    "C44": [
        (f("cum_gov_fund_revenue") / geo(1, f("gov_fund_growth")), 2),
        (
            f("cum_gov_fund_revenue")
            / geo(1, f("gov_fund_growth"))
            * (1 + f("gov_fund_growth") / 100) ** 5,
            2,
        ),
        (f("cum_budget_expenditure") / geo(1, f("budget_expenditure_growth")), 2),
        (
            f("cum_budget_expenditure")
            / geo(1, f("budget_expenditure_growth"))
            * (1 + f("budget_expenditure_growth") / 100) ** 5,
            2,
        ),
        (f("cum_budget_revenue") / f("cum_budget_expenditure") * 100, 1),
        (f("cum_budget_expenditure") - f("cum_budget_revenue"), 2),
    ],
    "C45": [
        ((1 - b("foreign_capital_used") / a("foreign_capital_used")) * 100, 1),
        ((b("trade_total") / a("trade_total") - 1) * 100, 1),
    ],
    "C46": [
        (arr / f("signed_investment") * 100, 1),
        (f("signed_investment") / f("signed_projects"), 2),
        (f("signed_investment") - arr, 1),
        (f("signed_investment") / fai, 2),
    ],
    "C47": [
        (f("bonded_core_land") + f("bonded_ecommerce_land"), 0),
        (f("bonded_near_land") * mu, 2),
        (f("bonded_mid_area") / mu, 0),
        (f("bonded_end_area") / mu, 0),
        (f("bonded_end_area") / mu / f("bonded_near_land"), 1),
        (f("bonded_end_area") / f("built_up_area") * 100, 1),
    ],
    "C48": [
        (f("land_vacated_plots") / f("firms_cleared"), 2),
        (f("land_vacated") / f("firms_cleared"), 1),
        (f("land_vacated") / f("land_vacated_plots"), 1),
    ],
    "C49": [(f("cable_park_output"), 0), (f("lfp_cathode_investment") + f("hangda_investment"), 0)],
    "C50": [(f("substations_110kv") + f("substations_220kv"), 0)],
    "C51": [(rev * f("hightech_revenue_share") / 100, 2)],
    "C52": [
        (f("main_industry_contribution") - t("main_industry_economy_share"), 0),
        (b("main_industry_revenue_share") - t("main_industry_economy_share"), 0),
        (T2 * (100 - t("main_industry_economy_share")) / 100, 0),
    ],
    "C53": [
        (rpe15, 2),
        (rpe20, 2),
        (g(rpe15, rpe20), 2),
        (T2 / rpe20 * 1e4, 0),
        (T1 / rpe20 * 1e4, 0),
        (T2 / (rpe20**2 / rpe15) * 1e4, 0),
        (T1 / (rpe20**2 / rpe15) * 1e4, 0),
    ],
    "C54": [(t("tech_smes") - b("tech_smes"), 0)],
    "C55": [(f("new_little_giants"), 0)],
    "C57": [
        (t("hightech_firms") - b("hightech_firms"), 0),
        (t("tech_smes") - b("tech_smes"), 0),
        ((t("rd_intensity") - b("rd_intensity")) / 5, 1),
        (g(b("rd_intensity"), t("rd_intensity")), 2),
    ],
    "C59": [
        (cap, 3),
        ((T2 - rev) * cap, 0),
        ((T1 - rev) * cap, 0),
        ((T2 - rev) * cap / fai, 1),
        ((T1 - rev) * cap / fai, 1),
        ((T2 - rev) * cap / 5, 0),
        ((T1 - rev) * cap / 5, 0),
        (fai / (gdp - gd_lo), 1),
        (fai / (gdp - gd_hi), 1),
        ((gdp25 - gdp) * fai / (gdp - gd_lo), 0),
        ((gdp25 - gdp) * fai / (gdp - gd_hi), 0),
    ],
    "C60": [(b("hightech_output_share") - a("hightech_output_share"), 0)],
    "C61": [(f("linked_bases_2020"), 0), (f("linked_bases_plan"), 0)],
    "C62": [(f("rural_income_growth") - b("income_growth"), 1)],
    "C63": [(f("city_5g_stations"), 0)],
    "C64": [(f("fagaofa_horizon_min"), 0), (f("fagaofa_horizon_max"), 0)],
    "C65": [
        (rev / f("built_up_area"), 1),
        (a(R) / bu15, 2),
        (g(a(R) / bu15, rev / f("built_up_area")), 2),
        (T2 / rev * f("built_up_area"), 1),
        (T2 / rev * f("built_up_area") / f("construction_zone_area") * 100, 1),
        (T1 / rev * f("built_up_area"), 1),
        (T2 / (f("built_up_area") + dbu), 1),
        (T2 / (f("built_up_area") + dbu) / (rev / f("built_up_area")), 1),
    ],
}
"""Conflict to derived numbers, each with the decimals it is printed with."""


@pytest.mark.parametrize("conflict", sorted(DERIVED))
def test_derived_numbers_stand_in_the_arithmetic(conflict: str) -> None:
    printed = set(NUMBER.findall(CONFLICTS[conflict].arithmetic))
    missing = [
        f"{value:.{places}f}"
        for value, places in DERIVED[conflict]
        if f"{value:.{places}f}" not in printed
    ]
    assert not missing


def test_every_conflict_with_arithmetic_is_recomputed() -> None:
    assert set(CONFLICTS) - set(DERIVED) == {"C28", "C56", "C58"}
    assert sum(len(pairs) for pairs in DERIVED.values()) == 263


def test_ids_and_vocabularies() -> None:
    assert not set(INDICATORS) & set(FACTS)
    for row in CONFLICTS.values():
        for name in row.indicator_ids.split(";"):
            assert name in INDICATORS or name in FACTS, (row.id, name)
    notes = {row.id: row.note for row in INDICATORS.values()}
    notes |= {row.id: row.note for row in FACTS.values()}
    for id_, note in notes.items():
        for conflict in re.findall(r"\bC\d\d\b", note):
            assert conflict in CONFLICTS, id_
    for indicator in INDICATORS.values():
        assert indicator.kind in {"level", "flow_per_year", "share", "growth_rate", "cumulative"}
        assert indicator.table in {"box1", "box2", "text", "box1+box2"}
