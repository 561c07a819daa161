"""What the house decides about downloads, and how things stand."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from ipaddress import ip_address
from typing import Any
from uuid import UUID

from chalicelib.downloads.errors import CategoryNotFound
from chalicelib.downloads.models.house import (
    Categories,
    Category,
    CategoryChange,
    CategoryCreate,
    DownloadSettings,
    DownloadSettingsView,
    Folder,
    Folders,
    PeopleQuotas,
    PersonQuota,
    PortTest,
    ProxyKind,
    QuotaLimits,
    QuotaShown,
    StateCounts,
    Stats,
)
from chalicelib.downloads.service import places
from chalicelib.downloads.service import quotas as quota_rules
from chalicelib.downloads.store import house, quotas
from chalicelib.downloads.store.house import WorkerStatus
from chalicelib.downloads.store.quotas import UserQuota
from chalicelib.platform.clock import NewId
from chalicelib.platform.db import Connection, Database
from chalicelib.platform.errors import InvalidInput, NotFound
from chalicelib.platform.schemas import Paging
from chalicelib.platform.sessions import User


@dataclass(frozen=True, slots=True)
class DownloadSettingsService:
    """`roots`: where downloads may go; the folder for downloads is the first."""

    db: Database
    new_id: NewId
    most_active: int
    roots: tuple[str, ...]

    # --- rules -------------------------------------------------------------------------------

    def rules(self) -> DownloadSettings:
        """What is in force now."""
        with self.db.read() as conn:
            return self.rules_in(conn)

    def rules_in(self, conn: Connection) -> DownloadSettings:
        return rules_of(house.chosen(conn).values, self.most_active)

    def may_look_names_up(self) -> bool:
        """Whether the system may be asked for the names of sources."""
        return not self.rules().network.name_servers

    def shown(self) -> DownloadSettingsView:
        return without_secrets(self.rules())

    def change(self, wanted: DownloadSettings) -> DownloadSettingsView:
        """
        What was not said stays as it is. The workers hear of it. Raises `InvalidInput`.
        """
        with self.db.transaction() as conn:
            house.lock(conn)
            values = merged(house.chosen(conn).values, said(wanted))
            rules = rules_of(values, self.most_active)
            check(conn, wanted, rules)
            house.choose(conn, values)
        return without_secrets(rules)

    def port_test(self) -> PortTest:
        with self.db.read() as conn:
            words = house.workers(conn)
            interface = self.rules_in(conn).network.interface
        reach: Mapping[str, Any] = words[0].told.get("reach", {}) if words else {}
        port = int(reach.get("port", 0))
        if not words:
            verdict, message = "closed", "No worker is running."
        elif not reach.get("isUp", True):
            verdict, message = "down", str(reach.get("message") or "The interface is down.")
        elif not port:
            verdict, message = "closed", str(reach.get("message") or "No port could be opened.")
        elif reach.get("hasIncoming"):
            verdict, message = "open", "Others have reached us from outside."
        else:
            verdict, message = "listening", "Nobody from outside has reached us until now."
        return PortTest(
            verdict=verdict,
            port=port,
            is_port_mapped=reach.get("isPortMapped"),
            dht_nodes=int(reach.get("dhtNodes", 0)),
            interface=interface,
            message=message,
        )

    # --- folders and categories --------------------------------------------------------------

    def folders(self, user: User) -> Folders:
        with self.db.read() as conn:
            words = house.workers(conn)
        return Folders(items=self._folders(user, words))

    def _folders(self, user: User, words: list[WorkerStatus]) -> list[Folder]:
        names = places.names_of(self.roots)
        return [
            folder(root, name, words, shows_path=user.role == "admin")
            for root, name in names.items()
        ]

    def checked_root(self, user: User, root: str, field: str = "root") -> str:
        """Raises `UnknownFolder` for what is not one of our folders, or below one."""
        return places.checked(root, self.roots, knows_paths=user.role == "admin", field=field)

    def categories(self, user: User) -> Categories:
        with self.db.read() as conn:
            found = house.categories(conn)
        if user.role != "admin":
            found = [
                each.model_copy(update={"root": places.in_words(each.root, self.roots)})
                for each in found
            ]
        return Categories(items=found)

    def add_category(self, wanted: CategoryCreate) -> Category:
        """Raises `CategoryExists` or `UnknownFolder`."""
        return self._keep(self.new_id(), wanted)

    def change_category(self, category_id: UUID, wanted: CategoryChange) -> Category:
        """Raises `CategoryNotFound`, `CategoryExists` or `UnknownFolder`."""
        with self.db.read() as conn:
            found = house.category(conn, category_id)
        if found is None:
            raise CategoryNotFound("There is no such category.")
        return self._keep(
            category_id,
            CategoryCreate(
                name=wanted.name or found.name,
                root=wanted.root or found.root,
                options=wanted.options or found.options,
            ),
        )

    def forget_category(self, category_id: UUID) -> None:
        """Raises `CategoryNotFound`."""
        with self.db.transaction() as conn:
            if not house.forget_category(conn, category_id):
                raise CategoryNotFound("There is no such category.")

    def _keep(self, category_id: UUID, wanted: CategoryCreate) -> Category:
        root = places.checked(wanted.root, self.roots, knows_paths=True, field="root")
        with self.db.transaction() as conn:
            house.keep_category(
                conn,
                id=category_id,
                name=wanted.name,
                root=root,
                options=wanted.options.model_dump(mode="json"),
            )
            kept = house.category(conn, category_id)
        if kept is None:
            raise CategoryNotFound("There is no such category.")
        return kept

    # --- people ------------------------------------------------------------------------------

    def quota(self, user_id: UUID) -> QuotaShown:
        """Raises `NotFound`."""
        with self.db.read() as conn:
            if not quotas.is_person(conn, user_id):
                raise NotFound("There is no such person.")
            return quota_rules.of(conn, self.rules_in(conn), user_id)

    def decide_quota(self, user_id: UUID, quota: QuotaLimits) -> QuotaShown:
        """Raises `NotFound`."""
        with self.db.transaction() as conn:
            if not quotas.decide(conn, user_id, quota):
                raise NotFound("There is no such person.")
            return quota_rules.of(conn, self.rules_in(conn), user_id)

    def people(self, paging: Paging) -> PeopleQuotas:
        """What everybody has, and what was decided for them alone."""
        with self.db.read() as conn:
            shares = quotas.people(conn, limit=paging.page_size, offset=paging.offset)
            total = quotas.count_people(conn)
        return PeopleQuotas(
            items=[person_of(share) for share in shares],
            page=paging.page,
            page_size=paging.page_size,
            total=total,
        )

    def stats(self, user: User, *, is_everybodys: bool) -> Stats:
        with self.db.read() as conn:
            words = house.workers(conn)
            sums = house.sums(conn, viewer=None if is_everybodys else user.id)
            quota = quota_rules.of(conn, self.rules_in(conn), user.id)
        volumes = self._folders(user, words)
        counts = {name: value for name, value in asdict(sums).items() if name in COUNTED}
        return Stats(
            download_bytes_per_s=sums.download_bytes_per_s,
            upload_bytes_per_s=sums.upload_bytes_per_s,
            last_eta_seconds=sums.last_eta_seconds,
            counts=StateCounts(**counts),
            free_bytes=volumes[0].free_bytes if volumes else None,
            reserved_bytes=words[0].told.get("reservedBytes") if words else None,
            volumes=volumes,
            quota=quota,
            workers=len(words),
        )


COUNTED = frozenset(StateCounts.model_fields)


def person_of(share: UserQuota) -> PersonQuota:
    return PersonQuota(
        id=share.id,
        email=share.email,
        display_name=share.display_name,
        role=share.role,
        own=QuotaLimits(
            most_open=share.most_open,
            most_active=share.most_active,
            bytes_a_month=share.bytes_a_month,
        ),
        open=share.open,
        bytes_this_month=share.bytes_this_month,
    )


def rules_of(values: Mapping[str, Any], most_active: int) -> DownloadSettings:
    """What was chosen over what the program's settings say."""
    return DownloadSettings.model_validate({"mostActive": most_active, **values})


