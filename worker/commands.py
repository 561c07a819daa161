"""
The subcommands of `python -m worker`.

A command gets its arguments and returns the exit status of the process. Commands are imported on
use.
"""

import sys
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module

#: The module and the function of each command.
COMMANDS: Mapping[str, tuple[str, str]] = {
    "imdb-sync": ("worker.imdb.command", "run"),
    "genres-export": ("worker.genres.command", "export_command"),
    "genres-import": ("worker.genres.command", "import_command"),
    "metadata-backfill": ("worker.metadata.command", "backfill_command"),
    "metadata-reset": ("worker.metadata.command", "reset_command"),
    "read-names": ("worker.names.command", "run"),
    "recommend-offline": ("worker.recommendations.command", "run"),
}
#: Commands that run without a configured environment.
WITHOUT_SETTINGS = frozenset({"read-names", "recommend-offline"})


def run(words: Sequence[str]) -> int:
    """Run the command that `words` begin with; returns the exit status."""
    name, *arguments = words
    if name not in COMMANDS:
        sys.stderr.write(f"There is no command {name}. There are: {', '.join(COMMANDS)}.\n")
        return 2
    module, function = COMMANDS[name]
    command: Callable[[Sequence[str]], int] = getattr(import_module(module), function)
    return command(arguments)
