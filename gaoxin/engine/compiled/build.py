"""IR to machine code: compiled in the process by LLVM, or taken from what an earlier start kept."""

from __future__ import annotations

import ctypes
import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from gaoxin.engine.compiled.backward import backward
from gaoxin.engine.compiled.driver import driver
from gaoxin.engine.compiled.keep import keep, recall
from gaoxin.engine.compiled.llvm import POINTERS, module
from gaoxin.engine.compiled.scalar import Code
from gaoxin.engine.compiled.uncovered import NotCovered

Run = Callable[[int, int, int], None]
"""``run(address of slots, first member, end)``; the interpreter's lock is free meanwhile."""

Write = Callable[[], tuple[str, int]]
"""``write()`` gives a module's text, and how many rows of scratch memory its functions need."""


@dataclass(frozen=True)
class Processor:
    """The processor that code is made for.

    Attributes
    ----------
    name, features : str
        As LLVM calls them.
    version : str
        Of llvmlite and LLVM.
    """

    name: str
    features: str
    version: str

    @property
    def wide(self) -> bool:
        """Whether it has AVX-512."""
        return "+avx512f" in self.features.split(",")


@cache
def processor() -> Processor:
    """Return the processor at hand.

    Raises
    ------
    NotCovered
        llvmlite cannot be used.
    """
    try:
        import llvmlite
        import llvmlite.binding as llvm
    except (ImportError, OSError) as error:
        raise NotCovered(f"llvmlite is not there: {error}") from None
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    features = llvm.get_host_cpu_features().flatten()
    if "+avx512f" in features.split(","):
        features += ",-prefer-256-bit"
    version = f"{llvmlite.__version__} {llvm.llvm_version_info}"
    return Processor(llvm.get_host_cpu_name(), features, version)


class Linked:
    """Functions that LLVM has linked into this process."""

    def __init__(self, image: bytes, names: tuple[str, ...]) -> None:
        import llvmlite.binding as llvm

        self._engine = llvm.create_mcjit_compiler(llvm.parse_assembly(""), _target(0))
        self._engine.add_object_file(llvm.ObjectFileRef.from_data(image))
        self._engine.finalize_object()
        self.addresses = {name: int(self._engine.get_function_address(name)) for name in names}


def link(write: Write, about: str, names: tuple[str, ...], level: int) -> tuple[Linked, int]:
    """Return compiled functions, and how many rows of scratch memory they need.

    What an earlier start has kept is found by what the code is about: its text is not written then.

    Parameters
    ----------
    write : callable
        Gives the module's text and the rows.
    about : str
        All that the text is written from, but for this package's own files.
    names : tuple of str
        Functions wanted.
    level : int
        Of optimisation, 0 to 3.

    Returns
    -------
    tuple of (Linked, int)

    Raises
    ------
    NotCovered
        llvmlite is not there.
    """
    here = processor()
    parts = [here.name, here.features, here.version, _writers(), str(level), *names, about]
    key = hashlib.sha256("\0".join(parts).encode()).hexdigest()
    kept = recall(key)
    if kept is None:
        ir, rows = write()
        kept = rows, _compile(ir, level)
        keep(key, *kept)
    return Linked(kept[1], names), kept[0]


def linked_code(
    code: Code,
    functions: Mapping[str, Sequence[str]],
    level: int,
    pointers: Sequence[str] = POINTERS,
) -> tuple[Linked, int]:
    """Return compiled functions of scalar code, and their rows of scratch memory.

    Parameters
    ----------
    code : Code
    functions : mapping of str to sequence of str
        Name of a function to the sections it does.
    level : int
        Of optimisation, 0 to 3.
    pointers : sequence of str
        Parameters of the functions.

    Returns
    -------
    tuple of (Linked, int)

    Raises
    ------
    NotCovered
        llvmlite is not there.
    """

    def write() -> tuple[str, int]:
        return module(code, functions, wide=processor().wide, pointers=pointers)

    about = repr((code.identity(), sorted(functions.items()), tuple(pointers)))
    return link(write, about, tuple(functions), level)


@cache
def _writers() -> str:
    """Return a hash of the files that write code: whoever edits them gets no code from before."""
    files = sorted(Path(__file__).parent.glob("*.py"))
    return hashlib.sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()


def _target(level: int) -> Any:
    import llvmlite.binding as llvm

    here = processor()
    return llvm.Target.from_default_triple().create_target_machine(
        cpu=here.name, features=here.features, opt=level, jit=True
    )


def _compile(ir: str, level: int) -> bytes:
    import llvmlite.binding as llvm

    target = _target(level)
    module = llvm.parse_assembly(ir)
    if level:
        options = llvm.create_pipeline_tuning_options(speed_level=level)
        options.slp_vectorization = options.loop_vectorization = False
        builder = llvm.create_pass_builder(target, options)
        builder.getModulePassManager().run(module, builder)
    return bytes(target.emit_object(module))


@cache
def loop() -> Run:
    """Return the loop over tiles and time."""
    return _run(driver(), "run")


@cache
def loop_back() -> Run:
    """Return the loop over tiles, over time and back."""
    return _run(backward(), "back")


def _run(ir: str, name: str) -> Run:
    linked, _ = link(lambda: (ir, 0), ir, (name,), 2)
    call = ctypes.CFUNCTYPE(None, ctypes.c_int64, ctypes.c_int64, ctypes.c_int64)
    function = call(linked.addresses[name])
    function.linked = linked  # type: ignore[attr-defined]  # alive as long as the function
    return function
