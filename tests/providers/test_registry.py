"""Which clients there are, and what they send to say who we are."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from chalicelib.providers.configured_providers import configured
from chalicelib.providers.errors import NotConfigured
from chalicelib.providers.igdb import Igdb
from chalicelib.providers.jikan import Jikan
from chalicelib.providers.provider_factory import BASE_URLS, Providers
from chalicelib.providers.tmdb import Tmdb
from tests.services import settings_for

NO_KEYS = {
    "tmdb_api_key": None,
    "igdb_client_id": None,
    "omdb_api_key": None,
    "tvdb_api_key": None,
    "seen_tvmaze": "off",
    "seen_jikan": "off",
    "opensubtitles_api_key": None,
}


def test_without_keys_there_are_no_providers(opens):
    providers = opens(**NO_KEYS)

    assert replace(providers, connections=()) == Providers()
    with pytest.raises(NotConfigured, match="Tmdb"):
        providers.require(Tmdb)


def test_a_provider_with_a_key_is_available(opens):
    providers = opens(**NO_KEYS | {"seen_jikan": "on"})

    assert providers.require(Jikan) is providers.jikan
    assert providers.tmdb is None
    with pytest.raises(NotConfigured):
        providers.require(Igdb)


def test_games_need_both_the_id_and_the_secret(service):
    only_one = settings_for(service, igdb_client_secret=None)

    assert configured(only_one)["igdb"] is False
    assert configured(settings_for(service))["igdb"] is True


@pytest.mark.parametrize("token", ["eyJhbGciOiJIUzI1NiJ9.e30.c2ln", "x" * 200])
def test_a_token_of_tmdb_goes_into_the_headers(token, service, opens):
    service.serve("/tmdb/movie/603", {"id": 603, "title": "The Matrix"})
    opens(tmdb_api_key=token).tmdb.movie(603)

    (asked,) = service.requests
    assert asked.headers["authorization"] == f"Bearer {token}"
    assert "api_key" not in asked.query


def test_language_and_country_are_those_of_the_settings(service, opens):
    service.serve("/tmdb/movie/upcoming", {"page": 1, "results": []})
    opens(seen_metadata_language="de-DE", seen_metadata_region="AT").tmdb.upcoming()

    assert service.requests[0].query == {
        "api_key": "a-short-key",
        "language": "de-DE",
        "page": "1",
        "region": "AT",
    }


def test_providers_are_contacted_over_tls_only():
    assert all(address.startswith("https://") for address in BASE_URLS.values())


def test_what_the_api_imports_of_providers_brings_no_http_client():
    code = (
        "import chalicelib.providers.circuit_breaker, chalicelib.providers.configured_providers, "
        "chalicelib.providers.provider_factory, json, sys; print(json.dumps(sorted(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=Path(__file__).parents[2],
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )

    assert {"httpx", "httpcore"} & set(json.loads(done.stdout)) == set()
