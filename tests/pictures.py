"""Pictures of the terminal for the documents, drawn from the committed reference.

``python -m tests.pictures`` writes ``docs/figures/matrix.svg`` and ``matrix.zh-CN.svg`` anew. Do so
after ``python -m tests.reference``.
"""

from __future__ import annotations

import io
import re
from html import unescape
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from rich.cells import cell_len
from rich.console import Console
from rich.terminal_theme import TerminalTheme

from gaoxin.desks.scenarios import read_document
from gaoxin.desks.targets import read_targets
from gaoxin.desks.workspace import Workspace
from gaoxin.language import NOTHING, Lang
from gaoxin.telling.drawing.font import FONT_FAMILY, font_face, subset
from gaoxin.telling.terminal.matrix_print import render_matrix
from gaoxin.verdicts.results import ScenarioResult
from gaoxin.verdicts.verdict import Verdict
from tests.reference import SCENARIOS, read_reference

ROOT = Path(__file__).parents[1]
PICTURES: dict[Lang, Path] = {
    "en": ROOT / "docs" / "figures" / "matrix.svg",
    "zh": ROOT / "docs" / "figures" / "matrix.zh-CN.svg",
}
WIDTH = 118
CELL = 12.2
"""Width of a column, in the picture's units."""
_TEXT = re.compile(
    r'(?P<before><text [^>]*textLength=")[\d.]+(?P<after>"[^>]*>)(?P<said>[^<]*)</text>'
)
_GREYS = [(27, 31, 36), (179, 77, 0), (0, 130, 90), (170, 105, 0)]
_HUES = [(0, 114, 178), (150, 60, 140), (0, 130, 150), (90, 100, 110)]
THEME = TerminalTheme((255, 255, 255), (27, 31, 36), [*_GREYS, *_HUES])


def reference_results() -> list[ScenarioResult]:
    """Return the verdicts of the committed reference, as a run has them; nothing is run."""
    workspace = Workspace(ROOT)
    targets = {target.id: target for target in read_targets(workspace.table("targets"))}
    results = []
    for name in SCENARIOS:
        title = read_document(workspace.scenario(name))[0].title.model_dump()
        scenario = SimpleNamespace(id=name, title=title, description=title, extends=None)
        rows = read_reference(name)
        verdicts = [_verdict(targets[key], row) for key, row in rows.items() if key in targets]
        run = cast(Any, SimpleNamespace(scenario=scenario))
        results.append(ScenarioResult(run, verdicts, {}))
    return results


def _verdict(target: Any, row: dict[str, str]) -> Verdict:
    points = {key: float(row[key]) if row[key] else None for key in ("p05", "p50", "p95")}
    members, failed = int(row["members"]), int(row["failed"])
    judged = bool(row["probability"])
    return Verdict(
        target=target,
        state="judged" if judged else "no number" if target.value is None else "not modelled",
        value_2020=float(row["value_2020"]) if row["value_2020"] else None,
        met=round(float(row["probability"]) * members) if judged else None,
        members=members,
        failed=failed,
        **points,
    )


def picture(results: list[ScenarioResult], lang: Lang) -> str:
    """Return the first screen of ``gaoxin run`` as SVG."""
    screen = Console(
        file=io.StringIO(), record=True, width=WIDTH, force_terminal=True, color_system="standard"
    )
    for part in render_matrix(results, lang, WIDTH, NOTHING):
        screen.print(part, highlight=False)
    title = "gaoxin run" if lang == "en" else "gaoxin run --lang zh"
    return alone(screen.export_svg(title=title, theme=THEME, unique_id="matrix"))


def alone(svg: str) -> str:
    """Return a picture that asks nothing of a network: Chinese signs from a font of its own."""
    plain = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)
    plain = plain.replace("Fira Code, monospace", f'monospace, "{FONT_FAMILY}"')
    plain = _TEXT.sub(_measured, plain)
    chinese = {sign for sign in plain if ord(sign) > 0x2E80}
    face = font_face(subset(chinese)) if chinese else ""
    return plain.replace("<style>", f"<style>{face}", 1)


def _measured(text: re.Match[str]) -> str:
    """Return a text whose length counts a wide sign as two: rich counts it as one."""
    cells = cell_len(unescape(text["said"]).replace("\u00a0", " "))
    return f"{text['before']}{CELL * cells:.1f}{text['after']}{text['said']}</text>"


def main() -> None:
    """Write the pictures."""
    results = reference_results()
    for lang, path in PICTURES.items():
        path.write_text(picture(results, lang), encoding="utf-8")


if __name__ == "__main__":
    main()
