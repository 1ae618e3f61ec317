"""The group of verbs, and the one place where an error becomes a message and an exit code."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import Any, NoReturn

import click

from gaoxin.errors import GaoxinError
from gaoxin.version import __version__

VERBS = {
    "run": "gaoxin.cli.run",
    "sweep": "gaoxin.cli.sweep",
    "compare": "gaoxin.cli.compare",
    "loops": "gaoxin.cli.loops",
    "calibrate": "gaoxin.cli.calibrate",
    "check": "gaoxin.cli.check",
    "describe": "gaoxin.cli.describe",
}
"""Verb to the module whose ``command`` it is."""

OUR_FAULT = 1
WRONG_INPUT = 2
CHECK_FAILED = 3
INTERRUPTED = 130


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
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run the verb."""
        try:
            return super().invoke(ctx)
        except (click.exceptions.Exit, click.Abort, click.UsageError):
            raise
        except GaoxinError as error:
            stop(str(error), error.exit_code)
        except KeyboardInterrupt:
            stop("interrupted; earlier results are untouched", INTERRUPTED)
        except MemoryError:
            stop("not enough memory; ask for fewer members with --members", WRONG_INPUT)
        except BrokenPipeError:
            # The reader of a pipe has gone, as `| head` does: nothing is wrong.
            sys.stdout = open(os.devnull, "w")  # noqa: SIM115, PTH123
            raise click.exceptions.Exit(0) from None
        except Exception as error:
            if os.environ.get("GAOXIN_DEBUG") == "1":
                raise
            stop(
                f"gaoxin has a fault of its own ({type(error).__name__}: {error}). Your input may "
                "be fine. Run again with GAOXIN_DEBUG=1 and send the traceback to the maintainers",
                OUR_FAULT,
            )


def notice(message: str) -> None:
    """Print `message` on stderr."""
    click.echo(f"gaoxin: {message}", err=True)


def stop(message: str, code: int) -> NoReturn:
    """Print `message` on stderr and leave with `code`."""
    notice(message)
    raise click.exceptions.Exit(code)


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="gaoxin")
def main() -> None:
    """Run ensembles of system-dynamics models, and judge a plan's targets against them."""
