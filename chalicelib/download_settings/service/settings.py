"""The settings of downloads: read, validate, change; and the result of the port test."""

from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any

from chalicelib.download_settings.models.legacy_schedule import with_hours
from chalicelib.download_settings.models.settings import (
    DownloadSettings,
    DownloadSettingsView,
    PortTest,
    ProxyKind,
)
from chalicelib.download_settings.store import settings as store
from chalicelib.download_settings.store import worker_status
from chalicelib.platform.db import Connection, Database
from chalicelib.platform.errors import InvalidInput
from chalicelib.platform.secret_box import SecretBox

#: The stored name of the encrypted proxy password.
SEALED_FIELD = "sealedPassword"


@dataclass(frozen=True, slots=True)
class DownloadSettingsService:
    """`most_active` holds as long as no administrator has set another limit."""

    db: Database
    most_active: int
    secrets: SecretBox

    def get(self) -> DownloadSettings:
        """The settings in force."""
        with self.db.read() as conn:
            return self.get_in(conn)

    def get_in(self, conn: Connection) -> DownloadSettings:
        return self._settings_from(self._opened(store.get(conn).values))

    def may_resolve_names(self) -> bool:
        """Whether the system's resolver may be asked for the hosts of sources."""
        return not self.get().network.name_servers

    def view(self) -> DownloadSettingsView:
        return without_secrets(self.get())

    def update(self, changes: DownloadSettings) -> DownloadSettingsView:
        """Change the fields that are set; workers are notified. Raises `InvalidInput`."""
        with self.db.transaction() as conn:
            store.lock(conn)
            values = deep_merge(self._opened(store.get(conn).values), changed_values(changes))
            settings = self._settings_from(values)
            check(conn, changes, settings)
            store.update(conn, self._sealed(values))
        return without_secrets(settings)

    def port_test(self) -> PortTest:
        """What the worker seen last reports about incoming connections."""
        with self.db.read() as conn:
            alive = worker_status.alive(conn)
            interface = self.get_in(conn).network.interface
        reach: Mapping[str, Any] = alive[0].status_report.get("reach", {}) if alive else {}
        port = int(reach.get("port", 0))
        if not alive:
            verdict, message = "closed", "No worker is running."
        elif not reach.get("isUp", True):
            verdict, message = "down", str(reach.get("message") or "The interface is down.")
        elif not port:
            verdict, message = "closed", str(reach.get("message") or "No port could be opened.")
        elif reach.get("hasIncoming"):
            verdict, message = "open", "Peers have connected from outside."
        else:
            verdict, message = "listening", "No peer has connected from outside yet."
        return PortTest(
            verdict=verdict,
            port=port,
            is_port_mapped=reach.get("isPortMapped"),
            dht_nodes=int(reach.get("dhtNodes", 0)),
            interface=interface,
            message=message,
        )

    def _settings_from(self, values: Mapping[str, Any]) -> DownloadSettings:
        return DownloadSettings.model_validate({"mostActive": self.most_active, **values})

    def _sealed(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """With the proxy password encrypted, under another name."""
        password = values.get("network", {}).get("proxy", {}).get("password")
        if password is None:
            return dict(values)
        sealed = {SEALED_FIELD: self.secrets.seal(password), "password": None}
        return deep_merge(values, {"network": {"proxy": sealed}})

    def _opened(self, stored: Mapping[str, Any]) -> dict[str, Any]:
        """
        The inverse of `_sealed`. Earlier releases stored the password in clear text, and another
        schedule.
        """
        values = {**stored, "timetable": with_hours(stored.get("timetable", {}))}
        proxy = dict(values.get("network", {}).get("proxy", {}))
        sealed = proxy.pop(SEALED_FIELD, None)
        if sealed is None:
            return values
        proxy["password"] = self.secrets.open(sealed)
        return {**values, "network": {**values["network"], "proxy": proxy}}


def check(conn: Connection, changes: DownloadSettings, settings: DownloadSettings) -> None:
    """Rules that need the database or more than one field. Raises `InvalidInput`."""
    if changes.watch_owner is not None and store.owner_of(conn, changes.watch_owner) is None:
        raise InvalidInput("There is no such person.", field="watchOwner")
    network = settings.network
    if network.name_servers and network.proxy.kind is not ProxyKind.NONE:
        try:
            ip_address(network.proxy.host)
        except ValueError as error:
            message = "With name servers of its own, a proxy is known by its address."
            raise InvalidInput(message, field="network.proxy.host") from error


def without_secrets(settings: DownloadSettings) -> DownloadSettingsView:
    values = settings.model_dump(mode="json", exclude={"network": {"proxy": {"password"}}})
    values["network"]["hasProxyPassword"] = settings.network.proxy.password is not None
    return DownloadSettingsView.model_validate(values)


def changed_values(changes: DownloadSettings) -> dict[str, Any]:
    """The fields that were set, as they are stored."""
    values = changes.model_dump(mode="json", exclude_unset=True)
    if changes.network.proxy.password is not None:
        values["network"]["proxy"]["password"] = changes.network.proxy.password.get_secret_value()
    return values


def deep_merge(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    """`new` over `old`; objects are merged field by field."""
    return {
        **old,
        **{
            name: deep_merge(old[name], value)
            if isinstance(value, Mapping) and isinstance(old.get(name), Mapping)
            else value
            for name, value in new.items()
        },
    }
