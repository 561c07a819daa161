"""Print functions and classes that only tests use, or nothing at all; exit 1 if there are any."""

import sys

from vulture import Vulture

PATHS = ["app.py", "chalicelib", "worker", "localstack", "tools"]
#: Registered by a decorator, and called by a framework.
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
#: Called by name from a library or by Python itself.
NAMES = [
    "do_*",
    "get_retry_decision",  # procrastinate
    "field_title_should_be_set",  # pydantic's schema generator
    "export_sheet",  # worker.commands
    "import_sheet",
    # Tests look at a running engine, or at a service that was built.
    "torrent_of",
    "built",
    "anime",  # a record of its own in the provider's interface; we use its lists so far
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
