"""The home server's compose file keeps its promises, as far as can be seen without Docker."""

import re
from ipaddress import ip_address
from pathlib import Path

import pytest
import yaml

from chalicelib.platform.settings import Settings
from localstack.gateway.application import MAX_BODY_BYTES

HOME = Path(__file__).parents[2] / "infra" / "home"
TEXT = (HOME / "compose.yaml").read_text()
COMPOSE = yaml.safe_load(TEXT)
SERVICES = COMPOSE["services"]
NGINX = (HOME / "nginx.conf").read_text()
EXAMPLE = (HOME / ".env.example").read_text()

#: Where the program listens inside its container: as in the image, whatever is published.
FIXED_IN_THE_IMAGE = {"SEEN_HOST", "SEEN_PORT"}
#: The gateway finds the stream gateway by nginx; another address is for other arrangements.
#: nginx forwards both the stream gateway and the store, so neither has an address of its own.
NOT_FOR_THIS_SHAPE = {"SEEN_STREAM_URL", "S3_PUBLIC_URL"}
#: Mirrors of outside services are for experiments.
MIRRORED = ("ARCHIVE", "TMDB", "IGDB", "TWITCH", "OMDB", "TVDB", "TVMAZE", "JIKAN", "OPENSUBTITLES")
NOT_FOR_THIS_SHAPE |= {f"SEEN_{name}_URL" for name in MIRRORED}
NOT_FOR_THIS_SHAPE |= {"SEEN_ARTWORK_URL", "SEEN_IMDB_URL"}
#: nginx forwards pictures to the worker, and its pages may load none from elsewhere.
NOT_FOR_THIS_SHAPE |= {"SEEN_ARTWORK"}
#: Visits are counted in the database that is there.
NOT_FOR_THIS_SHAPE |= {"SEEN_ENGAGEMENT", "SEEN_ENGAGEMENT_REGION", "SEEN_ENGAGEMENT_TABLE"}

every_service = pytest.mark.parametrize("name", sorted(SERVICES))


def ends(service: dict) -> bool:
    """Whether it does one thing and is done."""
    return service["restart"] == "no"


def dockerfile(service: dict) -> str:
    build = service.get("build")
    return (HOME.parents[1] / build["dockerfile"]).read_text() if build else ""


def variables() -> dict[str, set[str]]:
    """Each variable that is asked for, and the ways in which."""
    found: dict[str, set[str]] = {}
    for name, how in re.findall(r"\$\{([A-Z0-9_]+)(:[-?+])?", TEXT):
        found.setdefault(name, set()).add(how)
    return found


@every_service
def test_every_service_has_a_health_check(name):
    service = SERVICES[name]
    check = service.get("healthcheck", {})

    if ends(service):
        assert check == {"disable": True}
    else:
        assert check.get("test") or "\nHEALTHCHECK " in dockerfile(service)


@every_service
def test_every_service_restarts_or_is_a_one_time_task(name):
    service = SERVICES[name]
    awaited_by = [
        other
        for other in SERVICES.values()
        if other.get("depends_on", {}).get(name, {}).get("condition")
        == "service_completed_successfully"
    ]

    assert service["restart"] in ("unless-stopped", "no")
    # `up --wait` takes one that ended for a failure, unless a service waits for its end.
    assert bool(awaited_by) == ends(service)


@every_service
def test_every_service_drops_capabilities(name):
    service = SERVICES[name]
    user = service["user"].partition(":")[0]

    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "privileged" not in service
    assert user.isdigit()
    if user == "0":  # only to give a folder away, and then it reaches no server
        assert service["cap_add"] == ["CHOWN"]
        assert service["network_mode"] == "none"
        assert ends(service)
    else:
        assert "cap_add" not in service


def test_only_nginx_publishes_ports():
    published = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}

    assert published == {"frontend": ["${SEEN_HOST:-0.0.0.0}:${SEEN_PORT:-8080}:8080"]}
    assert "network_mode: host" not in TEXT


def test_the_database_and_the_cache_are_in_an_internal_network():
    assert COMPOSE["networks"]["data"] == {"internal": True}
    assert SERVICES["postgres"]["networks"] == ["data"]
    assert SERVICES["dragonfly"]["networks"] == ["data"]
    assert "data" not in SERVICES["frontend"]["networks"]


@every_service
def test_external_images_are_pinned(name):
    service = SERVICES[name]
    if "build" in service:
        assert service["image"].startswith("seen-")
        return

    tag = service["image"].rpartition(":")[2]
    assert re.search(r"\d", tag)
    assert "latest" not in tag


