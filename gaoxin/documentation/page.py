"""The page: one HTML file with all that a reader needs to understand, judge and repeat a model."""

from __future__ import annotations

import platform
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gaoxin.desks.boundary import CLASSES, read_boundary
from gaoxin.diagrams.draw import figure
from gaoxin.diagrams.figures import LOOPS, loops_of_model, sector_names, slug
from gaoxin.diagrams.network import Network, network
from gaoxin.diagrams.overview import overview_svg
from gaoxin.diagrams.ring import ring_svg
from gaoxin.diagrams.sketch import replace_file
from gaoxin.diagrams.view import sector_views
from gaoxin.documentation.checklist import PARTS, requirements
from gaoxin.documentation.entries import KINDS, VariableEntry, variable_entries
from gaoxin.documentation.sources import read_sources
from gaoxin.documentation.values import exact
from gaoxin.errors import DataError
from gaoxin.language import Lang, name_of
from gaoxin.telling.drawing.font import font_face, subset
from gaoxin.version import __version__

if TYPE_CHECKING:
    from gaoxin.desks.workspace import Workspace
    from gaoxin.engine.model import Model

TEMPLATES = Path(__file__).parent / "templates"
PACKAGES = ("numpy", "pysd", "scipy", "xarray")
BOUNDARY = Path("calibration") / "boundary.csv"


def model_page(model: Model, workspace: Workspace | None = None, lang: Lang = "en") -> str:
    """Return a model's documentation as HTML: diagrams inline, font embedded, no link outward.

    Parameters
    ----------
    model : Model
        Any.
    workspace : Workspace, optional
        Where it is from: its priors, levers and boundary are told of then.
    lang : {"en", "zh"}
        The language shown first; the reader can switch, with or without JavaScript.

    Returns
    -------
    str
        The whole page.

    Raises
    ------
    DataError
        A table of the workspace cannot be read, or does not fit the model.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    from gaoxin.telling.report import report_page

    folders = [TEMPLATES, report_page.TEMPLATES]
    environment = Environment(
        loader=FileSystemLoader(folders), autoescape=True, undefined=StrictUndefined
    )
    template = environment.get_template("model.html.j2")
    sheets = [folders[1] / "report.css", TEMPLATES / "model.css", TEMPLATES / "model-print.css"]
    css = "\n".join(sheet.read_text(encoding="utf-8") for sheet in sheets)
    script = (TEMPLATES / "search.js").read_text(encoding="utf-8")
    # files of this package, which take no escapes
    own = {"css": Markup(css), "script": Markup(script)}  # noqa: S704
    text = template.render(_context(model, workspace, lang), **own)
    return text.replace("<style>", f"<style>{font_face(subset(text))}", 1)


def write_page(model: Model, workspace: Workspace | None, out: Path, lang: Lang) -> list[Path]:
    """Write the page to a file, whole or not at all; return the file.

    Parameters
    ----------
    model : Model
    workspace : Workspace or None
        Where it is from; None for a model alone.
    out : Path
        The file, which ends with ``.html``.
    lang : {"en", "zh"}
        The language shown first.

    Returns
    -------
    list of Path

    Raises
    ------
    DataError
        `out` is no ``.html`` file, or cannot be written; or what :func:`model_page` refuses.
    """
    if out.suffix.lower() not in {".html", ".htm"} or out.is_dir():
        raise DataError("the page is one file; end its name with .html", path=out)
    text = model_page(model, workspace, lang)
    try:
        replace_file(out, text.encode("utf-8"))
    except OSError as error:
        reason = error.strerror or str(error)
        raise DataError(f"cannot be written ({reason}); choose another --out", path=out) from None
    return [out]


def _context(model: Model, workspace: Workspace | None, lang: Lang) -> dict[str, Any]:
    net = network(model)
    sources = read_sources(workspace)
    told = variable_entries(model, net, sources)
    table = None if workspace is None else workspace.root / BOUNDARY
    rows = read_boundary(table, model) if table is not None and table.is_file() else ()
    classes = [(kind, [r for r in rows if r.kind == kind]) for kind in CLASSES]
    loops = _loop_figures(model, net)
    about = model.summary()
    return {
        "lang": lang,
        "file": model.path.name,
        "hash": model.content_hash,
        "version": __version__,
        "versions": {name: version(name) for name in PACKAGES},
        "python": platform.python_version(),
        "machine": f"{platform.system()} {platform.machine()}",
        "summary": about,
        "kinds": [(KINDS[kind], count) for kind, count in about.kinds],
        "time": [(n, "" if v is None else exact(v), unit) for n, v, unit in about.time],
        "sectors": _sectors(model, net, told),
        "constants": [e for e in told.values() if e.is_constant],
        "has_priors": bool(sources.priors),
        "entries": told,
        "boundary": [(kind, held) for kind, held in classes if held],
        "anchor_of": {e.name[0]: e.anchor for e in told.values()},
        "loops": loops,
        "workspace": workspace is not None,
        "scenarios": [] if workspace is None else workspace.scenario_ids(),
        "parts": PARTS,
        "requirements": requirements(
            workspace=workspace is not None, loops=bool(loops), boundary=bool(rows)
        ),
    }


def _sectors(model: Model, net: Network, told: dict[str, VariableEntry]) -> list[dict[str, Any]]:
    from markupsafe import Markup

    names = sector_names(model.path, net)
    sections, taken = [], set()
    for view in sector_views(net):
        anchor = "s-" + slug(view.name)
        while anchor in taken:
            anchor += "-"
        taken.add(anchor)
        drawn = Markup(_framed(figure(view, net), names[view.name][0]))  # noqa: S704 - escaped
        sections.append(
            {
                "anchor": anchor,
                "name": names[view.name],
                "svg": drawn,
                "entries": [told[key] for key in net.sectors[view.name]],
            }
        )
    return sections


def _loop_figures(model: Model, net: Network) -> list[dict[str, Any]]:
    from markupsafe import Markup

    loops = loops_of_model(model, net)
    drawn = [(name_of(loop), loop.id, ring_svg(loop, net)) for loop in loops]
    if len(loops) > 1:
        drawn.insert(0, (LOOPS, "", overview_svg(loops, net)))
    return [
        {
            "name": name,
            "id": id_,
            "svg": Markup(_framed(svg, f"{id_} {name[0]}".strip())),  # noqa: S704 - escaped
        }
        for name, id_, svg in drawn
    ]


def _framed(svg: str, label: str) -> str:
    """Return an SVG for a page: with a label, and as wide as it is drawn where there is room."""
    from markupsafe import escape

    head, tail = svg.split(">", 1)
    width = head.split('width="', 1)[1].split('"', 1)[0]
    head = head.replace(' xmlns="http://www.w3.org/2000/svg"', "")
    return f'{head} role="img" aria-label="{escape(label)}" style="width:{width}px">{tail}'
