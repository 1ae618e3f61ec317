"""The contract of public docstrings: what goes in, what comes out, what is refused."""

from __future__ import annotations

import ast
import builtins
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import gaoxin

PACKAGE = Path(gaoxin.__file__).parent
MANY = 3
"""A function of so many parameters, `self` not counted, says what each of them is. Those of click's
verbs need not: their docstrings are what ``--help`` prints, and each option says the rest."""

ARRAY = re.compile(r"\b(\w*Array(Like)?|ndarray)\b")
SHAPED = re.compile(r"\bshapes?\b|[Dd]imensions?\b|\baxes\b|\baxis\b|\b0-d\b|\bover\b")
SECTION = re.compile(r"^(\w+)\n-+$", re.MULTILINE)
ENTRY = re.compile(r"^(?P<names>[*\w]+(?:, [*\w]+)*)(?: : .*)?$", re.MULTILINE)


@dataclass(frozen=True)
class Function:
    """A public function, or method of a public class, with the functions of its module.

    Where many functions of a file take the same, ``Kind = Callable[[...], ...]`` says once what: a
    docstring stands below it. `kinds` are those of the file.
    """

    where: str
    node: ast.FunctionDef
    is_method: bool
    beside: dict[str, ast.FunctionDef]
    kinds: frozenset[str] = frozenset()

    @property
    def parameters(self) -> list[ast.arg]:
        """Its parameters, without `self`."""
        args = self.node.args
        own = [*args.posonlyargs, *args.args, *args.kwonlyargs]
        own += [one for one in (args.vararg, args.kwarg) if one is not None]
        static = any(ast.unparse(d) == "staticmethod" for d in self.node.decorator_list)
        return own[1:] if self.is_method and not static else own

    @property
    def is_verb(self) -> bool:
        """Whether it is a command of click."""
        return any("command" in ast.unparse(d) for d in self.node.decorator_list)


def kinds(tree: ast.Module) -> frozenset[str]:
    """Return the signatures of a file that are told once, for all functions that have them."""
    return frozenset(
        ast.unparse(node.value.slice)
        for node, after in itertools.pairwise(tree.body)
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Subscript)
        if ast.unparse(node.value.value) == "Callable"
        if isinstance(after, ast.Expr)
        and isinstance(after.value, ast.Constant)
        and "Parameters\n---" in str(after.value.value)
    )


def functions(path: Path) -> Iterator[Function]:
    """Yield the public functions and methods of a file."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    beside = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    methods = [(node, True) for one in classes if one.name[0] != "_" for node in one.body]
    for node, is_method in [*((node, False) for node in tree.body), *methods]:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            where = f"{path.parent.name}/{path.name}:{node.lineno} {node.name}"
            yield Function(where, node, is_method, beside, kinds(tree))


def sections(docstring: str) -> dict[str, str]:
    """Return the sections of a docstring by heading."""
    parts = SECTION.split(docstring)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def entries(text: str) -> dict[str, str]:
    """Return what a section says of each parameter, by name."""
    found: dict[str, str] = {}
    heads = list(ENTRY.finditer(text))
    ends = [*(head.start() for head in heads[1:]), len(text)]
    for head, end in zip(heads, ends, strict=False):
        said = text[head.start() : end]
        found |= {name.lstrip("*"): said for name in head["names"].split(", ")}
    return found


def refuses(function: Function) -> bool:
    """Return whether a function, or a helper that it calls in its module, raises our errors."""
    helpers = [
        function.beside[call.func.id]
        for call in ast.walk(function.node)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name)
        if call.func.id in function.beside
    ]
    return any(
        isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and _is_ours(node.exc)
        for body in (function.node, *helpers)
        for node in ast.walk(body)
    )


def _signature(function: Function) -> str:
    taken = ", ".join(_written(one.annotation) for one in function.parameters)
    return f"[{taken}], {_written(function.node.returns)}"


def _written(annotation: ast.expr | None) -> str:
    return "" if annotation is None else ast.unparse(annotation)


def _is_ours(call: ast.Call) -> bool:
    name = ast.unparse(call.func).rpartition(".")[2]
    return not isinstance(getattr(builtins, name, None), type)


def misses(function: Function) -> Iterator[str]:
    """Yield what a docstring leaves out."""
    told = sections(ast.get_docstring(function.node) or "")
    if f"({_signature(function)})" in function.kinds:
        return
    named = entries(told.get("Parameters", ""))
    for one in function.parameters:
        if one.arg not in named:
            yield f"parameter {one.arg}"
        elif ARRAY.search(_written(one.annotation)) and not SHAPED.search(named[one.arg]):
            yield f"shape of {one.arg}"
    gives = _written(function.node.returns) not in {"", "None", "NoReturn"}
    if gives and not {"Returns", "Yields"} & set(told):
        yield "Returns"
    if refuses(function) and "Raises" not in told:
        yield "Raises"


def test_public_functions_say_what_goes_in_what_comes_out_and_what_is_refused() -> None:
    found = [
        f"{function.where}: {', '.join(missing)}"
        for path in sorted(PACKAGE.rglob("*.py"))
        for function in functions(path)
        if len(function.parameters) >= MANY and not function.is_verb
        if (missing := list(misses(function)))
    ]
    assert not found, f"{len(found)} docstrings leave something out:\n" + "\n".join(found)


def test_the_contract_sees_what_is_missing() -> None:
    module = '''
def told(a, b: Array, c) -> int:
    """Return a sum.

    Parameters
    ----------
    a, c : int
    b : array, shape (member,)

    Returns
    -------
    int
    """

def untold(a, b: Array, c) -> int:
    """Return a sum.

    Parameters
    ----------
    a : int
    b : array
    """
    return helper(a)

def helper(a):
    raise DataError("wrong")
'''
    tree = ast.parse(module)
    beside = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    told, untold = (Function("", beside[n], False, beside) for n in ("told", "untold"))
    assert list(misses(told)) == []
    assert list(misses(untold)) == ["shape of b", "parameter c", "Returns", "Raises"]


def test_a_signature_that_is_told_once_counts_for_all_functions_that_have_it(
    tmp_path: Path,
) -> None:
    kind = "Kind = Callable[[int, str, float], None]\n"
    told = '"""Told.\n\nParameters\n----------\na : int\nb : str\nc : float\n"""\n'
    same = 'def same(a: int, b: str, c: float) -> None:\n    """Do."""\n'
    other = 'def other(a: int, b: str, c: int) -> None:\n    """Do."""\n'
    path = tmp_path / "module.py"
    path.write_text(kind + told + same + other, encoding="utf-8")
    assert [len(list(misses(function))) for function in functions(path)] == [0, 3]
    path.write_text(kind + same + other, encoding="utf-8")
    assert [len(list(misses(function))) for function in functions(path)] == [3, 3]
