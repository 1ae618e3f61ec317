"""IR to machine code: compiled in the process by LLVM, or taken from what an earlier start kept."""

from __future__ import annotations

import ctypes
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from gaoxin.engine.compiled.backward import backward
from gaoxin.engine.compiled.driver import driver
from gaoxin.engine.compiled.keep import keep, recall
from gaoxin.engine.compiled.uncovered import NotCovered

Run = Callable[[int, int, int], None]
"""``run(address of slots, first member, end)``; the interpreter's lock is free meanwhile."""


@dataclass(frozen=True)
class Machine:
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
def machine() -> Machine:
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
    return Machine(llvm.get_host_cpu_name(), features, version)


class Linked:
    """Functions that LLVM has linked into this process."""

    def __init__(self, image: bytes, names: tuple[str, ...]) -> None:
        import llvmlite.binding as llvm

        self._engine = llvm.create_mcjit_compiler(llvm.parse_assembly(""), _target(0))
        self._engine.add_object_file(llvm.ObjectFileRef.from_data(image))
        self._engine.finalize_object()
        self.addresses = {name: int(self._engine.get_function_address(name)) for name in names}


def link(ir: str, names: tuple[str, ...], level: int) -> Linked:
    """Return compiled functions.

    Parameters
    ----------
    ir : str
        The module's text.
    names : tuple of str
        Functions wanted.
    level : int
        Of optimisation, 0 to 3.

    Returns
    -------
    Linked

    Raises
    ------
    NotCovered
        llvmlite is not there.
    """
    here = machine()
    about = "\0".join([here.name, here.features, here.version, str(level), ir])
    key = hashlib.sha256(about.encode()).hexdigest()
    image = recall(key)
    if image is None:
        image = _compile(ir, level)
        keep(key, image)
    return Linked(image, names)


def _target(level: int) -> Any:
    import llvmlite.binding as llvm

    here = machine()
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
    linked = link(ir, (name,), 2)
    call = ctypes.CFUNCTYPE(None, ctypes.c_int64, ctypes.c_int64, ctypes.c_int64)
    function = call(linked.addresses[name])
    function.linked = linked  # type: ignore[attr-defined]  # alive as long as the function
    return function
