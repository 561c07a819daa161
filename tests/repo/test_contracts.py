"""What every part of the API promises, checked over all of it."""

import importlib
import json
import os
import pkgutil
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import chalicelib
from app import app
from chalicelib.http.endpoints import Contract
from chalicelib.openapi import document
from chalicelib.platform.errors import SeenError

ROOT = Path(__file__).parents[2]

ROUTES = {
    f"{method} {path}": entry
    for path, methods in app.routes.items()
    for method, entry in methods.items()
}

NOT_IMPORTED_BY_THE_FUNCTIONS = [
    "av",
    "boto3",
    "botocore",
    "guessit",
    "httpx",
    "libtorrent",
    "numpy",
    "procrastinate",
    "rapidfuzz",
    "starlette",
    # At first use, not at a cold start:
    "argon2",
    "aws_lambda_powertools",
    "cryptography",
    "joserfc",
    "limits",
    "prometheus_client",
    "pynamodb",
    "redis",
    "yaml",
    # Never: the worker imports us, not the other way round.
    "localstack",
    "worker",
]


def run(*arguments: str, cwd: Path = ROOT) -> str:
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=cwd,
        env={"PATH": os.environ["PATH"]},  # no settings at all
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_every_route_declares_its_contract():
    for name, route in ROUTES.items():
        assert isinstance(getattr(route.view_function, "contract", None), Contract), name


def test_every_path_parameter_is_declared_by_its_view():
    for name, route in ROUTES.items():
        assert set(route.view_function.contract.path_adapters) == set(route.view_args), name


def test_every_error_has_a_code_of_its_own():
    for module in pkgutil.walk_packages(chalicelib.__path__, "chalicelib."):
        importlib.import_module(module.name)
    kinds, waiting = [], [SeenError]
    while waiting:
        kind = waiting.pop()
        waiting.extend(kind.__subclasses__())
        if kind.__module__.startswith("chalicelib."):
            kinds.append(kind)

    without = [kind.__qualname__ for kind in kinds if "code" not in vars(kind)]
    codes = [kind.code for kind in kinds]
    assert len(kinds) > 15
    assert without == []
    assert sorted({code for code in codes if codes.count(code) > 1}) == []
    assert [code for code in codes if not re.fullmatch(r"[a-z]+(_[a-z0-9]+)*", code)] == []


def test_importing_the_functions_imports_no_slow_package():
    loaded = run("-c", "import app, json, sys; print(json.dumps(sorted(sys.modules)))")

    assert sorted(set(json.loads(loaded)) & set(NOT_IMPORTED_BY_THE_FUNCTIONS)) == []


def test_the_api_document_needs_no_settings_and_is_deterministic(tmp_path):
    first = run("tools/export_openapi.py")
    second = run(str(ROOT / "tools" / "export_openapi.py"), cwd=tmp_path)

    assert first == second
    assert json.loads(first) == document(app.routes, version=chalicelib.__version__)


def test_the_api_version_is_that_of_the_project():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())

    assert chalicelib.__version__ == project["project"]["version"]
