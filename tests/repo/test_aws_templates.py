"""The templates for AWS, merged into what Chalice writes. `tools/lint_templates.sh` lints them."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml
from cfnlint.decode import cfn_yaml
from pydantic import SecretStr

from chalicelib.engagement.store.dynamo import CounterItem
from chalicelib.platform.settings import Settings

ROOT = Path(__file__).parents[2]
AWS = ROOT / "infra" / "aws"
BIN = Path(sys.executable).parent
STORE = cfn_yaml.load(str(AWS / "store.yaml"))

#: What each call of the worker's S3 client needs to be allowed.
NEEDS = {
    "abort_multipart_upload": "s3:AbortMultipartUpload",
    "complete_multipart_upload": "s3:PutObject",
    "create_multipart_upload": "s3:PutObject",
    "delete_object": "s3:DeleteObject",
    "get_object": "s3:GetObject",
    "head_object": "s3:GetObject",
    "list_multipart_uploads": "s3:ListBucketMultipartUploads",
    "list_parts": "s3:ListMultipartUploadParts",
    "upload_part": "s3:PutObject",
}


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `make package` writes, without the packages: sam.yaml and deployment.zip."""
    project = tmp_path_factory.mktemp("package") / "project"
    project.mkdir()
    shutil.copy(ROOT / "app.py", project)
    for folder in ("chalicelib", ".chalice"):
        shutil.copytree(
            ROOT / folder, project / folder, ignore=shutil.ignore_patterns("__pycache__")
        )
    (project / "requirements.txt").write_text("")
    done = subprocess.run(
        [
            *(BIN / "chalice", "package", "--stage", "prod"),
            *("--merge-template", AWS / "functions.yaml", "out"),
        ],
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


@pytest.fixture(scope="module")
def template(package: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((package / "sam.yaml").read_text())
    return loaded


def references(part: Any) -> Iterator[str]:
    """Names a template refers to, wherever they stand in it."""
    if isinstance(part, list):
        for value in part:
            yield from references(value)
    elif isinstance(part, dict):
        if isinstance(part.get("Ref"), str):
            yield part["Ref"]
        if "Fn::GetAtt" in part:
            yield part["Fn::GetAtt"][0]
        if "Fn::Sub" in part:
            text, given = part["Fn::Sub"], {}
            if isinstance(text, list):
                text, given = text
            yield from set(re.findall(r"\$\{(\w[\w:]*)", text)) - set(given)
        for value in part.values():
            yield from references(value)


def statements(user: str) -> list[dict[str, Any]]:
    (policy,) = STORE["Resources"][user]["Properties"]["Policies"]
    found: list[dict[str, Any]] = policy["PolicyDocument"]["Statement"]
    return found


def allowed(user: str) -> set[str]:
    actions: set[str] = set()
    for statement in statements(user):
        action = statement["Action"]
        actions |= {action} if isinstance(action, str) else set(action)
    return actions


def test_every_route_is_in_the_template(template):
    from app import app

    paths = template["Resources"]["RestAPI"]["Properties"]["DefinitionBody"]["paths"]

    assert set(app.routes) <= set(paths)


def test_every_reference_of_the_merged_template_resolves(template):
    known = {*template["Resources"], *template["Parameters"]}
    asked = {name for name in references(template) if not name.startswith("AWS::")}
    conditions = set(re.findall(r"'Fn::If': \['(\w+)'", str(template)))

    assert "SettingsSecret" in asked
    assert asked <= known
    assert conditions == set(template["Conditions"])


def test_the_functions_get_every_setting_they_need(template):
    told = template["Globals"]["Function"]["Environment"]["Variables"]
    required = {name.upper() for name, each in Settings.model_fields.items() if each.is_required()}

    assert required <= set(told) <= {name.upper() for name in Settings.model_fields}
    for name, resource in template["Resources"].items():
        if resource["Type"] == "AWS::Serverless::Function":
            assert "Environment" not in resource["Properties"], name


def test_the_template_contains_no_secret(template):
    """Whatever the settings keep as a secret is looked up when the stack is deployed."""
    secrets = {
        name.upper()
        for name, each in Settings.model_fields.items()
        if SecretStr in (each.annotation, *get_args(each.annotation))
    }
    told = template["Globals"]["Function"]["Environment"]["Variables"]

    assert {"DATABASE_URL", "CACHE_URL", "SEEN_SECRET"} <= secrets & set(told)
    for name in secrets & set(told):
        looked_up = f"{{{{resolve:secretsmanager:${{SettingsSecret}}:SecretString:{name}}}}}"
        assert told[name] == {"Fn::Sub": looked_up}


def test_the_functions_may_write_their_log_and_reach_a_network(template):
    group = template["Resources"]["Logs"]["Properties"]["LogGroupName"]["Fn::Sub"]
    roles = [each for each in template["Resources"].values() if each["Type"] == "AWS::IAM::Role"]

    assert len(roles) >= 2
    for role in roles:
        (policy,) = role["Properties"]["Policies"]
        rights = {
            action: statement["Resource"]
            for statement in policy["PolicyDocument"]["Statement"]
            for action in statement["Action"]
        }
        assert fnmatchcase(f"arn:aws:logs:*:*:log-group:{group}", rights["logs:PutLogEvents"])
        assert rights["ec2:CreateNetworkInterface"] == "*"


def test_the_functions_have_the_name_of_and_access_to_the_visits_table(template):
    table = template["Resources"]["Visits"]["Properties"]
    told = template["Globals"]["Function"]["Environment"]["Variables"]
    name = table["TableName"]["Fn::Sub"]

    assert told["SEEN_ENGAGEMENT_TABLE"] == {"Ref": "Visits"}
    for role in (
        each for each in template["Resources"].values() if each["Type"] == "AWS::IAM::Role"
    ):
        (policy,) = role["Properties"]["Policies"]
        allowed = [
            statement["Resource"]
            for statement in policy["PolicyDocument"]["Statement"]
            if any(action.startswith("dynamodb:") for action in statement["Action"])
        ]
        assert len(allowed) == 1
        assert fnmatchcase(f"arn:aws:dynamodb:eu-central-1:1:table/{name}", allowed[0])
        assert not fnmatchcase("arn:aws:dynamodb:eu-central-1:1:table/other", allowed[0])


def test_the_visits_table_has_the_keys_that_are_written(template):
    table = template["Resources"]["Visits"]["Properties"]
    keys = {each["KeyType"]: each["AttributeName"] for each in table["KeySchema"]}

    assert keys == {"HASH": CounterItem.bucket.attr_name, "RANGE": CounterItem.entry.attr_name}
    assert table["TimeToLiveSpecification"] == {
        "AttributeName": CounterItem.expires_at.attr_name,
        "Enabled": True,
    }
    assert table["BillingMode"] == "PAY_PER_REQUEST"


def test_the_media_bucket_is_private_and_retained():
    bucket = STORE["Resources"]["Media"]
    rules = bucket["Properties"]["LifecycleConfiguration"]["Rules"]

    assert set(bucket["Properties"]["PublicAccessBlockConfiguration"].values()) == {True}
    assert bucket["DeletionPolicy"] == bucket["UpdateReplacePolicy"] == "Retain"
    assert [rule["AbortIncompleteMultipartUpload"]["DaysAfterInitiation"] for rule in rules] == [1]


def test_the_workers_key_can_do_what_the_worker_does():
    uploader = (ROOT / "worker" / "uploader.py").read_text()
    calls = set(re.findall(r"client\.(?!get_paginator)(\w+)\(", uploader))
    calls |= set(re.findall(r'get_paginator\("(\w+)"\)', uploader))

    assert len(calls) > 5
    assert calls <= set(NEEDS)
    # A client that may not list is told "forbidden" of an object that is not there.
    assert {NEEDS[call] for call in calls} | {"s3:ListBucket"} == allowed("Writer")
    for statement in statements("Writer"):
        assert "*" not in statement["Action"]
