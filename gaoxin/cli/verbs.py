"""The group of verbs, and the one place where an error becomes a message and an exit code."""

from __future__ import annotations

import os
import re
import sys
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from typing import Any, NoReturn, TextIO

import click

from gaoxin.cli import chinese, options, signals, streams
from gaoxin.cli.chinese_page import ChineseContext
from gaoxin.errors import GaoxinError, GaoxinWarning, nearest
from gaoxin.version import __version__

VERBS = {
    "run": "gaoxin.cli.run",
    "sweep": "gaoxin.cli.sweep",
    "compare": "gaoxin.cli.compare",
    "loops": "gaoxin.cli.loops",
    "reach": "gaoxin.cli.reach",
    "sensitivity": "gaoxin.cli.sensitivity",
    "discover": "gaoxin.cli.discover",
    "certify": "gaoxin.cli.certify",
    "calibrate": "gaoxin.cli.calibrate",
    "check": "gaoxin.cli.check",
    "describe": "gaoxin.cli.describe",
    "simulator": "gaoxin.cli.simulator",
    "init": "gaoxin.cli.init",
    "new": "gaoxin.cli.new",
    "levers": "gaoxin.cli.levers",
    "open": "gaoxin.cli.open",
}
"""Verb to the module whose ``command`` it is."""

OUR_FAULT = 1
WRONG_INPUT = 2
CHECK_FAILED = 3


class Verbs(click.Group):
    """Loads a verb's module when it is called, and turns errors into exit codes.

    0 done; 1 our fault; 2 the input is wrong; 3 a check failed.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the verbs."""
        return list(VERBS)

    def get_command(
        self,
        ctx: click.Context,  # noqa: ARG002 - click's signature
        cmd_name: str,
    ) -> click.Command | None:
        """Import and return the command of a verb."""
        if cmd_name not in VERBS:
            return None
        command: click.Command = import_module(VERBS[cmd_name]).command
        return chinese.translated(command) if streams.SAID["chinese"] else command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the verb that is asked for, or refuse one that there is not.

        Parameters
        ----------
        ctx : click.Context
        args : list of str
            The verb, and what follows it.

        Returns
        -------
        tuple of str, click.Command and list of str

        Raises
        ------
        click.UsageError
            Names the nearest verb.
        """
        if args and args[0] not in VERBS and not args[0].startswith("-"):
            close = nearest(args[0], VERBS)
            ctx.fail(f"there is no verb '{args[0]}'{close}; there are: {', '.join(VERBS)}")
        return super().resolve_command(ctx, args)

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> Any:
        """Run the verb with output of any kind, and leave with its exit code.

        Parameters
        ----------
        args : sequence of str, optional
            The command line; this process's by default.
        prog_name : str, optional
        complete_var : str, optional
        standalone_mode : bool
            Whether the process ends here; else what the verb returns is returned.
        **extra : object
            As click takes it.

        Returns
        -------
        object
        """
        own = (args, prog_name, complete_var)
        streams.SAID["chinese"] = chinese.asked_for(sys.argv[1:] if args is None else args)
        self.context_class = ChineseContext if streams.SAID["chinese"] else click.Context
        if not standalone_mode:
            return super().main(*own, standalone_mode=False, **extra)
        streams.prepare()
        try:
            code = super().main(*own, standalone_mode=False, **extra) or 0
        except click.ClickException as error:
            vars(error)["message"] = in_plain_words(error.message)
            if streams.SAID["chinese"]:
                streams.notice(error.format_message())
            else:
                error.show(file=sys.stderr)
            code = error.exit_code
        except click.Abort:
            code = signals.exit_code(KeyboardInterrupt())
        cut_short = streams.finish()
        sys.exit(code or cut_short)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the verb."""
        try:
            with signals.heard(), warnings_told():
                return super().invoke(ctx)
        except (click.exceptions.Exit, click.Abort, click.UsageError):
            raise
        except GaoxinError as error:
            stop(str(error), error.exit_code)
        except KeyboardInterrupt as error:
            stop("interrupted; earlier results are untouched", signals.exit_code(error))
        except MemoryError:
            stop("not enough memory; ask for fewer members with --members", WRONG_INPUT)
        except UnicodeEncodeError as error:
            stop(
                f"the system's encoding ({error.encoding}) has not all characters of "
                f"'{error.object}'; set PYTHONUTF8=1, or a locale of UTF-8, and run again",
                WRONG_INPUT,
            )
        except Exception as error:
            if os.environ.get("GAOXIN_DEBUG") == "1":
                raise
            stop(
                f"gaoxin has a fault of its own ({type(error).__name__}: {error}). Your input may "
                "be fine. Run again with GAOXIN_DEBUG=1 and send the traceback to the maintainers",
                OUR_FAULT,
            )


def in_plain_words(message: str) -> str:
    """Return click's message without its names of kinds: "integer range" is a whole number."""
    return _KIND.sub(lambda kind: _KINDS[kind[1]], message)


_KINDS = {
    "integer range": "is no whole number; write one, such as 500",
    "integer": "is no whole number; write one, such as 2021",
    "float range": "is no number; write one, such as 0.8",
    "float": "is no number; write one, such as 2020",
}
_KIND = re.compile(f"is not a valid ({'|'.join(_KINDS)})")


@contextmanager
def warnings_told() -> Iterator[None]:
    """Print our own warnings as messages, without the place in the code."""
    with warnings.catch_warnings():
        others = warnings.showwarning

        def show(
            message: Warning | str,
            category: type[Warning],
            filename: str,
            lineno: int,
            file: TextIO | None = None,
            line: str | None = None,
        ) -> None:
            if issubclass(category, GaoxinWarning):
                streams.notice(str(message))
            else:
                others(message, category, filename, lineno, file, line)

        warnings.simplefilter("always", GaoxinWarning)
        warnings.showwarning = show
        yield


def stop(message: str, code: int) -> NoReturn:
    """Print `message` on stderr and leave with `code`."""
    streams.notice(message)
    raise click.exceptions.Exit(code)


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="gaoxin")
@options.lang
@click.pass_context
def main(ctx: click.Context, lang: str) -> None:
    """Run ensembles of system-dynamics models, and judge a plan's targets against them."""
    # Said before the verb it holds for the verb, unless that says another.
    ctx.default_map = {verb: {"lang": lang} for verb in VERBS}
