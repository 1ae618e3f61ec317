"""Tables: a pydantic model a row, and the one function that reads them.

A column is a field made by :func:`column`, which says in both languages what stands in it;
``docs/desks.md`` is printed from that. Header names follow the rule of :mod:`gaoxin.names`: case,
spaces and underscores do not matter, nor does the order of columns. Columns that the form does not
have are the user's own, and are not read.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from difflib import get_close_matches
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, ClassVar, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from gaoxin.desks.cells import TEXT, Kind
from gaoxin.errors import DataError, GaoxinError, nearest
from gaoxin.names import canonical, spellings
from gaoxin.tables import Sheet, cut, read_text

ALMOST = 0.8
"""Likeness of two words from which one is taken for a slip in writing the other."""

LONGEST = 60
"""Characters of a cell that a message quotes."""

R = TypeVar("R", bound="Row")


def column(
    en: str,
    zh: str,
    example: str = "",
    *,
    default: Any = PydanticUndefined,
    named: str | None = None,
    one_of: Iterable[str] = (),
) -> Any:
    """Return the field of a column.

    Parameters
    ----------
    en, zh : str
        What stands in it.
    example : str
        A cell of it.
    default : Any
        What a blank cell, or a table without the column, means; without it a cell must be filled.
    named : str, optional
        The column's name in the file, where it is another than the field's.
    one_of : iterable of str
        The texts that may stand there.

    Returns
    -------
    pydantic field
    """
    return Field(
        default,
        alias=named,
        description=en,
        examples=[example] if example else None,
        json_schema_extra={"zh": zh, "one_of": list(one_of)},
    )


class Row(BaseModel):
    """A row of a table, and where it stands.

    Attributes
    ----------
    KEY : tuple of str
        Columns that name a row; no two rows have the same.
    FAULT : type
        The error that a wrong row is.
    path, line
        The file, and the row's first line in it, counted from 1.
    """

    model_config = ConfigDict(frozen=True, populate_by_name=True, allow_inf_nan=False)

    KEY: ClassVar[tuple[str, ...]] = ("id",)
    FAULT: ClassVar[type[GaoxinError]] = DataError

    path: Path = Path()
    line: int = 0

    @classmethod
    def columns(cls) -> dict[str, FieldInfo]:
        """Return the table's columns by their name in the file, in the form's order."""
        return {column: cls.model_fields[name] for column, name in _fields(cls).items()}

    def error(self, message: str) -> GaoxinError:
        """Return an error about this row, for the caller to raise."""
        return self.FAULT(message, path=self.path, line=self.line)

    def content(self) -> dict[str, str]:
        """Return what was read, by column: numbers in one spelling, blank cells left out."""
        cells = ((column, getattr(self, name)) for column, name in _fields(type(self)).items())
        return {column: str(value) for column, value in cells if value not in {None, ""}}

    @property
    def label(self) -> str:
        """The cells of :attr:`KEY`."""
        names = _fields(type(self))
        return ", ".join(str(getattr(self, names[column])) for column in self.KEY)


@cache
def _fields(form: type[Row]) -> dict[str, str]:
    """Return the field of each column."""
    fields = form.model_fields.items()
    return {f.alias or name: name for name, f in fields if f.json_schema_extra is not None}


@cache
def _choices(form: type[Row]) -> dict[str, frozenset[str]]:
    """Return the texts that may stand in a column, where not every text may."""
    known = {column: frozenset(options(field)) for column, field in form.columns().items()}
    return {column: texts for column, texts in known.items() if texts}


def options(field: FieldInfo) -> tuple[str, ...]:
    """Return the texts that may stand in a column; none where any may."""
    extra = field.json_schema_extra
    listed = extra.get("one_of") if isinstance(extra, dict) else None
    found = listed or [x for x in _inside(field.annotation) if isinstance(x, str) and x]
    return tuple(str(x) for x in found) if isinstance(found, list) else ()


def kind(field: FieldInfo) -> Kind:
    """Return what kind of thing stands in a column."""
    about = (*field.metadata, *_inside(field.annotation))
    return next((part for part in about if isinstance(part, Kind)), TEXT)


def _inside(annotation: Any) -> list[Any]:
    """Return what a type is made of: what a Literal lists, marks; also of one beside None."""
    parts = list(get_args(annotation))
    return parts + [x for part in parts for x in get_args(part)]


def read_table(path: Path, form: type[R]) -> tuple[R, ...]:
    """Read a CSV table.

    Parameters
    ----------
    path : Path
        UTF-8 text with a header line and commas; see :mod:`gaoxin.tables`.
    form : type of Row
        What a row is.

    Returns
    -------
    tuple of Row
        In the file's order; lines that are wholly blank are left out.

    Raises
    ------
    DataError
        Or what the form's ``FAULT`` is. With file and line: what
        :func:`~gaoxin.tables.read_text` and :func:`~gaoxin.tables.cut` refuse, a column missing,
        misspelt or twice, a cell that is blank or not understood (with column, value, nearest
        match and remedy), two rows of one key.
    """
    try:
        return _read(read_text(path), path, form)  # type: ignore[return-value]
    except DataError as error:
        raise form.FAULT(error.message, path=error.path, line=error.line) from None


@lru_cache(maxsize=64)
def _read(text: str, path: Path, form: type[Row]) -> tuple[Row, ...]:
    """Read the text of a table; rows cannot change, so that equal texts give the same ones."""
    sheet = cut(text, path)
    names = _columns(sheet, path, form)
    rows = tuple(
        _row(dict(zip(names, cells, strict=True)), path, at, form) for at, cells in sheet.rows
    )
    _check_unique(rows, form)
    return rows


def _columns(sheet: Sheet, path: Path, form: type[Row]) -> list[str]:
    """Return the form's name of each column of a sheet; own columns keep their name."""
    known = {canonical(name): name for name in form.columns()}
    names = [known.get(canonical(name), name) for name in sheet.columns]
    own = [name for name in names if name not in form.columns()]
    missing = [name for name in form.columns() if name not in names]
    for name in names:
        if names.count(name) > 1:
            message = f"column '{name}' stands twice in the header"
            raise DataError(message, path=path, line=sheet.line)
    for name in missing:
        if form.columns()[name].is_required():
            message = f"column '{name}' is missing; {_renamed(name, own)}"
            raise DataError(message, path=path, line=sheet.line)
    for name in own:
        close = get_close_matches(canonical(name), missing, n=1, cutoff=ALMOST)
        if close:
            message = f"unknown column '{name}'; did you mean '{close[0]}'? rename it"
            raise DataError(message, path=path, line=sheet.line)
    return names


