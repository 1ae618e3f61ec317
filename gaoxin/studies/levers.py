"""``gaoxin levers``: what can be moved, how far, and where the plan puts it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gaoxin.desks.desk import open_desk
from gaoxin.engine.model import load as load_model
from gaoxin.ensembles.scenario import load_scenario
from gaoxin.errors import DataError, nearest
from gaoxin.language import alike
from gaoxin.names import canonical, same
from gaoxin.telling.report.lead import LEAD

if TYPE_CHECKING:
    from gaoxin.desks.desk import Desk
    from gaoxin.desks.levers import Lever
    from gaoxin.desks.workspace import Workspace
    from gaoxin.ensembles.layers import Layer, StatedValue
    from gaoxin.language import Lang, Text


@dataclass(frozen=True)
class LeverRow:
    """A lever, and what the plan does with it.

    Attributes
    ----------
    lever : Lever
    elements : tuple of str
        Elements that it has, as the model spells them; none where it has no subscript.
    names : tuple of Text
        What the elements are called.
    plan : tuple of (str, StatedValue)
        Name or ``name[element]`` in the scenario ``plan``, and the value there; empty where the
        plan leaves it at practice, or there is no such scenario.
    """

    lever: Lever
    elements: tuple[str, ...]
    names: tuple[Text, ...]
    plan: tuple[tuple[str, StatedValue], ...]

    def said(self, lang: Lang) -> tuple[str, ...]:
        """Return the elements as a scenario may write them in a language."""
        if lang == "en":
            return self.elements
        return tuple(name.zh for name in self.names)


def list_levers(workspace: Workspace, word: str | None = None) -> tuple[LeverRow, ...]:
    """Return the levers of a workspace, or those that a word is about.

    Parameters
    ----------
    workspace : Workspace
    word : str, optional
        Stands in the name, either meaning, the remark, or an element's name in either language.

    Returns
    -------
    tuple of LeverRow

    Raises
    ------
    GaoxinError
        A table is wrong, or no lever has the word in it (with the nearest).
    """
    desk = open_desk(workspace, load_model(workspace.model_path))
    layers = _plan_layers(desk)
    found = []
    for lever in desk.levers.values():
        default = desk.catalogue.model.default(lever.name)
        elements = tuple(str(e) for dim in default.dims for e in default[dim].values)
        own = [one for one in layers if same(one.place.constant, lever.name)]
        stated = tuple({one.place.key: (one.key, one.stated) for one in own}.values())
        names = tuple(desk.elements.get(e, alike(e)) for e in elements)
        spoken = [text for name in names for text in name]
        if word is None or _about(lever, (*elements, *spoken), word):
            found.append(LeverRow(lever, elements, names, stated))
    if not found and word is not None:
        known = [text for one in desk.levers.values() for text in (one.name, one.name_zh)]
        close = nearest(word, known)
        message = f"no lever is about '{word}'{close}; 'gaoxin levers' lists all"
        raise DataError(message, path=workspace.levers)
    return tuple(found)


def _plan_layers(desk: Desk) -> tuple[Layer, ...]:
    """Return the levers that the scenario ``plan`` moves; none where there is no such scenario."""
    if LEAD not in desk.workspace.scenario_ids():
        return ()
    layers = load_scenario(desk, LEAD).all_layers
    return tuple(layer for layer in layers if layer.kind == "lever")


def _about(lever: Lever, elements: tuple[str, ...], word: str) -> bool:
    own = canonical(word)
    texts = (lever.name, lever.name_en, lever.name_zh, lever.note, *elements)
    return any(own in canonical(text) for text in texts)
