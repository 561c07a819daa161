"""Print the OpenAPI document: `python tools/export_openapi.py > openapi.json`."""

import json
import sys
from pathlib import Path

# The project is not installed as a package: add its folder to the path before importing it.
sys.path.insert(0, str(Path(__file__).parents[1]))

import chalicelib
from app import app
from chalicelib.openapi import document


def main() -> None:
    """Write the document. Needs no database or settings; the output is deterministic."""
    described = document(app.routes, version=chalicelib.__version__)
    json.dump(described, sys.stdout, ensure_ascii=False, indent=2)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
