"""
Import rules beyond import-linter: contracts name every slice, and stores are private to slices.
"""

import ast
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"][
    "contracts"
]
NOT_SLICES = {"http", "platform", "migrations", "providers", "wiring"}
SLICES = {
    folder.name
    for folder in (ROOT / "chalicelib").iterdir()
    if (folder / "__init__.py").exists() and folder.name not in NOT_SLICES
}


def contract(name: str) -> dict[str, list[str]]:
    (found,) = (each for each in CONTRACTS if each["name"] == name)
    return found


def imports(file: Path) -> set[str]:
    """Modules a file imports, wherever in it; also those named after `from`."""
    found = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def test_every_slice_has_its_layers_checked():
    """Those of the other list are exhaustive by themselves."""
    assert len(SLICES) >= 10
    assert set(contract("Inside a slice")["containers"]) == {f"chalicelib.{s}" for s in SLICES}


def test_a_store_is_read_by_its_own_slice_only():
    """The worker's scanner and uploader share the library's."""
    strangers = [
        f"{file.relative_to(ROOT)} imports {module}"
        for file in (ROOT / "chalicelib").rglob("*.py")
        for module in imports(file)
        for path in [module.split(".")]
        if path[0] == "chalicelib" and path[2:3] == ["store"]
        if file.relative_to(ROOT).parts[1] != path[1]
    ]

    assert strangers == []
