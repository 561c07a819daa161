"""
The subcommands of `python -m worker`.

A command gets its arguments and returns the exit status of the process. Commands are imported on
use.
"""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module


@dataclass(frozen=True, slots=True)
class Subcommand:
    module: str
    function: str
    help: str
    needs_settings: bool = True

    def run(self, arguments: Sequence[str]) -> int:
        function: Callable[[Sequence[str]], int]
        function = getattr(import_module(self.module), self.function)
        return function(arguments)


COMMANDS = {
    "imdb-sync": Subcommand("worker.imdb.command", "run", "import the IMDb files now"),
    "genres-export": Subcommand(
        "worker.genres.commands", "export_command", "write titles to a file, to review their genres"
    ),
    "genres-import": Subcommand(
        "worker.genres.commands", "import_command", "read the reviewed genres back"
    ),
    "metadata-backfill": Subcommand(
        "worker.metadata.command", "backfill_command", "fetch the metadata of all titles now"
    ),
    "metadata-reset": Subcommand(
        "worker.metadata.command", "reset_command", "mark titles to be fetched again"
    ),
    "read-names": Subcommand(
        "worker.names.command",
        "run",
        "read names of releases from standard input, as JSON lines",
        needs_settings=False,
    ),
    "recommend-offline": Subcommand(
        "worker.recommendations.command",
        "run",
        "answer the best titles of people from CSV files",
        needs_settings=False,
    ),
}


def main(words: Sequence[str]) -> int:
    """Run a command in a fresh process: wire it first when it needs settings."""
    command = COMMANDS.get(words[0])
    if command and command.needs_settings:
        import_module("worker.program_setup").prepare()
    return run(words)


def run(words: Sequence[str]) -> int:
    """Run the command that `words` begin with; returns the exit status."""
    name, *arguments = words
    if name in {"-h", "--help"}:
        sys.stdout.write(usage())
        return 0
    if name not in COMMANDS:
        sys.stderr.write(f"There is no command {name}.\n\n{usage()}")
        return 2
    return COMMANDS[name].run(arguments)


def usage() -> str:
    width = max(map(len, COMMANDS))
    lines = (f"  {name:<{width}}  {command.help}" for name, command in COMMANDS.items())
    return "\n".join(
        (
            "usage: python -m worker [COMMAND ...]",
            "",
            "Without a command it runs everything that a home server does in the background.",
            "",
            *lines,
            "",
        )
    )
