"""What ``gaoxin reach`` prints."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from gaoxin.cli.printing.console import console, print_document, print_place
from gaoxin.language import Text
from gaoxin.telling.terminal.reach_print import render_reach

if TYPE_CHECKING:
    from gaoxin.language import Lang
    from gaoxin.studies.model_reach import ModelReachStudy
    from gaoxin.studies.zone_reach import ReachStudy

SCENARIO = Text("Scenario, for 'gaoxin run PATH'", "情景文件（可用 gaoxin run 运行）")
SETTING = Text("Setting, for 'gaoxin sweep PATH --model'", "参数文件（可用 gaoxin sweep 运行）")


def print_reach(study: ReachStudy, path: Path, lang: Lang, *, as_json: bool) -> None:
    """Print an answer about the zone.

    Parameters
    ----------
    study : ReachStudy
    path : Path
        Of its scenario.
    lang : {"en", "zh"}
    as_json : bool
    """
    _print(study.document, SCENARIO, path, lang, as_json=as_json)


def print_model_reach(study: ModelReachStudy, path: Path, lang: Lang, *, as_json: bool) -> None:
    """Print an answer about any model.

    Parameters
    ----------
    study : ModelReachStudy
    path : Path
        Of its sweep file of one point.
    lang : {"en", "zh"}
    as_json : bool
    """
    _print(study.document, SETTING, path, lang, as_json=as_json)


def _print(document: dict[str, Any], what: Text, path: Path, lang: Lang, *, as_json: bool) -> None:
    if as_json:
        print_document({**document, "scenario": str(path)})
        return
    console().print(render_reach(document, lang))
    print_place(what, path, lang)
