"""What a house decides about all downloads: limits, a timetable, seeding, the network."""

from datetime import time
from enum import StrEnum
from ipaddress import ip_address
from typing import Annotated
from uuid import UUID
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, Field, SecretStr, field_validator

from chalicelib.downloads.models.options import SeedRules, SpeedLimit
from chalicelib.platform.schemas import RequestModel, ResponseModel, SettingsModel
from chalicelib.platform.sessions import Role


class Encryption(StrEnum):
    PREFER = "prefer"
    REQUIRE = "require"
    OFF = "off"


class ProxyKind(StrEnum):
    NONE = "none"
    SOCKS5 = "socks5"
    HTTP = "http"


class SpeedSchedule(SettingsModel):
    """Other limits at certain hours. `until` before `since` goes over midnight."""

    is_on: bool = False
    days: Annotated[list[Annotated[int, Field(ge=0, le=6)]], Field(max_length=7)] = Field(
        default_factory=lambda: list(range(7))
    )  # 0 is Monday; of the hour it begins
    since: time = time(8, 0)
    until: time = time(23, 0)
    time_zone: str | None = None  # None: the server's
    download_limit: SpeedLimit = None
    upload_limit: SpeedLimit = None

    @field_validator("time_zone")
    @classmethod
    def _is_known(cls, value: str | None) -> str | None:
        if value is not None and value not in available_timezones():
            raise ValueError("is not the name of a time zone, such as Europe/Zurich")
        return value

    @field_validator("since", "until")
    @classmethod
    def _is_on_its_own_clock(cls, value: time) -> time:
        if value.tzinfo is not None:
            raise ValueError("is an hour without a zone; `timeZone` says which clock is meant")
        return value

    @property
    def zone(self) -> ZoneInfo | None:
        return ZoneInfo(self.time_zone) if self.time_zone else None


class ProxyAddress(SettingsModel):
    kind: ProxyKind = ProxyKind.NONE
    host: Annotated[str, Field(max_length=253)] = ""
    port: Annotated[int, Field(ge=1, le=65535)] = 1080
    username: Annotated[str, Field(max_length=200)] = ""
    for_peers: bool = True  # otherwise trackers, web seeds and HTTP sources only


