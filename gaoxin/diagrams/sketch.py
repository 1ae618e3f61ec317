"""Views as the sketch section of a Vensim file.

A view is a list of records, one a line; the first field says what it is: 10 a word (a variable in
its place, or a shadow of it), 11 a valve, 12 a cloud, 1 an arrow. Fields as in Vensim's reference,
https://www.vensim.com/documentation/ref_sketch_format.html and 24305.html.
"""

from __future__ import annotations

import codecs
import os
import re
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from gaoxin.diagrams.geometry import Arrow, Item, Pipe, SectorView
from gaoxin.diagrams.network import Network
from gaoxin.engine.reading.source import MAX_BYTES
from gaoxin.errors import DataError, ModelError
from gaoxin.files import read_bytes

_BEGIN = re.compile(rb"\\{2,3}---///")
_END = re.compile(rb"///---\\{2,3}")
_HEADER = re.compile(rb"\s*\{([^}\n]{1,40})\}")

OPENING = r"\\\---/// Sketch information - do not modify anything except names"
VERSION = "V300  Do not put anything below this section - it will be ignored"
DEFAULTS = "$192-192-192,0,Times New Roman|12||0-0-0|0-0-0|0-0-255|-1--1--1|-1--1--1|96,96,100,0"
CLOSING = "///---\\\\\\"

SHAPES = {
    "stock": "3,3,0,0,0,0,0,0",
    "variable": "8,3,0,0,0,0,0,0",
    "constant": "8,3,0,10,-1,0,0,0,-1--1--1,0-114-178,|11||0-114-178",
    "shadow": "8,2,0,11,-1,0,0,0,128-128-128,0-0-0,|11||128-128-128",
    "flow": "40,3,0,0,-1,0,0,0",
    "ghost flow": "40,2,0,11,-1,0,0,0,128-128-128,0-0-0,|11||128-128-128",
}
"""Shape, bits and font of words: 3 a box, 8 a bare word, +32 at a valve; an even number of bits
(2) makes a shadow. The fourth is what of the font is its own: 1 frame, 2 colour, 8 size."""

POLARITY = {1: 43, -1: 45}
"""ASCII codes of + and -."""

_INTO, _OUT_OF = "4", "100"
"""Shapes of a pipe's pieces: with a head, and without."""

_ALWAYS, _START = 64, 128
"""Kinds of influences: at any time, and on the initial value alone (dashed)."""


def sketch(views: Sequence[SectorView], network: Network) -> str:
    """Return the section, each view with its opening, to the closing mark; no newline at its end.

    Names are those of the model; a valve comes just before its own.
    """
    lines = [line for view in views for line in _view(view, network)]
    return "\n".join([*lines, CLOSING])


def _view(view: SectorView, network: Network) -> Iterator[str]:
    yield from (OPENING, VERSION, f"*{view.name}", DEFAULTS)
    # a valve is followed by its name
    numbers = {id(item): n for n, item in enumerate(view.items, start=1)}
    yield from (_record(item, numbers[id(item)], network) for item in view.items)
    arrows = [*(_pipe(p, numbers) for p in view.pipes), *(_arrow(a, numbers) for a in view.arrows)]
    for number, arrow in enumerate(arrows, start=len(view.items) + 1):
        yield f"1,{number},{arrow}"


def _record(item: Item, number: int, network: Network) -> str:
    place = f"{item.x:.0f},{item.y:.0f},{item.w:.0f},{item.h:.0f}"
    if item.shape == "valve":
        return f"11,{number},48,{place},34,3,0,0,1,0,0,0"
    if item.shape == "cloud":
        return f"12,{number},48,{place},0,3,0,0,-1,0,0,0"
    return f"10,{number},{network.names[item.key]},{place},{SHAPES[item.shape]}"


def _pipe(pipe: Pipe, numbers: dict[int, int]) -> str:
    ends = f"{numbers[id(pipe.valve)]},{numbers[id(pipe.end)]}"
    shape = _INTO if pipe.head else _OUT_OF
    x = (pipe.valve.x + pipe.x) / 2
    return f"{ends},{shape},0,0,22,0,0,0,-1--1--1,,1|({x:.0f},{pipe.y:.0f})|"


def _arrow(arrow: Arrow, numbers: dict[int, int]) -> str:
    a, b = arrow.source, arrow.target
    ends = f"{numbers[id(a)]},{numbers[id(b)]}"
    sign, kind = POLARITY.get(arrow.sign or 0, 0), _START if arrow.start else _ALWAYS
    x, y = (a.right + b.left) / 2, (a.y + b.y) / 2
    return f"{ends},0,0,{sign},0,0,{kind},0,-1--1--1,,1|({x:.0f},{y:.0f})|"


def with_sketch(data: bytes, section: str) -> bytes:
    """Return a model file with its sketch replaced: equations and settings stay byte for byte.

    The section takes the file's encoding and its ends of line.
    """
    equations, settings = parts(data)
    newline = "\r\n" if b"\r\n" in data else "\n"
    text = newline.join(section.removesuffix(CLOSING).splitlines()) + newline
    between = b"" if not equations or equations.endswith(b"\n") else newline.encode()
    ending = settings or (CLOSING + newline).encode("ascii")
    return equations + between + text.encode(_encoding(data), "replace") + ending


def parts(data: bytes) -> tuple[bytes, bytes]:
    """Return what stands before the sketch of a file, and what from its closing mark on."""
    begin = _BEGIN.search(data)
    if begin is None:
        return data, b""
    end = _END.search(data, begin.end())
    return data[: begin.start()], data[end.start() :] if end else b""


def write_sketch(model: Path, out: Path, section: str) -> None:
    """Write the model with its sketch to a file, whole or not at all.

    Parameters
    ----------
    model : Path
        The Vensim file that the sketch is of.
    out : Path
        May be `model` itself.
    section : str
        The sketch, as Vensim writes it.

    Raises
    ------
    ModelError
        The model is no Vensim text file.
    DataError
        `out` has other equations than the model, is a folder, or cannot be written.
    """
    if model.suffix.lower() != ".mdl":
        raise ModelError("only a Vensim file (.mdl) holds a sketch; use --figures", path=model)
    if out.suffix.lower() != ".mdl":
        raise DataError("a sketch goes into a Vensim file; end its name with .mdl", path=out)
    data = model.read_bytes()
    try:
        if out.exists() and parts(read_bytes(out, MAX_BYTES))[0] != parts(data)[0]:
            message = f"it has other equations than {model}, and is left as it is; give another"
            raise DataError(f"{message} name with --out", path=out)
        replace_file(out, with_sketch(data, section))
    except OSError as error:
        reason = error.strerror or str(error)
        raise DataError(f"cannot be written ({reason}); choose another --out", path=out) from None


def replace_file(out: Path, data: bytes) -> None:
    """Write a file whole or not at all; one that is there keeps its permissions."""
    handle, name = tempfile.mkstemp(prefix=".", suffix=out.suffix, dir=out.parent)
    kept = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        kept.chmod(out.stat().st_mode & 0o777 if out.exists() else 0o644)
        kept.replace(out)
    except BaseException:
        kept.unlink(missing_ok=True)
        raise


def _encoding(data: bytes) -> str:
    header = _HEADER.match(data.removeprefix(codecs.BOM_UTF8))
    return header.group(1).decode("ascii", "replace").strip() if header else "UTF-8"
