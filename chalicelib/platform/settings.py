"""The settings of all programs, read once from the environment."""

import os
import re
from collections.abc import Mapping
from functools import cached_property
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
)

Network = IPv4Network | IPv6Network
#: Another absolute path behind a separator that is none.
SECOND_PATH = re.compile(r"[,;]\s*([/~]|[A-Za-z]:[/\\])")


class InvalidSettings(Exception):
    """Variables that are missing or wrong, in words for the person who starts the program."""


def _networks(raw: Any) -> Any:
    """`10.0.0.0/8, 192.168.1.7` → networks; a single address is a network of one."""
    if isinstance(raw, str):
        return tuple(ip_network(part.strip()) for part in raw.split(",") if part.strip())
    return raw


def _names(raw: Any) -> Any:
    """`films.example.org, *.example.net` → names in small letters."""
    if isinstance(raw, str):
        return tuple(part.strip().lower() for part in raw.split(",") if part.strip())
    return raw


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches a server that listens there."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _paths(raw: Any) -> Any:
    """Several folders in one variable, separated like PATH. Raises `ValueError`."""
    if not isinstance(raw, str):
        return raw
    parts = [part for part in raw.split(os.pathsep) if part]
    # As one folder it would be one that is not found. A name may have a comma in it.
    if wrong := next(filter(SECOND_PATH.search, parts), None):
        name = "colons" if os.pathsep == ":" else "semicolons"
        raise ValueError(f"folders are separated by {name}, not as in {wrong}")
    return tuple(Path(part).expanduser() for part in parts)


def _seconds(raw: Any) -> Any:
    """`3`, `3s` or `1500ms` as seconds."""
    if isinstance(raw, str) and raw.endswith("ms"):
        return float(raw[:-2]) / 1000
    return raw[:-1] if isinstance(raw, str) and raw.endswith("s") else raw


Networks = Annotated[tuple[Network, ...], BeforeValidator(_networks)]
HostNames = Annotated[tuple[str, ...], BeforeValidator(_names)]
Paths = Annotated[tuple[Path, ...], BeforeValidator(_paths)]
Seconds = Annotated[float, BeforeValidator(_seconds), Field(gt=0)]
#: The address of a web server, with or without a path.
WebAddress = Annotated[str, Field(pattern=r"^https?://[^\s/?#@]+(/[^\s?#]*)?$")]
Port = Annotated[int, Field(ge=1, le=65535)]
RequestsPerMinute = Annotated[int, Field(ge=0, le=1_000_000)]