def _renamed(name: str, own: list[str]) -> str:
    """Say what to do about a column that is missing, where the header may call it otherwise."""
    known = spellings(own)
    close = get_close_matches(canonical(name), map(canonical, own), n=1, cutoff=0.6)
    if close:
        return f"did you mean '{known[close[0]]}'? write '{name}' there"
    if own:
        listed = ", ".join(f"'{_short(other)}'" for other in own[:5])
        return (
            f"add it to the header, or write it in place of the name that stands for it, "
            f"where that is one of {listed}"
        )
    return "add it to the header"


def _short(cell: str) -> str:
    """Return a cell as a message quotes it."""
    return cell if len(cell) <= LONGEST else f"{cell[: LONGEST - 3]}..."


def _row(cells: Mapping[str, str], path: Path, line: int, form: type[R]) -> R:
    filled = {name: cell for name, cell in cells.items() if cell and name in _fields(form)}
    for name, known in _choices(form).items():
        if filled.get(name, "") not in known | {""}:
            raise DataError(_no_choice(name, filled, form), path=path, line=line)
    try:
        return form.model_validate({**filled, "path": path, "line": line})
    except ValidationError as error:
        fault = error.errors(include_url=False)[0]
        raise DataError(_explain(fault, filled, form), path=path, line=line) from None


def _explain(fault: Any, cells: Mapping[str, str], form: type[Row]) -> str:
    """Say in one line what is wrong with a cell, where, and what to write instead."""
    if not fault["loc"]:
        return str(fault["ctx"]["error"])
    name = str(fault["loc"][0])
    field = form.columns()[name]
    of = _of(name, cells, form)
    known = ", ".join(options(field))
    example = (field.examples or ["..."])[0]
    if fault["type"] == "missing":
        numeric = kind(field).en.endswith("number")
        other = f"write a number such as {example}" if numeric else f"write it, such as '{example}'"
        return f"{name}{of} is blank; {f'write one of: {known}' if known else other}"
    if fault["type"] == "cell":
        return f"{name} '{_short(cells[name])}' {fault['ctx']['why'].replace('{example}', example)}"
    return f"{name}{of} is '{_short(cells[name])}': {fault['ctx']['error']}"


def _no_choice(name: str, cells: Mapping[str, str], form: type[Row]) -> str:
    """Say what may stand in a column, where something else does."""
    known, text = options(form.columns()[name]), cells[name]
    one_of = f"{nearest(text, known)}; write one of: {', '.join(known)}"
    return f"{name}{_of(name, cells, form)} is '{_short(text)}'{one_of}"


def _of(name: str, cells: Mapping[str, str], form: type[Row]) -> str:
    """Name the row of a cell, where the cell itself does not."""
    label = ", ".join(_short(cells[part]) for part in form.KEY if part in cells)
    return f" of '{label}'" if label and name not in form.KEY else ""


def check_known(row: Row, name: str, known: Collection[str], where: str) -> None:
    """Refuse a row whose cell is not among the ids of another table.

    Parameters
    ----------
    row : Row
    name : str
        The column.
    known : collection of str
        The other table's ids.
    where : str
        The other table, for the message.

    Raises
    ------
    DataError
        Names the nearest id.
    """
    text = row.content()[name]
    if text not in spellings(known):
        raise row.error(f"{name} '{text}' is not in {where}{nearest(text, known)}")


def _check_unique(rows: Iterable[Row], form: type[Row]) -> None:
    first: dict[str, Row] = {}
    for row in rows:
        other = first.setdefault(canonical(row.label), row)
        if other is not row:
            spelled = "" if other.label == row.label else f" as '{other.label}'"
            raise row.error(
                f"{', '.join(form.KEY)} '{row.label}' stands on line {other.line} already"
                f"{spelled}; give every row its own"
            )
