"""The notebook of the documents, executed from its first cell to its last.

``python -m tests.notebook`` writes what its cells print into it.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

PATH = Path(__file__).parents[1] / "docs" / "notebook.ipynb"


def executed(path: Path = PATH) -> Any:
    """Return the notebook with the output of every cell; the first that fails is named."""
    from nbclient import NotebookClient

    nbformat: Any = import_module("nbformat")
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(notebook, timeout=120, resources={"metadata": {"path": path.parent}})
    return client.execute()


def said(notebook: Any) -> list[str]:
    """Return what the cells give, as text; tables, whose width is the screen's, are left out."""
    return [
        output["data"]["text/plain"]
        for cell in notebook.cells
        for output in cell.get("outputs", ())
        if "text/plain" in output.get("data", {}) and "text/html" not in output["data"]
    ]


def main() -> None:
    """Execute the notebook and keep what it prints."""
    nbformat: Any = import_module("nbformat")
    notebook = executed()
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
    nbformat.write(notebook, PATH)


if __name__ == "__main__":
    main()
