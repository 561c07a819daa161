"""Print functions and classes that are unused or used only by tests; exit 1 if there are any."""

import sys

from vulture import Vulture

PATHS = ["app.py", "chalicelib", "worker", "localstack", "tools"]
#: Functions that a decorator registers with a framework.
DECORATORS = [
    "@*.route",
    "@*.schedule",
    "@*.middleware",
    "@*.task",
    "@task*",
    "@field_validator",
    "@field_serializer",
    "@model_validator",
    "@model_serializer",
    "@computed_field",
    "@command*",
]
#: Names that a library or Python itself calls.
NAMES = [
    "do_*",
    "get_retry_decision",  # procrastinate
    "field_title_should_be_set",  # pydantic's schema generator
    "export_command",  # worker.commands
    "backfill_command",  # worker.commands
    "reset_command",  # worker.commands
    "import_command",
    # Tests inspect a running engine or a constructed service.
    "torrent_of",
    "built",
    "anime",  # a resource of the provider's API; only its lists are used so far
]
KINDS = {"function", "method", "class", "property", "unreachable_code"}  # ruff knows imports


def main() -> int:
    scan = Vulture(ignore_decorators=DECORATORS, ignore_names=NAMES)
    scan.scavenge(PATHS)
    found = [item for item in scan.get_unused_code(min_confidence=60) if item.typ in KINDS]
    for item in found:
        print(f"{item.filename}:{item.first_lineno}: unused {item.typ} {item.name}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