def check(conn: Connection, wanted: DownloadSettings, rules: DownloadSettings) -> None:
    """What cannot be seen from one value alone. Raises `InvalidInput`."""
    if wanted.watch_owner is not None and house.role_of(conn, wanted.watch_owner) is None:
        raise InvalidInput("There is no such person.", field="watchOwner")
    network = rules.network
    if network.name_servers and network.proxy.kind is not ProxyKind.NONE:
        try:
            ip_address(network.proxy.host)
        except ValueError as error:
            message = "With name servers of its own, a proxy is known by its address."
            raise InvalidInput(message, field="network.proxy.host") from error


def without_secrets(rules: DownloadSettings) -> DownloadSettingsView:
    told = rules.model_dump(mode="json", exclude={"network": {"proxy": {"password"}}})
    told["network"]["hasProxyPassword"] = rules.network.proxy.password is not None
    return DownloadSettingsView.model_validate(told)


def said(wanted: DownloadSettings) -> dict[str, Any]:
    """What somebody did say, as it is kept."""
    values = wanted.model_dump(mode="json", exclude_unset=True)
    if wanted.network.proxy.password is not None:
        values["network"]["proxy"]["password"] = wanted.network.proxy.password.get_secret_value()
    return values


def merged(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    """The new over the old, part by part."""
    return {
        **old,
        **{
            name: merged(old[name], value)
            if isinstance(value, Mapping) and isinstance(old.get(name), Mapping)
            else value
            for name, value in new.items()
        },
    }


def folder(root: str, name: str, words: list[WorkerStatus], *, shows_path: bool) -> Folder:
    """With what the worker heard last says of its disk."""
    volumes = words[0].told.get("volumes", {}) if words else {}
    told = volumes.get(root, {})
    return Folder(
        path=root if shows_path else None,
        name=name,
        free_bytes=told.get("freeBytes"),
        total_bytes=told.get("totalBytes"),
    )
