"""What ``gaoxin calibrate --model`` prints of a fit."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gaoxin.cli.printing.console import console, print_document
from gaoxin.cli.streams import echo
from gaoxin.inference.series.loo import GOOD_K
from gaoxin.language import NOTHING, Text
from gaoxin.telling.words.quantities import number

if TYPE_CHECKING:
    import pandas as pd

    from gaoxin.language import Lang
    from gaoxin.studies.series_fit import SeriesStudy

DIAGNOSES = {
    "weak data": "数据信息弱",
    "conflict": "先验与数据冲突",
}


def print_tables(study: SeriesStudy, path: Path, lang: Lang) -> None:
    """Print parameters, how the fit predicts, mode and profiles, and where it lies.

    Parameters
    ----------
    study : SeriesStudy
    path : Path
        Where the draws are.
    lang : {"en", "zh"}
    """
    screen = console()
    screen.print(_parameters(study, lang))
    for line in _lines(study):
        echo(line.in_(lang))
    echo(str(path))


def print_json(study: SeriesStudy, path: Path) -> None:
    """Print one JSON object with everything that the tables hold."""
    document = {
        "diagnostics": _plain(study.diagnostics),
        "parameters": _records(study.parameters),
        "observations": _records(study.observations),
        "scores": _plain(study.scores),
        "foretold": _records(study.foretold) if study.ahead else [],
        "map": None if study.mode is None else study.mode.values,
        "profiles": [
            {
                **{"name": one.name, "best": one.best},
                **_plain({"low": one.low, "high": one.high}),
                "values": one.values.tolist(),
                "log_likelihood": one.log_likelihood.tolist(),
            }
            for one in study.profiles
        ],
        "fit": str(path),
    }
    print_document(document)


def _plain(told: Mapping[str, Any]) -> dict[str, Any]:
    return {key: None if value != value else value for key, value in told.items()}


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    return [_plain({str(k): v for k, v in row.items()}) for row in table.to_dict("records")]


def _parameters(study: SeriesStudy, lang: Lang) -> Any:
    from rich import box
    from rich.table import Table
    from rich.text import Text as RichText

    table = Table(box=box.SIMPLE_HEAD)
    heads = [
        Text("Parameter", "参数"),
        Text("Prior 5-95 %", "先验 5–95%"),
        Text("5 %", "5%"),
        Text("50 %", "50%"),
        Text("95 %", "95%"),
        *([Text("Mode", "众数")] if study.mode else []),
        Text("Prior", "先验敏感度"),
        Text("Data", "数据敏感度"),
        NOTHING,
    ]
    for position, head in enumerate(heads):
        right = 0 < position < len(heads) - 1
        table.add_column(head.in_(lang), justify="right" if right else "left", no_wrap=True)
    for row in study.parameters.to_dict("records"):
        name = str(row["parameter"])
        word = str(row["diagnosis"])
        table.add_row(
            RichText(name),
            f"{number(row['prior_p05'])} – {number(row['prior_p95'])}",
            *(number(row[point]) for point in ("p05", "p50", "p95")),
            *([number(study.mode.values[name])] if study.mode else []),
            f"{row['prior_sensitivity']:.2f}",
            f"{row['likelihood_sensitivity']:.2f}",
            Text(word, DIAGNOSES.get(word, word)).in_(lang),
        )
    return table


def _lines(study: SeriesStudy) -> list[Text]:
    told, readings = study.diagnostics, len(study.observations)
    bad = told["pareto_k_above_0.7"]
    lines = [
        Text(
            f"{readings} readings; R-hat at most {told['rhat_max']:.4f}; ESS at least "
            f"{told['ess_min']:.0f}.",
            f"观测值 {readings} 个；R-hat 最大 {told['rhat_max']:.4f}；有效样本量最小 "
            f"{told['ess_min']:.0f}。",
        ),
        Text(
            f"Left out by PSIS: elpd {told['elpd_loo']:.1f} +/- {told['elpd_loo_error']:.1f}; "
            f"{_held(told)}; {bad} with Pareto k above {GOOD_K:g}.",
            f"PSIS 留一：elpd {told['elpd_loo']:.1f} ± {told['elpd_loo_error']:.1f}；"
            f"{_held_zh(told)}；Pareto k 高于 {GOOD_K:g} 者 {bad} 个。",
        ),
    ]
    lines += [
        Text(
            f"Profile of {one.name}: {number(one.best)}, 95 % {_end(one.low)} to {_end(one.high)}.",
            f"{one.name} 的剖面似然：{number(one.best)}，95% 区间 {_end(one.low)} 至 "
            f"{_end(one.high)}。",
        )
        for one in study.profiles
    ]
    scores = study.scores
    if scores:
        names = {
            "fit": Text("fit", "拟合"),
            "persistence": Text("persistence", "持续"),
            "trend": Text("trend", "趋势"),
            "prior": Text("prior", "先验"),
        }
        crps = [(word, scores[f"crps_{key}"]) for key, word in names.items()]
        said = [Text(f"{w.en} {v:.3f}", f"{w.zh} {v:.3f}") for w, v in crps if v == v]
        lines.append(
            Text(
                f"{scores['readings']} later readings foretold: {_held(scores)}; mean CRPS "
                f"{', '.join(one.en for one in said)}; 90 % intervals {scores['width_90']:.3g} "
                "wide.",
                f"预测其后观测值 {scores['readings']} 个：{_held_zh(scores)}；平均 CRPS："
                f"{'，'.join(one.zh for one in said)}；90% 区间平均宽 {scores['width_90']:.3g}。",
            )
        )
    return lines


def _held(told: Mapping[str, Any]) -> str:
    shares = ", ".join(f"{100 * told[f'coverage_{level}']:.0f} %" for level in (50, 80, 90))
    return f"intervals of 50, 80, 90 % held {shares}"


def _held_zh(told: Mapping[str, Any]) -> str:
    shares = "、".join(f"{100 * told[f'coverage_{level}']:.0f}%" for level in (50, 80, 90))
    return f"50%、80%、90% 区间的实际覆盖率 {shares}"


def _end(value: float) -> str:
    return number(value) if value == value else "-"
