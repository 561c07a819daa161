"""Configuration of the stack, and messages for mistakes."""

import os
import socket

import pytest

from localstack import generated_secrets, ports, stack_environment, supervisor_lock
from localstack.errors import StartRefused


def test_the_file_adds_to_the_environment_and_does_not_override_it(tmp_path, monkeypatch):
    (tmp_path / ".env").write_text(
        "# ours\n\nSEEN_PORT=9000\nexport SEEN_HOST='127.0.0.1'\nSEEN_TORRENTS=off # for now\n"
    )
    monkeypatch.setenv("SEEN_PORT", "9001")

    env = stack_environment.environment(tmp_path)

    assert (env["SEEN_PORT"], env["SEEN_HOST"], env["SEEN_TORRENTS"]) == (
        "9001",
        "127.0.0.1",
        "off",
    )


def test_an_invalid_line_is_reported(tmp_path):
    (tmp_path / ".env").write_text("SEEN_PORT=9000\nSEEN_HOST\n")

    with pytest.raises(StartRefused, match=r"Line 2 of .*\.env is not NAME=value"):
        stack_environment.environment(tmp_path)


def test_every_invalid_setting_is_reported():
    with pytest.raises(StartRefused, match=r"SEEN_PORT.*SEEN_TORRENTS"):
        stack_environment.settings({"SEEN_PORT": "70000", "SEEN_TORRENTS": "maybe"})


def test_a_secret_that_is_too_short_is_refused():
    with pytest.raises(StartRefused, match="SEEN_SECRET"):
        stack_environment.settings({"SEEN_SECRET": "short"})


def test_an_external_object_store_needs_its_keys():
    with pytest.raises(StartRefused, match="S3_ENDPOINT_URL needs S3_ACCESS_KEY"):
        stack_environment.settings({"S3_ENDPOINT_URL": "http://127.0.0.1:9000"})


@pytest.mark.parametrize("theirs", ["127.0.0.1", "0.0.0.0"])  # of a test's own port
@pytest.mark.parametrize("ours", ["127.0.0.1", "0.0.0.0"])
def test_a_port_in_use_is_reported(theirs, ours):
    with socket.create_server((theirs, 0)) as somebody:
        port = somebody.getsockname()[1]
        chosen = stack_environment.settings({"SEEN_PORT": str(port), "SEEN_HOST": ours})

        with pytest.raises(StartRefused, match=f"Port {port} is already in use: .* SEEN_PORT"):
            stack_environment.check_ports(chosen)


def test_an_address_of_another_machine_is_not_reported_as_a_port_in_use():
    chosen = stack_environment.settings(
        {"SEEN_PORT": str(ports.any_free()), "SEEN_HOST": "192.0.2.1"}  # RFC 5737
    )

    with pytest.raises(StartRefused, match=r"SEEN_HOST 192\.0\.2\.1 cannot be used"):
        stack_environment.check_ports(chosen)


def test_a_port_is_reused_unless_it_is_taken(tmp_path):
    note = tmp_path / "port"
    first = ports.kept(note)
    assert ports.kept(note) == first

    with socket.create_server((ports.LOOPBACK, first)):
        assert ports.kept(note) != first


def test_secrets_are_generated_once_and_private(tmp_path):
    path = tmp_path / "secrets.json"
    first = generated_secrets.kept(path, "A", "B")

    assert generated_secrets.kept(path, "B", "C")["B"] == first["B"]
    assert len({*first.values()}) == 2
    assert all(len(value) >= 32 for value in first.values())
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("damage", ["", "{", '["a"]', '{"A": 1}'])
def test_damaged_secrets_are_not_replaced_silently(tmp_path, damage):
    path = tmp_path / "secrets.json"
    path.write_text(damage)

    with pytest.raises(StartRefused, match="secrets"):
        generated_secrets.kept(path, "A")
    assert path.read_text() == damage


def test_a_data_directory_is_used_by_one_process(tmp_path):
    told = rf"already running on .* \(process {os.getpid()}\)"
    with supervisor_lock.hold(tmp_path / "lock"), pytest.raises(StartRefused, match=told):
        supervisor_lock.hold(tmp_path / "lock")

    supervisor_lock.hold(tmp_path / "lock").close()
