"""What ``gaoxin calibrate`` prints of a fit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from gaoxin.cli.printing.console import console, print_document
from gaoxin.cli.streams import echo
from gaoxin.language import NOTHING, Text, name_of
from gaoxin.telling.words.quantities import number

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr
    from rich.table import Table

    from gaoxin.inference.archive import Posterior
    from gaoxin.inference.calibration import Calibration
    from gaoxin.language import Lang
    from gaoxin.studies.calibrate import CalibrationStudy
    from gaoxin.studies.foresight import ForesightStudy

SHOWN = 15
"""Parameters listed: those of which the data say most."""


def print_tables(study: CalibrationStudy, lang: Lang) -> None:
    """Print convergence, what was learned, each observation's interval, and the structures."""
    calibration, posterior = study.calibration, study.posterior
    screen = console()
    screen.print(_learned(posterior.tables, lang))
    screen.print(_predicted(calibration, posterior, lang))
    if study.structures is not None:
        screen.print(_structures(calibration, study.structures, lang))
    screen.print(_diagnostics(study.diagnostics, lang))
    for line in _lines(study.diagnostics, lang):
        echo(line)
    echo(str(calibration.workspace.posterior))


def print_json(
    study: CalibrationStudy,
    lang: Lang,  # noqa: ARG001 - machines read keys, the same in both languages
) -> None:
    """Print one JSON object with everything that the tables hold."""
    document = {
        **study.diagnostics,
        "parameters": _records(study.parameters),
        "observations": _records(study.observations),
        "ridges": _records(study.ridges),
        "log_evidence": {} if study.structures is None else _evidence(study.structures),
        "posterior": str(study.calibration.workspace.posterior),
    }
    print_document(document)


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return a table as one dict a row, NaN as null."""
    return [
        {str(key): None if value != value else value for key, value in row.items()}
        for row in table.to_dict("records")
    ]


def _evidence(structures: xr.Dataset) -> dict[str, list[float | None]]:
    """Return the evidence of each structure by run; null where a run refuses it."""
    names = structures["structure"].values
    rows = structures["log_evidence"].values.tolist()
    return {
        str(name): [value if value == value else None for value in row]
        for name, row in zip(names, rows, strict=True)
    }


def _lines(told: dict[str, Any], lang: Lang) -> list[str]:
    count = told["observations"]
    lines = [
        Text(
            f"{told['sampled']} parameters sampled of {told['priors']} priors (no observation "
            f"tells of the others); R-hat at most {told['rhat']:.4f}; ESS at least "
            f"{told['ess_bulk']:.0f} bulk, {told['ess_tail']:.0f} tail.",
            f"抽样参数 {told['sampled']} 个（先验 {told['priors']} 个，其余不影响任何观测值）；"
            f"R-hat 最大 {told['rhat']:.4f}；有效样本量最小：主体 {told['ess_bulk']:.0f}，"
            f"尾部 {told['ess_tail']:.0f}。",
        ),
        Text(
            f"90 % intervals that hold their observation: fitted {told['covered']} of {count}, "
            f"left out {told['covered_held_out']} of {count}.",
            f"90% 预测区间覆盖观测值：拟合 {told['covered']}/{count}，留一 "
            f"{told['covered_held_out']}/{count}。",
        ),
    ]
    if "held_out" in told:
        lines += score_lines(told["held_out"])
    compared = 0 if "held_out" in told else told["compared_with_trend"]
    if compared:
        crps, trend = (f"{told[name]:.3f}" for name in ("crps", "crps_trend"))
        scores = Text(
            f"Left-out predictions: mean CRPS {crps}; a log-linear trend {trend} ({compared} that "
            "both predict).",
            f"留一预测平均 CRPS {crps}，对数线性趋势 {trend}（{compared} 项可比）。",
        )
        lines.append(scores)
    return [line.in_(lang) for line in lines]


def _diagnostics(told: dict[str, Any], lang: Lang) -> Table:
    """Return every figure that tells whether draws are the posterior's, with its limit."""
    from gaoxin.inference.sampling.diagnostics import limits

    known = limits(told["sampled"])
    table = _table(
        Text("Whether the draws are the posterior's", "抽样是否即为后验"),
        (
            Text("Diagnostic", "诊断量"),
            Text("Figure", "数值"),
            Text("Limit", "限值"),
            NOTHING,
        ),
        lang,
    )
    for name, figure in told["diagnostics"].items():
        limit = known.get(name)
        bound = "" if limit is None else f"{'≥' if limit.above else '≤'} {limit.bound:.4g}"
        wrong = limit is not None and not limit.kept(figure)
        table.add_row(
            name,
            "–" if figure is None else f"{figure:.4g}",
            bound,
            Text("outside", "超限").in_(lang) if wrong else "",
        )
    return table


