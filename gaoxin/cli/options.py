"""Options that several verbs take, each declared once."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click
from click.core import ParameterSource

from gaoxin.studies import defaults

T = TypeVar("T")
F = TypeVar("F", bound=Callable[..., Any])


class Folder(click.Path):
    """A folder's path; an empty one, as from an unset shell variable, is refused."""

    def __init__(self) -> None:
        super().__init__(path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the path.

        Parameters
        ----------
        value : object
            As click gives it.
        param : click.Parameter or None
        ctx : click.Context or None

        Returns
        -------
        str or Path
        """
        if value == "":
            self.fail("the path is empty; name a folder, or '.' for this one", param, ctx)
        return super().convert(value, param, ctx)


class Language(click.Choice[str]):
    """English or Chinese, also as systems name them: zh-CN, zh_Hans, en-GB, 中文."""

    def __init__(self) -> None:
        super().__init__(["en", "zh"], case_sensitive=False)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return ``en`` or ``zh``.

        Parameters
        ----------
        value : object
            As click gives it.
        param : click.Parameter or None
        ctx : click.Context or None

        Returns
        -------
        str
        """
        said = str(value).strip().casefold()
        known = {"中文": "zh", "汉语": "zh", "cn": "zh", "chinese": "zh", "english": "en"}
        plain = known.get(said) or re.split(r"[-_.]", said)[0]
        return super().convert(plain if plain in self.choices else value, param, ctx)


def sampling(*, or_folder: bool = False) -> Callable[[F], F]:
    """Return a decorator that adds the options that choose the draws.

    With `or_folder` an option that is not given is None: a result folder may say it.
    """

    def default(value: int | str) -> dict[str, Any]:
        if or_folder:
            return {"default": None, "show_default": f"{value}, or the folder's"}
        return {"default": value, "show_default": True}

    members = click.option(
        "--members",
        type=click.IntRange(1, defaults.MAX_MEMBERS),
        help="Draws per scenario.",
        **default(defaults.MEMBERS),
    )
    seed = click.option(
        "--seed",
        type=click.IntRange(0, defaults.MAX_SEED),
        metavar="N",
        help="Of the draws: equal seeds give equal members.",
        **default(defaults.SEED),
    )
    draws = click.option(
        "--draws",
        type=click.Choice(["posterior", "prior"]),
        help="Where the constants come from: the fit of 'gaoxin calibrate', or its priors.",
        **default(defaults.DRAWS),
    )
    return lambda command: members(seed(draws(stale(command))))


stale = click.option(
    "--stale-posterior",
    is_flag=True,
    help="Run although model, priors or observations changed since the fit; stamps every verdict.",
)
workspace = click.option(
    "--workspace",
    type=Folder(),
    metavar="DIR",
    help="Folder with model/, scenarios/, calibration/.  [default: here, else the one installed]",
)
model = click.option(
    "--model",
    type=click.Path(path_type=Path),
    metavar="MODEL",
    help="A Vensim or XMILE file.  [default: the workspace's model]",
)
base = click.option(
    "--base", default=defaults.BASE, show_default=True, help="Scenario that levers change."
)
probability = click.option(
    "--probability",
    type=click.FloatRange(0, 1, min_open=True, max_open=True),
    default=0.8,
    show_default=True,
    help="How likely a target is to become.",
)
without = click.option(
    "--without",
    multiple=True,
    metavar="LEVER",
    help="Keep a lever, a sector of them, or a pattern such as 'boundary_*' where it is.",
)
from_year = click.option(
    "--from",
    "from_year",
    type=int,
    default=defaults.FROM_YEAR,
    show_default=True,
    metavar="YEAR",
    help="First year in which levers may stand elsewhere.",
)
goals = click.option(
    "--file",
    "goals",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="With --model: the decision file of which TARGET is a goal.",
)
out = click.option(
    "--out",
    type=Folder(),
    default=Path("results"),
    show_default=True,
    metavar="DIR",
    help="Where results go.",
)


def _enter_cluster(ctx: click.Context, _param: click.Parameter, where: str | None) -> None:
    """Let the verb's runs use a cluster until it ends."""
    if where is not None and not ctx.resilient_parsing:
        from gaoxin.cluster import open_cluster

        ctx.with_resource(open_cluster(where))


cluster = click.option(
    "--cluster",
    metavar="WHERE",
    expose_value=False,
    callback=_enter_cluster,
    help="Run members on a dask scheduler's workers, by its address, or on local:N processes.",
)
workers = click.option(
    "--workers", type=click.IntRange(min=1), help="Cores to use at most.  [default: all]"
)
lang = click.option(
    "--lang",
    type=Language(),
    envvar="GAOXIN_LANG",
    default="en",
    show_default=True,
    help="Language of tables, charts and messages: en or zh, also zh-CN and the like.",
)
as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of tables.")


def given(name: str, value: T) -> T | None:
    """Return an option's value if the caller gave it; None where it is the default.

    Parameters
    ----------
    name : str
        The parameter's.
    value : object

    Returns
    -------
    object or None
    """
    ctx = click.get_current_context()
    return None if ctx.get_parameter_source(name) is ParameterSource.DEFAULT else value