def test_every_variable_is_explained():
    shown = re.findall(r"^#?([A-Z0-9_]+)=", EXAMPLE, flags=re.MULTILINE)

    assert sorted(shown) == sorted(variables())


def test_a_missing_secret_stops_the_start():
    needed = {name for name, how in variables().items() if ":?" in how}

    assert needed == {
        "SEEN_SECRET",
        "POSTGRES_PASSWORD",
        "CACHE_PASSWORD",
        "S3_ACCESS_KEY",
        "S3_SECRET_KEY",
    }
    for name in needed:
        assert variables()[name] == {":?"}, name
        assert f"\n{name}=\n" in EXAMPLE


def test_every_variable_has_a_default_or_stops_the_start():
    """Compose puts an empty text where a variable without either is not set, and only warns."""
    assert {how for ways in variables().values() for how in ways} == {":-", ":?", ":+", ""}
    bare = [name for name, ways in variables().items() if ways == {""}]
    assert bare == []


def test_every_setting_can_be_set():
    told = set(COMPOSE["x-settings"])

    assert told == {name.upper() for name in Settings.model_fields} - FIXED_IN_THE_IMAGE - (
        NOT_FOR_THIS_SHAPE
    )


@pytest.mark.parametrize("name", ["api", "worker", "migrate"])
def test_our_programs_start_with_these_settings(name):
    given = {
        setting: re.sub(r"\$\{\w+:\+[^}]*\}\}", "", str(value))
        for setting, value in SERVICES[name]["environment"].items()
    }
    filled = {
        setting: re.sub(r"\$\{\w+:\?[^}]*\}", "x" * 64, value) for setting, value in given.items()
    }
    filled = {
        setting: re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", value) for setting, value in filled.items()
    }

    settings = Settings.from_env(filled)

    assert [str(network) for network in settings.seen_trusted_proxies] == ["172.29.83.10/32"]
    assert settings.stream_port == 8081
    assert ip_address(settings.seen_stream_host).is_unspecified


def test_nginx_has_the_trusted_proxy_address():
    address = SERVICES["frontend"]["networks"]["edge"]["ipv4_address"]

    assert COMPOSE["x-settings"]["SEEN_TRUSTED_PROXIES"].startswith(address)


def test_nginx_and_the_containers_agree_on_addresses():
    settings = COMPOSE["x-settings"]
    edge = {name for name, service in SERVICES.items() if "edge" in service.get("networks", [])}

    for host, port in re.findall(r"server (\w+):(\d+) resolve;", NGINX):
        assert host in edge
        assert (
            port in {"api": "8080", "worker": settings["SEEN_STREAM_PORT"], "minio": "9000"}[host]
        )
    assert f"location ^~ /{settings['S3_BUCKET']}/" in NGINX
    assert SERVICES["bucket"]["entrypoint"][-1] == f"store/{settings['S3_BUCKET']}"
    assert f"client_max_body_size {MAX_BODY_BYTES // 2**20}m;" in NGINX


def test_the_api_and_the_worker_have_the_same_media_folders():
    def places(name: str) -> dict[str, str]:
        return {volume.split(":/")[1].split(":")[0]: volume for volume in SERVICES[name]["volumes"]}

    wanted = {COMPOSE["x-settings"][key][1:] for key in ("SEEN_DOWNLOAD_DIR", "SEEN_LIBRARY_ROOTS")}
    state = COMPOSE["x-settings"]["SEEN_DATA_DIR"][1:]
    assert set(places("api")) == wanted
    assert set(places("worker")) == {*wanted, state}
    assert all(volume.endswith(":ro") for volume in places("api").values())
    assert not places("worker")["media/downloads"].endswith(":ro")


@pytest.mark.parametrize("name", ["api", "worker"])
def test_a_new_volume_belongs_to_the_user_that_writes_to_it(name):
    """It takes over the owner of the folder in the image."""
    given_away = [
        line.rpartition(" ")[2]
        for line in dockerfile(SERVICES[name]).splitlines()
        if line.startswith(f"COPY --from=build --chown={SERVICES[name]['user']} ")
    ]
    mounted = ["/" + volume.split(":/")[1].split(":")[0] for volume in SERVICES[name]["volumes"]]

    assert [place for place in mounted if not place.startswith(tuple(given_away))] == []


def test_every_named_volume_and_network_is_declared():
    used = {
        re.sub(r"^\$\{\w+:-(.*)\}$", r"\1", volume.split(":/")[0])
        for service in SERVICES.values()
        for volume in service.get("volumes", [])
    }
    networks = {name for service in SERVICES.values() for name in service.get("networks", [])}

    assert used == set(COMPOSE["volumes"])
    assert networks == set(COMPOSE["networks"])
