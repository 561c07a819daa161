"""Print the OpenAPI document: `python -m tools.export_openapi > openapi.json`."""

import json
import sys

import chalicelib
from app import app
from chalicelib.platform.openapi import document


def main() -> None:
    """Needs neither a database nor settings, and writes the same bytes for the same code."""
    described = document(app.routes, version=chalicelib.__version__)
    json.dump(described, sys.stdout, ensure_ascii=False, indent=2)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
