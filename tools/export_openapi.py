"""Print the OpenAPI document: `python tools/export_openapi.py > openapi.json`."""

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import chalicelib  # noqa: E402  # the project is not installed, so its folder comes first
from app import app  # noqa: E402
from chalicelib.platform.openapi import document  # noqa: E402


def main() -> None:
    """Needs neither a database nor settings, and writes the same bytes for the same code."""
    described = document(app.routes, version=chalicelib.__version__)
    json.dump(described, sys.stdout, ensure_ascii=False, indent=2)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
