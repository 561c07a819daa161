"""What goes to AWS: Chalice can package it and the template is sound."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder `chalice package` wrote: sam.json and deployment.zip."""
    project = tmp_path_factory.mktemp("package") / "project"
    project.mkdir()
    shutil.copy(ROOT / "app.py", project)
    for folder in ("chalicelib", ".chalice"):
        shutil.copytree(
            ROOT / folder, project / folder, ignore=shutil.ignore_patterns("__pycache__")
        )
    # Without requirements the packager needs no network; the code and the template are ours.
    (project / "requirements.txt").write_text("")
    done = subprocess.run(
        [BIN / "chalice", "package", "--stage", "prod", "out"],
        cwd=project,
        env={
            "PATH": os.environ["PATH"],
            "HOME": str(project),
            "AWS_DEFAULT_REGION": "eu-central-1",
            "PYTHONPATH": str(project),
        },
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return project / "out"


def test_the_template_passes_cfn_lint(package):
    done = subprocess.run(
        [
            BIN / "cfn-lint",
            "--region",
            "eu-central-1",
            "--template",
            package / "sam.json",
        ],
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr


def test_every_route_is_in_the_template(package):
    from app import app

    template = json.loads((package / "sam.json").read_text())
    paths = template["Resources"]["RestAPI"]["Properties"]["DefinitionBody"]["paths"]

    assert set(app.routes) <= set(paths)
