"""The host names that are accepted: those that cannot be registered, and configured ones."""

import pytest

from chalicelib.http.allowed_hosts import AllowedHosts
from chalicelib.platform.settings import Settings
from localstack.gateway.host_check import with_one_host

SETTINGS = Settings.model_validate(
    {
        "database_url": "none",
        "seen_secret": "a secret of the tests, long enough for everyone",
        "seen_public_url": "https://Films.example.org/",
        "seen_allowed_hosts": "seen.example.net, *.home.example",
    }
)


@pytest.mark.parametrize(
    "host",
    [
        "192.168.1.5:8080",
        "[fe80::1]:8080",
        "[::1]",
        "localhost:8080",
        "seen.localhost",
        "nas",
        "nas.local:8080",
        "films.example.org",
        "FILMS.example.org:443",
        "seen.example.net",
        "tv.home.example",
    ],
)
def test_addresses_local_names_and_configured_names_are_allowed(host):
    assert AllowedHosts.of(SETTINGS).allow(host)


@pytest.mark.parametrize(
    "host",
    [
        "",
        "evil.test",
        "evil.test:8080",
        "films.example.org.evil.test",
        "localhost.evil.test",
        "127.0.0.1.evil.test",
        "home.example.evil.test",
        "xhome.example",
        "evil.test@127.0.0.1",
        "evil.test#.local",
        "evil.test/.local",
        "evil.test\\.local",
        "[::1",
    ],
)
def test_other_names_and_nonsense_are_not(host):
    assert not AllowedHosts.of(SETTINGS).allow(host)


def test_functions_on_aws_accept_any_host(monkeypatch):
    monkeypatch.setenv("AWS_LAMBDA_FUNCTION_NAME", "seen-api")

    assert AllowedHosts.of(SETTINGS).allow("abc123.execute-api.eu-central-1.amazonaws.com")


def test_a_request_has_exactly_one_host():
    assert with_one_host([("host", "nas")], None) == [("host", "nas")]
    assert with_one_host([], None) is None
    assert with_one_host([("host", "nas"), ("host", "nas")], None) is None
    assert with_one_host([], "nas:8080") == [("host", "nas:8080")]  # HTTP/2