class Proxy(ProxyAddress):
    password: Annotated[SecretStr, Field(max_length=500)] | None = None  # written, never told

    @field_validator("password")
    @classmethod
    def _can_be_kept(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and "\x00" in value.get_secret_value():
            raise ValueError("must not contain a NUL character")
        return value


def plain_address(text: str) -> str:
    """Raises `ValueError` for what is no IPv4 or IPv6 address."""
    return str(ip_address(text))


class PeerNetwork(SettingsModel):
    """How torrents reach the world."""

    port: Annotated[int, Field(ge=0, le=65535)] = 0  # 0: any free one
    #: A network interface such as `tun0`, or an address of one. Nothing goes any other way, and
    #: while it is down everything waits.
    interface: Annotated[str, Field(max_length=64, pattern=r"^[A-Za-z0-9_.:%@-]*$")] = ""
    #: Asked for every name, the way everything else goes. Empty: the system looks names up, by
    #: whatever way it likes. What only libtorrent could look up (trackers and web seeds by http
    #: without a proxy) is left out when there are any.
    name_servers: Annotated[
        list[Annotated[str, AfterValidator(plain_address), Field(max_length=45)]],
        Field(max_length=3),
    ] = Field(default_factory=list)
    dht: bool = True
    lsd: bool = True  # peers on this network
    upnp: bool = True  # ask the router for a port
    encryption: Encryption = Encryption.PREFER


class Network(PeerNetwork):
    proxy: Proxy = Field(default_factory=Proxy)


class NetworkShown(PeerNetwork):
    proxy: ProxyAddress
    has_proxy_password: bool


class QuotaLimits(SettingsModel):
    """What each person may have, unless told otherwise. None: no limit."""

    most_open: Annotated[int, Field(ge=0, le=100_000)] | None = 500
    most_active: Annotated[int, Field(ge=0, le=1000)] | None = None
    bytes_a_month: Annotated[int, Field(ge=0, lt=2**62)] | None = None


class Rules(SettingsModel):
    """All but the network."""

    most_active: Annotated[int, Field(ge=1, le=100)] = 3
    download_limit: SpeedLimit = None
    upload_limit: SpeedLimit = None
    timetable: SpeedSchedule = Field(default_factory=SpeedSchedule)
    seed: SeedRules = Field(default_factory=SeedRules)
    per_person: QuotaLimits = Field(default_factory=QuotaLimits)
    #: A folder of the worker's machine: .torrent and .magnet files put there are taken up.
    watch_folder: Annotated[str, Field(max_length=1000, pattern="^(/.*)?$")] | None = None
    watch_owner: UUID | None = None  # whose those are; None: the first administrator's
    recycle_days: Annotated[int, Field(ge=0, le=365)] = 7
    #: Left free on every disk. None: one in a hundred, at most 256 MiB.
    reserve_bytes: Annotated[int, Field(ge=0, lt=2**50)] | None = None


class DownloadSettings(Rules):
    """The whole of it, as it is changed and kept."""

    network: Network = Field(default_factory=Network)


class DownloadSettingsView(Rules):
    """As they are in force."""

    network: NetworkShown


class CategoryOptions(SettingsModel):
    """What jobs of a category begin with."""

    seed: SeedRules | None = None
    download_limit: SpeedLimit = None
    upload_limit: SpeedLimit = None


class CategoryCreate(RequestModel):
    name: Annotated[str, Field(min_length=1, max_length=80)]
    root: Annotated[str, Field(min_length=1, max_length=1000)]  # one of `GET /downloads/folders`
    options: CategoryOptions = Field(default_factory=CategoryOptions)


class CategoryChange(RequestModel):
    """None: as it is."""

    name: Annotated[str, Field(min_length=1, max_length=80)] | None = None
    root: Annotated[str, Field(min_length=1, max_length=1000)] | None = None
    options: CategoryOptions | None = None


class Category(ResponseModel):
    """A label that says where files go."""

    id: UUID
    name: str
    root: str  # its path for admins; otherwise in words, such as `films/New`
    options: CategoryOptions
    jobs: int


class Categories(ResponseModel):
    items: list[Category]


class Folder(ResponseModel):
    """Where downloads may go. None: no worker says how much is free there."""

    path: str | None  # for admins only; others know it by its name
    name: str  # no two alike; what `MoveTo.root` takes
    free_bytes: int | None
    total_bytes: int | None


class Folders(ResponseModel):
    items: list[Folder]


class QuotaShown(ResponseModel):
    """What a person has, and may have. None: no limit."""

    open: int
    most_open: int | None
    most_active: int | None
    bytes_this_month: int
    bytes_a_month: int | None


class PersonQuota(ResponseModel):
    """`own`: what was decided for this person alone; where it is None, what the house has holds."""

    id: UUID
    email: str
    display_name: str
    role: Role
    own: QuotaLimits
    open: int
    bytes_this_month: int


class PeopleQuotas(ResponseModel):
    """By name."""

    items: list[PersonQuota]
    page: int
    page_size: int
    total: int


class StateCounts(ResponseModel):
    active: int
    queued: int
    paused: int
    stalled: int
    completed: int
    failed: int
    seeding: int


class Stats(ResponseModel):
    """What the head of the page says."""

    download_bytes_per_s: int
    upload_bytes_per_s: int
    last_eta_seconds: int | None  # until the last of what comes in now is here
    counts: StateCounts
    free_bytes: int | None  # of the disk downloads go to
    reserved_bytes: int | None  # of that, for what is still to come
    volumes: list[Folder]
    quota: QuotaShown
    workers: int


class PortTest(ResponseModel):
    """
    What is known of how others reach us.

    Nobody outside is asked: `verdict` is `open` only when somebody did come in, `listening` when
    nobody has until now, `closed` when we do not listen, `down` when the interface is.
    """

    verdict: str
    port: int
    is_port_mapped: bool | None
    dht_nodes: int
    interface: str
    message: str
