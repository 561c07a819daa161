import base64
import contextlib
import re
import subprocess
import sys
from ipaddress import ip_network
from pathlib import Path

import pytest

from chalicelib.artwork.proxy_urls import ORIGINS
from chalicelib.platform.telemetry import exposition
from localstack.gateway.access_log import AccessLog, loggable
from localstack.gateway.client_address import peer_of, seen_from_outside
from localstack.gateway.compression import accepts, compressed
from localstack.gateway.lambda_events import (
    BodyIsNotText,
    GatewayRequest,
    GatewayResponse,
    to_event,
    to_response,
)
from localstack.gateway.route_table import Match, RouteTable
from localstack.gateway.static_files import page_security


def test_an_access_log_that_cannot_be_written_drops_and_counts_the_line():
    with Path("/dev/full").open("w", buffering=1) as full:
        log = AccessLog(full)
        before = dropped_lines()

        log.write(request(), 200, 0.0)
        log.flush()

        assert dropped_lines() == before + 1
        with contextlib.suppress(OSError):
            full.close()


@pytest.mark.parametrize(
    ("path", "logged"),
    [
        ("/app/invite/topsecret", "/app/invite/…"),
        ("/app/new-password/topsecret", "/app/new-password/…"),
        ("/api/v1/calendar/feeds/topsecret.ics", "/api/v1/calendar/feeds/…"),
        ("/api/v1/calendar/feed", "/api/v1/calendar/feed"),
        ("/app/movies/12", "/app/movies/12"),
    ],
)
def test_the_access_log_leaves_out_tokens(path, logged):
    assert loggable(path) == logged


def dropped_lines() -> float:
    found = re.search(rb"^access_log_lines_dropped_total (\S+)", exposition(), re.MULTILINE)
    return float(found[1]) if found else 0.0


def request(**changes) -> GatewayRequest:
    given = {
        "method": "GET",
        "path": "/api/v1/movies/7",
        "query": "",
        "headers": [("host", "seen.example"), ("accept", "*/*")],
        "body": b"",
        "address": "192.0.2.1",
        "request_id": "r1",
    }
    return GatewayRequest(**(given | changes))


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/movies", Match("/movies", {})),
        ("/movies/7", Match("/movies/{media_id}", {"media_id": "7"})),
        ("/movies/new", Match("/movies/new", {})),
        ("/movies/7/cast/3", Match("/movies/{media_id}/cast/{n}", {"media_id": "7", "n": "3"})),
        ("/movies/", None),
        ("/movies/7/", None),
        ("/movies/7/cast", None),
        ("/", None),
        ("//movies", None),
    ],
)
def test_a_path_matches_only_its_route(path, expected):
    table = RouteTable(
        ["/movies", "/movies/{media_id}", "/movies/new", "/movies/{media_id}/cast/{n}"]
    )

    assert table.find(path) == expected


def test_an_event_keeps_every_value_of_a_header_and_of_a_parameter():
    event = to_event(
        request(
            query="tag=a&tag=b&empty=",
            headers=[("accept", "a"), ("accept", "b"), ("cookie", "x=1"), ("cookie", "y=2")],
        ),
        Match("/movies", {}),
    )

    assert event["multiValueHeaders"]["accept"] == ["a", "b"]
    assert event["headers"]["accept"] == "b"
    assert event["headers"]["cookie"] == "x=1; y=2"
    assert event["multiValueQueryStringParameters"] == {"tag": ["a", "b"], "empty": [""]}


def test_an_event_without_parameters_has_null_as_api_gateway_sends():
    event = to_event(request(), Match("/movies", {}))

    assert event["multiValueQueryStringParameters"] is None
    assert event["pathParameters"] is None
    assert event["body"] is None


def test_a_body_that_is_not_utf8_is_base64():
    with pytest.raises(BodyIsNotText):
        to_event(request(method="POST", body=b"\xff\xfe"), Match("/movies", {}))


def test_a_form_with_a_picture_arrives_encoded_as_api_gateway_sends_it():
    headers = [("content-type", "multipart/form-data; boundary=x")]

    event = to_event(request(method="POST", headers=headers, body=b"\xff\xfe"), Match("/", {}))

    assert event["isBase64Encoded"]
    assert base64.b64decode(event["body"]) == b"\xff\xfe"


def test_a_response_keeps_several_cookies():
    answer = to_response(
        {
            "statusCode": 200,
            "headers": {"Content-Type": "text/plain"},
            "multiValueHeaders": {"Set-Cookie": ["a=1", "b=2"]},
            "body": "é",
        }
    )

    assert answer.headers == [
        ("content-type", "text/plain"),
        ("set-cookie", "a=1"),
        ("set-cookie", "b=2"),
    ]
    assert answer.body == "é".encode()


