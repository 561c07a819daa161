"""What a browser loads before a page is drawn, read from the built files."""

import json
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from localstack.gateway.static_files import HASHED

DIST = Path(__file__).parents[2] / "frontend" / "dist"
SIGN_IN = "src/features/accounts/SignInPage.tsx"
#: The scripts that build/chunks.ts names: of every page, and of the layout around those of the app.
APP, LAYOUT = "app", "frame"


def scripts_of(page: str) -> list[Path]:
    """The scripts of a page with all of their static imports."""
    manifest = json.loads((DIST / ".vite" / "manifest.json").read_text())
    by_name = {each.get("name"): key for key, each in manifest.items()}
    waiting, found = ["index.html", by_name[APP], page], set()
    if page != SIGN_IN:
        waiting.append(by_name[LAYOUT])
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += manifest[name].get("imports", [])
    return [DIST / manifest[name]["file"] for name in found]


def sent_bytes(script: Path) -> int:
    packed = script.with_name(f"{script.name}.br")
    return (packed if packed.is_file() else script).stat().st_size


@pytest.mark.parametrize(
    ("page", "max_scripts", "max_bytes"),
    [
        ("src/features/dashboard/DashboardPage.tsx", 9, 60_000),
        ("src/features/discover/DiscoverPage.tsx", 9, 60_000),
        ("src/features/titles/MoviePage.tsx", 9, 60_000),
        ("src/features/titles/ShowPage.tsx", 9, 60_000),
        (SIGN_IN, 8, 38_000),
    ],
)
def test_the_scripts_of_a_first_page_are_few_and_small(
    page: str, max_scripts: int, max_bytes: int
) -> None:
    scripts = scripts_of(page)

    assert len(scripts) <= max_scripts
    assert sum(map(sent_bytes, scripts)) <= max_bytes


def test_no_two_scripts_wait_for_each_other() -> None:
    """In a circle of imports one script runs before what it takes from the next is there."""
    manifest = json.loads((DIST / ".vite" / "manifest.json").read_text())
    imports = {key: each.get("imports", []) for key, each in manifest.items()}

    TopologicalSorter(imports).prepare()  # fails with the circle

    assert any(imports.values())


def test_menus_and_dialogs_wait_until_they_are_opened() -> None:
    for page in ("dashboard/DashboardPage", "discover/DiscoverPage", "titles/MoviePage"):
        text = "".join(path.read_text() for path in scripts_of(f"src/features/{page}.tsx"))
        assert "onPointerDownOutside" not in text


def test_the_sign_in_page_loads_no_navigation() -> None:
    assert not [path for path in scripts_of(SIGN_IN) if path.name.startswith(LAYOUT)]


def test_the_page_names_the_scripts_of_its_address() -> None:
    html = (DIST / "index.html").read_text()
    data = html.partition('id="page-scripts">')[2].partition("</script>")[0]
    for _, *files in json.loads(data):
        assert files
        assert all((DIST / file).is_file() for file in files)
    assert html.index("charset") < 1024


def test_browsers_keep_every_script_for_ever() -> None:
    scripts = list((DIST / "assets").glob("*.js"))

    assert [each.name for each in scripts if not HASHED.match(f"/assets/{each.name}")] == []
    assert scripts
