"""A model that can be run: ``gaoxin.load(path)`` and :class:`Model`."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from gaoxin.engine.cache.codec import decode, encode
from gaoxin.engine.cache.store import read
from gaoxin.engine.contents import Contents
from gaoxin.engine.keeping.gradients import differentiated
from gaoxin.engine.keeping.reduce import reduced
from gaoxin.engine.keeping.reducers import Reducer
from gaoxin.engine.keeping.trajectories import trajectories
from gaoxin.engine.reading.catalogue import table, units_and_limits
from gaoxin.engine.reading.data.points import default_table
from gaoxin.engine.reading.substance import equation_hashes
from gaoxin.engine.reading.variables import CONTROLS, default
from gaoxin.engine.running.request import Controls, Request
from gaoxin.engine.running.setup import Setup, set_up
from gaoxin.engine.values.curves import NA
from gaoxin.engine.values.graph import dependants, reachable
from gaoxin.engine.values.state import feedback
from gaoxin.errors import ModelError

if TYPE_CHECKING:
    import pandas
    import xarray

    from gaoxin.engine.keeping.prepared import Prepared
    from gaoxin.engine.running.request import OverridesLike
    from gaoxin.engine.structure.describe import Description, ModelStructure, ModelSummary
    from gaoxin.engine.units.check import UnitCheck
    from gaoxin.engine.units.finding import Level


def load(
    path: str | Path,
    data: Sequence[str | Path] = (),
    files: Mapping[str, str | Path] | None = None,
    encoding: str | None = None,
) -> Model:
    """Read a model file.

    Parameters
    ----------
    path : path
        A text file of Vensim (``.mdl``), or XMILE, as Stella writes it (``.xmile``, ``.stmx``,
        ``.xml``). Spreadsheets that it names are read from its folder.
    data : sequence of path
        Tables (``.csv``, ``.tab``, ``.dat``, ``.xlsx``) for data variables without an equation,
        as runs of another model: a column (or a row) a variable, times beside. The first that has
        a variable counts.
    files : mapping of str to path, optional
        Files by what the model writes for them: a tag, as ``{"?data": "book.xlsx"}``, or a name.
        They may lie anywhere, and go before what the file's settings say of a tag.
    encoding : str, optional
        Of a Vensim file that does not say it, as ``gbk`` or ``cp1252``.

    Returns
    -------
    Model

    Raises
    ------
    ModelError
        The file cannot be read, or uses what is not supported; with file and line. The error's
        ``others`` are further faults of the file.
    """
    if not isinstance(path, (str, os.PathLike)):
        raise ModelError(
            f"load({path!r}): write the path of a Vensim or XMILE file, as 'model.mdl' or "
            "'model.stmx'"
        )
    if isinstance(data, (str, os.PathLike)):
        raise ModelError(f"data is one path; write data=[{str(data)!r}]", path=path)
    if files is not None and not isinstance(files, Mapping):
        raise ModelError(
            f"files is a mapping from what the model writes to a path, not {files!r}; write "
            "files={'?data': 'book.xlsx'}",
            path=path,
        )
    return Model(Path(path), data, files, encoding)


class Model:
    """A model, lowered and ready to run for any number of members.

    It can be pickled, so that other processes (multiprocessing, joblib, dask) run it: a pickle
    holds the model itself, and needs neither the file nor what it was read with.

    Attributes
    ----------
    path : Path
    content_hash : str
        SHA-256 of what the file says (not of views, line ends or a byte-order mark), and of all
        that it was read with.
    """

    def __init__(
        self,
        path: Path,
        data: Sequence[str | Path] = (),
        files: Mapping[str, str | Path] | None = None,
        encoding: str | None = None,
    ) -> None:
        self._hold(read(path, data, files, encoding))

    def _hold(self, contents: Contents) -> None:
        self._contents = contents
        self.path = contents.path
        self.content_hash = contents.content_hash

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle the model itself: no file is read where it is unpickled."""
        contents = self._contents
        return _unpickled, (os.fspath(contents.path), contents.files, encode(contents))

    def __repr__(self) -> str:
        from gaoxin.engine.structure.glance import as_text

        return as_text(self._contents)

    def _repr_html_(self) -> str:
        from gaoxin.engine.structure.glance import as_html

        return as_html(self._contents)

    @cached_property
    def variables(self) -> pandas.DataFrame:
        """A row a variable: name, kind, unit, low, high, subscripts, comment, group, line."""
        return table(self._contents.variables, self._contents.ranges)

    @property
    def subscripts(self) -> dict[str, tuple[str, ...]]:
        """Elements of every subscript range, as the model spells them."""
        ranges = self._contents.ranges
        return {
            ranges.spelling[key]: tuple(ranges.spelling[element] for element in elements)
            for key, elements in ranges.elements.items()
        }

    @property
    def notes(self) -> tuple[str, ...]:
        """What of the file was read and set aside, or is done otherwise, each with its line."""
        return self._contents.notes

    def canonical(self, name: str) -> str:
        """Return the spelling under which a variable is looked up.

        Raises
        ------
        ModelError
            The model has no such variable; the nearest name is given.
        """
        return self._contents.key(name)

    def default(self, name: str) -> xarray.DataArray:
        """Return a constant's (or time control's, or lookup's) own value, with its subscripts.

        A lookup has one more dimension, ``x``, with the x of its points as coordinates.

        Raises
        ------
        ModelError
            Unknown, or none of these.
        """
        import xarray

        variable = self._contents.variables[self.canonical(name)]
        coords: dict[str, Any] = dict(self.subscripts_of(name))
        if variable.key in CONTROLS:
            values = np.asarray(self._contents.controls({})[variable.key])
        elif all(e.kind == "lookup" for e in variable.equations):
            coords["x"], values = default_table(self.path, variable)
        else:
            values = default(self.path, variable)
            values = np.where(values == NA, np.nan, values)
        return xarray.DataArray(
            values,
            coords=coords,
            dims=list(coords),
            name=variable.name,
            attrs=units_and_limits(variable),
        )

    def equation_hashes(self) -> dict[str, str]:
        """Return a hash of each thing that a run is made from, by its name.

        Of a variable its equations, unit and limits count; its comment and its place do not. There
        are the subscript ranges too, macros, files that numbers come from, and the method of
        integration where it is not Euler's. Of an XMILE file there is one hash alone, of all that
        it says.
        """
        contents = self._contents
        if self.path.suffix.lower() != ".mdl":
            return {self.path.name: self.content_hash}
        found = equation_hashes(
            contents.variables, contents.ranges, contents.macros, contents.files
        )
        return found | ({} if contents.method == "euler" else {"(method)": contents.method})

    def subscripts_of(self, name: str) -> dict[str, list[str]]:
        """Return a variable's subscripts in order, each with the elements it is defined for.

        They are named as in results: a variable over ``D`` twice has ``D`` and ``D_2``.

        Raises
        ------
        ModelError
            The model has no such variable; the nearest name is given.
        """
        variable = self._contents.variables[self.canonical(name)]
        ranges = self._contents.ranges
        return {
            name: [ranges.spelling[e] for e in dim.elements]
            for name, dim in zip(ranges.axes(variable.dims), variable.dims, strict=True)
        }

    @property
    def files(self) -> tuple[str, ...]:
        """Files of the model's folder that it gets numbers from, as it names them."""
        return tuple(self._contents.files)

    @property
    def drawn(self) -> tuple[str, ...]:
        """Variables that rest on random numbers."""
        program = self._contents.program()
        roots = [*program.values.values(), *(n for s in program.states for n in s.parts())]
        order = reachable([*roots, *(s.node for s in program.states)])
        random = [node.number for node in order if node.op == "random"]
        found = dependants(order, random, feedback(program.states))
        variables = self._contents.variables
        return tuple(variables[k].name for k, n in program.values.items() if n.number in found)

    def describe(self, name: str) -> Description:
        """Return a variable explained: equation, unit, uses, users, feedback loops.

        Raises
        ------
        ModelError
            The model has no such variable; the nearest name is given.
        """
        return self._structure.describe(name)

    def summary(self) -> ModelSummary:
        """Return the model explained: kinds, sectors, time, subscripts, files, loops."""
        return self._structure.summary()

    @cached_property
    def _structure(self) -> ModelStructure:
        from gaoxin.engine.structure.describe import ModelStructure

        return ModelStructure(self._contents)

    def switched_links(self, name: str, *, alone: bool = True) -> set[tuple[str, str]]:
        """Return the links, as (source, target), that a constant turns off where it is 0.

        Those of what stands in a product with the constant.

        Parameters
        ----------
        alone : bool, optional
            Only of what stands nowhere else in the equation, so that 0 turns it off whole.

        Raises
        ------
        ModelError
            The model has no such variable; the nearest name is given.
        """
        from gaoxin.engine.structure.switches import switched_links

        variables, key = self._contents.variables, self.canonical(name)
        found = switched_links(variables, self._contents.macros, key, alone=alone)
        return {(variables[a].name, variables[b].name) for a, b in found}

    def loop_path(self, stations: Sequence[str]) -> tuple[str, ...]:
        """Return the variables of the loop through some, by the shortest way from each to the next.

        Parameters
        ----------
        stations : sequence of str
            Variables in the order of influence.

        Raises
        ------
        ModelError
            A name is unknown, or no way leads from one to the next.
        """
        return self._structure.around(stations)

    def loop_polarity(self, names: Sequence[str]) -> str:
        """Return "R" or "B" for a loop, as the form of its equations tells; "?" where it does not.

        Parameters
        ----------
        names : sequence of str
            Its variables in the order of influence.

        Raises
        ------
        ModelError
            A name is unknown, or a variable does not use the one before it.
        """
        return self._structure.polarity(names)

    def check_units(
        self, level: Level = "lenient", definitions: str | Path | None = None
    ) -> UnitCheck:
        """Balance the units of every equation.

        Parameters
        ----------
        level : {"lenient", "strict"}
            Strict also tells variables without a unit, bare numbers added to or compared with
            what has one, and conversions by a bare number.
        definitions : path, optional
            Unit definitions for pint, one a line (``CNY_1e4 = 1e4 * CNY``); then a word that is
            not defined is a finding. Without, a word that pint's short list does not know stands
            for itself.

        Raises
        ------
        DataError
            The definitions cannot be read.
        ModelError
            No such level.
        """
        from gaoxin.engine.units.check import check_units

        return check_units(
            self._contents, level, None if definitions is None else Path(definitions)
        )

    def run(
        self,
        overrides: OverridesLike | None = None,
        *,
        outputs: Sequence[str] | None = None,
        members: int | None = None,
        method: str | None = None,
        initial_time: float | None = None,
        final_time: float | None = None,
        time_step: float | None = None,
        save_every: float | None = None,
        initial_state: xarray.Dataset | None = None,
        seed: int = 0,
        first_member: int = 0,
        backend: Literal["numpy", "compiled"] | None = None,
        workers: int | None = None,
        block: int | None = None,
        on_disk: bool = False,
        store: str | Path | None = None,
    ) -> xarray.Dataset:
        """Run the model for all members at once.

        Parameters
        ----------
        overrides : mapping or pandas.DataFrame, optional
            Variable name to a number, an array over members, or a DataArray over any of
            ``member``, ``time`` and the variable's subscripts. Constants and variables that rest
            on no stock can be overridden. So can lookups, by pairs (x, y) or by a DataArray over
            ``x`` (with coordinates) and any of the same, and initial values of stocks, by
            ``"INITIAL(stock)"``. A pandas Series or table is read by its labels: elements, x of
            a lookup, or members. Members and elements are paired by their labels; what has none
            is taken in its order, and what cannot be paired is refused.
            A table of members (:mod:`gaoxin.design`) has a column a variable, or an element of
            one, ``name[element]``, and a row a member.
        outputs : sequence of str, optional
            Variables to keep; all of them by default. What they do not need is not computed.
        members : int, optional
            Number of members; by default that of the overrides, else a single run.
        method : {None, "euler", "rk2", "rk4"}
            How stocks are integrated (:mod:`gaoxin.engine.running.methods`); None is what the file
            says, and Euler's where it says nothing.
        initial_time, final_time, time_step, save_every : float, optional
            In the model's time unit; the model's own by default.
        initial_state : xarray.Dataset, optional
            What an earlier run of this model returned: this run goes on from its last instant,
            with its states, initial values and the start of its time. The time step must be the
            same, and so must the members unless that run had one. The first restart from a
            Dataset runs its part once more; later ones do not. The Dataset must be that object
            itself: copies, selections and files hold no state.
            A step of "rk4" reads values at its end as well, one of "rk2" half-way: an override that
            changes there acts on the step before the cut only if the earlier run was given it too.
        seed : int, optional
            Drives the random functions, and is recorded in the result's attributes. A member's
            numbers follow from seed, variable, step and member alone; the seeds that stand in the
            equations change nothing.
        first_member : int, optional
            The number of the first member: with 40 and ``members=10`` these are the members 40
            to 49 of a larger run, their random functions too, and are labelled so.
        backend : {None, "numpy", "compiled"}
            What computes the steps: NumPy, an operation at a time, or code compiled for this
            model and processor, several times as fast; no bit of the result differs. None takes
            compiled code where it can be had; the attribute ``backend`` says which it was, and
            ``backend_reason`` why it was not the compiled one.
        workers : int, optional
            Cores to use at most; all that are there by default. No bit of the result depends
            on it.
        block : int, optional
            Members a block; chosen by default. No bit of the result depends on it.
        on_disk : bool, optional
            Whether trajectories that fill more than 128 MiB go to a temporary file, which goes
            with the Dataset. A variable is read each time its values are asked for, so that the
            memory needed is that of one variable. Such a Dataset is no `initial_state`.
        store : str or Path, optional
            A folder in which trajectories are kept as blocks of members are done, for runs larger
            than memory or than an evening: where the process is stopped, the same call goes on
            from there, with the same bits, and when all is there it only reads. What is asked for
            must be the same; `block` and `on_disk` are not used.

        Returns
        -------
        xarray.Dataset
            See :func:`gaoxin.engine.keeping.results.dataset`. Attributes ``failed`` and
            ``diagnosis`` tell of members with values that are not finite; they are NaN.

        Raises
        ------
        ModelError
            An unknown name, or an override that does not fit.
        NonFinite
            A single run, or more than 1 % of the members, left the finite numbers.
        """
        controls = Controls(initial_time, final_time, time_step, save_every)
        request = Request(overrides, members, method, controls, initial_state, seed, first_member)
        if store is not None:
            from gaoxin.engine.keeping.stored import stored

            return stored(
                self._contents, request, outputs, Path(store), backend=backend, workers=workers
            )
        return trajectories(
            self._contents,
            request,
            outputs,
            backend=backend,
            workers=workers,
            block=block,
            on_disk=on_disk,
        )

    def reduce(
        self,
        overrides: OverridesLike | Callable[[int, int], OverridesLike] | None,
        reducers: Mapping[str, Reducer],
        *,
        outputs: Sequence[str] | None = None,
        members: int | None = None,
        method: str | None = None,
        initial_time: float | None = None,
        final_time: float | None = None,
        time_step: float | None = None,
        save_every: float | None = None,
        initial_state: xarray.Dataset | None = None,
        seed: int = 0,
        first_member: int = 0,
        backend: Literal["numpy", "compiled"] | None = None,
        workers: int | None = None,
        block: int | None = None,
    ) -> dict[str, xarray.Dataset]:
        """Run the model for all members, and keep only what `reducers` make of their values.

        The memory needed does not grow with the members: blocks write what is reduced into
        columns, in memory up to 128 MiB and in a temporary file beyond, and each column is read
        and reduced alone.

        Parameters
        ----------
        overrides : mapping, pandas.DataFrame, function or None
            As in :meth:`run`; or a function of the number of a first member and of how many there
            are, which returns the overrides of these members. It is called for some 65,000 at a
            time, so that a million need no more memory; then `members` is needed.
        reducers : mapping of str to Reducer
            By a name of your choice; from :mod:`gaoxin.reducers`: ``quantiles``, ``mean``, ``sd``,
            ``exceedance``, ``keep``.
        outputs : sequence of str, optional
            Variables for the reducers that name none; all of them by default.
        members, method, initial_time, final_time, time_step, save_every : optional
            As in :meth:`run`, and so are the others.
        initial_state, seed, first_member, backend, workers, block : optional

        Returns
        -------
        dict of str to xarray.Dataset
            By the reducers' names; each variable has the reducer's axis first, as ``("quantile",
            *subscripts, "time")``. The values are exactly those of the trajectories that
            :meth:`run` returns; no bit of them depends on `workers` or `block`. Failed members
            are left out (``keep``: are NaN), and told of in the attributes as by :meth:`run`.

        Raises
        ------
        ModelError
            An unknown name, an override or a reducer that does not fit.
        NonFinite
            A single run, or more than 1 % of the members, left the finite numbers.
        DataError
            There is no room on the disk.
        """
        controls = Controls(initial_time, final_time, time_step, save_every)
        request = Request(overrides, members, method, controls, initial_state, seed, first_member)
        return reduced(
            self._contents,
            request,
            reducers,
            outputs,
            backend=backend,
            workers=workers,
            block=block,
        )

    def gradient(
        self,
        overrides: Mapping[str, Any] | None,
        outputs: Sequence[str],
        weights: Mapping[str, Any] | None = None,
        *,
        by: Sequence[str] | None = None,
        members: int | None = None,
        method: str | None = None,
        initial_time: float | None = None,
        final_time: float | None = None,
        time_step: float | None = None,
        save_every: float | None = None,
        first_member: int = 0,
        workers: int | None = None,
    ) -> tuple[xarray.Dataset, xarray.Dataset]:
        """Run the model, and differentiate a weighted sum of outputs for each member.

        Exact through all steps, by the adjoint of the compiled step: one run and one way back,
        however many values are asked for. Kinks take the side that the run took: of MIN, MAX and
        IF THEN ELSE the operand that was chosen, of a lookup the piece.

        Parameters
        ----------
        overrides : mapping, optional
            As in :meth:`run`.
        outputs : sequence of str
            Variables whose values at the saved instants are added up.
        weights : mapping of str to object, optional
            By output: a number, an array over members, or a DataArray over any of ``member``,
            ``time`` (saved instants) and the variable's subscripts; 0 where there is none. By
            default every value counts once.
        by : sequence of str, optional
            Constants, and overrides of any kind but lookups, as ``"INITIAL(stock)"``; all
            overrides by default.
        members, method, initial_time, final_time, time_step, save_every : optional
            As in :meth:`run`, and so are the others.
        first_member, workers : optional

        Returns
        -------
        outputs : xarray.Dataset
            As :meth:`run` returns it, to the last bit.
        gradients : xarray.Dataset
            A variable for each name in `by`, over ``member`` and the dimensions that were given
            (``time`` for a path); of a constant that was not overridden, over its subscripts.

        Raises
        ------
        ModelError
            A name is unknown; something has no derivative (random draws, sorting), or no
            compiled form.
        NonFinite
            A single run, or more than 1 % of the members, left the finite numbers.
        """
        controls = Controls(initial_time, final_time, time_step, save_every)
        request = Request(overrides, members, method, controls, None, 0, first_member)
        return differentiated(self._contents, request, outputs, weights, by, workers)

    def repeated(
        self,
        places: Sequence[tuple[str, Sequence[str]] | tuple[str, Sequence[str], float, float]],
        outputs: Sequence[str],
        fixed: Mapping[str, float] | None = None,
        *,
        final_time: float | None = None,
        save_every: float | None = None,
        workers: int | None = None,
    ) -> Prepared:
        """Return a run that is to be done over and over with other values of some constants.

        For small batches by the thousand, as a fit asks for: planned once, values in and out as
        plain arrays, the numbers those of :meth:`run` and :meth:`gradient`.

        Parameters
        ----------
        places : sequence of (str, sequence of str) or (str, sequence of str, float, float)
            Constants, and the labels of one element; without labels every element has the value.
            Two instants besides: the value holds from the one on until the other, and elsewhere
            that of another place, or the model's own.
        outputs : sequence of str
            Variables to keep.
        fixed : mapping of str to float, optional
            Constants that are the same in all runs.
        final_time, save_every : float, optional
            As in :meth:`run`.
        workers : int, optional

        Returns
        -------
        Prepared

        Raises
        ------
        ModelError
            A name is unknown.
        """
        from gaoxin.engine.keeping.prepared import Prepared, Written

        return Prepared(
            self._contents,
            tuple(
                Written(self._contents.key(name), tuple(labels), *span)
                for name, labels, *span in places
            ),
            tuple(self._contents.key(name) for name in outputs),
            fixed or {},
            Controls(final_time=final_time, save_every=save_every),
            workers,
        )

    def loop_scores(
        self,
        overrides: OverridesLike | None = None,
        *,
        loops: Mapping[str, Sequence[str]] | None = None,
        instants: int = 24,
        members: int | None = None,
        method: str | None = None,
        initial_time: float | None = None,
        final_time: float | None = None,
        time_step: float | None = None,
        seed: int = 0,
        first_member: int = 0,
    ) -> xarray.Dataset:
        """Run the model, and say which feedback loops make its behaviour, and when.

        The method is Loops that Matter (Schoenberg, Davidsen and Eberlein 2020, with the scores
        through flows of Schoenberg, Hayward and Eberlein 2023). Array variables are taken element
        by element, smooths and delays as the stocks that they stand for.

        Parameters
        ----------
        overrides : mapping or pandas.DataFrame, optional
            As in :meth:`run`.
        loops : mapping of str to sequence of str, optional
            Loops to score, each the names of its variables in the order of influence; where they
            have subscripts, the loop's elements are summed. By default the loops are found: the
            strongest paths from each stock home (Eberlein and Schoenberg 2020).
        instants : int, optional
            Steps, evenly spread, at which loops are looked for.
        members, method, initial_time, final_time, time_step, seed, first_member : optional
            As in :meth:`run`.

        Returns
        -------
        xarray.Dataset
            ``score`` and ``relative`` (in % of the sum of the sizes of the scores of all loops of
            the same partition) over ``("loop", "member", "time")``, without ``member`` for a
            single run; `time` is the end of each step. Coordinates of ``loop``: ``path``;
            ``polarity``, "R" or "B", or "U" where the score changes its sign or is 0 throughout;
            ``partition``, a number for each set of variables that all act on one another. Loops
            that are found come in the order of their mean share.

        Raises
        ------
        ModelError
            An unknown name, an override that does not fit, or a given loop that is none.
        NonFinite
            A single run, or more than 1 % of the members, left the finite numbers.
        """
        from gaoxin.engine.dominance.loop_scores import score_loops

        controls = Controls(initial_time, final_time, time_step)
        request = Request(overrides, members, method, controls, None, seed, first_member)
        return score_loops(self._contents, request, loops, instants)

    def prepare(
        self,
        overrides: OverridesLike | None = None,
        *,
        members: int | None = None,
        method: str | None = None,
        initial_time: float | None = None,
        final_time: float | None = None,
        time_step: float | None = None,
        save_every: float | None = None,
        initial_state: xarray.Dataset | None = None,
        seed: int = 0,
        first_member: int = 0,
    ) -> Setup:
        """Check what a run is given, and lay out its time grid and parameters.

        Parameters
        ----------
        overrides : mapping or pandas.DataFrame, optional
            As in :meth:`run`, and so are the others.
        members, method, initial_time, final_time, time_step, save_every : optional
        initial_state, seed, first_member : optional

        Returns
        -------
        Setup
            What a run would compute with.

        Raises
        ------
        ModelError
            An unknown name, or an override that does not fit.
        """
        controls = Controls(initial_time, final_time, time_step, save_every)
        request = Request(overrides, members, method, controls, initial_state, seed, first_member)
        return set_up(self._contents, request)


def _unpickled(path: str, files: dict[str, str], plain: dict[str, Any]) -> Model:
    """Make a model again from what its pickle holds."""
    model = Model.__new__(Model)
    model._hold(replace(decode(plain, Path(path)), files=files))
    return model
