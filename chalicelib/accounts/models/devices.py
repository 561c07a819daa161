"""Sessions as their owner sees them: devices in plain words."""

import re
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from chalicelib.http.schemas import ResponseModel

DeviceKind = Literal["computer", "phone", "tablet", "tv", "program"]

#: In this order: every browser names others in its header as well (RFC 9110, section 10.1.5).
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Vivaldi", "Vivaldi"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("iPad", "iPad", "tablet"),
    ("iPhone", "iPhone", "phone"),
    ("SMART-TV", "a television", "tv"),
    ("SmartTV", "a television", "tv"),
    ("Web0S", "a television", "tv"),
    ("Tizen", "a television", "tv"),
    ("AFT", "Fire TV", "tv"),
    ("Android TV", "Android TV", "tv"),
    ("CrOS", "Chromebook", "computer"),
    ("Windows", "Windows", "computer"),
    ("Macintosh", "Mac", "computer"),
    ("Linux", "Linux", "computer"),
)
PRODUCT = re.compile(r"[A-Za-z][\w .-]{1,30}(?=/)")


class SessionRow(BaseModel):
    """An active row of `sessions`."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    id: UUID
    user_agent: str
    address: str
    created_at: datetime
    last_used_at: datetime


class Device(ResponseModel):
    """A browser or program that is signed in."""

    id: UUID
    name: Annotated[str, Field(description="In plain words, such as `Firefox on Linux`.")]
    kind: DeviceKind
    address: str
    signed_in_at: datetime
    last_seen_at: datetime
    is_current: Annotated[bool, Field(description="Whether this request came from it.")]


class DeviceList(ResponseModel):
    items: list[Device]


def device_of(row: SessionRow, current: UUID) -> Device:
    name, kind = device_name(row.user_agent)
    return Device(
        id=row.id,
        name=name,
        kind=kind,
        address=row.address,
        signed_in_at=row.created_at,
        last_seen_at=row.last_used_at,
        is_current=row.id == current,
    )


def device_name(user_agent: str) -> tuple[str, DeviceKind]:
    """The browser and system of a User-Agent header in plain words; never an error."""
    browser = next((name for mark, name in BROWSERS if mark in user_agent), None)
    system, kind = _system(user_agent)
    if browser and system:
        return f"{browser} on {system}", kind
    if browser or system:
        return browser or f"A browser on {system}", kind
    product = PRODUCT.match(user_agent)
    return (product[0] if product else "Unknown device"), "program"


def _system(user_agent: str) -> tuple[str | None, DeviceKind]:
    if "Android" in user_agent and "Android TV" not in user_agent and "AFT" not in user_agent:
        return "Android", "phone" if "Mobile" in user_agent else "tablet"
    for mark, name, kind in SYSTEMS:
        if mark in user_agent:
            return name, kind  # type: ignore[return-value]  # each is a DeviceKind
    return None, "computer"
