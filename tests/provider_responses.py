"""
Responses of providers for tests.

Those in tests/fixtures are invented: the keys, types and quirks of a provider's responses with
titles and numbers of our own. Real responses in a folder beside the repository, where there is
one, run the same tests once more.
"""

import json
from pathlib import Path
from typing import Any

INVENTED = Path(__file__).parent / "fixtures" / "providers"
REAL = Path(__file__).parents[1].parent / "shared" / "fixtures"
SOURCES = [INVENTED, *([REAL] if REAL.is_dir() else [])]


def source_name(source: Path) -> str:
    return "invented" if source == INVENTED else "real"


def load(path: Path) -> Any:
    return json.loads(path.read_bytes())


def available(*names: str) -> list[Path]:
    """The files with these names, of every source."""
    return [path for source in SOURCES for name in names if (path := source / name).is_file()]


def file_name(path: Path) -> str:
    """For the ids of parametrised tests."""
    return f"{'invented' if INVENTED in path.parents else 'real'}-{path.stem}"
