"""Every target of the Makefile is documented."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MAKEFILE = (ROOT / "Makefile").read_text()


def targets() -> list[str]:
    """Names a person would type, without the files make keeps track of."""
    return re.findall(r"^([a-z][a-z0-9-]*):", MAKEFILE, flags=re.MULTILINE)


def test_every_target_is_explained():
    silent = [
        name
        for name in targets()
        if name != "ready" and not re.search(rf"^{name}:.*## \S", MAKEFILE, flags=re.MULTILINE)
    ]

    assert silent == []


def test_every_target_is_a_command_and_not_a_file():
    phony = re.search(r"^\.PHONY: ((?:.*\\\n)*.*)$", MAKEFILE, flags=re.MULTILINE)

    assert phony
    assert set(phony[1].replace("\\", " ").split()) == set(targets())


def test_every_script_of_a_target_exists_and_is_executable():
    scripts = [ROOT / path for path in re.findall(r"tools/[a-z_]+\.sh", MAKEFILE)]

    assert scripts
    assert [path.name for path in scripts if not path.stat().st_mode & 0o100] == []
