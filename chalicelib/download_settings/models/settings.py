"""Settings of the downloader: limits, schedule, seeding, network."""

from enum import StrEnum
from ipaddress import ip_address
from typing import Annotated
from uuid import UUID
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, Field, SecretStr, field_validator

from chalicelib.download_settings.models.import_settings import ImportSettings
from chalicelib.download_settings.models.quotas import QuotaLimits
from chalicelib.download_settings.models.seed_limits import SeedRules, SpeedLimit
from chalicelib.http.schemas import ResponseModel, SettingsModel


class Encryption(StrEnum):
    PREFER = "prefer"
    REQUIRE = "require"
    OFF = "off"


class ProxyKind(StrEnum):
    NONE = "none"
    SOCKS5 = "socks5"
    HTTP = "http"


DAYS = 7
HOURS = 24


def _sorted_once(hours: list[int]) -> list[int]:
    return sorted(set(hours))


#: Hours of a day by their beginning: 8 is from 08:00 to 09:00.
HoursOfDay = Annotated[
    list[Annotated[int, Field(ge=0, lt=HOURS)]],
    Field(max_length=HOURS),
    AfterValidator(_sorted_once),
]


class SpeedSchedule(SettingsModel):
    """Alternative speed limits at some hours of the week."""

    is_on: bool = False
    hours: Annotated[list[HoursOfDay], Field(min_length=DAYS, max_length=DAYS)] = Field(
        default_factory=lambda: [list(range(8, 23)) for _day in range(DAYS)]
    )  # by day, the first is Monday
    time_zone: str | None = None  # None: that of the server
    download_limit: SpeedLimit = None
    upload_limit: SpeedLimit = None

    @field_validator("time_zone")
    @classmethod
    def _is_known(cls, value: str | None) -> str | None:
        if value is not None and value not in available_timezones():
            raise ValueError("is not the name of a time zone, such as Europe/Zurich")
        return value

    @property
    def zone(self) -> ZoneInfo | None:
        return ZoneInfo(self.time_zone) if self.time_zone else None


class ProxyAddress(SettingsModel):
    kind: ProxyKind = ProxyKind.NONE
    host: Annotated[str, Field(max_length=253)] = ""
    port: Annotated[int, Field(ge=1, le=65535)] = 1080
    username: Annotated[str, Field(max_length=200)] = ""
    for_peers: bool = True  # False: trackers, web seeds and HTTP sources only


class Proxy(ProxyAddress):
    password: Annotated[SecretStr, Field(max_length=500)] | None = None  # write-only

    @field_validator("password")
    @classmethod
    def _has_no_nul_character(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and "\x00" in value.get_secret_value():
            raise ValueError("must not contain a NUL character")
        return value


def normalized_address(text: str) -> str:
    """Raises `ValueError` unless it is an IPv4 or IPv6 address."""
    return str(ip_address(text))


class PeerNetwork(SettingsModel):
    """How the engines connect to peers, trackers and web servers."""

    port: Annotated[int, Field(ge=0, le=65535)] = 0  # 0: any free port
    #: A network interface such as `tun0`, or an address of one. All traffic is bound to it; while
    #: it is down, jobs are suspended.
    interface: Annotated[str, Field(max_length=64, pattern=r"^[A-Za-z0-9_.:%@-]*$")] = ""
    #: DNS servers, queried through the interface. Empty: the system's resolver, which does not
    #: use the interface. With name servers, hosts that only libtorrent could resolve (HTTP
    #: trackers and web seeds without a proxy) are left out.
    name_servers: Annotated[
        list[Annotated[str, AfterValidator(normalized_address), Field(max_length=45)]],
        Field(max_length=3),
    ] = Field(default_factory=list)
    dht: bool = True
    lsd: bool = True  # local peer discovery (BEP 14)
    upnp: bool = True  # UPnP and NAT-PMP port mapping
    encryption: Encryption = Encryption.PREFER


class Network(PeerNetwork):
    proxy: Proxy = Field(default_factory=Proxy)


class NetworkView(PeerNetwork):
    proxy: ProxyAddress
    has_proxy_password: bool


class GeneralSettings(SettingsModel):
    """All settings but those of the network."""

    most_active: Annotated[int, Field(ge=1, le=100)] = 3
    download_limit: SpeedLimit = None
    upload_limit: SpeedLimit = None
    timetable: SpeedSchedule = Field(default_factory=SpeedSchedule)
    seed: SeedRules = Field(default_factory=SeedRules)
    per_person: QuotaLimits = Field(default_factory=QuotaLimits)
    #: A folder on the worker's machine: .torrent and .magnet files in it become downloads.
    watch_folder: Annotated[str, Field(max_length=1000, pattern="^(/.*)?$")] | None = None
    watch_owner: UUID | None = None  # the user they belong to; None: the first administrator
    recycle_days: Annotated[int, Field(ge=0, le=365)] = 7
    imports: ImportSettings = Field(default_factory=ImportSettings)
    #: Minimum free space on every disk. None: 1 % of its size, at most 256 MiB.
    reserve_bytes: Annotated[int, Field(ge=0, lt=2**50)] | None = None


class DownloadSettings(GeneralSettings):
    """All settings, as they are changed and stored."""

    network: Network = Field(default_factory=Network)


class DownloadSettingsView(GeneralSettings):
    """All settings in force, without secrets."""

    network: NetworkView


class PortTest(ResponseModel):
    """
    Whether peers outside can connect to the worker; no outside service is asked.

    `verdict` is `open` once a peer has connected, `listening` before that, `closed` without a
    listening port, `down` while the interface is down.
    """

    verdict: str
    port: int
    is_port_mapped: bool | None
    dht_nodes: int
    interface: str
    message: str