def score_lines(told: dict[str, Any]) -> list[Text]:
    """Return what is said of predictions of what a fit did not see."""
    names = {
        "persistence": Text("persistence", "持续性"),
        "trend": Text("trend", "趋势"),
        "prior": Text("prior", "先验"),
    }
    shares = [100 * told[f"coverage_{level}"] for level in (50, 80, 90)]
    held_en, held_zh = (
        ", ".join(f"{s:.0f} %" for s in shares),
        "、".join(f"{s:.0f}%" for s in shares),
    )
    against = [
        (word, told[f"crps_fit_against_{key}"], told[f"crps_{key}"], told[f"compared_{key}"])
        for key, word in names.items()
        if told[f"compared_{key}"]
    ]
    said_en = "; ".join(f"{a:.3f} against {w.en} {b:.3f} ({n})" for w, a, b, n in against)
    said_zh = "；".join(f"{a:.3f}，{w.zh} {b:.3f}（{n} 项）" for w, a, b, n in against)
    return [
        Text(
            f"Predictions of what was not seen, {told['predicted']}: intervals of 50, 80, 90 % "
            f"held {held_en} (PIT uniform: p = {told['pit_uniform_p']:.2g}); 90 % intervals "
            f"{told['width_90']:.2f} wide, the prior's {told['width_90_prior']:.2f} (medians).",
            f"对未见数据的预测 {told['predicted']} 项：50%、80%、90% 区间的实际覆盖率 {held_zh}"
            f"（PIT 均匀性 p = {told['pit_uniform_p']:.2g}）；90% 区间宽度中位数 "
            f"{told['width_90']:.2f}，先验为 {told['width_90_prior']:.2f}。",
        ),
        Text(f"Mean CRPS: {said_en}.", f"平均 CRPS：{said_zh}。"),
    ]


def print_foresight(study: ForesightStudy, lang: Lang) -> None:
    """Print every later observation with what was foretold, and how the predictions did."""
    from rich.text import Text as RichText

    table = _table(
        Text(
            f"Foretold from what was known by {study.until:g}", f"据{study.until:g}年以前数据的预测"
        ),
        (
            Text("Observation", "观测值"),
            Text("Observed", "实绩"),
            Text("Foretold 5-95 %", "预测 5–95%"),
            Text("PIT", "PIT"),
        ),
        lang,
    )
    for row in study.table.to_dict("records"):
        span = f"{number(row['p05'])} – {number(row['p95'])}"
        label = RichText(str(row["observation"]))
        table.add_row(label, number(row["value"]), span, f"{row['pit']:.2f}")
    console().print(table)
    for line in score_lines(study.scores):
        echo(line.in_(lang))


def print_foresight_json(study: ForesightStudy) -> None:
    """Print one JSON object: scores, and a row a later observation."""
    document = {"scores": study.scores, "observations": _records(study.table)}
    print_document(document)


def _table(title: Text, columns: Sequence[Text], lang: Lang) -> Table:
    from rich import box
    from rich.table import Table

    table = Table(
        title=title.in_(lang), box=box.SIMPLE_HEAD, title_justify="left", title_style="bold"
    )
    for position, column in enumerate(columns):
        table.add_column(column.in_(lang), justify="right" if position else "left")
    return table


def _learned(tables: xr.Dataset, lang: Lang) -> Table:
    """Return the parameters of which the data say most."""
    table = _table(
        Text("What the data say most of", "数据信息最多的参数"),
        (
            Text("Parameter", "参数"),
            Text("Prior 5-95 %", "先验 5–95%"),
            Text("Posterior 5-95 %", "后验 5–95%"),
            Text("Contraction", "收缩"),
        ),
        lang,
    )
    from rich.text import Text as RichText

    for i in np.argsort(-tables["contraction"].values)[:SHOWN]:
        row = {name: tables[name].values[i] for name in tables if "parameter" in tables[name].dims}
        table.add_row(
            RichText(str(tables["parameter"].values[i])),
            f"{number(row['prior_p05'])} – {number(row['prior_p95'])}",
            f"{number(row['p05'])} – {number(row['p95'])}",
            f"{100 * row['contraction']:.0f} %",
        )
    return table


def _predicted(calibration: Calibration, posterior: Posterior, lang: Lang) -> Table:
    """Return every observation with its fitted and its left-out interval."""
    from gaoxin.studies.calibrate import covered

    table = _table(
        Text("The observations", "观测值"),
        (
            Text("Observation", "观测值"),
            Text("Observed", "实绩"),
            Text("Fitted 5-95 %", "拟合 5–95%"),
            Text("Left out 5-95 %", "留一 5–95%"),
            NOTHING,
        ),
        lang,
    )
    inside, tables = covered(posterior), posterior.tables
    known = {o.id: o for o in calibration.observations}
    for i, label in enumerate(str(name) for name in tables["observation"].values):
        one = known[label]
        spans = [
            f"{number(tables[f'{kind}_p05'].values[i])} – {number(tables[f'{kind}_p95'].values[i])}"
            for kind in ("predictive", "held_out")
        ]
        out = not (inside["predictive"][i] and inside["held_out"][i])
        table.add_row(
            name_of(one).in_(lang) + f" ({one.time:.0f})",
            number(one.value),
            *spans,
            Text("outside", "区间外").in_(lang) if out else "",
        )
    return table


def _structures(calibration: Calibration, structures: xr.Dataset, lang: Lang) -> Table:
    from gaoxin.desks.structures import FULL, FULL_NAMES

    table = _table(
        Text("Structures side by side", "结构并列比较"),
        (
            Text("Structure", "结构"),
            Text("Log evidence", "对数证据"),
            Text("Between runs", "运行间差"),
        ),
        lang,
    )
    names = {FULL: FULL_NAMES} | {s.id: name_of(s) for s in calibration.structures}
    for name, row in zip(
        structures["structure"].values, structures["log_evidence"].values, strict=True
    ):
        told = (row.mean(), np.ptp(row)) if np.isfinite(row).all() else ()
        cells = [f"{value:.2f}" for value in told] or ["–", "–"]
        table.add_row(names[str(name)].in_(lang), *cells)
    return table