PROXIES = (ip_network("10.0.0.0/8"), ip_network("fd00::/8"))


@pytest.mark.parametrize(
    ("peer", "forwarded", "expected"),
    [
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),  # hearsay from a stranger
        ("10.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "6.6.6.6, 198.51.100.1, 10.0.0.2", "198.51.100.1"),
        ("10.0.0.1", "not an address", "10.0.0.1"),
        ("10.0.0.1", "", "10.0.0.1"),
    ],
)
def test_the_client_address_is_taken_from_trusted_proxies_only(peer, forwarded, expected):
    headers = [("host", "inside"), ("x-forwarded-for", forwarded)]

    _, address = seen_from_outside(headers, peer, "http", PROXIES)

    assert address == expected


@pytest.mark.parametrize(
    ("client", "expected"),
    [
        ("203.0.113.9:4711", "203.0.113.9"),
        ("[2001:db8::1]:4711", "2001:db8::1"),
        ("[::ffff:203.0.113.9]:4711", "203.0.113.9"),
        ("[::1]:80", "::1"),
    ],
)
def test_a_client_address_may_have_brackets_and_a_port(client, expected):
    assert peer_of(client) == expected


def test_a_proxy_may_have_an_address_of_either_protocol():
    headers = [("host", "in"), ("x-forwarded-for", "2001:db8::7")]

    _, address = seen_from_outside(headers, peer_of("[fd00::1]:4711"), "http", PROXIES)

    assert address == "2001:db8::7"


def test_an_untrusted_client_cannot_set_protocol_or_host():
    headers = [("host", "mine"), ("x-forwarded-proto", "https"), ("x-forwarded-host", "evil")]

    kept, _ = seen_from_outside(headers, "203.0.113.9", "http", PROXIES)

    assert dict(kept) == {"host": "mine", "x-forwarded-proto": "http"}


def test_a_trusted_proxy_sets_protocol_and_host():
    headers = [("host", "in"), ("x-forwarded-proto", "https"), ("x-forwarded-host", "seen.example")]

    kept, _ = seen_from_outside(headers, "10.0.0.1", "http", PROXIES)

    assert dict(kept)["host"] == "seen.example"
    assert dict(kept)["x-forwarded-proto"] == "https"


@pytest.mark.parametrize(
    ("header", "expected"),
    [("gzip", True), ("br, gzip;q=0.8", True), ("*", True), ("gzip;q=0", False), ("br", False)],
)
def test_gzip_is_used_when_accepted(header, expected):
    assert accepts(header, "gzip") is expected


def test_a_compressed_response_has_another_etag_and_vary():
    plain = GatewayResponse(
        200, [("content-type", "application/json"), ("etag", '"x"')], b"a" * 5000
    )

    small = compressed(plain, "gzip")

    assert len(small.body) < 100
    assert ("etag", 'W/"x"') in small.headers
    assert ("vary", "accept-encoding") in small.headers


@pytest.mark.parametrize("content_type", ["image/png", "video/mp4"])
def test_compressed_content_is_not_compressed_again(content_type):
    plain = GatewayResponse(200, [("content-type", content_type)], b"a" * 5000)

    assert compressed(plain, "gzip") == plain


def test_the_policy_allows_provider_images_only_when_their_addresses_are_used():
    ours = dict(page_security([]))["content-security-policy"]
    assert "camera=()" in dict(page_security([]))["permissions-policy"]
    given_out = dict(page_security([], ORIGINS))["content-security-policy"]

    assert "img-src 'self' data: blob:;" in ours
    assert "img-src 'self' data: blob: https://image.tmdb.org " in given_out
    assert ours.replace("img-src 'self' data: blob:", "") == re.sub(r"img-src [^;]*", "", given_out)


def test_missing_settings_are_named_in_one_line():
    command = [sys.executable, "-m", "localstack.gateway"]

    ended = subprocess.run(command, env={}, capture_output=True, text=True, check=False)

    assert ended.returncode == 1
    assert ended.stderr.splitlines() == [
        "These settings are wrong: DATABASE_URL: Field required; SEEN_SECRET: Field required."
    ]


def test_a_forked_process_has_no_module_left_to_load():
    code = (
        "import sys, localstack.gateway.__main__; loaded = set(sys.modules); import app;"
        "print(*(set(sys.modules) - loaded))"
    )

    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert found.stdout.split() == []