class Settings(BaseModel):
    """Each field is the environment variable of the same name in capitals."""

    model_config = ConfigDict(frozen=True, arbitrary_types_allowed=True)

    database_url: SecretStr
    cache_url: SecretStr | None = None
    db_max_connections: Annotated[int, Field(ge=1, le=100)] = 4

    s3_endpoint_url: str | None = None
    s3_public_url: str | None = None  # where browsers reach the store, if not through the gateway
    s3_access_key: SecretStr | None = None
    s3_secret_key: SecretStr | None = None
    s3_bucket: str = "seen-media"
    s3_region: str = "us-east-1"

    seen_secret: Annotated[SecretStr, Field(min_length=32)]
    seen_host: str = "0.0.0.0"  # noqa: S104  # a home server is reached from other devices
    seen_port: Port = 8080
    seen_gateway_processes: Annotated[int, Field(ge=1, le=32)] = 2
    seen_data_dir: Path = Path(".seen")
    seen_public_url: str | None = None
    seen_stream_port: Port | None = None
    seen_stream_host: str = "127.0.0.1"  # only the gateway connects to it
    seen_stream_url: str | None = None
    seen_registration: Literal["open", "closed", "first"] = "first"
    seen_setup_code: Annotated[SecretStr, Field(min_length=6, max_length=64)] | None = None
    seen_allowed_hosts: HostNames = ()
    seen_open_api: Literal["on", "off"] = "off"  # on: /api answers without signing in
    seen_trusted_proxies: Networks = ()
    seen_write_limit: RequestsPerMinute = 600  # per account; 0: off, as in the next two
    seen_search_limit: RequestsPerMinute = 300  # per account
    seen_anonymous_limit: RequestsPerMinute = 120  # per address, without an account
    seen_log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    seen_metrics_token: SecretStr | None = None

    seen_archive_url: WebAddress = "https://archive.org"
    seen_torrents: Literal["on", "off"] = "on"
    seen_torrent_port: Annotated[int, Field(ge=0, le=65535)] = 0
    seen_download_allow: Networks = ()
    seen_download_dir: Path | None = None
    seen_library_roots: Paths = ()
    download_max_active: Annotated[int, Field(ge=1, le=100)] = 3
    download_poll_interval: Seconds = 3.0
    download_retry_backoff: Seconds = 15.0

    seen_artwork: Literal["proxy", "direct"] = "proxy"
    seen_artwork_url: str | None = None
    seen_artwork_cache_mb: Annotated[int, Field(ge=16, le=1_000_000)] = 2048

    seen_transcode_processes: Annotated[int, Field(ge=1, le=32)] = 2
    seen_transcode_cache_mb: Annotated[int, Field(ge=256, le=1_000_000)] = 4096
    seen_transcode_hardware: Literal["on", "off"] = "on"  # where a test proves an encoder

    seen_converted_gb: Annotated[int, Field(ge=0, le=1_000_000)] = 100  # kept copies; 0: none

    seen_imdb: Literal["on", "off"] = "off"  # a download of 1.5 GB, for non-commercial use
    seen_imdb_url: WebAddress | None = None

    #: From which confidence on a file is matched without a question.
    seen_match_confidence: Annotated[float, Field(ge=0.6, le=1)] = 0.85
    seen_push: Literal["on", "all", "off"] = "on"
    seen_playback_source: Literal["auto", "local", "store"] = "auto"
    seen_fingerprints: Literal["on", "off"] = "on"  # finds intros and credits by their sound
    #: For new files, by themselves. None: as an administrator has chosen.
    seen_find_subtitles: Literal["on", "off"] | None = None
    seen_trickplay: Literal["on", "off"] = "on"  # small pictures above the player's bar
    seen_trickplay_gb: Annotated[int, Field(ge=1, le=10_000)] = 5

    seen_engagement: Literal["postgres", "dynamodb"] = "postgres"
    seen_engagement_table: str = "seen-engagement"
    seen_engagement_region: str | None = None  # default: AWS's own settings

    tmdb_api_key: SecretStr | None = None  # a v3 key or a v4 token
    igdb_client_id: SecretStr | None = None
    igdb_client_secret: SecretStr | None = None
    omdb_api_key: SecretStr | None = None
    tvdb_api_key: SecretStr | None = None
    opensubtitles_api_key: SecretStr | None = None
    seen_omdb_daily: int = Field(900, ge=0)  # requests of the queue; a free key allows 1,000
    seen_tvmaze: Literal["on", "off"] = "off"  # needs no key, so it is off by default
    seen_jikan: Literal["on", "off"] = "off"  # the same
    seen_metadata_language: Annotated[str, Field(pattern=r"^[a-z]{2}(-[A-Z]{2})?$")] = "en-US"
    seen_metadata_region: Annotated[str, Field(pattern=r"^[A-Z]{2}$")] = "US"
    seen_lazy_budget_ms: Annotated[int, Field(ge=0, le=5_000)] = 400
    seen_tmdb_url: WebAddress | None = None
    seen_igdb_url: WebAddress | None = None
    seen_twitch_url: WebAddress | None = None
    seen_omdb_url: WebAddress | None = None
    seen_tvdb_url: WebAddress | None = None
    seen_tvmaze_url: WebAddress | None = None
    seen_jikan_url: WebAddress | None = None
    seen_opensubtitles_url: WebAddress | None = None

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> "Settings":
        """Raises `InvalidSettings` naming every variable that is missing or wrong."""
        known = {
            name: env[name.upper()] for name in cls.model_fields if env.get(name.upper(), "") != ""
        }
        try:
            return cls.model_validate(known)
        except ValidationError as error:
            wrong = (
                f"{'.'.join(map(str, e['loc'])).upper()}: {e['msg'].removeprefix('Value error, ')}"
                for e in error.errors()
            )
            # Not as its cause: that shows the values, and some of them are secret.
            raise InvalidSettings(f"These settings are wrong: {'; '.join(wrong)}.") from None

    @cached_property
    def needs_setup_code(self) -> bool:
        """Whether others than this machine can reach the server, and create the first account."""
        return self.seen_public_url is not None or not is_loopback(self.seen_host)

    @cached_property
    def data_dir(self) -> Path:
        return self.seen_data_dir.expanduser().absolute()

    @cached_property
    def download_dir(self) -> Path:
        """Active and finished downloads."""
        return (self.seen_download_dir or self.data_dir / "downloads").expanduser().absolute()

    @cached_property
    def library_roots(self) -> tuple[Path, ...]:
        """Folders that the scanner reads, besides finished downloads."""
        roots = self.seen_library_roots or (self.data_dir / "library",)
        return tuple(root.absolute() for root in roots)

    @cached_property
    def artwork_dir(self) -> Path:
        """Resized pictures of providers; all can be fetched again."""
        return self.data_dir / "artwork"

    @cached_property
    def trickplay_dir(self) -> Path:
        """Small pictures of library files; all can be made again."""
        return self.data_dir / "trickplay"

    @cached_property
    def transcode_dir(self) -> Path:
        """Segments of conversions, removed at every start, and indexes of files."""
        return self.data_dir / "transcode"

    @cached_property
    def stream_port(self) -> int:
        """Where the worker's stream gateway listens."""
        return self.seen_stream_port or self.seen_port + 1
