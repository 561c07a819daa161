"""LocalStack's compose file and its script: nothing published widely, and names that agree."""

import json
import os
import re
import subprocess
from pathlib import Path

import pytest
import yaml

from chalicelib.platform.settings import Settings

ROOT = Path(__file__).parents[2]
HERE = ROOT / "localstack"
SCRIPT = HERE / "init" / "deploy.sh"
COMPOSE = yaml.safe_load((HERE / "compose.yaml").read_text())
SERVICES = COMPOSE["services"]
FUNCTIONS = yaml.safe_load((ROOT / "infra" / "aws" / "functions.yaml").read_text())
STACK_IN = "/seen/package/sam.yaml"

#: Writes down how it was called, and answers what a script asks for.
AWSLOCAL = """#!/bin/sh
printf '%s\\n' "$*" >>"$CALLS"
case $* in *describe-stacks*) echo abc123 ;; esac
"""


@pytest.fixture
def calls(tmp_path: Path) -> list[str]:
    """What the script asks AWS for, in order, and what it says at the end."""
    stub = tmp_path / "awslocal"
    stub.write_text(AWSLOCAL)
    stub.chmod(0o755)
    done = subprocess.run(
        [SCRIPT],
        env={
            "PATH": f"{tmp_path}:{os.environ['PATH']}",
            "CALLS": str(tmp_path / "calls"),
            "DATABASE_URL": "postgresql://seen:pw@postgres/seen",
            "CACHE_URL": "redis://:pw@dragonfly",
            "SEEN_SECRET": "x" * 40,
        },
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return [*(tmp_path / "calls").read_text().splitlines(), done.stdout.splitlines()[-1]]


def option(call: str, name: str) -> str:
    found = re.search(rf"--{name} (\S+)", call)
    assert found, call
    return found[1]


def test_ports_are_bound_to_loopback():
    published = [port for service in SERVICES.values() for port in service.get("ports", [])]

    assert published
    assert [port for port in published if not port.startswith("127.0.0.1:")] == []


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_every_service_is_pinned_and_has_a_health_check(name):
    service = SERVICES[name]

    assert re.search(r":\w*[\d.]+", service["image"]) or "build" in service
    assert service["healthcheck"].get("test") or service["healthcheck"] == {"disable": True}
    assert service["restart"] == "no"


def test_the_images_are_those_of_the_home_server():
    home = yaml.safe_load((ROOT / "infra" / "home" / "compose.yaml").read_text())["services"]

    for name in set(SERVICES) & set(home):
        assert SERVICES[name]["image"] == home[name]["image"]


def test_secrets_have_no_default():
    text = (HERE / "compose.yaml").read_text()
    asked = set(re.findall(r"\$\{(\w+)(:\?)?", text))

    assert asked == {
        (name, ":?") for name in ("POSTGRES_PASSWORD", "CACHE_PASSWORD", "SEEN_SECRET")
    }


def test_every_mount_exists_or_is_made_by_make_package():
    for volume in SERVICES["localstack"]["volumes"]:
        source = volume.split(":")[0]
        if source.startswith("."):
            made = source == "../.chalice/package"
            assert made or (HERE / source).exists(), source


def test_functions_start_in_the_network_of_the_database():
    assert (
        SERVICES["localstack"]["environment"]["LAMBDA_DOCKER_NETWORK"]
        == (COMPOSE["networks"]["default"]["name"])
    )


def test_both_stacks_are_deployed(calls):
    deployed = [call for call in calls if call.startswith("cloudformation deploy")]

    assert [option(call, "stack-name") for call in deployed] == ["seen-store", "seen"]
    assert option(deployed[0], "template-file") == "/seen/aws/store.yaml"
    assert all(option(call, "capabilities") == "CAPABILITY_IAM" for call in deployed)


def test_the_packaged_file_is_deployed(calls):
    (packaged,) = (call for call in calls if call.startswith("cloudformation package"))
    made = next(n for n, call in enumerate(calls) if call.startswith("s3 mb"))

    assert option(packaged, "template-file") == STACK_IN
    assert option(calls[calls.index(packaged) + 1], "template-file") == option(
        packaged, "output-template-file"
    )
    assert calls[made].endswith(f"s3://{option(packaged, 's3-bucket')}")
    assert made < calls.index(packaged)


def test_the_secret_has_every_key_the_functions_read(calls):
    (call,) = (call for call in calls if call.startswith("secretsmanager create-secret"))
    secret = json.loads(call.partition("--secret-string ")[2])
    looked_up = set(re.findall(r"\$\{SettingsSecret\}:SecretString:(\w+)", json.dumps(FUNCTIONS)))

    assert option(call, "name") == FUNCTIONS["Parameters"]["SettingsSecret"]["Default"]
    assert set(secret) == looked_up
    assert Settings.from_env(secret).seen_secret.get_secret_value() == "x" * 40


def test_it_prints_the_address_of_the_api(calls):
    assert calls[-1].endswith("/_aws/execute-api/abc123/prod/api/v1/health/ready")
